"""Every URL of the site, and every field and parameter of its pages, with values that databases refuse.

Nothing here is listed by hand but the arguments of the URLs: routes come from the resolver, parameters from the links
and forms of each page, and from the filters of the admin.
"""

import logging
from html.parser import HTMLParser
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit
from zlib import crc32

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from chat.actions.people import invitations, tokens
from chat.web.middleware import first_run
from tests.support.factories import create_room, create_user
from tests.support.fixtures import *  # noqa: F403
from tests.support.sample_files import upload_sample

# The admin's date filters warn about dates without a time zone, and go on.
pytestmark = pytest.mark.filterwarnings("ignore:.*received a naive datetime:RuntimeWarning")
NASTY = [
    "\0",
    "a\0b",
    "-1",
    "0",
    "9" * 18,
    str(2**63),
    "9" * 5000,
    "abc",
    "1.5",
    "٣",
    "0001-01-01",
    "9999-12-31 23:59:59",
    "99999-01-01",
    "99999",
    "a'\"\\%_--",
    "w " * 1200,
    "None",
    "1,x",
]
FEW = ["\0", str(2**63), "abc", "99999", "99999-01-01", "w " * 1200]
"""One of each kind, for the many fields and parameters that are tried one by one."""


def some(*place):
    """Two of FEW for a field or a parameter. Each place has its own two, and all of them are in use on every page.

    PostgreSQL takes its time, and tries one.
    """
    first = crc32(repr(place).encode()) % len(FEW)
    return (FEW[first], FEW[(first + 3) % len(FEW)])[: 1 if connection.vendor == "postgresql" else 2]


BROKEN_UTF8 = "%ED%A0%80"
"""A lone surrogate, and bytes that are not UTF-8."""
ALWAYS = ("q", "p", "page", "o", "e", "all", "_popup", "_to_field", "_changelist_filters", "next", "invite")
"""Parameters that Django and the site read on many pages without a link to them."""
SKIPPED = {"api-1", "javascript-catalog", "jsi18n"}
"""The API has a schema, and tests/api gives its routes such values; the catalogue is the same for everybody."""


class Page(HTMLParser):
    """Collects the forms of a page, as (method, action, fields), and the queries of its links."""

    def __init__(self, address: str, html: str) -> None:
        super().__init__()
        self.address, self.forms, self.parameters, self._select = address, [], set(), None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        if tag == "a" and (facts.get("href") or "").startswith("?"):
            self.parameters |= {name for name, _ in parse_qsl(facts["href"][1:], keep_blank_values=True)}
        if tag == "form":
            action = urljoin(self.address, facts.get("action") or "")
            self.forms.append((facts.get("method", "get").lower(), action, {}))
        name, fields = facts.get("name"), self.forms[-1][2] if self.forms else {}
        if tag in {"input", "textarea", "button"} and name and facts.get("type") != "file":
            fields.setdefault(name, facts.get("value") or "")
        if tag == "select" and name:
            self._select = fields, name
            fields.setdefault(name, "")
        if tag == "option" and self._select and ("selected" in facts or not self._select[0][self._select[1]]):
            self._select[0][self._select[1]] = facts.get("value") or ""


def routes(patterns=None, space=()):
    """All named routes, as (name with its namespaces, names of the arguments)."""
    found = []
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(each, URLPattern):
            name = ":".join([*space, each.name or ""])
            if each.name and name not in SKIPPED and each.name not in SKIPPED:
                arguments = tuple(each.pattern.converters) or tuple(each.pattern.regex.groupindex)
                found.append((name, arguments))
        elif each.namespace not in SKIPPED:
            found += routes(each.url_patterns, (*space, each.namespace) if each.namespace else space)
    return sorted(set(found))


@pytest.fixture
def world(db, ada, bob, kitchen, say, monkeypatch):
    """A row of everything that has a page, and the values of the arguments of URLs."""
    monkeypatch.setattr(first_run, "is_over", True)
    root = create_user("ruth", is_admin=True)
    room = create_room(root, ada, bob, name="Hall")
    message = say(root, room, "hello")
    file = upload_sample(root)
    invitation = invitations.invite(by=root, uses=3)
    token, _ = tokens.issue(user=root)
    root.arguments = {
        "room_id": room.pk,
        "user_id": ada.pk,
        "seq": message.seq,
        "slug": "hall",
        "attachment_id": file.pk,
        "name": "file.bin",
        "invitation_id": invitation.pk,
        "token_id": token.pk,
        "session_id": token.pk,
        "pk": token.pk,
        "provider_id": "sso",
        "token": "abc:def",
        "code": invitation.code,
        "uidb36": "1",
        "key": "abc-def",
        "app_label": "chat",
        "content_type_id": 1,
        "object_id": room.pk,
        "id": ada.pk,
        "url": "nowhere/",
    }
    return root


