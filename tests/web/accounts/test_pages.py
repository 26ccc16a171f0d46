"""Log-in, log-out, sign-up and passwords."""

import re
from smtplib import SMTPRecipientsRefused

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from chat import access, conf
from chat.actions.people import invitations, tokens, users
from chat.errors import Unauthenticated
from chat.models import Invitation, Room, User
from tests.support.captured_announcements import capture_controls
from tests.support.factories import PASSWORD, create_user

LOGIN, LOGOUT, SIGNUP = "/accounts/login/", "/accounts/logout/", "/accounts/signup/"
CHANGE, RESET = "/accounts/password/change/", "/accounts/password/reset/"
NEW_PASSWORD = "a staple for the battery"


def log_in(client, login="ada", password=PASSWORD, **more):
    return client.post(LOGIN, {"login": login, "password": password, **more})


def sign_up(client, username="dora", password=PASSWORD, **more):
    return client.post(SIGNUP, {"username": username, "password1": password, **more})


def codes(response, field):
    """Return the codes of the errors at a field."""
    errors = response.context["form"].errors.as_data().get(field, [])
    return {error.code for error in errors}


def is_logged_in(client):
    return client.get("/profile/").status_code == 200


# --- Log-in


@pytest.mark.parametrize("login", ["ada", "Ada", "ADA", "ａｄａ", " ada ", "ada@example.org", "Ada@Example.ORG"])
def test_login_accepts_a_username_in_any_case_and_width_or_an_address(client, db, login):
    create_user("ada", email="Ada@example.org")
    response = log_in(client, login)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert is_logged_in(client)


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("ada", "wrong"),
        ("nobody", "wrong"),
        ("nobody", PASSWORD),
        ("ada@example.org", "wrong"),
        ("nobody@example.org", "wrong"),
        ("inactive", PASSWORD),
        ("inactive", "wrong"),
        ("a bot", "wrong"),
    ],
)
def test_a_failed_login_does_not_reveal_whether_the_user_exists(client, db, login, password):
    create_user("ada", email="ada@example.org")
    locked = create_user("inactive")
    User.objects.filter(pk=locked.pk).update(is_active=False)
    response = log_in(client, login, password)
    assert response.status_code == 401
    assert response.context["form"].non_field_errors() == ["The username or password is incorrect."]
    assert not is_logged_in(client)


@pytest.mark.parametrize("login", ["ada", "nobody", "ada@example.org", "nobody@example.org", "inactive"])
def test_every_failed_login_computes_one_hash(client, db, login, monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher

    create_user("ada", email="ada@example.org")
    User.objects.filter(pk=create_user("inactive").pk).update(is_active=False)
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or encode(*args))
    log_in(client, login, "wrong")
    assert len(hashed) == 1


@pytest.mark.parametrize(("login", "password"), [("", ""), ("ada", ""), ("", PASSWORD), ("ada", "x" * 1_025)])
def test_a_blank_or_overlong_login_is_refused(client, ada, login, password):
    assert log_in(client, login, password).status_code == 401


@pytest.mark.parametrize("text", ["a\0da", "\0", "ada\0"])
def test_a_nul_in_a_login_is_refused_without_a_server_error(client, ada, text):
    assert log_in(client, text).status_code == 401
    assert log_in(client, "ada", text).status_code == 401


def test_the_sixth_failure_is_rate_limited_for_every_spelling(client, ada):
    spellings = ["ada", "Ada", "ａda", "aＤa", "adＡ"]
    assert [log_in(client, name, "wrong").status_code for name in spellings] == [401] * 5
    response = log_in(client, "ADA", PASSWORD)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert not is_logged_in(client)


def test_failures_of_one_person_do_not_lock_out_another(client, ada, bob):
    for _ in range(6):
        log_in(client, "ada", "wrong")
    assert log_in(client, "bob").status_code == 302


def test_trying_one_password_on_many_users_is_limited_by_ip_address(client, ada):
    statuses = [log_in(client, f"person{number}", "123456").status_code for number in range(12)]
    assert statuses == [401] * 10 + [429] * 2


