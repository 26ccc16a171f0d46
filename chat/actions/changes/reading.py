"""Read the messages that a batch needs, and what else some of its drafts ask for."""

from collections.abc import Collection

from chat.actions.changes.rows import RowsOfMessages
from chat.models import Mention, Message
from chat.models.messages.details import messages_with_details
from chat.models.sql import Columns, any_of, fetch_rows

MENTION = Columns(Mention, "mention")


def read_messages(ids: Collection[int], rows: RowsOfMessages) -> dict[int, Message]:
    """Read messages with everything that they show, in one statement.

    Those that quote each other share their instances. So a change of one is seen in those that quote it.

    Args:
        ids: The messages. Those that do not exist are left out.
        rows: Takes the reactions and votes. The messages show what it has at any time.

    Returns:
        The messages by id.
    """
    messages = {message.pk: message for message in messages_with_details(ids)} if ids else {}
    for message in messages.values():
        if message.reply_to_id in messages:
            message.reply_to = messages[message.reply_to_id]
        rows.share(message)
    return messages


def read_mentions(ids: Collection[int], rows: RowsOfMessages) -> None:
    """Read the mention rows of messages that may lose them."""
    if ids:
        condition, value = any_of(ids)
        statement = f"SELECT {MENTION} FROM chat_mention mention WHERE mention.message_id {condition}"  # noqa: S608
        mentions = map(MENTION.from_row, fetch_rows(statement, value))
        rows.mentions.load((mention.message_id, mention) for mention in mentions)


def count_pins(room_ids: Collection[int]) -> dict[int, int]:
    """Return how many pinned messages each of these rooms has. Rooms without any are left out."""
    if not room_ids:
        return {}
    condition, value = any_of(room_ids)
    return dict(
        fetch_rows(
            f"SELECT message.room_id, count(*) FROM chat_message message WHERE message.room_id {condition} "  # noqa: S608
            "AND message.pinned_at IS NOT NULL AND message.deleted_at IS NULL GROUP BY message.room_id",
            value,
        )
    )
