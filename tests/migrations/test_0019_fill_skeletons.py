"""The migration of names: skeletons are stored, and names that clash already stay, but say whose they are."""

from importlib import import_module

import pytest
from django.apps import apps

from chat.models import User
from chat.text.people.confusables import readings, skeleton
from tests.support.factories import create_user

pytestmark = pytest.mark.django_db
migration = import_module("chat.migrations.0019_fill_skeletons")


def test_names_of_earlier_versions_get_skeletons_and_clashes_are_shown(monkeypatch):
    monkeypatch.setattr(migration, "BATCH", 2)
    people = [
        ("maya", ""),
        ("second", "Maya"),
        ("third", "Neil"),
        ("fourth", "Nell"),
        ("fifth", "Zoe"),
        ("sixth", "zoé"),
    ]
    for username, display_name in people:
        create_user(username, display_name=display_name)
    clash = create_user("unlike")
    User.objects.filter(pk=clash.pk).update(username="мауа", username_key="мауа")
    after = list(User.objects.order_by("pk").values_list("username_skeleton", "name_skeleton"))
    # As they were stored before the migration.
    User.objects.update(username_skeleton="", name_skeleton="", shows_username=False)
    for _ in range(2):
        migration.fill(apps, None)
        migration.mark(apps, None)
        names = [user.name for user in User.objects.order_by("pk")]
        assert names == ["maya", "Maya (@second)", "Neil", "Nell", "Zoe (@fifth)", "zoé (@sixth)", "мауа"]
    stored = list(User.objects.order_by("pk").values_list("username_skeleton", "name_skeleton"))
    assert stored[:-1] == after[:-1]
    assert stored[-1] == stored[0]


def test_an_empty_site_is_migrated(db):
    migration.fill(apps, None)
    migration.mark(apps, None)


@pytest.mark.parametrize("name", ["Maya", "мауа", "Wang1ei", "Ian", "modern", "राम", "カ山", "ada_l", "🎉"])
def test_the_copied_rules_are_those_of_the_site(name):
    """Until the site's rules change: then a new migration stores skeletons anew, and this test goes."""
    assert (migration.skeleton(name), migration.readings(name)) == (skeleton(name), readings(name))
