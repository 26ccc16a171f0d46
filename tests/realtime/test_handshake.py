"""Who opens a socket, decided from the request alone."""

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from chat import conf
from chat.access import Credential, SessionStore
from chat.actions.people import tokens
from chat.errors import Unauthenticated
from chat.realtime.handshake import Arrival, Refused, identify
from tests.support.factories import create_user

HOST = "chat.example.org"
ORIGIN = "https://chat.example.org"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(settings):
    settings.ALLOWED_HOSTS = [HOST, f".{HOST}", "127.0.0.1"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://app.example.com"]


@pytest.fixture
def ada():
    return create_user("ada")


@pytest.fixture
def session(ada) -> str:
    return new_session(ada)


@pytest.fixture
def token(ada) -> str:
    return tokens.issue(user=ada)[1]


def new_session(user) -> str:
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), "any"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return store.session_key


def scope(*, origin=(), host=HOST, session=None, bearer=None, query="", scheme="wss", headers=()) -> dict:
    """A request for a socket; `origin` is one value or several."""
    fields = [("host", host), *headers]
    fields += [("origin", each) for each in ([origin] if isinstance(origin, str) else origin)]
    fields += [("cookie", f"theme=dark; sessionid={session}")] if session else []
    fields += [("authorization", f"Bearer {bearer}")] if bearer else []
    return {
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in fields],
        "query_string": query.encode(),
        "scheme": scheme,
    }


def refused(request: dict) -> bool:
    try:
        identify(request)
    except Refused:
        return True
    return False


# --- The origin of a cookie


@pytest.mark.parametrize(
    ("origin", "scheme", "allowed"),
    [
        (ORIGIN, "wss", True),
        (ORIGIN.upper(), "wss", True),
        (ORIGIN, "ws", True),  # A proxy that ends TLS may not say so.
        ("http://chat.example.org", "ws", True),
        ("http://chat.example.org", "wss", False),
        ("https://app.example.com", "wss", True),
        ("http://app.example.com", "wss", False),
        ("https://app.example.com:8443", "wss", False),
        ([], "wss", False),
        ("null", "wss", False),
        ("", "wss", False),
        ("https://evil.example", "wss", False),
        ("https://sub.chat.example.org", "wss", False),
        ("https://example.org", "wss", False),
        ("https://notchat.example.org", "wss", False),
        ("https://chat.example.org.evil.example", "wss", False),
        ("https://chat.example.org:8443", "wss", False),
        ("https://user@chat.example.org", "wss", False),
        ("https://chat.example.org@evil.example", "wss", False),
        ("chat.example.org", "wss", False),
        ("file://chat.example.org", "wss", False),
        ("ws://chat.example.org", "ws", False),
        ("https://[", "wss", False),
        ("https://chat.example.org, https://evil.example", "wss", False),
        ([ORIGIN, ORIGIN], "wss", False),
        ([ORIGIN, "https://evil.example"], "wss", False),
        (["https://evil.example", ORIGIN], "wss", False),
    ],
)
def test_a_cookie_counts_only_with_exactly_one_origin_that_is_this_sites(ada, session, origin, scheme, allowed):
    request = scope(origin=origin, session=session, scheme=scheme)
    if allowed:
        assert identify(request) == Arrival(ada, Credential(ada.pk, session_key=session))
    else:
        assert refused(request)


def test_the_port_of_the_origin_is_that_of_the_request(session):
    assert identify(scope(origin="http://127.0.0.1:8000", host="127.0.0.1:8000", session=session, scheme="ws")).user
    assert refused(scope(origin="http://127.0.0.1:8001", host="127.0.0.1:8000", session=session, scheme="ws"))


def test_a_host_that_is_not_ours_makes_no_origin_ours(session):
    assert refused(scope(origin="https://evil.example", host="evil.example", session=session))


def test_two_hosts_are_none(session):
    assert refused(scope(origin=ORIGIN, session=session, headers=[("host", "evil.example")]))


# --- What one is let in by, in which order


def test_without_anything_one_may_come_in_and_log_in():
    assert identify(scope()) == identify(scope(origin="https://evil.example")) == Arrival()


@pytest.mark.parametrize("origin", [[], "null", "https://evil.example", ORIGIN])
def test_a_token_or_a_ticket_needs_no_origin(ada, token, origin):
    ticket, _ = tokens.issue_ticket(credential=Credential(ada.pk, token_id=ada.api_tokens.get().pk))
    assert identify(scope(origin=origin, bearer=token)).user == ada
    assert identify(scope(origin=origin, query=f"ticket={ticket}")).user == ada


def test_a_cookie_goes_before_a_token_and_a_token_before_a_ticket(ada, session, token):
    bob, cy = create_user("bob"), create_user("cy")
    bobs = tokens.issue(user=bob)[1]
    ticket, _ = tokens.issue_ticket(credential=Credential(cy.pk, session_key=new_session(cy)))
    both = {"bearer": bobs, "query": f"ticket={ticket}"}
    assert identify(scope(origin=ORIGIN, session=session, **both)).user == ada
    assert identify(scope(session=session, **both)).user == bob
    assert identify(scope(session=session, query=f"ticket={ticket}")).user == cy


