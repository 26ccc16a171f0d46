"""The request that opens a socket is authenticated by its cookie, token or ticket, in that order."""

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from chat import conf
from chat.access import Credential
from chat.access.credentials import SessionStore
from chat.actions.people import tokens
from chat.errors import Unauthenticated
from chat.realtime.handshake import AuthResult, HandshakeRefused, authenticate
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
    """The ASGI scope of a handshake; `origin` is one value or several."""
    fields = [("host", host), *headers]
    fields += [("origin", value) for value in ([origin] if isinstance(origin, str) else origin)]
    fields += [("cookie", f"theme=dark; sessionid={session}")] if session else []
    fields += [("authorization", f"Bearer {bearer}")] if bearer else []
    return {
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in fields],
        "query_string": query.encode(),
        "scheme": scheme,
    }


def refused(request: dict) -> bool:
    try:
        authenticate(request)
    except HandshakeRefused:
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
def test_a_cookie_needs_exactly_one_origin_and_it_must_be_this_site(ada, session, origin, scheme, allowed):
    request = scope(origin=origin, session=session, scheme=scheme)
    if allowed:
        assert authenticate(request) == AuthResult(ada, Credential(ada.pk, session_key=session))
    else:
        assert refused(request)


def test_the_origin_must_have_the_port_of_the_request(session):
    assert authenticate(scope(origin="http://127.0.0.1:8000", host="127.0.0.1:8000", session=session, scheme="ws")).user
    assert refused(scope(origin="http://127.0.0.1:8001", host="127.0.0.1:8000", session=session, scheme="ws"))


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("[::1]:8000", True),
        ("[::1]", True),
        ("[2001:db8::7]:443", True),
        ("[2001:DB8::7]", True),
        ("[2001:db8::8]:8000", False),
        ("[::]", False),
        ("[::ffff:127.0.0.1]:8000", False),
    ],
)
def test_a_page_at_an_ipv6_address_of_this_site_has_its_socket(session, settings, host, allowed):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "[2001:db8::7]"]
    request = scope(origin=f"http://{host}", host=host, session=session, scheme="ws")
    assert not refused(request) if allowed else refused(request)
    assert refused(scope(origin=f"http://{host}0", host=host, session=session, scheme="ws"))


def test_an_origin_that_matches_a_foreign_host_header_is_refused(session):
    assert refused(scope(origin="https://evil.example", host="evil.example", session=session))


def test_a_request_with_two_host_headers_is_refused(session):
    assert refused(scope(origin=ORIGIN, session=session, headers=[("host", "evil.example")]))


# --- The order of the secrets


def test_a_request_without_secrets_may_log_in_later():
    assert authenticate(scope()) == authenticate(scope(origin="https://evil.example")) == AuthResult()


@pytest.mark.parametrize("origin", [[], "null", "https://evil.example", ORIGIN])
def test_a_token_or_a_ticket_needs_no_origin(ada, token, origin):
    ticket, _ = tokens.issue_ticket(credential=Credential(ada.pk, token_id=ada.api_tokens.get().pk))
    assert authenticate(scope(origin=origin, bearer=token)).user == ada
    assert authenticate(scope(origin=origin, query=f"ticket={ticket}")).user == ada


def test_a_cookie_counts_before_a_token_and_a_token_before_a_ticket(ada, session, token):
    bob, cy = create_user("bob"), create_user("cy")
    bobs = tokens.issue(user=bob)[1]
    ticket, _ = tokens.issue_ticket(credential=Credential(cy.pk, session_key=new_session(cy)))
    other_secrets = {"bearer": bobs, "query": f"ticket={ticket}"}
    assert authenticate(scope(origin=ORIGIN, session=session, **other_secrets)).user == ada
    assert authenticate(scope(session=session, **other_secrets)).user == bob
    assert authenticate(scope(session=session, query=f"ticket={ticket}")).user == cy


@pytest.mark.parametrize("header", ["Bearer {}", "bearer {}", "BEARER   {} "])
def test_the_bearer_scheme_is_case_insensitive(ada, token, header):
    assert authenticate(scope(headers=[("authorization", header.format(token))])).user == ada


def test_another_authorization_scheme_is_ignored(token):
    assert authenticate(scope(headers=[("authorization", f"Basic {token}")])) == AuthResult()


