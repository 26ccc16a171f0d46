"""Tell whether sign-up is open, and for which addresses."""

import pytest

from chat.actions.people import invitations, signing_up, signup_locks
from chat.actions.rooms import rooms
from chat.errors import Forbidden, Invalid, NotFound
from chat.models import Admission, Membership, User
from tests.support.factories import PASSWORD, create_user


def sign_up(email="", **fields):
    return signing_up.sign_up(username="dora", password=PASSWORD, email=email, **fields)


def test_nobody_signs_up_on_a_closed_site(db, settings):
    settings.SIGNUP = "closed"
    with pytest.raises(Forbidden):
        signing_up.sign_up(username="dora", password=PASSWORD)


@pytest.mark.parametrize("code", ["", "wrong", "a\0b"])
def test_sign_up_by_invitation_needs_an_invitation(db, settings, code):
    settings.SIGNUP = "invite"
    with pytest.raises(NotFound):
        signing_up.sign_up(username="dora", password=PASSWORD, invitation=code)
    assert not User.objects.exists()


def test_an_invitation_is_used_only_if_the_account_is_stored(db, settings, monkeypatch):
    settings.SIGNUP = "invite"
    invitation = invitations.invite(by=create_user("boss", is_admin=True))
    monkeypatch.setattr(rooms, "join_default_rooms", lambda person: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        signing_up.sign_up(username="dora", password=PASSWORD, invitation=invitation.code)
    invitation.refresh_from_db()
    assert invitation.uses_left == 1


# --- Addresses


@pytest.mark.parametrize(
    "email",
    ["dora@example.org", "dora@mail.example.org", "Dora@EXAMPLE.ORG", "dora@bücher.example", "d@xn--bcher-kva.example"],
)
def test_addresses_of_allowed_domains_and_below_are_accepted(db, settings, email):
    settings.SIGNUP_DOMAINS = frozenset({"example.org", "xn--bcher-kva.example"})
    assert sign_up(email).email.isascii()


@pytest.mark.parametrize("email", ["dora@example.com", "dora@notexample.org", "dora@example.org.evil.example", ""])
def test_other_addresses_are_refused_with_the_allowed_domains(db, settings, email):
    settings.SIGNUP_DOMAINS = frozenset({"example.org"})
    with pytest.raises(Invalid) as refused:
        sign_up(email)
    assert refused.value.fields == {"email": "domain_refused" if email else "required"}
    assert ("example.org" in refused.value.message) == bool(email)
    assert not User.objects.exists()


@pytest.mark.parametrize("email", ["dora@spam.example", "dora@a.b.spam.example", "dora@ｓpam.example"])
def test_addresses_of_refused_domains_are_refused_and_none_is_needed(db, settings, email):
    settings.SIGNUP_REFUSED_DOMAINS = frozenset({"spam.example"})
    with pytest.raises(Invalid):
        sign_up(email)
    assert sign_up("").pk


# --- Newcomers


def test_a_newcomer_is_in_no_room_and_not_active(ada, settings):
    settings.SIGNUP_APPROVAL = True
    rooms.create(by=ada, name="Lobby", is_default=True)
    dora = sign_up(address="192.0.2.7")
    assert (dora.is_newcomer, dora.is_active, Membership.objects.filter(user=dora).exists()) == (True, False, False)
    admission = Admission.objects.get(person=dora)
    assert (admission.status, admission.address, admission.needs_approval) == ("waiting", "192.0.2.7", True)


def test_those_who_have_to_confirm_their_address_do_that_before_the_queue(db, settings):
    settings.SIGNUP_APPROVAL = settings.SIGNUP_CONFIRM_EMAIL = True
    assert sign_up("dora@example.org").admission.status == "email"


def test_an_invitation_stands_for_the_approval(ruth, settings):
    settings.SIGNUP_APPROVAL = True
    invitation = invitations.invite(by=ruth)
    assert sign_up(invitation=invitation.code).is_active
    with pytest.raises(NotFound):
        invitations.find(code=invitation.code)


def test_an_invitation_is_not_used_up_where_none_is_needed(ruth):
    invitation = invitations.invite(by=ruth)
    assert sign_up(invitation=invitation.code).is_active
    assert invitations.find(code=invitation.code)


# --- Closed for a time


@pytest.mark.parametrize("keeps_invitations", [True, False])
def test_while_sign_up_is_closed_only_invitations_may_work(ruth, keeps_invitations):
    invitation = invitations.invite(by=ruth)
    lock = signup_locks.close(by=ruth, reason="Spam", keeps_invitations=keeps_invitations)
    with pytest.raises(NotFound if keeps_invitations else Forbidden):
        sign_up()
    if keeps_invitations:
        assert sign_up(invitation=invitation.code).is_active
    else:
        with pytest.raises(Forbidden):
            sign_up(invitation=invitation.code)
        signup_locks.reopen(by=ruth, lock_id=lock.pk)
        assert sign_up().is_active