@pytest.mark.parametrize("header", ["Bearer {}", "bearer {}", "BEARER   {} "])
def test_the_scheme_of_a_token_may_be_written_in_any_case(ada, token, header):
    assert identify(scope(headers=[("authorization", header.format(token))])).user == ada


def test_another_scheme_is_no_token(token):
    assert identify(scope(headers=[("authorization", f"Basic {token}")])) == Arrival()


@pytest.mark.parametrize("bearer", ["cs_wrong", "", "x" * 5_000, "\xe9\xff", "a:b:c", "eyJhbGciOiJub25lIn0.e30."])
def test_a_wrong_token_is_refused(bearer):
    assert refused(scope(headers=[("authorization", f"Bearer {bearer}")]))


@pytest.mark.parametrize("name", ["token", "access_token"])
def test_a_token_in_the_address_is_refused_even_beside_a_good_one(token, name):
    assert refused(scope(bearer=token, query=f"{name}={token}"))


# --- What has ended


@pytest.mark.parametrize("key", ["x" * 32, "short", '"\\000bc"', "../../etc", "é" * 32, "x" * 4_000])
def test_a_page_whose_session_has_ended_is_let_in_to_be_told_so(key):
    arrival = identify(scope(origin=ORIGIN, session=key))
    assert arrival.user is None
    assert isinstance(arrival.error, Unauthenticated)


def test_a_session_ends_with_the_password_it_began_with(ada, session):
    ada.set_password("another horse battery")
    ada.save()
    assert identify(scope(origin=ORIGIN, session=session)).error is not None


def test_beside_an_ended_session_a_token_or_a_ticket_counts(ada, token):
    ticket, _ = tokens.issue_ticket(credential=Credential(ada.pk, token_id=ada.api_tokens.get().pk))
    gone = {"origin": ORIGIN, "session": "x" * 32}
    assert identify(scope(**gone, bearer=token)).user == ada
    assert identify(scope(**gone, query=f"ticket={ticket}")).user == ada
    assert refused(scope(**gone, bearer="cs_wrong"))


def test_who_is_deactivated_is_refused_whatever_they_come_with(ada, session, token):
    ticket, _ = tokens.issue_ticket(credential=Credential(ada.pk, session_key=session))
    ada.is_active = False
    ada.save()
    for request in (scope(origin=ORIGIN, session=session), scope(bearer=token), scope(query=f"ticket={ticket}")):
        assert refused(request)


def test_a_revoked_token_is_refused(ada, token):
    tokens.revoke(by=ada, token_id=ada.api_tokens.get().pk)
    assert refused(scope(bearer=token))


# --- Tickets


def test_a_ticket_is_good_for_one_connection(ada, session):
    ticket, _ = tokens.issue_ticket(credential=Credential(ada.pk, session_key=session))
    assert identify(scope(query=f"ticket={ticket}")).credential == Credential(ada.pk, session_key=session)
    assert refused(scope(query=f"ticket={ticket}"))


def test_a_ticket_dies_with_the_session_or_token_that_it_was_made_from(ada, session, token):
    row = ada.api_tokens.get()
    made = [
        tokens.issue_ticket(credential=credential)[0]
        for credential in (Credential(ada.pk, session_key=session), Credential(ada.pk, token_id=row.pk))
    ]
    SessionStore(session).delete()
    tokens.revoke(by=ada, token_id=row.pk)
    assert [refused(scope(query=f"ticket={ticket}")) for ticket in made] == [True, True]


def test_a_ticket_is_good_for_its_lifetime_and_no_longer(ada, session, monkeypatch):
    ticket, _ = tokens.issue_ticket(credential=Credential(ada.pk, session_key=session))
    monkeypatch.setattr(conf, "TICKET_LIFETIME", -1)
    assert refused(scope(query=f"ticket={ticket}"))


@pytest.mark.parametrize("ticket", ["", "x", "a:b", "a:b:c", "%00:%00:%00", "x" * 5_000, "%ff%fe:1:2"])
def test_a_ticket_that_is_none_is_refused(ticket):
    assert refused(scope(query=f"ticket={ticket}")) is (ticket != "")


@pytest.mark.parametrize("place", [0, -1, 10])
def test_a_ticket_that_was_touched_is_refused(ada, session, place):
    ticket, _ = tokens.issue_ticket(credential=Credential(ada.pk, session_key=session))
    touched = list(ticket)
    touched[place] = "A" if touched[place] != "A" else "B"
    assert refused(scope(query=f"ticket={''.join(touched)}"))


def test_something_signed_for_another_purpose_is_no_ticket(ada, session):
    from django.core import signing

    other = signing.dumps({"user": ada.pk, "session": session, "token": None, "nonce": "n"}, salt="password-reset")
    assert refused(scope(query=f"ticket={other}"))
