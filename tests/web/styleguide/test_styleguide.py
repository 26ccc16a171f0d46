"""The style guide page."""

import re
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from chat.web.styleguide.samples import sample_responses
from chat.web.styleguide.styleguide import SAMPLES, styleguide

CSS = Path(settings.BASE_DIR) / "static" / "css"
SCRIPT = Path(settings.BASE_DIR) / "static" / "js" / "styleguide.js"


def page() -> str:
    request = RequestFactory().get("/styleguide/")
    request.user = AnonymousUser()
    return styleguide(request).content.decode()


def test_it_shows_every_colour_and_every_icon_in_both_themes():
    shown = page()
    colours = re.findall(r"^  --([a-z-]+): light-dark\(#", (CSS / "base" / "tokens.css").read_text(), re.M)
    icons = re.findall(r'<symbol id="(i-[a-z-]+)"', shown)
    assert len(colours) > 20
    assert len(icons) > 40
    for name in colours:
        assert shown.count(f'fill="var(--{name})"') == 2
    for name in icons:
        assert shown.count(f'href="#{name}"') >= 2


def test_it_shows_every_state_of_a_message():
    shown = page()
    states = set(re.findall(r"\.(message--[a-z]+)", (CSS / "messages" / "message.css").read_text()))
    missing = {state for state in states if shown.count(f" {state}") < 2}
    assert missing <= {"message--system", "message--highlight"}


def test_it_shows_every_kind_of_file():
    shown = page()
    for kind in ("picture", "player player--video", "player player--audio", "file-card"):
        assert shown.count(f'class="{kind}"') >= 2 + 1, kind  # Two themes, and the template that scripts clone.


def test_components_built_by_scripts_have_a_place_in_both_themes():
    built = re.findall(r'^  (?:async )?"?([a-z-]+)"?(?:\(\) \{|: )', SCRIPT.read_text().split("const samples")[1], re.M)
    shown = page()
    places = {name for names in SAMPLES.values() for name in names}
    assert {"polls", "uploads", "thread", "confirm"} <= places <= set(built)
    for name in places:
        assert shown.count(f'data-sample="{name}"') == 2


def test_the_samples_match_the_payloads_of_the_api():
    given = sample_responses()
    closed, *_ = reversed(given["polls"])
    assert closed["poll"]["closedAt"]
    assert given["catch-up"]["rooms"][0]["items"][0]["reason"] == "mention"
    assert given["scheduled"]["scheduled"][1]["refusal"]


def test_the_style_guide_exists_in_development_only(client, db):
    assert client.get("/styleguide/").status_code == 404