def test_the_login_page_redirects_logged_in_users(as_ada):
    assert as_ada.get(LOGIN)["Location"] == "/"


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\\evil.example",
        "http:///evil",
        "\t//evil",
        "evil",
    ],
)
def test_next_redirects_only_to_paths_of_this_site(client, ada, target):
    assert log_in(client, next=target)["Location"] == "/"


def test_next_does_not_redirect_to_another_host_of_the_site(client, ada):
    assert log_in(client, next="http://localhost/rooms/")["Location"] == "/"


def test_next_redirects_to_the_requested_page(client, ada):
    asked = client.get("/profile/")
    assert asked["Location"] == "/accounts/login/?next=/profile/"
    assert log_in(client, next="/profile/")["Location"] == "/profile/"


def test_a_login_creates_a_new_session(client, ada):
    client.post("/i18n/language/", {"language": "en"})
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = before
    log_in(client)
    assert client.session.session_key != before


def test_a_login_without_a_csrf_token_gets_the_sites_error_page(ada):
    response = log_in(Client(enforce_csrf_checks=True))
    assert response.status_code == 403
    assert b"Please try again" in response.content
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


# --- Ended sessions


@pytest.fixture
def elsewhere(ada):
    """A client of Ada's on another device."""
    client = Client()
    client.force_login(ada)
    assert is_logged_in(client)
    return client


def test_an_invented_session_logs_nobody_in(client, ada):
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    assert client.get("/profile/").status_code == 302


def test_a_session_ends_with_its_user(elsewhere, ada):
    ada.delete()
    assert not is_logged_in(elsewhere)


def test_a_deactivated_user_is_logged_out_everywhere(elsewhere, ada, db):
    boss = create_user("boss", is_admin=True)
    with capture_controls() as given:
        users.deactivate(by=boss, user_id=ada.pk)
    assert not is_logged_in(elsewhere)
    assert log_in(Client()).status_code == 401
    assert [(control.kind, control.user_id, control.code) for control in given] == [("end", ada.pk, 4403)]


def test_logging_out_ends_this_session_and_its_sockets(as_ada, elsewhere, ada):
    key = as_ada.session.session_key
    with capture_controls() as given:
        response = as_ada.post(LOGOUT)
    assert response["Location"] == LOGIN
    assert not is_logged_in(as_ada)
    assert is_logged_in(elsewhere)
    assert [(control.user_id, control.code, control.session_key) for control in given] == [(ada.pk, 4401, key)]
    assert not Session.objects.filter(session_key=key).exists()


def test_a_session_cookie_is_invalid_after_log_out(as_ada):
    cookie = as_ada.cookies[settings.SESSION_COOKIE_NAME].value
    as_ada.post(LOGOUT)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert not is_logged_in(thief)


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "trace"])
def test_only_post_logs_out(as_ada, method):
    assert getattr(as_ada, method)(LOGOUT, headers={"X-HTTP-Method-Override": "POST"}).status_code == 405
    assert is_logged_in(as_ada)


def test_logging_out_twice_announces_nothing_the_second_time(as_ada):
    as_ada.post(LOGOUT)
    with capture_controls() as given:
        assert as_ada.post(LOGOUT).status_code == 302
    assert given == []


# --- Sign-up


def test_a_new_user_is_logged_in_and_joins_the_default_room(client, ada):
    from chat.actions.rooms import rooms

    lobby = rooms.create(by=ada, name="Lobby", is_default=True)
    response = sign_up(client, "dora", email="Dora@Example.org", time_zone="Europe/Berlin")
    assert (response.status_code, response["Location"]) == (302, "/")
    dora = User.objects.get(username="dora")
    assert is_logged_in(client)
    assert (dora.email, dora.time_zone, dora.is_staff) == ("dora@example.org", "Europe/Berlin", False)
    assert lobby.memberships.filter(user=dora).exists()


def test_a_new_user_gets_the_language_of_the_sign_up_page(client, db):
    client.post(SIGNUP, {"username": "dora", "password1": PASSWORD}, headers={"Accept-Language": "zh-CN"})
    assert User.objects.get().language == "zh-hans"


