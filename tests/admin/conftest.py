"""Fixtures for the admin: a logged-in superuser, and the announcements that the site makes."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from chat.delivery.announcements import Announcement
from chat.delivery.hub import hub
from chat.models import Room, User
from tests.support.factories import create_room, create_user


@pytest.fixture
def root(db: None) -> User:
    return create_user("ruth", display_name="Ruth", is_admin=True)


@pytest.fixture
def ada(root: User) -> User:
    return create_user("ada", display_name="Ada")


@pytest.fixture
def kitchen(ada: User) -> Room:
    return create_room(ada, create_user("ben"))


@pytest.fixture
def page(root: User, client: Client) -> Client:
    client.force_login(root)
    return client


@pytest.fixture
def announced(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> Iterator[Callable[[], list[Announcement]]]:
    """Return a function that runs the commit hooks and returns the announcements."""
    announcements: list[Announcement] = []
    monkeypatch.setattr(hub, "publish", announcements.extend)
    with ExitStack() as transaction:
        transaction.enter_context(django_capture_on_commit_callbacks(execute=True))

        def commit() -> list[Announcement]:
            transaction.close()
            return announcements

        yield commit


@pytest.fixture
def run_button(page: Client) -> Callable[..., Any]:
    """Return a function that runs a button for some objects and confirms."""

    def _run_button(name: str, *things: Any, **more: str) -> Any:
        address = reverse(f"admin:chat_{things[0]._meta.model_name}_changelist")
        data = {
            "action": name,
            "_selected_action": [thing.pk for thing in things],
            "index": "0",
            "confirmed": "1",
            **more,
        }
        return page.post(address, data, follow=True)

    return _run_button


def said(response: Any) -> list[str]:
    """Return the messages that the admin shows on a page."""
    return [str(message) for message in response.context["messages"]]
