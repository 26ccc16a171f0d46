"""Public, private and direct rooms."""

from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat.text.people.names import fold
from chat.text.search.folding import fold_name

NAME_KEY_LENGTH = 320
SEARCH_KEY_LENGTH = 1_000


def search_key(name: str, slug: str, topic: str) -> str:
    """Return the folded texts by which a room is found, one a line, each behind a space."""
    return "\n".join(f" {fold_name(text)}" for text in (name, slug, topic))[:SEARCH_KEY_LENGTH]


def direct_key(user_ids: Iterable[int]) -> str:
    """Return the `direct_key` of the conversation of exactly these people."""
    return ",".join(map(str, sorted(set(user_ids))))


class Kind(models.TextChoices):
    PUBLIC = "public", _("public")
    PRIVATE = "private", _("private")
    DIRECT = "direct", _("direct")


class RoomQuerySet(models.QuerySet["Room"]):
    def visible_to(self, user_id: int) -> "RoomQuerySet":
        """Filter the rooms that a user may look into: public ones, and those they are in."""
        memberships = self.model.memberships.rel.related_model.objects  # type: ignore[attr-defined]
        # A join would read the memberships of everyone.
        return self.filter(Q(kind=Kind.PUBLIC) | Q(pk__in=memberships.filter(user_id=user_id).values("room_id")))

    def open(self) -> "RoomQuerySet":
        return self.filter(archived_at=None)


class Room(models.Model):
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PUBLIC)
    name = models.CharField(_("name"), max_length=80, blank=True)
    name_key = models.CharField(max_length=NAME_KEY_LENGTH, blank=True, editable=False)
    slug = models.SlugField(max_length=80, blank=True, allow_unicode=True, editable=False)
    topic = models.CharField(_("topic"), max_length=250, blank=True)
    # Name, slug and topic as search folds them: " the cafe\n the-cafe\n coffee".
    search_key = models.CharField(max_length=SEARCH_KEY_LENGTH, default="", db_default="", editable=False)
    # The sorted user ids of a direct room, joined by commas, so that the same people share one room.
    direct_key = models.CharField(max_length=255, null=True, blank=True, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("made by"),
        null=True,
        related_name="+",
        editable=False,
    )
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    is_default = models.BooleanField(_("newcomers join"), default=False)
    is_unlimited = models.BooleanField(default=False, editable=False)
    # Members who do not moderate wait this long between two messages; 0 for no wait.
    slow_seconds = models.PositiveIntegerField(_("seconds between messages"), default=0, db_default=0, editable=False)
    # Only moderators write.
    read_only = models.BooleanField(_("read-only"), default=False, db_default=False, editable=False)
    # Messages are deleted after this many days; 0: as the site does (RETENTION_DAYS).
    retention_days = models.PositiveIntegerField(_("days that messages stay"), default=0, db_default=0, editable=False)
    member_count = models.PositiveIntegerField(default=0, editable=False)
    last_seq = models.PositiveBigIntegerField(default=0, editable=False)
    last_rev = models.PositiveBigIntegerField(default=0, editable=False)
    last_message_at = models.DateTimeField(_("last message"), null=True, blank=True, editable=False)

    objects = RoomQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name_key", "id"]
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name_key"], condition=Q(kind="public", archived_at=None), name="room_public_name_unique"
            ),
            models.CheckConstraint(condition=Q(kind="direct") ^ Q(direct_key=None), name="room_direct_key_with_kind"),
            models.CheckConstraint(condition=Q(last_rev__gte=models.F("last_seq")), name="room_rev_not_behind_seq"),
        ]

    def __str__(self) -> str:
        return self.name or gettext("direct %(ids)s") % {"ids": self.direct_key}

    def save(self, *args, **kwargs) -> None:  # type: ignore[no-untyped-def]
        # Folding turns one character into up to 18, and PostgreSQL refuses values that are too long.
        self.name_key = fold(self.name)[:NAME_KEY_LENGTH]
        self.slug = slugify(self.name, allow_unicode=True)[:80]
        self.search_key = search_key(self.name, self.slug, self.topic)
        super().save(*args, **kwargs)

    @property
    def is_direct(self) -> bool:
        return self.kind == Kind.DIRECT

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None
