"""A person's picture."""

import pytest

from chat.models import User
from chat.protocol.people import author_payload
from chat.templatetags.people import avatar

ADA = User(pk=10, username="ada", display_name="Ada Lovelace")


@pytest.mark.parametrize("person", [ADA, author_payload(ADA)], ids=["model", "payload"])
def test_without_a_picture_one_sees_initials_on_ones_colour(person):
    assert avatar(person) == '<span class="avatar avatar--2" aria-hidden="true">AL</span>'


@pytest.mark.parametrize("make", [lambda user: user, author_payload], ids=["model", "payload"])
def test_with_a_picture_one_sees_it(make):
    user = User(pk=10, username="ada", avatar="avatars/x.webp")
    assert avatar(make(user), "large") == (
        '<img class="avatar avatar--large" src="/media/avatars/x.webp" alt="" loading="lazy">'
    )


def test_initials_are_text():
    assert "&lt;" in avatar(User(pk=1, username="ada", display_name="<"))