def test_an_unknown_time_zone_does_not_prevent_sign_up(client, db):
    assert sign_up(client, time_zone="Mars/Olympus").status_code == 302
    assert User.objects.get().time_zone == "UTC"


def test_sign_up_ignores_submitted_rights(client, db):
    sign_up(client, is_staff="1", is_superuser="on", is_bot="1", access_version="9", display_name="x", id="77")
    dora = User.objects.get()
    assert (dora.is_staff, dora.is_superuser, dora.is_bot, dora.access_version) == (False, False, False, 0)
    assert (dora.display_name, dora.pk == 77) == ("", False)


NAMES = [
    ("admin", "name_reserved"),
    ("Ａdmin", "name_reserved"),
    ("аdmin", "name_reserved"),
    ("all", "name_reserved"),
    ("here", "name_reserved"),
    ("所有人", "name_reserved"),
    ("ad\u200dmin", "name_reserved"),
    ("do\u200bra", "invalid"),
    ("do\u200dra", "invalid"),
    ("do ra", "invalid"),
    (" dora", "invalid"),
    ("dora ", "invalid"),
    ("do\u202era", "invalid"),
    ("\u2066dora\u2069", "invalid"),
    ("do\x1b[31mra", "invalid"),
    ("do\0ra", "invalid"),
    ("dora\ufffe", "invalid"),
    ("d" * 2_000, "invalid"),
    ("d" + "\u0301" * 20, "invalid"),
    ("<script>", "invalid"),
    ('"><img onerror', "invalid"),
    ("{{7*7}}", "invalid"),
    ("=cmd()", "invalid"),
    ("x", "invalid"),
]


@pytest.mark.parametrize(("name", "code"), NAMES, ids=[ascii(name)[:20] for name, _ in NAMES])
def test_an_invalid_username_is_refused_at_its_field(client, db, name, code):
    response = sign_up(client, name)
    assert (response.status_code, codes(response, "username")) == (400, {code})
    assert f'data-code="{code}"' in response.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("taken", "name"),
    [("ada", "Ada"), ("ada", "ａｄａ"), ("strasse", "Straße"), ("fine", "ﬁne"), ("İlke", "i̇lke"), ("李雷", "李雷")],
)
def test_a_username_that_folds_to_an_existing_one_is_taken(client, db, taken, name):
    create_user(taken)
    response = sign_up(client, name)
    assert (response.status_code, codes(response, "username")) == (409, {"name_taken"})


@pytest.mark.parametrize(
    "address",
    [
        "a@b@c",
        "a@b\r\nBcc: x@y.z",
        "a" * 290 + "@example.org",
        "ä@example.org",
        "á@example.org",
        "@",
        "a@b",
        "a b@c.de",
    ],
)
def test_an_invalid_address_is_refused(client, db, address):
    response = sign_up(client, email=address)
    assert response.status_code == 400
    assert codes(response, "email")
    assert not User.objects.exists()


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_sign_up_does_not_tell_whether_an_address_is_taken(client, db, is_confirmed):
    create_user("ada", email="ada@example.org")
    User.objects.update(email_verified=is_confirmed)
    taken, free = sign_up(client, "dora", email="ADA@example.ORG"), sign_up(Client(), "emil", email="emil@example.org")
    assert (taken.status_code, taken["Location"]) == (free.status_code, free["Location"]) == (302, "/")
    pages = [client.get("/profile/").content.decode().replace("dora", "x")]
    assert "is your address" in pages[0]
    assert User.objects.get(username="ada").email == "ada@example.org"
    assert len(mail.outbox) == 2


def test_the_owner_of_an_address_hears_of_a_sign_up_with_it(client, db):
    create_user("ada", email="ada@example.org")
    sign_up(client, email="ada@example.org")
    assert mail.outbox[0].to == ["ada@example.org"]
    assert "Yours is ada" in mail.outbox[0].body
    assert "/profile/email/" not in mail.outbox[0].body


