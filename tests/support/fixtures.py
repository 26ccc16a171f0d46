"""Fixtures for users and rooms.

Ada owns the rooms, Bob and Cy are members, Cy is a moderator, Eve is in no room. Ruth is a superuser, Sam is staff.
"""

import uuid
from collections.abc import Callable

import pytest

from chat.actions.messages import messages
from chat.actions.rooms import memberships
from chat.models import Kind, Message, Role, Room, User
from tests.support.factories import create_room, create_user

__all__ = ["ada", "bob", "cy", "eve", "kitchen", "pantry", "ruth", "sam", "say"]


@pytest.fixture
def ada(db: None) -> User:
    return create_user("ada", display_name="Ada Lovelace")


@pytest.fixture
def bob(db: None) -> User:
    return create_user("bob")


@pytest.fixture
def cy(db: None) -> User:
    return create_user("cyrus")


@pytest.fixture
def eve(db: None) -> User:
    return create_user("eve")


@pytest.fixture
def ruth(db: None) -> User:
    return create_user("ruth", is_admin=True)


@pytest.fixture
def sam(db: None) -> User:
    sam = create_user("sam")
    sam.is_staff = True
    sam.save(update_fields=["is_staff"])
    return sam


@pytest.fixture
def kitchen(ada: User, bob: User, cy: User) -> Room:
    """A public room."""
    room = create_room(ada, bob, cy)
    memberships.set_role(by=ada, room_id=room.pk, user_id=cy.pk, role=Role.MODERATOR)
    return room


@pytest.fixture
def pantry(ada: User, bob: User, cy: User) -> Room:
    """A private room."""
    room = create_room(ada, bob, cy, name="Pantry", kind=Kind.PRIVATE)
    memberships.set_role(by=ada, room_id=room.pk, user_id=cy.pk, role=Role.MODERATOR)
    return room


@pytest.fixture
def say() -> Callable[..., Message]:
    """Return a function that sends a message and returns the stored row."""

    def send(by: User, room: Room, content: str = "hello", **more: object) -> Message:
        sent = messages.send(by=by, room_id=room.pk, content=content, client_id=uuid.uuid4(), **more)  # type: ignore[arg-type]
        return Message.objects.with_details().get(pk=sent.message_id)

    return send
