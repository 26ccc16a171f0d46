"""An administrator reads a private room only with a grant, of which its members know."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from chat import conf
from chat.actions.later import ticker
from chat.actions.moderation import grants
from chat.errors import Conflict, Forbidden, Invalid, NotFound
from chat.executors import write
from chat.models import AuditEntry, Grant, Message, MessageKind, Room, User
from tests.support.convergence import converging
from tests.support.factories import create_room, create_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def den():
    """A private room of two people who administer nothing."""
    return create_room(create_user("cyd"), create_user("dee"), name="Den", kind="private")


@pytest.fixture
def root():
    return create_user("ruth", is_admin=True)


@pytest.fixture
def other():
    return create_user("olga", is_admin=True)


def lines(room):
    return [
        (line.extra["system"]["event"], line.extra["system"].get("reason"))
        for line in Message.objects.filter(room=room, kind=MessageKind.SYSTEM).order_by("seq")
        if line.extra["system"]["event"].startswith("grant")
    ]


def readable(user):
    return set(Grant.objects.room_ids(user.pk))


def test_another_administrator_approves_and_the_members_read_it(root, other, den):
    grant = grants.ask(by=root, room_id=den.pk, reason="A threat was reported", hours=2)
    assert (lines(den), readable(root)) == ([], set())
    with converging(*User.objects.filter(memberships__room=den)):
        grants.approve(by=other, grant_id=grant.pk)
    assert lines(den) == [("grant_begun", "A threat was reported")]
    assert (readable(root), readable(other)) == ({den.pk}, set())
    grant.refresh_from_db()
    assert grant.expires_at - grant.begun_at == timedelta(hours=2)


def test_nobody_approves_for_themself(root, other, den):
    grant = grants.ask(by=root, room_id=den.pk, reason="Curious")
    with pytest.raises(Forbidden):
        grants.approve(by=root, grant_id=grant.pk)
    assert readable(root) == set()


def test_the_only_administrator_waits_while_the_members_know(root, den):
    grant = grants.ask(by=root, room_id=den.pk, reason="Court order")
    assert lines(den) == [("grant_announced", "Court order")]
    assert grant.opens_at - grant.created_at == timedelta(hours=settings.GRANT_DELAY_HOURS)
    assert grants.due_ids() == []
    grants.settle(grant_id=grant.pk)
    assert readable(root) == set()
    Grant.objects.update(opens_at=timezone.now())
    assert grants.due_ids() == [grant.pk]
    grants.settle(grant_id=grant.pk)
    assert readable(root) == {den.pk}
    assert lines(den)[1:] == [("grant_begun", "Court order")]
    assert grants.due_ids() == []


def test_somebody_who_lost_their_rights_meanwhile_reads_nothing(root, den):
    grant = grants.ask(by=root, room_id=den.pk, reason="Court order")
    Grant.objects.update(opens_at=timezone.now())
    root.is_superuser = False
    root.save(update_fields=["is_superuser"])
    grants.settle(grant_id=grant.pk)
    assert readable(root) == set()
    assert lines(den)[-1][0] == "grant_ended"


@pytest.mark.django_db(transaction=True)
async def test_the_ticker_ends_a_grant_and_says_so(root, other, den):
    grant = await _in_thread(grants.ask, by=root, room_id=den.pk, reason="Look")
    await _in_thread(grants.approve, by=other, grant_id=grant.pk)
    await _in_thread(Grant.objects.update, expires_at=timezone.now())
    assert await _in_thread(readable, root) == set()
    await ticker.tick()
    assert (await _in_thread(lines, den))[-1][0] == "grant_ended"
    assert await _in_thread(grants.due_ids) == []


async def _in_thread(function, *args, **kwargs):
    return await write(function, *args, **kwargs)


def test_an_administrator_ends_or_refuses_it_before_its_time(root, other, den):
    waiting = grants.ask(by=root, room_id=den.pk, reason="Look")
    grants.end(by=other, grant_id=waiting.pk)
    with pytest.raises(Conflict):
        grants.approve(by=other, grant_id=waiting.pk)
    assert lines(den) == []
    again = grants.ask(by=root, room_id=den.pk, reason="Look again")
    grants.approve(by=other, grant_id=again.pk)
    ended = grants.end(by=root, grant_id=again.pk)
    assert grants.end(by=other, grant_id=again.pk).ended_by_id == ended.ended_by_id == root.pk
    assert readable(root) == set()
    assert [event for event, _ in lines(den)] == ["grant_begun", "grant_ended"]


def test_one_grant_at_a_time(root, other, den):
    grants.ask(by=root, room_id=den.pk, reason="Look")
    with pytest.raises(Conflict):
        grants.ask(by=root, room_id=den.pk, reason="Look twice")


@pytest.mark.parametrize("hours", [0, -1, conf.GRANT_HOURS + 1])
def test_it_has_a_reason_and_an_end(root, den, hours):
    with pytest.raises(Invalid):
        grants.ask(by=root, room_id=den.pk, reason="Look", hours=hours)
    with pytest.raises(Invalid):
        grants.ask(by=root, room_id=den.pk, reason=" ")


def test_a_public_room_needs_none_and_an_absent_one_has_none(root, kitchen):
    with pytest.raises(Invalid):
        grants.ask(by=root, room_id=kitchen.pk, reason="Look")
    with pytest.raises(NotFound):
        grants.ask(by=root, room_id=10**9, reason="Look")
    with pytest.raises(NotFound):
        grants.end(by=root, grant_id=10**9)


def test_only_superusers_ask_approve_and_end(root, den):
    grant = grants.ask(by=root, room_id=den.pk, reason="Look")
    staff = create_user("stella")
    staff.is_staff = True
    for refused in (
        lambda: grants.ask(by=staff, room_id=den.pk, reason="Look"),
        lambda: grants.approve(by=staff, grant_id=grant.pk),
        lambda: grants.end(by=staff, grant_id=grant.pk),
    ):
        with pytest.raises(Forbidden):
            refused()


def test_every_step_is_in_the_audit_log(root, other, den):
    grant = grants.ask(by=root, room_id=den.pk, reason="Look")
    grants.approve(by=other, grant_id=grant.pk)
    grants.end(by=root, grant_id=grant.pk)
    events = AuditEntry.objects.filter(event__startswith="grant").order_by("number").values_list("event", flat=True)
    assert list(events) == ["grant.ask", "grant.approve", "grant.end"]
    assert Room.objects.get(pk=den.pk).last_seq == den.last_seq + 2