def test_a_failing_mail_server_does_not_stop_a_sign_up(client, db, monkeypatch):
    from django.core.mail.backends.locmem import EmailBackend

    monkeypatch.setattr(EmailBackend, "send_messages", lambda *args: 1 / 0)
    assert sign_up(client, email="dora@example.org").status_code == 302
    assert is_logged_in(client)


def test_strangers_do_not_flood_an_address_with_mails_about_sign_ups(db):
    for number in range(10):
        assert sign_up(Client(), f"person{number}", email="ada@example.org").status_code == 302
    assert len(mail.outbox) == conf.RATES["mails"].burst


def test_several_users_may_have_no_address(client, ada, bob):
    assert sign_up(client, email="").status_code == 302


PASSWORDS = {
    "a megabyte": "x" * 1_000_000,
    "one too long": "correct horse " * 74,
    "a NUL": "correct\0horse battery",
    "spaces": " " * 12,
    "common": "password123",
    "digits": "8317264590",
    "short": "k3-Zq",
    "the name": "dorothea77",
    "none": "",
}


@pytest.mark.parametrize("password", PASSWORDS.values(), ids=PASSWORDS.keys())
def test_a_weak_password_is_refused_before_it_is_hashed(client, db, password, monkeypatch):
    monkeypatch.setattr(User, "set_password", lambda *args: pytest.fail("hashed"))
    response = sign_up(client, "dorothea77", password)
    assert response.status_code == 400
    assert codes(response, "password1")


def test_a_password_of_the_maximum_length_works(client, db):
    assert sign_up(client, "dora", "correct horse " * 73).status_code == 302
    client.post(LOGOUT)
    assert log_in(client, "dora", "correct horse " * 73).status_code == 302


def test_a_concurrent_sign_up_with_the_same_name_is_refused(client, db, monkeypatch):
    """Simulate a form that validated before the other user was stored."""
    monkeypatch.setattr(
        "chat.web.accounts.allauth_adapter.AccountAdapter.clean_username", lambda self, name, shallow=False: name
    )
    create_user("dora")
    response = sign_up(client, "Dora")
    assert (response.status_code, codes(response, "username")) == (409, {"name_taken"})


# --- Closed sites and invitations


def test_a_closed_site_answers_403_with_a_page(client, db, settings):
    settings.SIGNUP = "closed"
    for response in (client.get(SIGNUP), sign_up(client), client.get(f"{SIGNUP}?invite=x")):
        assert response.status_code == 403
        assert b"New accounts are made by the administration" in response.content
    assert not User.objects.exists()


@pytest.fixture
def invitation(db, settings):
    settings.SIGNUP = "invite"
    return invitations.invite(by=create_user("boss", is_admin=True))


def test_sign_up_without_an_invitation_explains_how_to_get_one(client, invitation):
    for response in (client.get(SIGNUP), sign_up(client)):
        assert response.status_code == 403
        assert b"need an invitation" in response.content
    assert User.objects.count() == 1


def test_an_invitation_with_one_use_admits_one_person(client, invitation):
    asked = client.get(f"/join/{invitation.code}/", follow=True)
    assert asked.status_code == 200
    assert f'value="{invitation.code}"' in asked.content.decode()
    assert sign_up(client, invite=invitation.code).status_code == 302
    again = sign_up(Client(), "emil", invite=invitation.code)
    assert again.status_code == 404
    assert b"This invitation has ended" in again.content
    assert not User.objects.filter(username="emil").exists()


def test_a_refused_sign_up_does_not_use_the_invitation(client, invitation):
    assert sign_up(client, "admin", invite=invitation.code).status_code == 400
    assert Invitation.objects.usable().count() == 1


@pytest.mark.parametrize("code", ["wrong", "x" * 64, "a-b_c"])
def test_an_unknown_invitation_is_shown_as_ended(client, invitation, code):
    assert client.get(f"/join/{code}/", follow=True).status_code == 404


@pytest.mark.parametrize("code", ["%00", "a%00b", "x" * 300, "<b>"])
def test_a_malformed_invitation_link_is_not_found(client, invitation, code):
    assert client.get(f"{SIGNUP}?invite={code}").status_code == 404
    assert client.get(f"/join/{code}/", follow=True).status_code == 404


