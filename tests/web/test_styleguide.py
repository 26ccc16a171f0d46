"""The page of all components."""

import re
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from chat.web.styleguide import styleguide

CSS = Path(settings.BASE_DIR) / "static" / "css"


def page() -> str:
    request = RequestFactory().get("/styleguide/")
    request.user = AnonymousUser()
    return styleguide(request).content.decode()


def test_it_shows_every_colour_and_every_icon_in_both_themes():
    shown = page()
    colours = re.findall(r"^  --([a-z-]+): light-dark\(#", (CSS / "tokens.css").read_text(), re.M)
    icons = re.findall(r'<symbol id="(i-[a-z-]+)"', shown)
    assert len(colours) > 20
    assert len(icons) > 40
    for name in colours:
        assert shown.count(f'fill="var(--{name})"') == 2
    for name in icons:
        assert shown.count(f'href="#{name}"') >= 2


def test_it_shows_every_state_of_a_message():
    shown = page()
    states = set(re.findall(r"\.(message--[a-z]+)", (CSS / "message.css").read_text()))
    missing = {state for state in states if shown.count(f" {state}") < 2}
    assert missing <= {"message--system", "message--highlight", "message--poll"}


def test_only_developers_have_it(client, db):
    assert client.get("/styleguide/").status_code == 404
