"""Write what a batch has changed, and announce it: a fixed number of statements for any number of drafts."""

from collections.abc import Sequence
from itertools import chain

from chat import conf
from chat.actions import search_index
from chat.actions.changes import filtering, mentions, replies
from chat.actions.changes.rows import poll_of
from chat.actions.changes.sql import Update, delete_rows, insert_messages, store_updates, update_fields
from chat.actions.changes.work import Work
from chat.actions.files import attachments
from chat.actions.frames import in_room, mention_counts, new_messages
from chat.actions.link_previews import queue
from chat.actions.moderation import audit
from chat.delivery.announce import announce
from chat.delivery.announcements import Announcement
from chat.models import HiddenMessage, Membership, Message, MessageEdit, Poll, User
from chat.models.sql import any_of, execute

COUNTERS = ("last_seq", "last_rev", "last_message_at")
REWRITTEN = (
    "content", "html", "extra", "mentions_everyone", "edited_at", "deleted_at", "pinned_at", "pinned_by", "rev"
)  # fmt: skip


def write(work: Work) -> None:
    """Write the rows of a batch in its transaction, and announce the frames of each room after the commit."""
    new = list(work.new.values())
    if new:
        insert_messages(new, *_updates(work), is_last=work.only_adds_messages)
    else:
        store_updates(*_updates(work))
    edited = [message for message in work.edited.values() if message.pk not in work.erased]
    _write_search_index(work, edited)
    _write_polls(work)
    if work.flagged:
        filtering.report(work.flagged)
    work.attachments.write()
    for message, members in work.mentioned:
        for row in mentions.mention_rows(message, [member.pk for member in members]):
            work.rows.mentions.add(message.pk, row)
    work.rows.write()
    if edited:
        _drop_old_versions([message.pk for message in edited])
    if work.erased:
        _erase_the_rest(work)
    _write_hidden(work)
    threads = _write_threads(work)
    frames_of_new = iter(
        new_messages([entry for entry in chain(*work.timelines.values()) if isinstance(entry, Message)])
    )
    for room_id, timeline in work.timelines.items():
        frames = [next(frames_of_new) if isinstance(entry, Message) else entry for entry in timeline]
        announce(in_room(work.rooms[room_id], *frames), *threads.get(room_id, ()))
    if states := _states_of_members(work, edited):
        announce(*states)
    queue.enqueue([*new, *edited])
    if work.erased_by_others:
        _write_audit(work)


def _write_audit(work: Work) -> None:
    """Record who deleted messages of others. Last, because everybody who adds to the log waits for the same row."""
    people = User.objects.in_bulk(set(work.erased_by_others.values()))
    audit.record_all(
        [
            audit.Event(
                "message.delete",
                people[by],
                person_id=message.author_id,
                room_id=message.room_id,
                message_id=message.pk,
                details={"person": message.author.username},
            )
            for by, message in ((by, work.erased[pk]) for pk, by in work.erased_by_others.items())
        ]
    )


def _updates(work: Work) -> list[Update]:
    """Return the updates of rooms, read marks and changed messages. A message is in one of them only."""
    updates: list[Update] = []
    if work.timelines:
        updates.append(([work.rooms[room_id] for room_id in work.timelines], COUNTERS))
    updates += _updates_of_authors(work)
    if rewritten := [message for pk, message in work.changed.items() if pk in work.rewritten]:
        updates.append((rewritten, REWRITTEN))
    if others := [message for pk, message in work.changed.items() if pk not in work.rewritten]:
        updates.append((others, ("rev",)))
    return updates


def _updates_of_authors(work: Work) -> list[Update]:
    """Return the updates of the memberships of those who sent something.

    Only what a send moved is stored: the mark of somebody who wrote in a thread alone may be moving at this moment.
    """
    moved: dict[tuple[int, int], set[str]] = {}
    for message in work.new.values():
        names = moved.setdefault((message.room_id, message.author_id), set())
        if message.in_room:
            names.add("read_seq")
        if work.rooms[message.room_id].slow_seconds:
            names.add("last_sent_at")
    together: dict[tuple[str, ...], list[Membership]] = {}
    for author, names in sorted(moved.items()):
        together.setdefault(tuple(sorted(names)), []).append(work.memberships[author])
    return [(members, names) for names, members in together.items() if names]


def _write_search_index(work: Work, edited: Sequence[Message]) -> None:
    if edited:
        search_index.update(edited)
    # The entries of hidden messages stay, which search passes over: shown again, they would get the highest ids.
    if work.erased:
        search_index.remove(work.erased.keys())


def _write_polls(work: Work) -> None:
    for message, ballot in work.ballots:
        fields = {"question": ballot.question, "options": list(ballot.options), "multiple": ballot.multiple}
        message.poll = Poll.objects.create(message=message, **fields)
    if work.closed:
        update_fields(list(work.closed.values()), ("closed_at",))


def _drop_old_versions(message_ids: list[int]) -> None:
    """Keep the latest EDITS_KEPT former texts of each message."""
    condition, value = any_of(message_ids)
    execute(
        "WITH given(id, place) AS ("  # noqa: S608
        "SELECT edit.id, row_number() OVER (PARTITION BY edit.message_id ORDER BY edit.id DESC) "
        f"FROM chat_messageedit edit WHERE edit.message_id {condition}) "
        "DELETE FROM chat_messageedit WHERE id IN (SELECT id FROM given WHERE place > %s)",
        value,
        conf.EDITS_KEPT,
    )


def _erase_the_rest(work: Work) -> None:
    """Delete what belongs to the deleted messages and was not read."""
    delete_rows(MessageEdit, work.erased.keys(), "message_id")
    if polls := [pk for pk, message in work.erased.items() if poll_of(message) is not None]:
        delete_rows(Poll, polls, "message_id")
    if work.files_to_discard:
        attachments.discard_files_of(work.files_to_discard)


def _write_hidden(work: Work) -> None:
    if work.hidden:
        HiddenMessage.objects.bulk_create(
            HiddenMessage(message_id=pk, action_id=action_id) for pk, action_id in work.hidden.items()
        )
    if work.shown:
        delete_rows(HiddenMessage, work.shown.keys(), "message_id")


def _write_threads(work: Work) -> dict[int, list[Announcement]]:
    """Update the roots of threads whose replies are new or deleted.

    Returns:
        What to announce after the changes of the room, by room id.
    """
    announcements: dict[int, list[Announcement]] = {}
    # After the read marks of the authors, which this may move on. It also counts revs of the rooms.
    if in_threads := [(message, members) for message, members in work.mentioned if message.thread_id]:
        thread_ids = {message.thread_id for message, _ in in_threads if message.thread_id}
        roots = {pk: work.messages[pk] for pk in thread_ids}
        announcements = replies.record_replies(in_threads, roots)
    changed = (*work.erased.values(), *(work.messages[pk] for pk in work.hidden), *work.shown.values())
    if gone := [message for message in changed if message.thread_id]:
        for room_id, more in replies.recount_threads(gone, work.rooms, work.messages).items():
            announcements.setdefault(room_id, []).extend(more)
    if announcements:
        update_fields([work.rooms[room_id] for room_id in announcements], ("last_rev",))
    return announcements


def _states_of_members(work: Work, edited: Sequence[Message]) -> list[Announcement]:
    """Announce the unread counts of members whose mentions changed, and the threads that they follow since an edit."""
    new_mentions = [
        (message, list(members.values())) for message in edited if (members := work.newly_mentioned.get(message.pk))
    ]
    return [*mention_counts(work.recounted, work.recounted_before), *replies.follow_after_edits(new_mentions)]
