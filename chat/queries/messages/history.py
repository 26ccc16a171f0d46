"""Read pages of a room's history. The cost does not depend on the number of messages."""

from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access import room_for
from chat.errors import Invalid
from chat.models import Message
from chat.protocol.messages.events import HistoryPage
from chat.protocol.messages.payload import message_payload
from chat.queries.messages.budget import fit_in_one_answer


def page(
    user_id: int,
    room_id: int,
    *,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    limit: int = conf.PAGE_LENGTH,
) -> HistoryPage:
    """Return up to `limit` messages by rising seq: the newest, or those before, after or around a seq.

    Raises:
        NotFound: The user cannot see the room.
        Invalid: More than one of `before`, `after` and `around` is given.
    """
    if sum(point is not None for point in (before, after, around)) > 1:
        raise Invalid(_("Give one of before, after and around."), fields={"before": "one of before, after and around"})
    room = room_for(user_id, room_id)
    messages = Message.objects.filter(room_id=room_id).with_details()
    if around is not None:
        # A seq beyond the end means the end. An empty page would say that the room is empty.
        around = min(around, room.last_seq)
        newer = fit_in_one_answer(messages.after(around - 1)[: limit - limit // 2])
        rows = [*reversed(fit_in_one_answer(messages.before(around)[: limit // 2])), *newer]
    elif after is not None:
        rows = fit_in_one_answer(messages.after(after)[:limit])
    else:
        rows = fit_in_one_answer(messages.before(room.last_seq + 1 if before is None else before)[:limit])[::-1]
    return HistoryPage(
        messages=[message_payload(row) for row in rows],
        rev=room.last_rev,
        at_start=rows[0].seq <= 1 if rows else after is None or not room.last_seq,
        at_end=rows[-1].seq >= room.last_seq if rows else before is None or not room.last_seq,
    )
