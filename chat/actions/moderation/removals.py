"""Remove messages and restore them: one, or all of a person's, in batches of which each is a transaction.

A removed message is hidden at once, and can be restored until it is erased, HIDDEN_KEPT seconds later.
"""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from chat import conf
from chat.actions import search_index
from chat.actions.changes.committer import commit
from chat.actions.changes.draft import Draft
from chat.actions.changes.verbs.hide import Hide, Show
from chat.actions.files import attachments
from chat.errors import ChatError
from chat.models import (
    ActionKind,
    HiddenMessage,
    Membership,
    Message,
    MessageEdit,
    MessageKind,
    ModerationAction,
    Poll,
    Reaction,
    Room,
)

REMOVALS = (ActionKind.DELETE, ActionKind.PURGE)


def proceed(action_id: int) -> bool:
    """Do the next batch of what a removal still has to do: hide, restore or erase messages.

    Returns:
        Whether there is more to do now.
    """
    with transaction.atomic():
        rows = ModerationAction.objects.filter(pk=action_id, settled_at=None, kind__in=REMOVALS)
        # Of two processes, one works on an action; the other has nothing to do.
        action = rows.select_for_update(skip_locked=True).first()
        if action is None:
            return False
        if action.undone_at is not None:
            is_done = _restore(action)
        elif action.cursor is not None:
            _hide(action)
            return action.cursor is not None
        elif action.created_at > timezone.now() - timedelta(seconds=conf.HIDDEN_KEPT):
            return False
        else:
            is_done = _erase(action)
        if is_done:
            action.settled_at = timezone.now()
            action.save(update_fields=["settled_at"])
        return not is_done


def hide(action: ModerationAction, message: Message) -> None:
    """Hide one message, in the transaction that has stored the action and locked the room."""
    _commit([Hide(action.by_id or 0, message.pk, action.pk)])


def last_message_of(person_id: int) -> int:
    """Return the id of the person's newest message, or 0."""
    newest = Message.objects.filter(author_id=person_id).order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0


def lock_of(person_id: int) -> None:
    """Lock the removals of a person's messages that go on, so that none restores what a new purge is to cover."""
    rows = ModerationAction.objects.filter(person_id=person_id, kind__in=REMOVALS, settled_at=None)
    list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))


def _hide(action: ModerationAction) -> None:
    theirs = Message.objects.filter(author_id=action.person_id, kind=MessageKind.MESSAGE, deleted_at=None)
    older = theirs.filter(pk__lt=action.cursor).order_by("-pk").values_list("pk", flat=True)
    ids = list(older[: conf.PURGE_BATCH])
    _commit([Hide(action.by_id or 0, pk, action.pk) for pk in ids])
    action.cursor = ids[-1] if len(ids) == conf.PURGE_BATCH else None
    action.save(update_fields=["cursor"])


def _restore(action: ModerationAction) -> bool:
    """Show a batch of messages again, except those that another purge covers. Return whether all are done.

    While somebody works on one of these purges, nothing is done.
    """
    ids = list(action.hidden_messages.order_by("pk").values_list("message_id", flat=True)[: conf.PURGE_BATCH])
    rows = ModerationAction.objects.filter(
        kind=ActionKind.PURGE, person_id=action.person_id, undone_at=None, settled_at=None
    )
    # None of them may be undone before it has taken over what it covers. Two that waited for each other would deadlock.
    purges = list(rows.order_by("pk").select_for_update(skip_locked=True))
    if len(purges) < rows.count():
        return False
    covering = max(purges, key=lambda purge: purge.before["last"], default=None)
    covered = [pk for pk in ids if covering is not None and pk <= covering.before["last"]]
    if covered:
        HiddenMessage.objects.filter(message__in=covered).update(action=covering)
    _show(set(ids) - set(covered))
    return len(ids) < conf.PURGE_BATCH


def _show(ids: Collection[int]) -> None:
    if not ids:
        return
    messages = list(Message.objects.filter(pk__in=ids))
    # Locked before the memberships are read, so that none of them ends meanwhile.
    room_ids = {message.room_id for message in messages}
    list(Room.objects.select_for_update().filter(pk__in=room_ids).order_by("pk").values_list("pk", flat=True))
    named = {user_id for message in messages for user_id in message.extra.get("mentions", ())}
    rows = Membership.objects.filter(room__in=room_ids, user__in=named).values_list("room_id", "user_id", "pk")
    members = {(room_id, user_id): pk for room_id, user_id, pk in rows}
    _commit([Show(0, message.pk, _mentioned(message, members)) for message in messages])


def _mentioned(message: Message, members: dict[tuple[int, int], int]) -> tuple[int, ...]:
    found = [members.get((message.room_id, user_id)) for user_id in message.extra.get("mentions", ())]
    return tuple(pk for pk in found if pk is not None)


def _erase(action: ModerationAction) -> bool:
    """Erase a batch of messages for good, which nobody sees. Return whether all are done."""
    ids = list(action.hidden_messages.order_by("pk").values_list("message_id", flat=True)[: conf.PURGE_BATCH])
    erase_messages(ids)
    return len(ids) < conf.PURGE_BATCH


def erase_messages(ids: Collection[int]) -> None:
    """Erase hidden messages for good: their texts, files, reactions and votes."""
    MessageEdit.objects.filter(message__in=ids).delete()
    Reaction.objects.filter(message__in=ids).delete()
    Poll.objects.filter(message__in=ids).delete()
    attachments.discard_files_of(ids)
    search_index.remove(ids)
    Message.objects.filter(pk__in=ids).update(
        content="", html="", extra={}, mentions_everyone=False, pinned_at=None, pinned_by=None
    )
    HiddenMessage.objects.filter(message__in=ids).delete()


def _commit(drafts: list[Draft]) -> None:
    for outcome in commit(drafts):
        if isinstance(outcome, ChatError):
            raise outcome