def test_a_withdrawn_invitation_is_shown_as_ended(client, invitation):
    invitations.withdraw(by=User.objects.get(username="boss"), invitation_id=invitation.pk)
    assert sign_up(client, invite=invitation.code).status_code == 404


def test_an_open_site_does_not_use_up_invitations(client, invitation, settings):
    settings.SIGNUP = "open"
    assert sign_up(client, invite=invitation.code).status_code == 302
    assert Invitation.objects.usable().count() == 1


# --- Password change and reset


def change(client, old=PASSWORD, new=NEW_PASSWORD, again=None):
    return client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": again or new})


def test_a_password_change_ends_every_other_session_and_its_sockets(as_ada, elsewhere, ada):
    with capture_controls() as given:
        response = change(as_ada)
    assert (response.status_code, response["Location"]) == (302, "/profile/")
    assert is_logged_in(as_ada)
    assert not is_logged_in(elsewhere)
    assert [(control.user_id, control.code) for control in given] == [(ada.pk, 4401)]
    assert given[0].except_session == as_ada.session.session_key
    assert log_in(Client(), password=NEW_PASSWORD).status_code == 302
    assert log_in(Client(), password=PASSWORD).status_code == 401


def test_hubs_that_missed_the_announcement_notice_a_password_change(as_ada, ada):
    change(as_ada)
    assert User.objects.get(pk=ada.pk).access_version == ada.access_version + 1


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("wrong", NEW_PASSWORD, None),
        ("x" * 1_025, NEW_PASSWORD, None),
        (PASSWORD, NEW_PASSWORD, "another one here"),
        (PASSWORD, "x" * 1_025, None),
        (PASSWORD, "ada", None),
        (PASSWORD, "a\0staple for it", None),
    ],
)
def test_an_invalid_password_change_changes_nothing(as_ada, elsewhere, old, new, again):
    with capture_controls() as given:
        assert change(as_ada, old, new, again).status_code == 400
    assert given == []
    assert is_logged_in(elsewhere)


def reset_link(client, address="ada@example.org"):
    client.post(RESET, {"email": address})
    found = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


@pytest.fixture
def mailed_ada(db):
    return create_user("ada", email="ada@example.org")


def test_known_and_unknown_addresses_get_the_same_response_and_strangers_no_mail(client, mailed_ada):
    known, unknown = (client.post(RESET, {"email": f"{name}@example.org"}) for name in ("ada", "nobody"))
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [message.to for message in mail.outbox] == [["ada@example.org"]]
    assert mail.outbox[0].subject == "[Chatsite] Choose a new password"


