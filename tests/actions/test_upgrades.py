"""Rows that a process of the last release writes after the migration are filled."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from chat.actions import search_index, upgrades
from chat.migrations import _0004_words
from chat.models import Job, Room, User
from chat.queries import people
from chat.queries.search import search
from tests.support.factories import create_user

pytestmark = pytest.mark.django_db
EMPTY = {"search_key": "", "username_skeleton": "", "name_skeleton": ""}


def found(user, text):
    return [result.message.payload.content for result in search.page(user, text).results]


def test_people_whom_the_last_release_made_are_found_and_told_apart(ada, monkeypatch):
    monkeypatch.setattr(upgrades.conf, "INDEX_BATCH", 2)
    made = [create_user(f"user{number}", display_name=name) for number, name in enumerate(["Sofía", "аda", "Łukasz"])]
    keys = dict(User.objects.values_list("pk", "search_key"))
    User.objects.filter(pk__in=[user.pk for user in made]).update(**EMPTY, shows_username=False)
    assert upgrades.fill_names() == 3
    assert dict(User.objects.values_list("pk", "search_key")) == keys
    assert [one.display_name for one in people.search(0, "sofia", lambda _: "offline").people] == ["Sofía"]
    assert User.objects.get(pk=made[1].pk).name == "аda (@user1)"
    assert upgrades.fill_names() == 0


def test_a_person_whom_the_last_release_renamed_is_found_by_the_new_name(ada):
    User.objects.filter(pk=ada.pk).update(display_name="Łucja")
    assert upgrades.fill_names() == 1
    assert [one.username for one in people.search(0, "lucja", lambda _: "offline").people] == ["ada"]


def test_rooms_that_the_last_release_made_are_found_by_their_folded_names(ada, kitchen):
    key = kitchen.search_key
    Room.objects.update(search_key="")
    assert [upgrades.fill_rooms(), upgrades.fill_rooms()] == [1, 0]
    assert Room.objects.get(pk=kitchen.pk).search_key == key != ""


def test_messages_that_the_last_release_wrote_are_found_by_their_folded_words(ada, kitchen, say, monkeypatch):
    monkeypatch.setattr(upgrades.conf, "INDEX_BATCH", 2)
    since = timezone.now() - timedelta(minutes=1)
    with monkeypatch.context() as patch:
        patch.setattr(search_index, "entries", _0004_words.words_and_pairs)
        for number in range(3):
            say(ada, kitchen, f"Łódź {number}")
            say(ada, kitchen, f"plain {number}")
        search_index.clear()
        list(search_index.add_missing())
    assert found(ada, "lodz") == []
    assert upgrades.fill_words(since) == 3
    assert sorted(found(ada, "lodz")) == ["Łódź 0", "Łódź 1", "Łódź 2"]
    assert upgrades.fill_words(timezone.now() + timedelta(minutes=1)) == 0


def test_the_job_looks_once_at_least_and_for_a_day_after_the_last_migration():
    migrations = MigrationRecorder(connection).migration_qs.filter(app="chat")
    for age, has_run, looks in [(0, False, True), (0, True, True), (9, False, True), (9, True, False)]:
        applied = timezone.now() - timedelta(days=age)
        migrations.update(applied=applied)
        Job.objects.all().delete()
        Job.objects.create(name=upgrades.JOB, progress="0 people" if has_run else "")
        assert upgrades.begun() == (applied if looks else None)
