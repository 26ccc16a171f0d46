"""Read pages of a room's history. The cost does not depend on the number of messages."""

from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access import room_for
from chat.errors import Invalid
from chat.models.messages import versions
from chat.models.messages.versions import MessageVersion
from chat.protocol.messages.encoded import EncodedMessage
from chat.protocol.messages.events import HistoryPage
from chat.queries.messages.budget import fit_in_one_answer
from chat.queries.messages.encoded import encoded_page


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
    if around is not None:
        # A seq beyond the end means the end. An empty page would say that the room is empty.
        around = min(around, room.last_seq)
        newer = _fitting(versions.after(room_id, around - 1, limit - limit // 2))
        rows = [*reversed(_fitting(versions.before(room_id, around, limit // 2))), *newer]
    elif after is not None:
        rows = _fitting(versions.after(room_id, after, limit))
    else:
        rows = _fitting(versions.before(room_id, room.last_seq + 1 if before is None else before, limit))[::-1]
    return HistoryPage(
        messages=rows,
        rev=room.last_rev,
        at_start=rows[0].seq <= 1 if rows else after is None or not room.last_seq,
        at_end=rows[-1].seq >= room.last_seq if rows else before is None or not room.last_seq,
    )


def _fitting(page: list[MessageVersion]) -> list[EncodedMessage]:
    return fit_in_one_answer(encoded_page(page))
