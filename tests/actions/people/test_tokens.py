"""API tokens and tickets."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from chat import access, conf
from chat.access import Credential
from chat.actions.people import sessions, tokens
from chat.errors import Banned, Conflict, Invalid, NotFound, Unauthenticated
from chat.models import ApiToken, AuditEntry, User
from chat.models.people.tokens import SCOPES
from tests.support.captured_announcements import capture_controls
from tests.support.factories import create_user


def test_only_the_hash_of_a_token_is_stored(ada):
    token, secret = tokens.issue(user=ada, name="backup")
    assert access.by_token(secret) == (ada, Credential(ada.pk, token_id=token.pk))
    stored = ApiToken.objects.values().get()
    assert secret not in map(str, stored.values())
    assert secret.startswith(stored["prefix"])


@pytest.mark.parametrize("wrong", ["", "cs_", "cs_wrong", "x" * 5_000, "é\0"])
def test_a_wrong_secret_is_refused(ada, wrong):
    tokens.issue(user=ada)
    with pytest.raises(Unauthenticated):
        access.by_token(wrong)


@pytest.mark.parametrize("name", ["x" * 61, "a\x1bb", "a\0b"])
def test_a_name_that_cannot_be_used_is_refused(ada, name):
    with pytest.raises(Invalid):
        tokens.issue(user=ada, name=name)


def test_a_token_without_a_name_gets_one(ada):
    assert tokens.issue(user=ada, name=" ")[0].name == "token"


def test_revoked_tokens_do_not_count_towards_the_limit(ada):
    made = [tokens.issue(user=ada)[0] for _ in range(conf.TOKENS_PER_USER)]
    with pytest.raises(Conflict):
        tokens.issue(user=ada)
    tokens.revoke(by=ada, token_id=made[0].pk)
    tokens.issue(user=ada)


def test_a_new_token_is_in_the_audit_log(ada, kitchen):
    token, secret = tokens.issue(user=ada, by=ada, name="Builds", scopes=["read"], room_ids=[kitchen.pk], days=1)
    entry = AuditEntry.objects.get(event="token.issue")
    assert (entry.actor_id, entry.person_id) == (ada.pk, ada.pk)
    expected = {"token": token.pk, "scopes": "read", "rooms": [kitchen.pk], "expires": token.expires_at.isoformat()}
    assert entry.facts == expected
    assert secret not in entry.detail.text


def test_revoking_a_token_closes_its_connections(ada):
    token, secret = tokens.issue(user=ada)
    with capture_controls() as given:
        tokens.revoke(by=ada, token_id=token.pk)
    assert [(control.user_id, control.token_id, control.code) for control in given] == [(ada.pk, token.pk, 4401)]
    with pytest.raises(Unauthenticated):
        access.by_token(secret)
    with pytest.raises(NotFound):
        tokens.revoke(by=ada, token_id=token.pk)


def test_only_the_owner_and_staff_revoke_a_token(ada, bob):
    token, _ = tokens.issue(user=ada)
    with pytest.raises(NotFound):
        tokens.revoke(by=bob, token_id=token.pk)
    tokens.revoke(by=create_user("boss", is_admin=True), token_id=token.pk)
    assert ApiToken.objects.get().revoked_at is not None


def test_use_is_stored_at_most_once_a_minute(ada, monkeypatch):
    token, _ = tokens.issue(user=ada)
    noon = timezone.now().replace(second=1, microsecond=0)
    noted = []
    for seconds in (0, 5, 70):
        monkeypatch.setattr(timezone, "now", lambda seconds=seconds: noon + timedelta(seconds=seconds))
        tokens.record_use(token_id=token.pk)
        noted.append(ApiToken.objects.get().last_used_at)
    assert noted == [noon, noon, noon + timedelta(seconds=70)]


def test_a_new_password_revokes_the_persons_tokens_and_no_others(ada, bob):
    _, secret = tokens.issue(user=ada)
    _, others = tokens.issue(user=bob)
    sessions.end_other_sessions(user=ada, keep_session=None)
    with pytest.raises(Unauthenticated):
        access.by_token(secret)
    assert access.by_token(others)[0] == bob


# --- Scopes, rooms and ends


def test_a_token_allows_everything_unless_it_is_limited(ada):
    credential = access.by_token(tokens.issue(user=ada)[1])[1]
    assert not credential.is_limited
    assert all(credential.may(scope) for scope in SCOPES)


def test_a_token_keeps_its_scopes_and_rooms_also_through_a_ticket(ada, kitchen):
    token, secret = tokens.issue(user=ada, scopes=["write", "read"], room_ids=[kitchen.pk])
    credential = access.by_token(secret)[1]
    assert credential == Credential(
        ada.pk, token_id=token.pk, scopes=frozenset({"read", "write"}), rooms=frozenset({kitchen.pk})
    )
    ticket, _ = tokens.issue_ticket(credential=credential)
    assert access.by_ticket(ticket) == (ada, credential)
    assert token.scope_names == ["read", "write"]


@pytest.mark.parametrize("scopes", [[], ["root"], ["read", "root"], ["*"], ["READ"], [""]])
def test_unknown_scopes_and_none_at_all_are_refused(ada, scopes):
    with pytest.raises(Invalid) as refused:
        tokens.issue(user=ada, scopes=scopes)
    assert refused.value.fields == {"scopes": "invalid"}
    assert not ApiToken.objects.exists()


def test_a_token_is_bound_only_to_rooms_of_its_owner(eve, kitchen, pantry):
    for room_ids in ([], [kitchen.pk], [pantry.pk], [10**9]):
        with pytest.raises(Invalid) as refused:
            tokens.issue(user=eve, room_ids=room_ids)
        assert refused.value.fields == {"rooms": "invalid"}


@pytest.mark.parametrize("days", [0, -1, conf.TOKEN_DAYS_MOST + 1, 10**30])
def test_a_token_ends_within_its_bounds(ada, days):
    with pytest.raises(Invalid):
        tokens.issue(user=ada, days=days)


def test_an_expired_token_is_refused_and_so_is_its_ticket(ada, credential):
    token, secret = tokens.issue(user=ada, days=1)
    ticket, _ = tokens.issue_ticket(credential=access.by_token(secret)[1])
    ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now())
    for attempt in (lambda: access.by_token(secret), lambda: access.by_ticket(ticket)):
        with pytest.raises(Unauthenticated):
            attempt()


# --- Staff


@pytest.fixture
def clerk(db):
    """Staff without rights."""
    clerk = create_user("clerk")
    clerk.is_staff = True
    clerk.save()
    return clerk


def test_staff_revoke_others_tokens_only_with_the_permission_and_never_a_superusers(ada, clerk):
    tokens_of = [tokens.issue(user=owner)[0] for owner in (ada, create_user("boss", is_admin=True))]
    for token in tokens_of:
        with pytest.raises(NotFound):
            tokens.revoke(by=clerk, token_id=token.pk)
    clerk.user_permissions.set(Permission.objects.filter(codename="change_apitoken"))
    clerk = User.objects.get(pk=clerk.pk)
    tokens.revoke(by=clerk, token_id=tokens_of[0].pk)
    with pytest.raises(NotFound):
        tokens.revoke(by=clerk, token_id=tokens_of[1].pk)


# --- Tickets


@pytest.fixture
def credential(ada):
    token, _ = tokens.issue(user=ada)
    return Credential(ada.pk, token_id=token.pk)


def test_a_ticket_can_be_used_once(ada, credential):
    ticket, expires_at = tokens.issue_ticket(credential=credential)
    assert expires_at - timezone.now() <= timedelta(seconds=conf.TICKET_LIFETIME)
    assert access.by_ticket(ticket) == (ada, credential)
    with pytest.raises(Unauthenticated):
        access.by_ticket(ticket)


def test_a_ticket_ends_with_its_credential(ada, credential):
    ticket, _ = tokens.issue_ticket(credential=credential)
    tokens.revoke(by=ada, token_id=credential.token_id)
    with pytest.raises(Unauthenticated):
        access.by_ticket(ticket)


def test_a_ticket_of_a_deactivated_user_is_refused(ada, credential):
    ticket, _ = tokens.issue_ticket(credential=credential)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    with pytest.raises(Banned):
        access.by_ticket(ticket)


def test_a_ticket_expires(credential, monkeypatch):
    ticket, _ = tokens.issue_ticket(credential=credential)
    monkeypatch.setattr(conf, "TICKET_LIFETIME", -1)
    with pytest.raises(Unauthenticated):
        access.by_ticket(ticket)


def test_a_forged_ticket_is_refused(credential):
    ticket, _ = tokens.issue_ticket(credential=credential)
    for wrong in (ticket[:-1], f"x{ticket}", ticket.replace(":", "", 1), ":", "a:b:c"):
        with pytest.raises(Unauthenticated):
            access.by_ticket(wrong)
