"""The search index. Its words are in database objects that have no model, which migration 0004 makes."""

from django.db import models


class SearchEntry(models.Model):
    """A message that search can find. Entry ids rise with the times of the messages, so search orders by id."""

    message = models.OneToOneField("chat.Message", models.CASCADE, related_name="search_entry")

    def __str__(self) -> str:
        return str(self.message_id)
