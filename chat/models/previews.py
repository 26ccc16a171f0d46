"""What the pages behind links say of themselves."""

from django.db import models


class LinkPreview(models.Model):
    """Looked up once for an address, for all messages that name it. Without a title there is nothing to show."""

    # Addresses are longer than an index of PostgreSQL may be.
    digest = models.CharField(max_length=64, unique=True)
    url = models.TextField()
    title = models.CharField(max_length=200, blank=True)
    description = models.CharField(max_length=300, blank=True)
    site = models.CharField(max_length=80, blank=True)
    fetched_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.url
