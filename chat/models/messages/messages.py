"""Messages. Each row has its place in the room (`seq`) and its latest change (`rev`)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageKind(models.TextChoices):
    MESSAGE = "message", _("message")
    SYSTEM = "system", _("system line")


class MessageQuerySet(models.QuerySet["Message"]):
    def with_details(self) -> "MessageQuerySet":
        """Load everything that a message shows, in a fixed number of queries."""
        return self.select_related("author", "reply_to__author", "poll").prefetch_related("reactions", "poll__votes")

    def before(self, seq: int) -> "MessageQuerySet":
        return self.filter(seq__lt=seq).order_by("-seq")

    def after(self, seq: int) -> "MessageQuerySet":
        return self.filter(seq__gt=seq).order_by("seq")

    def changed_since(self, rev: int) -> "MessageQuerySet":
        return self.filter(rev__gt=rev).order_by("rev")

    def calling_everyone(self) -> "MessageQuerySet":
        """Leave those that count as an unread mention of every member of their room except the author."""
        return self.filter(mentions_everyone=True, in_room=True, deleted_at=None)


class Message(models.Model):
    room = models.ForeignKey("chat.Room", models.CASCADE, verbose_name=_("room"), related_name="messages")
    seq = models.PositiveBigIntegerField(_("number"))
    rev = models.PositiveBigIntegerField(_("revision"))
    kind = models.CharField(_("kind"), max_length=10, choices=MessageKind.choices, default=MessageKind.MESSAGE)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("author"), related_name="messages"
    )
    client_id = models.UUIDField(null=True)
    content = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True, editable=False)
    reply_to = models.ForeignKey("self", models.SET_NULL, verbose_name=_("reply to"), null=True, related_name="+")
    # The root of the thread that this message replies in. Replies are numbered like all messages of the room, which
    # shows only those with `in_room`.
    thread = models.ForeignKey(
        "self", models.CASCADE, verbose_name=_("thread"), null=True, related_name="thread_replies", db_index=False
    )
    in_room = models.BooleanField(default=True, editable=False)
    # Like "everyone" in `extra`. It stands for a `Mention` of each member, so that no row for each is stored.
    mentions_everyone = models.BooleanField(default=False, db_default=False, editable=False)
    # For the root of a thread: {"count": replies, "last": time of the latest, "people": user ids of the first authors}
    thread_facts = models.JSONField(null=True, editable=False)
    pinned_at = models.DateTimeField(_("pinned"), null=True, editable=False)
    pinned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False, editable=False
    )
    # Facts that every read needs and no query filters by: {"mentions": [user ids], "everyone": bool, "system": {...},
    # "attachments": [facts of each file], "previews": [facts of each link], "no_previews": True once they are removed}
    extra = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(_("written"))
    edited_at = models.DateTimeField(_("edited"), null=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "seq"], name="message_seq_unique"),
            models.UniqueConstraint(fields=["room", "rev"], name="message_rev_unique"),
            models.UniqueConstraint(fields=["author", "client_id"], name="message_client_id_unique"),
            models.CheckConstraint(condition=models.Q(rev__gte=models.F("seq")), name="message_rev_not_behind_seq"),
        ]
        # Partial, because most messages are in no thread, not pinned and not to everyone.
        indexes: ClassVar = [
            models.Index(fields=["thread", "seq"], condition=models.Q(thread__isnull=False), name="message_thread"),
            models.Index(fields=["room", "pinned_at"], condition=models.Q(pinned_at__isnull=False), name="message_pin"),
            # Without it, the foreign key reads the whole table when an account is deleted.
            models.Index(fields=["pinned_by"], condition=models.Q(pinned_by__isnull=False), name="message_pinned_by"),
            # `calling_everyone`, for the counts of unread mentions.
            models.Index(
                fields=["room", "seq"],
                condition=models.Q(mentions_everyone=True, in_room=True, deleted_at=None),
                name="message_to_everyone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id}#{self.seq}"

    @property
    def is_shown_only_in_thread(self) -> bool:
        """Whether the room does not show this reply. It makes nothing unread there."""
        return not self.in_room


class Mention(models.Model):
    """A member whom a message mentions. Deleted with the membership. A message that mentions everyone has none."""

    membership = models.ForeignKey("chat.Membership", models.CASCADE, related_name="mentions")
    message = models.ForeignKey(Message, models.CASCADE, related_name="mention_rows")
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["membership", "seq"], name="mention_unique")]
