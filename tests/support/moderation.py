"""Do what moderators do, in few words."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from chat.actions.moderation import actions
from chat.models import ActionKind, ModerationAction, User


def act(by: User, kind: str, **more: Any) -> ModerationAction:
    """Do something to a person or a message. `more` are the other arguments of `actions.act`."""
    return actions.act(by=by, kind=ActionKind(kind), **({"reason": "Spam"} | more))


def undo(by: User, action: ModerationAction) -> ModerationAction:
    return actions.undo(by=by, action_id=action.pk, reason="A mistake")


def let_time_pass(action: ModerationAction) -> None:
    """Make a measure one whose time is over."""
    past = timezone.now() - timedelta(seconds=1)
    ModerationAction.objects.filter(pk=action.pk).update(until=past)
