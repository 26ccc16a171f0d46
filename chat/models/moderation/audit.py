"""The audit log: who did what to whom and when. Entries are only added; each seals the one before it."""

import hashlib
import json
from typing import Any, ClassVar

from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

START = "0" * 64
"""The hash before the first entry."""


class AuditEntry(models.Model):
    """One entry. It names people by id only; `AuditDetail` has names, reasons and addresses, which may be erased."""

    number = models.PositiveBigIntegerField(_("number"), unique=True)
    at = models.DateTimeField(_("time"))
    event = models.CharField(_("event"), max_length=40)
    # Ids and not foreign keys: an entry outlives what it is about, and must not change with it. 0 is the site itself.
    actor_id = models.PositiveBigIntegerField(_("by"))
    person_id = models.PositiveBigIntegerField(_("person"), null=True)
    room_id = models.PositiveBigIntegerField(_("room"), null=True)
    message_id = models.PositiveBigIntegerField(_("message"), null=True)
    # The change, as {"before": …, "after": …}. Contains no text that a person wrote.
    facts = models.JSONField(_("facts"), default=dict)
    # SHA-256 over the salt and the text of the detail; empty where there is none.
    detail_digest = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["-number"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        indexes: ClassVar = [
            models.Index(fields=["event", "-number"], name="audit_event"),
            models.Index(fields=["person_id", "-number"], name="audit_person"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.event}"

    def sealed(self, previous: str, secret: str | bytes | None = None) -> str:
        """Return the hash of this entry after one with the hash `previous`. `secret` is SECRET_KEY unless given."""
        content: list[Any] = [
            *(self.number, self.at.isoformat(), self.event, self.actor_id, self.person_id, self.room_id),
            *(self.message_id, self.facts, self.detail_digest),
        ]
        text = previous + json.dumps(content, sort_keys=True, separators=(",", ":"))
        return salted_hmac("chatsite.audit", text, secret=secret, algorithm="sha256").hexdigest()


class AuditDetail(models.Model):
    """The personal details of an entry: `text` is JSON. Erasing the row leaves the chain intact."""

    entry = models.OneToOneField(AuditEntry, models.CASCADE, related_name="detail")
    salt = models.CharField(max_length=32)
    text = models.TextField()

    def __str__(self) -> str:
        return self.text

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{self.salt}{self.text}".encode()).hexdigest()


class AuditHead(models.Model):
    """The one row that says where the log ends, so that entries which are cut off are missed."""

    count = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=START)
    seal = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.count} {self.hash}"

    def sealed(self, secret: str | bytes | None = None) -> str:
        """Return the seal that fits the count and the hash."""
        text = f"{self.count}:{self.hash}"
        return salted_hmac("chatsite.audit.head", text, secret=secret, algorithm="sha256").hexdigest()
