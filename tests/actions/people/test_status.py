"""How a person wants to be seen."""

import pytest

from chat.actions.people import status
from chat.models import User
from chat.queries.watching import last_seen
from tests.support.captured_announcements import capture_announcements
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db


def test_the_choice_to_be_away_is_told_to_the_persons_own_devices_alone(ada, bob, kitchen):
    with converging(ada, deaf=[bob]) as heard:
        assert status.choose_away(by=ada, away=True).chose_away
    assert [me["away"] for me in heard.events(ada, "me:updated")] == [True]


def test_the_same_choice_again_is_not_announced(ada):
    with converging(deaf=[ada]):
        status.choose_away(by=ada, away=False)


def test_the_last_time_online_is_stored(ada):
    status.record_last_seen(user_ids=[ada.pk])
    assert User.objects.get(pk=ada.pk).last_seen_at is not None


def test_somebody_who_hides_was_never_here_and_nothing_new_is_stored(ada, bob, kitchen):
    status.record_last_seen(user_ids=[ada.pk])
    with converging(ada, deaf=[bob]) as heard:
        status.hide_presence(by=ada, hidden=True)
        status.hide_presence(by=ada, hidden=True)
    assert [me["hidesPresence"] for me in heard.events(ada, "me:updated")] == [True]
    status.record_last_seen(user_ids=[ada.pk])
    assert User.objects.get(pk=ada.pk).last_seen_at is None
    assert last_seen(bob.pk, [ada.pk]) == {ada.pk: None}
    assert status.hide_presence(by=ada, hidden=False).last_seen_at is None


def test_the_processes_are_told_to_hide_somebody_and_to_show_them_again(ada):
    for hidden, kind in ((True, "hide"), (False, "show")):
        with capture_announcements() as announcements:
            status.hide_presence(by=ada, hidden=hidden)
        assert [(each.control.kind, each.control.user_id) for each in announcements] == [(kind, ada.pk)]


def test_whatever_else_changes_for_somebody_who_hides_they_stay_hidden(ada):
    status.hide_presence(by=ada, hidden=True)
    with capture_announcements() as announcements:
        status.choose_away(by=ada, away=True)
    assert [each.control.kind for each in announcements] == ["hide"]