@pytest.mark.parametrize("bearer", ["cs_wrong", "", "x" * 5_000, "\xe9\xff", "a:b:c", "eyJhbGciOiJub25lIn0.e30."])
def test_a_wrong_token_is_refused(bearer):
    assert refused(scope(headers=[("authorization", f"Bearer {bearer}")]))


@pytest.mark.parametrize("name", ["token", "access_token"])
def test_a_token_in_the_url_is_refused_even_with_a_valid_header(token, name):
    assert refused(scope(bearer=token, query=f"{name}={token}"))


# --- Secrets that have ended


@pytest.mark.parametrize("key", ["x" * 32, "short", '"\\000bc"', "../../etc", "é" * 32, "x" * 4_000])
def test_a_page_whose_session_has_ended_gets_a_socket_with_an_error(key):
    result = authenticate(scope(origin=ORIGIN, session=key))
    assert result.user is None
    assert isinstance(result.error, Unauthenticated)


def test_a_session_ends_when_the_password_changes(ada, session):
    ada.set_password("another horse battery")
    ada.save()
    assert authenticate(scope(origin=ORIGIN, session=session)).error is not None


def test_a_token_or_a_ticket_counts_when_the_session_has_ended(ada, token):
    ticket, _ = tokens.issue_ticket(credential=Credential(ada.pk, token_id=ada.api_tokens.get().pk))
    ended = {"origin": ORIGIN, "session": "x" * 32}
    assert authenticate(scope(**ended, bearer=token)).user == ada
    assert authenticate(scope(**ended, query=f"ticket={ticket}")).user == ada
    assert refused(scope(**ended, bearer="cs_wrong"))


def test_a_deactivated_user_is_refused_with_any_secret(ada, session, token):
    ticket, _ = tokens.issue_ticket(credential=Credential(ada.pk, session_key=session))
    ada.is_active = False
    ada.save()
    for request in (scope(origin=ORIGIN, session=session), scope(bearer=token), scope(query=f"ticket={ticket}")):
        assert refused(request)


def test_a_revoked_token_is_refused(ada, token):
    tokens.revoke(by=ada, token_id=ada.api_tokens.get().pk)
    assert refused(scope(bearer=token))


# --- Tickets


def test_a_ticket_opens_one_connection(ada, session):
    ticket, _ = tokens.issue_ticket(credential=Credential(ada.pk, session_key=session))
    assert authenticate(scope(query=f"ticket={ticket}")).credential == Credential(ada.pk, session_key=session)
    assert refused(scope(query=f"ticket={ticket}"))


def test_a_ticket_ends_with_the_session_or_token_it_was_issued_for(ada, session, token):
    row = ada.api_tokens.get()
    tickets = [
        tokens.issue_ticket(credential=credential)[0]
        for credential in (Credential(ada.pk, session_key=session), Credential(ada.pk, token_id=row.pk))
    ]
    SessionStore(session).delete()
    tokens.revoke(by=ada, token_id=row.pk)
    assert [refused(scope(query=f"ticket={ticket}")) for ticket in tickets] == [True, True]


def test_an_expired_ticket_is_refused(ada, session, monkeypatch):
    ticket, _ = tokens.issue_ticket(credential=Credential(ada.pk, session_key=session))
    monkeypatch.setattr(conf, "TICKET_LIFETIME", -1)
    assert refused(scope(query=f"ticket={ticket}"))


@pytest.mark.parametrize("ticket", ["", "x", "a:b", "a:b:c", "%00:%00:%00", "x" * 5_000, "%ff%fe:1:2"])
def test_a_malformed_ticket_is_refused(ticket):
    assert refused(scope(query=f"ticket={ticket}")) is (ticket != "")


@pytest.mark.parametrize("place", [0, -1, 10])
def test_an_altered_ticket_is_refused(ada, session, place):
    ticket, _ = tokens.issue_ticket(credential=Credential(ada.pk, session_key=session))
    altered = list(ticket)
    altered[place] = "A" if altered[place] != "A" else "B"
    assert refused(scope(query=f"ticket={''.join(altered)}"))


def test_a_value_signed_for_another_purpose_is_not_a_ticket(ada, session):
    from django.core import signing

    other = signing.dumps({"user": ada.pk, "session": session, "token": None, "nonce": "n"}, salt="password-reset")
    assert refused(scope(query=f"ticket={other}"))