@pytest.fixture
def visitor(world, caplog):
    """Return a function that sends a request as the administrator and undoes what it did. It must not fail."""
    client = Client(raise_request_exception=False)
    client.force_login(world)
    cookies = client.cookies.output()

    def visit(method, address, data=None):
        with transaction.atomic():
            response = getattr(client, method)(address, data or {})
            content = b"" if response.streaming else response.content
            transaction.set_rollback(True)
        if client.cookies.output() != cookies:  # The form has logged us out.
            client.force_login(world)
        assert response.status_code < 500, f"{method} {address[:200]} {str(data)[:300]}"
        return response, content

    yield visit
    failures = [record for record in caplog.records if record.name == "django.request" and record.exc_info]
    assert [record.getMessage() for record in failures if record.levelno >= logging.ERROR] == []


def values_of(name, world):
    """The values of the arguments of a route. A new argument needs its value in `world`."""
    values = dict(world.arguments)
    if name.startswith("admin:"):
        values["object_id"] = first_object(name)
    if name == "avatar":
        values["name"] = "x" * 20 + ".webp"
    return values


def address_of(name, arguments, world):
    values = values_of(name, world)
    return reverse(name, kwargs={argument: values[argument] for argument in arguments})


def first_object(name):
    """The key of the first object of the model that a page of the admin shows, or 1."""
    label = name.removeprefix("admin:").rpartition("_")[0]
    models = {f"{model._meta.app_label}_{model._meta.model_name}": model for model in admin.site._registry}
    return models[label]._default_manager.values_list("pk", flat=True).first() or 1 if label in models else 1


@pytest.mark.parametrize(("name", "arguments"), [route for route in routes() if route[1]], ids=str)
def test_no_argument_of_a_url_breaks_it(visitor, world, name, arguments):
    address = address_of(name, arguments, world)
    own = {str(value) for value in values_of(name, world).values()}
    parts = address.strip("/").split("/")
    for method in ("get", "post"):
        visitor(method, address)
        visitor(method, address.replace(parts[-1], BROKEN_UTF8))
        for at in [at for at, part in enumerate(parts) if part in own or "-" in part]:
            for value in [quote(value[:300], safe="") for value in (FEW if name.startswith("admin:") else NASTY)]:
                changed = [*parts[:at], value, *parts[at + 1 :]]
                visitor(method, f"/{'/'.join(changed)}{'/' if address.endswith('/') else ''}")


@pytest.mark.parametrize(("name", "arguments"), routes(), ids=str)
def test_no_parameter_and_no_field_of_a_page_breaks_it(visitor, world, name, arguments):
    address = address_of(name, arguments, world)
    response, content = visitor("get", address)
    page = Page(address, content.decode(errors="replace"))
    for value in FEW if name.startswith("admin:") else NASTY:
        visitor("get", f"{address}?{urlencode(dict.fromkeys(ALWAYS, value))}")
    for parameter in sorted({*page.parameters, *filters_of(name)}):
        for value in some(name, parameter):
            visitor("get", f"{address}?{urlencode({parameter: value})}")
        visitor("get", f"{address}?{parameter}={BROKEN_UTF8}")
    if response.status_code == 200:
        check_forms(visitor, page)


def filters_of(name):
    """The parameters of the filters and lookups of a list of the admin."""
    models = {f"admin:{m._meta.app_label}_{m._meta.model_name}_changelist": m for m in admin.site._registry}
    if name not in models:
        return set()
    model, found = models[name], {"id", "id__exact", "id__in", "pk__in", "id__gt"}
    for each in admin.site._registry[model].list_filter:
        field = each[0] if isinstance(each, tuple) else each
        field = field if isinstance(field, str) else field.parameter_name
        found |= {f"{field}{lookup}" for lookup in ("", "__exact", "__gte", "__year", "__in")}
    found |= {f"{field.name}__id__exact" for field in model._meta.fields if field.is_relation}
    return found


def check_forms(visitor, page):
    seen = set()
    for method, action, fields in page.forms:
        target = urlsplit(action).path
        if (method, target, *fields) in seen or "logout" in target:
            continue
        seen.add((method, target, *fields))
        for field in fields:
            for value in some(target, field):
                visitor(method, target, {**fields, field: value})


def test_the_action_form_of_each_list_of_the_admin_is_tried(visitor, world):
    """The form is in the pages above only where a list has rows; here it has nasty ones."""
    for model, page in admin.site._registry.items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for action in [*getattr(page, "buttons", {}), "nothing", "\0"]:
            for value in some(address, action):
                visitor("post", address, {"action": action, "_selected_action": [value, "1"], "index": value})
                visitor("post", address, {"action": action, "_selected_action": value, "confirmed": "1"})


@pytest.mark.parametrize("cookie", ["sessionid", "last_room", "django_language", "csrftoken", "messages"])
def test_no_cookie_breaks_a_page(world, cookie):
    for value in ('"\\000aaaaaaaaa"', "9" * 30, "x" * 3000, '"\\377\\376aaaaaaa"'):
        client = Client(raise_request_exception=False)
        client.force_login(world)
        header = "; ".join(
            [*(f"{name}={morsel.value}" for name, morsel in client.cookies.items()), f"{cookie}={value}"]
        )
        for address in ("/", "/people/", "/accounts/login/", "/admin/"):
            with transaction.atomic():
                response = Client(raise_request_exception=False).get(address, headers={"cookie": header})
                transaction.set_rollback(True)
            assert response.status_code < 500, (address, value)
