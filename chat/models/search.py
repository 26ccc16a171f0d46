"""The index of messages. The words are beside the models, in what each database has for them (migration 0004)."""

from django.db import models


class SearchEntry(models.Model):
    """A message that can be found. Entries rise with the time at which messages were written: newest first is by id."""

    message = models.OneToOneField("chat.Message", models.CASCADE, related_name="search_entry")

    def __str__(self) -> str:
        return str(self.message_id)
