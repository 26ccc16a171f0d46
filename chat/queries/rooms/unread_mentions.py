"""Count the unread messages of a room that mention a member."""

from collections.abc import Iterable

from chat.models import Membership
from chat.models.sql import any_of, fetch_rows

# Mentions by people whom the member ignores (`User.ignored`) do not count. They are left out here, and not when a
# message is sent: there are few unread mentions, a send would have to look at everybody whom it mentions, and the end
# of ignoring brings them back.

# `calling_everyone` in SQL. PostgreSQL and SQLite take the partial index for these conditions.
_TO_EVERYONE = """
    SELECT count(*) FROM chat_message message
    WHERE message.room_id = membership.room_id AND message.seq > membership.read_seq
        AND message.mentions_everyone AND message.in_room AND message.deleted_at IS NULL
        AND message.author_id <> membership.user_id
        AND NOT EXISTS (
            SELECT 1 FROM chat_user reader WHERE reader.id = membership.user_id AND reader.ignored <> ''
                AND reader.ignored LIKE '%% ' || message.author_id || ' %%')"""

_BY_NAME = """
    SELECT count(*) FROM chat_mention mention
    WHERE mention.membership_id = membership.id AND mention.seq > membership.read_seq
        AND NOT EXISTS (
            SELECT 1 FROM chat_user reader JOIN chat_message named ON named.id = mention.message_id
            WHERE reader.id = membership.user_id AND reader.ignored <> ''
                AND reader.ignored LIKE '%% ' || named.author_id || ' %%')"""

UNREAD_MENTIONS = f"""
    CASE WHEN membership.read_seq < room.last_seq THEN ({_BY_NAME}) + ({_TO_EVERYONE}) ELSE 0 END"""
"""The number of unread messages that mention the member, for a statement with the aliases `membership` and `room`.

A message that mentions everyone has no mention rows, so it counts once. Those of people whom the member ignores do not
count.
"""


def unread_mentions(memberships: Iterable[Membership]) -> dict[int, int]:
    """Return how many unread messages mention each member, by membership id. Members without any are left out."""
    ids = [membership.pk for membership in memberships]
    if not ids:
        return {}
    condition, value = any_of(ids)
    rows = fetch_rows(
        f"""
        SELECT membership.id, {UNREAD_MENTIONS}
        FROM chat_membership membership JOIN chat_room room ON room.id = membership.room_id
        WHERE membership.id {condition}""",  # noqa: S608
        value,
    )
    return {pk: count for pk, count in rows if count}
