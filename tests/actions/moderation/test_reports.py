import pytest

from chat.actions.messages import messages
from chat.actions.moderation import actions, reports
from chat.errors import Conflict, Forbidden, NotAMember, NotFound
from chat.models import ActionKind, ReportOutcome, ReportReason

pytestmark = pytest.mark.django_db


def report(by, message, reason="spam", note=""):
    return reports.report(by=by, message_id=message.pk, reason=ReportReason(reason), note=note)


def close(by, row, outcome="dismissed", **more):
    return reports.close(by=by, report_id=row.pk, outcome=ReportOutcome(outcome), **more)


def test_a_second_report_of_the_same_message_is_the_first_one(ada, bob, cy, kitchen, say):
    message = say(bob, kitchen)
    first, is_new = report(ada, message, note="Look")
    assert is_new
    assert report(ada, message, "abuse") == (first, False)
    assert report(cy, message)[1]


def test_only_messages_of_others_that_one_can_see_are_reported(ada, bob, eve, kitchen, pantry, say):
    with pytest.raises(NotFound):
        report(eve, say(bob, pantry))
    message = say(bob, kitchen)
    with pytest.raises(Forbidden):
        report(bob, message)
    messages.delete(by=bob, message_id=message.pk)
    with pytest.raises(NotFound):
        report(ada, message)


def test_moderators_of_the_room_close_a_report_once(sam, ada, bob, cy, eve, kitchen, say):
    row, _ = report(ada, say(bob, kitchen))
    for outsider in (bob, eve):
        with pytest.raises((Forbidden, NotAMember)):
            close(outsider, row)
    closed = close(cy, row, note="Only a joke")
    assert (closed.status, closed.outcome, closed.closed_by, closed.outcome_note) == (
        "closed",
        "dismissed",
        cy,
        "Only a joke",
    )
    assert close(sam, row).closed_by == cy
    with pytest.raises(Conflict):
        close(sam, row, "actioned")


def test_nobody_decides_about_their_own_message(ada, cy, kitchen, say):
    row, _ = report(ada, say(cy, kitchen))
    with pytest.raises(Forbidden):
        close(cy, row)


def test_a_report_names_only_an_action_on_the_author_of_its_message(sam, ada, bob, cy, kitchen, say):
    message = say(bob, kitchen)
    row, _ = report(ada, message)
    other = actions.act(by=sam, kind=ActionKind.MUTE, user_id=cy.pk, reason="Other")
    with pytest.raises(NotFound):
        close(sam, row, "actioned", action_id=other.pk)
    everywhere = actions.act(by=sam, kind=ActionKind.MUTE, user_id=bob.pk, reason="Other")
    with pytest.raises(NotFound):
        close(cy, row, "actioned", action_id=everywhere.pk)
    removal = actions.act(by=cy, kind=ActionKind.DELETE, message_id=message.pk, reason="Spam")
    assert close(cy, row, "actioned", action_id=removal.pk).action == removal
