"""Deciding who may add oneself to rooms."""

import pytest

from chat.actions.people import preferences
from chat.models import AddedBy, User

pytestmark = pytest.mark.django_db


def test_the_choice_of_who_may_add_a_person_is_stored_and_shows_nobody_a_change(ada):
    version = User.objects.get(pk=ada.pk).profile_version
    assert preferences.set_added_by(by=ada, added_by=AddedBy.NOBODY).added_by == "nobody"
    stored = User.objects.get(pk=ada.pk)
    assert (stored.added_by, stored.profile_version) == ("nobody", version)


def test_somebody_who_decided_nothing_is_asked_by_strangers(db):
    assert User(username="new").added_by == AddedBy.SHARED
