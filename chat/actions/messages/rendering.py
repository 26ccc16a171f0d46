"""Render a message for a preview, and say whom it would not call. Nothing is stored and nobody is notified."""

from chat.access import membership_for
from chat.actions.changes import rendering
from chat.actions.changes.mentions import GROUPS, may_mention_everyone
from chat.models import Membership, User
from chat.protocol.messages.content import clean_content
from chat.protocol.messages.rest import Reason, UncalledName
from chat.rate_limits.kinds import limited
from chat.text.messages.mentions import called_names, names_people


@limited("previews")
def preview(*, by: User, room_id: int, content: str) -> str:
    """Return the HTML that `content` would have as the user's message in this room.

    Raises:
        NotFound, NotAMember: The user is not in this room.
        Invalid, TooLong: The text cannot be accepted.
        RateLimited: The user asks too often.
    """
    membership = membership_for(by.pk, room_id)
    content = clean_content(content)
    return rendering.preview(by.pk, content, may_mention_everyone=may_mention_everyone(membership))


@limited("previews")
def uncalled(*, by: User, room_id: int, content: str) -> list[UncalledName]:
    """Return the names that `content` calls in vain, as typed and each once: nobody would be notified.

    Raises:
        NotFound, NotAMember: The user is not in this room.
        Invalid, TooLong: The text cannot be accepted.
        RateLimited: The user asks too often.
    """
    membership = membership_for(by.pk, room_id)
    content = clean_content(content)
    if not names_people(content):
        return []
    rendering.budget.require(by.pk)
    with rendering.paid_by(by.pk):
        called = list(called_names(content))
    keys = {key for names in called for key, _ in names}
    people = {user.username_key: user for user in User.objects.filter(username_key__in=keys)}
    members = Membership.objects.filter(room_id=room_id, user__username_key__in=people)
    member_ids = set(members.values_list("user_id", flat=True))
    found: dict[str, UncalledName] = {}
    for names in called:
        key, name = next(((key, name) for key, name in names if key in people or key in GROUPS), names[0])
        allowed = may_mention_everyone(membership)
        reason = _reason_for_group(allowed=allowed) if key in GROUPS else _reason(people.get(key), member_ids)
        if reason is not None:
            found.setdefault(name, UncalledName(name=name, reason=reason))
    return list(found.values())


def _reason_for_group(*, allowed: bool) -> Reason | None:
    return None if allowed else "refused"


def _reason(person: User | None, member_ids: set[int]) -> Reason | None:
    """Return why a name calls nobody, or None if it calls somebody."""
    if person is None:
        return "unknown"
    if not person.is_active:
        return "deactivated"
    return None if person.pk in member_ids else "absent"