def test_a_site_that_sends_no_mail_says_so_instead_of_promising_a_link(client, mailed_ada, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    page, answer = client.get(RESET), client.post(RESET, {"email": "ada@example.org"})
    assert (page.status_code, answer.status_code) == (200, 503)
    for response in (page, answer):
        assert "This site sends no mail" in response.content.decode()
        assert "<input" not in response.content.decode().partition("<section")[2].partition("</section>")[0]


def test_a_site_that_writes_mail_to_its_log_says_so(client, mailed_ada, settings):
    done = f"{RESET}done/"
    assert "Look into your mail" in client.get(done).content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    page = client.get(done).content.decode()
    assert "Look into the log" in page
    assert "Look into your mail" not in page


@pytest.mark.parametrize(
    ("host", "server_port", "trusted", "shown"),
    [
        ("testserver:6666", "8000", [], "testserver"),
        ("testserver:8000", "8000", [], "testserver:8000"),
        ("testserver:8443", "8000", ["http://testserver:8443"], "testserver:8443"),
        ("testserver", "8000", [], "testserver"),
    ],
)
def test_a_stranger_does_not_choose_the_port_of_the_link(
    client, mailed_ada, settings, host, server_port, trusted, shown
):
    settings.CSRF_TRUSTED_ORIGINS = trusted
    client.post(RESET, {"email": "ada@example.org"}, headers={"host": host}, SERVER_PORT=server_port)
    assert f"http://{shown}/accounts/" in mail.outbox[-1].body


def test_a_name_that_matches_only_a_pattern_is_replaced_by_the_configured_origin(client, mailed_ada, settings):
    settings.ALLOWED_HOSTS, settings.CSRF_TRUSTED_ORIGINS = ["*"], ["https://chat.example.org"]
    client.post(RESET, {"email": "ada@example.org"}, headers={"host": "evil.example"})
    assert "https://chat.example.org/accounts/" in mail.outbox[-1].body
    assert "evil" not in mail.outbox[-1].body


def test_the_link_in_the_mail_sets_a_new_password_and_ends_every_session(client, mailed_ada):
    device = Client()
    device.force_login(mailed_ada)
    form = client.get(reset_link(client), follow=True)
    assert form.status_code == 200
    with capture_controls() as given:
        done = client.post(form.context["action_url"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert done["Location"] == "/accounts/password/reset/key/done/"
    assert client.get(done["Location"]).status_code == 200
    assert not is_logged_in(device)
    assert [(control.user_id, control.code, control.except_session) for control in given] == [(mailed_ada.pk, 4401, "")]
    assert log_in(client, password=NEW_PASSWORD).status_code == 302


def test_the_url_of_the_reset_form_contains_no_secret(client, mailed_ada):
    link = reset_link(client)
    form = client.get(link, follow=True)
    assert form.redirect_chain[-1][0].endswith("-set-password/")


def test_a_reset_link_works_once(client, mailed_ada):
    link = reset_link(client)
    form = client.get(link, follow=True)
    client.post(form.context["action_url"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert client.get(link).status_code == 400


@pytest.mark.parametrize("link", ["1-abc-def", "zzzzzzzzzzzzz-abc-def", "0-set-password"])
def test_an_invented_reset_link_is_shown_as_ended(client, mailed_ada, link):
    response = client.get(f"/accounts/password/reset/key/{link}/")
    assert response.status_code == 400
    assert b"This link has ended" in response.content


def test_a_reset_link_is_valid_for_one_user_only(client, mailed_ada):
    from allauth.account.utils import user_pk_to_url_str

    bob = create_user("bob")
    link = reset_link(client)
    key = link.rstrip("/").rsplit("/", 1)[1].partition("-")[2]
    assert client.get(f"/accounts/password/reset/key/{user_pk_to_url_str(bob)}-{key}/").status_code == 400


def test_a_deactivated_user_gets_no_reset_link(client, mailed_ada):
    User.objects.filter(pk=mailed_ada.pk).update(is_active=False)
    client.post(RESET, {"email": "ada@example.org"})
    assert mail.outbox == []


def test_a_hijacked_sign_up_does_not_survive_a_reset(client, db):
    """Mallory signs up with Ada's address. Ada, who can read its mail, resets the password."""
    mallory = Client()
    sign_up(mallory, "ada", email="ada@example.org")
    user = User.objects.get()
    _, secret = tokens.issue(user=user)
    form = client.get(reset_link(client), follow=True)
    client.post(form.context["action_url"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert not is_logged_in(mallory)
    with pytest.raises(Unauthenticated):
        access.by_token(secret)
    assert log_in(Client(), password=NEW_PASSWORD).status_code == 302


def test_each_account_that_claims_an_address_gets_a_link_until_one_has_confirmed_it(client, db):
    for name in ("ada", "bob"):
        sign_up(Client(), name, email="x@example.org")
    mail.outbox.clear()
    client.post(RESET, {"email": "X@example.org"})
    assert ["username is ada" in mail.outbox[0].body, "username is bob" in mail.outbox[1].body] == [True, True]
    User.objects.filter(username="bob").update(email_verified=True)
    client.post(RESET, {"email": "x@example.org"})
    assert len(mail.outbox) == 3
    assert "username is bob" in mail.outbox[2].body


@pytest.mark.parametrize("address", ["ada@example.org", "nobody@example.org"])
def test_the_answer_takes_the_same_time_for_every_address(client, mailed_ada, address, monkeypatch):
    slept = []
    monkeypatch.setattr(conf, "MAIL_SECONDS", 30)
    monkeypatch.setattr("chat.web.accounts.mail.time.sleep", slept.append)
    client.post(RESET, {"email": address})
    assert len(slept) == 1
    assert slept[0] > 0


@pytest.mark.parametrize("address", ["ada@example.org", "nobody@example.org"])
def test_a_failing_mail_server_is_answered_with_503(client, mailed_ada, address, monkeypatch):
    from django.core.mail.backends.locmem import EmailBackend

    def fail(*args):
        raise ConnectionRefusedError("no mail today")

    monkeypatch.setattr(EmailBackend, "open", fail)
    response = client.post(RESET, {"email": address})
    assert response.status_code == 503
    assert b"The mail could not be sent" in response.content


def test_a_mail_server_that_refuses_a_recipient_tells_nobody_that_there_is_an_account(client, mailed_ada, monkeypatch):
    from django.core.mail.backends.locmem import EmailBackend

    def refuse(self, messages):
        raise SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such mailbox")})

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    known, unknown = (client.post(RESET, {"email": f"{name}@example.org"}) for name in ("ada", "nobody"))
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url) == (302, f"{RESET}done/")


def test_mails_to_one_address_are_rate_limited(client, mailed_ada):
    statuses = [client.post(RESET, {"email": "ada@example.org"}).status_code for _ in range(6)]
    assert statuses == [302] * 5 + [429]
    assert len(mail.outbox) == 5


def test_too_many_requests_gets_the_sites_page_with_retry_after(client, mailed_ada):
    response = [client.post(RESET, {"email": "ada@example.org"}) for _ in range(6)][-1]
    assert b"too much at once" in response.content
    assert response["Retry-After"] == "300"


# --- All account pages


@pytest.mark.parametrize("page", [LOGIN, SIGNUP, RESET, f"{RESET}done/", f"{RESET}key/done/", f"{RESET}key/1-a-b/"])
def test_pages_for_visitors_have_the_sites_design_and_both_languages(client, db, page):
    text = client.get(page).content.decode()
    assert 'class="card"' in text
    assert '<html lang="en">' in text
    assert 'value="zh-hans"' in text


@pytest.mark.parametrize("page", [LOGIN, SIGNUP, RESET])
def test_fields_have_labels_and_reference_their_errors(client, db, page):
    text = client.post(page, {}).content.decode()
    fields = re.findall(r'<input type="(?:text|password|email)"[^>]*>', text)
    assert fields
    for field in fields:
        found = re.search(r' id="(\w+)"', field)
        assert found
        assert f'<label class="field__label" for="{found[1]}"' in text
        if 'aria-invalid="true"' in field:
            assert f"{found[1]}_error" in field
            assert f'id="{found[1]}_error"' in text


@pytest.mark.parametrize("page", ["email/", "confirm-email/", "inactive/", "reauthenticate/code/", "2fa/trust/", ""])
def test_unused_pages_of_allauth_are_not_found(client, db, page):
    assert client.get(f"/accounts/{page}").status_code == 404


def test_an_unknown_host_is_refused(client, db):
    response = client.get(LOGIN, headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_an_invented_forwarded_for_header_does_not_evade_the_limit(client, ada):
    statuses = [
        client.post(
            LOGIN, {"login": f"p{number}", "password": "x"}, headers={"X-Forwarded-For": f"10.0.0.{number}, " * 1_000}
        ).status_code
        for number in range(11)
    ]
    assert statuses[-1] == 429


def test_a_preflight_of_another_site_gets_no_cors_headers(client, db):
    response = client.options(
        LOGIN, headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    )
    assert not [name for name in response.headers if name.lower().startswith("access-control")]


def test_sign_up_works_without_a_default_room(client, db):
    assert not Room.objects.exists()
    assert sign_up(client).status_code == 302
    assert SESSION_KEY in client.session


def test_a_user_without_a_password_is_sent_to_the_reset_page(client, db):
    dan = users.register(username="dan", password=None)
    client.force_login(dan)
    response = client.get("/accounts/password/change/", follow=True)
    assert (response.status_code, response.redirect_chain[-1][0]) == (200, "/accounts/password/reset/")
