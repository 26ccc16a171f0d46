"""Reactions: a person gives a message each emoji once."""

import pytest
from django.db import IntegrityError, transaction

from chat.models import Reaction

pytestmark = pytest.mark.django_db


def test_the_same_reaction_is_stored_once(ada, bob, kitchen, say):
    message = say(ada, kitchen)
    Reaction.objects.create(message=message, user=bob, emoji="👍")
    Reaction.objects.create(message=message, user=bob, emoji="🎉")
    Reaction.objects.create(message=message, user=ada, emoji="👍")
    with pytest.raises(IntegrityError), transaction.atomic():
        Reaction.objects.create(message=message, user=bob, emoji="👍")


def test_reactions_are_ordered_by_time(ada, kitchen, say):
    message = say(ada, kitchen)
    for emoji in "🎉👍😀":
        Reaction.objects.create(message=message, user=ada, emoji=emoji)
    assert "".join(map(str, Reaction.objects.filter(message=message))) == "🎉👍😀"
