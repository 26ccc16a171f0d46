import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat import conf
from chat.actions.moderation import reports as actions
from chat.actions.rooms import memberships
from chat.errors import Forbidden, NotFound
from chat.models import ReportOutcome, ReportReason
from chat.queries.moderation import reports

pytestmark = pytest.mark.django_db


def report(by, message):
    return actions.report(by=by, message_id=message.pk, reason=ReportReason.SPAM, note="Look")[0]


def ids(page):
    return [each.id for each in page.reports]


def test_staff_see_all_reports_and_moderators_those_of_their_rooms(sam, ada, bob, cy, eve, kitchen, pantry, say):
    own = report(ada, say(cy, kitchen))
    other = report(ada, say(bob, pantry))
    assert ids(reports.reports(sam)) == [other.pk, own.pk]
    # Cy moderates both rooms, and does not learn who has reported him.
    assert ids(reports.reports(cy)) == [other.pk]
    with pytest.raises(Forbidden):
        reports.reports(eve)
    with pytest.raises(NotFound):
        reports.report(cy, own.pk)


def test_staff_do_not_see_reports_of_their_own_messages(sam, ruth, ada, kitchen, say):
    memberships.join(by=sam, room_id=kitchen.pk)
    row = report(ada, say(sam, kitchen))
    assert ids(reports.reports(sam)) == []
    assert ids(reports.reports(ruth)) == [row.pk]


def test_a_report_has_five_messages_before_and_after(cy, bob, ada, kitchen, say):
    said = [say(bob, kitchen, f"{number}") for number in range(15)]
    report(ada, said[7])
    [found] = reports.reports(cy).reports
    assert found.message.payload.content == "7"
    assert [message.payload.content for message in found.context] == [
        "2",
        "3",
        "4",
        "5",
        "6",
        "8",
        "9",
        "10",
        "11",
        "12",
    ]


def test_staff_see_only_the_reported_message_of_a_private_room(sam, ada, bob, pantry, say):
    said = [say(bob, pantry, f"{number}") for number in range(3)]
    report(ada, said[1])
    [found] = reports.reports(sam).reports
    assert (found.message.payload.content, found.context) == ("1", [])


def test_closed_reports_have_a_list_of_their_own(cy, ada, bob, kitchen, say):
    row = report(ada, say(bob, kitchen))
    actions.close(by=cy, report_id=row.pk, outcome=ReportOutcome.DISMISSED, note="A joke")
    assert ids(reports.reports(cy)) == []
    [found] = reports.reports(cy, status="closed").reports
    assert (found.outcome, found.outcome_note) == ("dismissed", "A joke")


def test_a_page_takes_as_many_queries_as_a_report(monkeypatch, cy, ada, bob, kitchen, say):
    monkeypatch.setattr(conf, "MODERATION_PAGE", 3)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            page = reports.reports(cy)
        return len(captured), page

    rows = [report(ada, say(bob, kitchen))]
    one, _ = queries()
    rows += [report(ada, say(bob, kitchen)) for _ in range(4)]
    many, page = queries()
    assert many == one
    assert (len(page.reports), page.next) == (3, rows[2].pk)
    assert ids(reports.reports(cy, before=page.next)) == [rows[1].pk, rows[0].pk]
