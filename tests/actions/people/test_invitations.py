"""Invitations to the site."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from chat import conf
from chat.actions.people import invitations
from chat.errors import Forbidden, Invalid, NotFound
from chat.models import Invitation
from tests.support.factories import create_user


@pytest.fixture
def boss(db):
    return create_user("boss", is_admin=True)


def test_only_staff_invite(ada):
    with pytest.raises(Forbidden):
        invitations.invite(by=ada)


def test_only_staff_withdraw(ada, boss):
    made = invitations.invite(by=boss)
    with pytest.raises(Forbidden):
        invitations.withdraw(by=ada, invitation_id=made.pk)
    assert invitations.find(code=made.code) == made


@pytest.mark.parametrize("uses", [0, -1, conf.INVITATION_USES + 1])
def test_the_number_of_uses_is_limited(boss, uses):
    with pytest.raises(Invalid):
        invitations.invite(by=boss, uses=uses)


def test_an_invitation_can_be_used_as_often_as_it_says(boss):
    made = invitations.invite(by=boss, uses=2)
    invitations.redeem(code=made.code)
    invitations.redeem(code=made.code)
    with pytest.raises(NotFound):
        invitations.redeem(code=made.code)
    with pytest.raises(NotFound):
        invitations.find(code=made.code)


def test_an_invitation_expires(boss):
    made = invitations.invite(by=boss)
    assert made.expires_at - made.created_at >= timedelta(days=conf.INVITATION_DAYS) - timedelta(minutes=1)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(NotFound):
        invitations.find(code=made.code)
    with pytest.raises(NotFound):
        invitations.redeem(code=made.code)


@pytest.mark.parametrize("code", ["", "wrong", "a\0b", "x" * 5_000])
def test_a_wrong_code_is_not_found(boss, code):
    with pytest.raises(NotFound):
        invitations.find(code=code)
    with pytest.raises(NotFound):
        invitations.redeem(code=code)


def test_withdrawing_twice_is_not_found(boss):
    made = invitations.invite(by=boss)
    invitations.withdraw(by=boss, invitation_id=made.pk)
    with pytest.raises(NotFound):
        invitations.withdraw(by=boss, invitation_id=made.pk)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_the_last_use_one_succeeds(transactional_db):
    made = invitations.invite(by=create_user("boss", is_admin=True))
    barrier, results = threading.Barrier(2), []

    def go():
        barrier.wait()
        try:
            invitations.redeem(code=made.code)
            results.append("in")
        except NotFound:
            results.append("out")
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["in", "out"]
