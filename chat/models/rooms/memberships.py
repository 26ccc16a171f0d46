"""Memberships: role, notifications and read mark of a user in a room."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OWNER = "owner", _("owner")
    MODERATOR = "moderator", _("moderator")
    MEMBER = "member", _("member")


class Notify(models.TextChoices):
    ALL = "all", _("every message")
    MENTIONS = "mentions", _("mentions")
    NONE = "none", _("nothing")


class Membership(models.Model):
    room = models.ForeignKey("chat.Room", models.CASCADE, verbose_name=_("room"), related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("user"), related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.MEMBER)
    notify = models.CharField(_("notifications"), max_length=10, choices=Notify.choices, default=Notify.ALL)
    # The user has read all messages up to this seq, so `room.last_seq - read_seq` are unread.
    read_seq = models.PositiveBigIntegerField(default=0, editable=False)
    # Where the member's own sidebar shows the room: among the favourites, else in the section with this id (0: none).
    favourite = models.BooleanField(default=False, db_default=False, editable=False)
    section = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    # The room's place in its section: 1, 2, 3 …; rooms with 0 come after them, in the section's usual order.
    place = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)
    # Set by moderators, see ModerationAction.
    muted_until = models.DateTimeField(_("muted until"), null=True, editable=False)
    # Kept in rooms with slow mode only.
    last_sent_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar = [models.UniqueConstraint(fields=["room", "user"], name="membership_unique")]

    def __str__(self) -> str:
        return gettext("%(user)s in %(room)s") % {"user": self.user, "room": self.room}

    @property
    def moderates(self) -> bool:
        return self.role in {Role.OWNER, Role.MODERATOR}
