import uuid
from collections.abc import Callable

import pytest

from chat.actions.messages import messages
from chat.actions.moderation import reports
from chat.models import Message, Report, ReportReason, Room, User


@pytest.fixture
def ben(kitchen: Room) -> User:
    return User.objects.get(username="ben")


@pytest.fixture
def reported(ada: User, ben: User, kitchen: Room) -> Callable[..., Report]:
    """Return a function that makes Ben write something, which Ada reports."""

    def make(content: str = "Buy this", room: Room = kitchen) -> Report:
        sent = messages.send(by=ben, room_id=room.pk, content=content, client_id=uuid.uuid4())
        message = Message.objects.get(pk=sent.message_id)
        return reports.report(by=ada, message_id=message.pk, reason=ReportReason.SPAM, note="Look")[0]

    return make
