"""Appeal against a moderation action, and answer appeals."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access import in_sight, require_moderator, require_staff
from chat.actions.moderation import audit
from chat.actions.moderation.texts import clean_text
from chat.errors import Conflict, Forbidden, NotFound
from chat.models import ModerationAction, User
from chat.rate_limits.kinds import limited


@limited("reports")
def appeal(*, by: User, action_id: int, text: str) -> ModerationAction:
    """Ask a second moderator to look at what was done to the user, once.

    Raises:
        Invalid: The text cannot be accepted.
        NotFound: No such thing was done to the user.
        Conflict: The user has appealed before, or it is undone.
    """
    text = clean_text("text", text, conf.APPEAL_LENGTH, is_needed=True)
    with transaction.atomic():
        action = ModerationAction.objects.select_for_update().filter(pk=action_id, person=by).first()
        if action is None:
            raise NotFound(_("There is no such moderation action."))
        if not action.is_appealable:
            raise Conflict(_("You cannot appeal against this, or have done so already."))
        action.appeal, action.appealed_at = text, timezone.now()
        action.save(update_fields=["appeal", "appealed_at"])
        audit.record("moderation.appeal", by=by, person_id=by.pk, room_id=action.room_id, facts={"action": action.pk})
    return action


@limited("moderation")
def reject(*, by: User, action_id: int, answer: str) -> ModerationAction:
    """Answer an appeal: the action stays in force. To grant an appeal, undo the action.

    Raises:
        Invalid: The answer cannot be accepted.
        NotFound: There is no such action, or the user may not see its room.
        Forbidden: The user is no moderator there, or is the one who acted.
        Conflict: There is no appeal that waits for an answer.
    """
    answer = clean_text("answer", answer, conf.REASON_LENGTH, is_needed=True)
    with transaction.atomic():
        found = in_sight(ModerationAction.objects.filter(pk=action_id), by)
        action = found.select_for_update(of=("self",)).first()
        if action is None:
            raise NotFound(_("There is no such moderation action."))
        if action.room_id is None:
            require_staff(by)
        else:
            require_moderator(by, action.room_id)
        if by.pk in {action.by_id, action.person_id}:
            raise Forbidden(_("Somebody else has to answer this appeal."))
        if action.appealed_at is None or action.answered_at is not None or action.undone_at is not None:
            raise Conflict(_("No appeal waits for an answer."))
        action.answer, action.answered_at, action.answered_by = answer, timezone.now(), by
        action.save(update_fields=["answer", "answered_at", "answered_by"])
        audit.record("moderation.reject", by=by, person_id=action.person_id, facts={"action": action.pk}, answer=answer)
    return action
