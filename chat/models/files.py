"""Uploaded files. The row is created before the file and deleted after it, so every file has a row."""

from typing import ClassVar, TypedDict

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Facts(TypedDict):
    """The part of a file that a message shows. The message's row has a copy, so that reading a page takes no query."""

    id: int
    name: str
    size: int
    type: str
    width: int | None
    height: int | None
    duration: float | None
    thumbnail: bool


class Stage(models.TextChoices):
    ARRIVING = "arriving", _("arriving")
    KEPT = "kept", _("kept")
    DISCARDED = "discarded", _("to be erased")


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def kept(self) -> "AttachmentQuerySet":
        return self.filter(stage=Stage.KEPT)

    def unsent(self) -> "AttachmentQuerySet":
        return self.filter(message=None).exclude(stage=Stage.DISCARDED)

    def forgotten(self) -> "AttachmentQuerySet":
        """Unsent files that neither a draft nor a scheduled message holds."""
        return self.unsent().filter(draft=None, scheduled=None)

    def discarded(self) -> "AttachmentQuerySet":
        return self.filter(stage=Stage.DISCARDED)


class Attachment(models.Model):
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("uploaded by"), related_name="attachments"
    )
    # None until the file is sent, and again when the message is deleted: then the file is erased.
    message = models.ForeignKey(
        "chat.Message", models.SET_NULL, verbose_name=_("message"), null=True, related_name="attachments"
    )
    # A draft or a scheduled message that holds an unsent file: meanwhile it is not erased as one that was never sent.
    draft = models.ForeignKey("chat.Draft", models.SET_NULL, null=True, editable=False, related_name="attachments")
    scheduled = models.ForeignKey(
        "chat.ScheduledMessage", models.SET_NULL, null=True, editable=False, related_name="attachments"
    )
    key = models.CharField(max_length=32, unique=True, editable=False)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.ARRIVING)
    name = models.CharField(_("name"), max_length=150)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("bytes"))
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    duration = models.FloatField(null=True)
    has_thumbnail = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes: ClassVar = [
            # For the sweep, which looks for the few files that were not sent.
            models.Index(fields=["created_at"], condition=models.Q(message=None), name="attachment_unsent"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def facts(self) -> Facts:
        return Facts(
            id=self.pk,
            name=self.name,
            size=self.size,
            type=self.content_type,
            width=self.width,
            height=self.height,
            duration=self.duration,
            thumbnail=self.has_thumbnail,
        )
