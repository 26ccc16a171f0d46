"""Avatars."""

import pytest

from chat.models import User
from chat.protocol.people import author_payload
from chat.templatetags.people import avatar

ADA = User(pk=10, username="ada", display_name="Ada Lovelace")


@pytest.mark.parametrize("person", [ADA, author_payload(ADA)], ids=["model", "payload"])
def test_a_person_without_a_picture_has_initials_on_their_colour(person):
    assert avatar(person) == '<span class="avatar avatar--2" aria-hidden="true">AL</span>'


@pytest.mark.parametrize("make", [lambda user: user, author_payload], ids=["model", "payload"])
def test_a_person_with_a_picture_has_an_image(make):
    user = User(pk=10, username="ada", avatar="avatars/x.webp")
    assert avatar(make(user), "large") == (
        '<img class="avatar avatar--large" src="/media/avatars/x.webp" alt="" loading="lazy">'
    )


def test_initials_are_escaped():
    assert "&lt;" in avatar(User(pk=1, username="ada", display_name="<"))
