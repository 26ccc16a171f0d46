"""Storing and removing the previews of a message's links."""

import pytest

from chat.actions.link_previews import link_previews
from chat.actions.link_previews.links import links_to_preview
from chat.actions.messages import messages
from chat.actions.rooms import rooms
from chat.errors import Archived, Forbidden, NotAMember, NotFound
from chat.models import Message
from chat.queries.messages import history
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db
A, B, C, D = (f"https://{name}.example/" for name in "abcd")


def found(*urls, title="A page"):
    return [{"url": url, "title": title, "description": "of words", "site_name": "Site"} for url in urls]


def show(message, *urls, **more):
    link_previews.store_previews(message_id=message.pk, previews=found(*urls, **more))


def shown(data):
    return [preview["url"] for preview in data["previews"]]


def wanted(message):
    return links_to_preview(Message.objects.get(pk=message.pk))


def test_previews_are_announced_in_the_order_of_the_links(ada, bob, eve, kitchen, say):
    message = say(ada, kitchen, f"see {A} and {B}")
    with converging(ada, bob, deaf=[eve]) as heard:
        show(message, B, A)
    assert heard.types(bob) == ["chat:changed"]
    [changed] = heard.events(bob)
    assert changed["previews"] == [
        {"url": url, "title": "A page", "description": "of words", "siteName": "Site"} for url in (A, B)
    ]
    assert (changed["editedAt"], changed["rev"]) == (None, message.rev + 1)


def test_previews_that_arrive_separately_are_all_shown(ada, bob, kitchen, say):
    message = say(ada, kitchen, f"{A} {B}")
    show(message, B)
    assert wanted(message) == [A]
    with converging(bob) as heard:
        show(message, A)
    assert shown(heard.events(bob)[0]) == [A, B]
    with converging(deaf=[ada, bob]):
        show(message, A, B)


def test_the_number_of_previews_is_limited(ada, kitchen, say):
    message = say(ada, kitchen, " ".join([A, B, C, D]))
    assert wanted(message) == [A, B, C]
    show(message, A, B, C, D)
    assert len(Message.objects.get(pk=message.pk).extra["previews"]) == 3


def test_an_edit_keeps_the_previews_of_the_links_that_stay(ada, bob, kitchen, say):
    message = say(ada, kitchen, f"{A} {B}")
    show(message, A, B)
    with converging(ada, bob) as heard:
        messages.edit(by=ada, message_id=message.pk, content=f"{C} {B}")
    assert shown(heard.events(bob)[0]) == [B]
    assert wanted(message) == [C]
    messages.edit(by=ada, message_id=message.pk, content="nothing")
    assert "previews" not in Message.objects.get(pk=message.pk).extra


def test_a_preview_of_an_earlier_text_is_dropped(ada, bob, kitchen, say):
    message, gone = say(ada, kitchen, A), say(ada, kitchen, A)
    messages.edit(by=ada, message_id=message.pk, content=B)
    messages.delete(by=ada, message_id=gone.pk)
    with converging(deaf=[ada, bob]):
        show(message, A)
        show(gone, A)
        with pytest.raises(NotFound):
            link_previews.store_previews(message_id=987_654, previews=found(A))
    show(say(ada, kitchen, C), C)
    rooms.archive(by=ada, room_id=kitchen.pk)
    with converging(deaf=[ada, bob]):
        show(message, B)


def test_a_deleted_message_has_no_previews(ada, bob, kitchen, say):
    message = say(ada, kitchen, A)
    show(message, A)
    with converging(ada, bob) as heard:
        messages.delete(by=ada, message_id=message.pk)
    assert heard.events(bob)[0]["previews"] == []
    assert Message.objects.get(pk=message.pk).extra == {}


@pytest.mark.parametrize("who", ["bob", "cy", "ada"])
def test_the_author_and_moderators_remove_previews_for_good(ada, bob, cy, kitchen, say, who):
    message = say(bob, kitchen, A)
    show(message, A)
    by = {"ada": ada, "bob": bob, "cy": cy}[who]
    with converging(ada, bob) as heard:
        removed = link_previews.remove_previews(by=by, message_id=message.pk)
    assert (shown(heard.events(ada)[0]), heard.events(ada)[0]["rev"]) == ([], removed.rev)
    with converging(deaf=[ada, bob]):
        assert link_previews.remove_previews(by=by, message_id=message.pk) == removed
        show(message, A)
    messages.edit(by=bob, message_id=message.pk, content=f"{A} {B}")
    assert wanted(message) == []


def test_previews_can_be_removed_before_they_are_stored(ada, bob, kitchen, say):
    message = say(ada, kitchen, A)
    with converging(deaf=[ada, bob]):
        link_previews.remove_previews(by=ada, message_id=message.pk)
        show(message, A)


def test_nobody_else_may_remove_previews(ada, bob, eve, kitchen, pantry, say):
    message, secret = say(ada, kitchen, A), say(ada, pantry, A)
    for by, error, which in ((bob, Forbidden, message), (eve, NotAMember, message), (eve, NotFound, secret)):
        with converging(deaf=[ada, bob]), pytest.raises(error):
            link_previews.remove_previews(by=by, message_id=which.pk)
    rooms.archive(by=ada, room_id=kitchen.pk)
    with pytest.raises(Archived):
        link_previews.remove_previews(by=ada, message_id=message.pk)


def test_previews_add_no_query_to_a_page(ada, kitchen, say, django_assert_num_queries):
    for _ in range(3):
        show(say(ada, kitchen, f"{A} {B}"), A, B)
    with django_assert_num_queries(3):
        history.page(ada.pk, kitchen.pk)
