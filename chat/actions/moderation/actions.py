"""Act on people and messages as a moderator, and undo it."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access import in_sight, require_moderator, require_power_over, require_power_to_undo
from chat.actions.changes.numbering import lock_room
from chat.actions.moderation import audit, measures, removals
from chat.actions.moderation.texts import clean_text
from chat.errors import Conflict, Invalid, NotFound
from chat.models import ActionKind, Message, MessageKind, ModerationAction, User
from chat.rate_limits.kinds import limited

NEEDS = {
    ActionKind.MUTE: ({"user_id"}, {"room_id", "seconds"}),
    ActionKind.BAN: ({"user_id"}, {"seconds"}),
    ActionKind.KICK: ({"user_id", "room_id"}, {"seconds"}),
    ActionKind.DELETE: ({"message_id"}, {"user_id", "room_id"}),
    ActionKind.PURGE: ({"user_id"}, set()),
}
"""The keys that each kind needs, and those that it may have."""
BATCHES_AT_ONCE = 5
"""Batches of a purge that are done before its answer. The ticker does the others."""


@limited("moderation")
def act(
    *,
    by: User,
    kind: ActionKind,
    reason: str,
    user_id: int | None = None,
    room_id: int | None = None,
    message_id: int | None = None,
    seconds: int | None = None,
    rule: str = "",
) -> ModerationAction:
    """Do something to a person or a message, and tell the person.

    Args:
        by: Staff, or a moderator of the room.
        kind: The kind of action.
        reason: Why. The person reads it.
        user_id: To whom. A removal of a message finds its author.
        room_id: Where. A mute without it holds everywhere.
        message_id: The message to remove.
        seconds: For how long; None for a measure that ends only when it is undone.
        rule: The rule of the site or the room that was broken.

    Raises:
        Invalid: A value cannot be accepted, or the kind does not take it.
        NotFound: The room, the person or the message does not exist, or the user may not see it.
        NotAMember, Forbidden: The user may not do this, or not to this person.
        Conflict: The person is the last owner of the room.
    """
    kind = ActionKind(kind)
    given = {"user_id": user_id, "room_id": room_id, "message_id": message_id, "seconds": seconds}
    _check_keys(kind, {name for name, value in given.items() if value is not None})
    reason = clean_text("reason", reason, conf.REASON_LENGTH, is_needed=True)
    rule = clean_text("rule", rule, conf.RULE_LENGTH)
    with transaction.atomic():
        message = _message_to_remove(by, message_id, user_id, room_id) if message_id is not None else None
        person = _person(user_id) if message is None else message.author
        place = message.room_id if message is not None else room_id
        require_power_over(by, person, place)
        # Before the row that refers to it: a send that waits for the room would otherwise wait for this transaction.
        room = lock_room(place) if place is not None else None
        if message is not None:
            # Its author may have deleted it while this waited for the lock.
            message.refresh_from_db(fields=["deleted_at"])
            _require_undeleted(message)
        now = timezone.now()
        action = ModerationAction(
            kind=kind,
            person=person,
            room=room,
            message=message,
            by=by,
            reason=reason,
            rule=rule,
            created_at=now,
            until=now + timedelta(seconds=seconds) if seconds else None,
        )
        if kind == ActionKind.KICK and room is not None:
            measures.kick(action, room, by)
        elif kind == ActionKind.PURGE:
            removals.lock_of(person.pk)
            action.before = {"last": removals.last_message_of(person.pk)}
            action.cursor = action.before["last"] + 1
        if kind not in removals.REMOVALS and seconds is None:
            action.settled_at = now
        action.save()
        if message is not None:
            removals.hide(action, message)
        # Before the connections of somebody who is banned close, so that they still hear why.
        measures.tell(action)
        if kind in measures.APPLY:
            measures.APPLY[kind](action)
        _audit(f"moderation.{kind}", by, action, reason)
    _proceed(action)
    return action


@limited("moderation")
def undo(*, by: User, action_id: int, reason: str) -> ModerationAction:
    """Undo an action, as if it had never been, as far as time allows. Undoing it again changes nothing.

    Raises:
        Invalid: The reason cannot be accepted.
        NotFound: There is no such action, or the user may not see its room.
        NotAMember, Forbidden: The user may not do this, or somebody of a higher rank did it, or it was done to the
            user.
        Conflict: The messages are erased.
    """
    reason = clean_text("reason", reason, conf.REASON_LENGTH, is_needed=True)
    with transaction.atomic():
        found = in_sight(ModerationAction.objects.filter(pk=action_id), by).select_related("by").first()
        if found is None:
            raise NotFound(_("There is no such moderation action."))
        require_power_to_undo(by, found.person_id, found.by, found.room_id)
        # In the order of `removals.proceed`: there the room is locked after the action.
        if found.kind not in removals.REMOVALS and found.room_id is not None:
            lock_room(found.room_id)
        action = (
            ModerationAction.objects.select_for_update(of=("self",)).select_related("person", "by").get(pk=found.pk)
        )
        if action.undone_at is not None:
            return action
        if action.kind in removals.REMOVALS and action.settled_at is not None:
            raise Conflict(_("The messages were erased and cannot be restored."))
        action.undone_at, action.undone_by, action.undo_reason = timezone.now(), by, reason
        action.settled_at = None if action.kind in removals.REMOVALS else action.undone_at
        action.save()
        if action.kind == ActionKind.KICK:
            measures.let_back(action, by)
        elif action.kind in measures.APPLY:
            measures.APPLY[ActionKind(action.kind)](action)
        measures.tell(action)
        _audit("moderation.undo", by, action, reason)
    _proceed(action)
    return action


def _check_keys(kind: ActionKind, given: set[str]) -> None:
    needed, optional = NEEDS[kind]
    fields = {name: _("This is needed.") for name in needed - given}
    fields |= {name: _("This kind of action does not take it.") for name in given - needed - optional}
    if fields:
        names = {"user_id": "userId", "room_id": "roomId", "message_id": "messageId", "seconds": "seconds"}
        raise Invalid(fields={names[name]: text for name, text in fields.items()})


def _person(user_id: int | None) -> User:
    person = User.objects.filter(pk=user_id or 0).first()
    if person is None:
        raise NotFound(_("There is no such person here."))
    return person


def _message_to_remove(by: User, message_id: int, user_id: int | None, room_id: int | None) -> Message:
    message = in_sight(Message.objects.select_related("author").filter(pk=message_id), by).first()
    if message is None or message.kind == MessageKind.SYSTEM:
        raise NotFound(_("There is no such message here."))
    require_moderator(by, message.room_id)
    _require_undeleted(message)
    if user_id not in (None, message.author_id) or room_id not in (None, message.room_id):
        raise Invalid(fields={"messageId": _("It is not a message of this person in this room.")})
    return message


def _require_undeleted(message: Message) -> None:
    if message.deleted_at is not None:
        raise NotFound(_("This message is deleted."))


def _proceed(action: ModerationAction) -> None:
    """Do the first batches of a removal. Those of a small one are then done before the answer."""
    if action.kind not in removals.REMOVALS:
        return
    for _batch in range(BATCHES_AT_ONCE):
        if not removals.proceed(action.pk):
            break
    action.refresh_from_db(fields=["cursor", "settled_at"])


def _audit(event: str, by: User, action: ModerationAction, reason: str) -> None:
    facts = {"action": action.pk, "kind": action.kind, "until": action.until.isoformat() if action.until else None}
    audit.record(
        event,
        by=by,
        person_id=action.person_id,
        room_id=action.room_id,
        message_id=action.message_id,
        facts=facts,
        reason=reason,
        person=action.person.username,
    )
