"""Erase a person: their account, names, settings and, if they want, their messages.

The row of the account stays, under another name, so that conversations keep their shape. Whatever others wrote stays.
"""

from collections.abc import Collection, Sequence

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.actions.changes.committer import commit
from chat.actions.changes.numbering import lock_room
from chat.actions.changes.verbs.delete import Delete
from chat.actions.files import attachments
from chat.actions.frames import changed_message, in_room
from chat.actions.moderation import audit, removals
from chat.actions.people.facts import announce_person
from chat.actions.people.sessions import end_everything
from chat.delivery.announce import announce
from chat.errors import ChatError, Conflict
from chat.models import (
    Admission,
    ApiToken,
    AuditDetail,
    AuditEntry,
    Draft,
    HiddenMessage,
    Invitation,
    Message,
    MessageKind,
    ModerationAction,
    PollVote,
    Reaction,
    Reminder,
    Report,
    Room,
    RoomInvitation,
    SavedMessage,
    ScheduledMessage,
    ThreadFollow,
    User,
    WebSession,
)
from chat.text.messages.content import plain_html

NAME = "Deleted user"
UNSENT = (Draft, "membership__user"), (ScheduledMessage, "author")
PRIVATE = (
    *((SavedMessage, "user"), (Reminder, "user"), (ThreadFollow, "membership__user"), (RoomInvitation, "user")),
    *((ApiToken, "user"), (Invitation, "created_by"), (Admission, "person")),
)
"""Rows that nobody else sees, and the way from them to the person."""


def erase(*, user_id: int, keep_messages: bool, is_own_wish: bool = False) -> User:
    """Erase a person for good. It may be repeated, for example after it was interrupted.

    Args:
        user_id: The person.
        keep_messages: Whether their messages stay, under the name of a deleted user. Otherwise they are deleted, with
            their files, earlier texts, reactions and votes.
        is_own_wish: Whether they do it themselves. Only the audit log tells.

    Raises:
        Conflict: The person is the last administrator of the site.
    """
    with transaction.atomic():
        # The administrators too, so that of the last two only one goes.
        administrators = Q(is_superuser=True, is_active=True)
        rows = User.objects.select_for_update().filter(Q(pk=user_id) | administrators).order_by("pk")
        users = {user.pk: user for user in rows}
        user = users.pop(user_id)
        if user.is_superuser and not users:
            raise Conflict(_("This is the only administrator of the site."))
        names = {user.username, user.name}
        _erase_sessions(user)
        _empty_account(user)
        _erase_private_rows(user)
        announce_person(user)
        facts = {"messages_kept": keep_messages, "own_wish": is_own_wish}
        audit.record("person.erase", by=None, person_id=user.pk, facts=facts)
    for room_id in Room.objects.order_by("pk").values_list("pk", flat=True):
        _rename_in_lines(room_id, user, names)
    if not keep_messages:
        _erase_messages(user)
        for room_id in Room.objects.order_by("pk").values_list("pk", flat=True):
            _erase_reactions(room_id, user)
    return user


def _empty_account(user: User) -> None:
    """Take everything personal off the row of the account, and end whatever was logged in."""
    storage = user.avatar.storage
    if name := user.avatar.name:
        transaction.on_commit(lambda: storage.delete(name), robust=True)
    user.username, user.display_name = f"deleted-{user.pk}", NAME
    user.first_name = user.last_name = user.email = user.last_address = ""
    user.keywords = user.sidebar = user.ignored = ""
    user.avatar, user.last_seen_at, user.last_login = "", None, None
    user.email_verified = user.is_staff = user.is_superuser = user.shows_username = user.chose_away = False
    user.time_zone, user.language = "UTC", "en"
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
    end_everything(user, is_active=False)


def _erase_sessions(user: User) -> None:
    """Delete the web sessions: allauth keeps in them with which name somebody has logged in."""
    keys = list(WebSession.objects.filter(user=user).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()


def _erase_private_rows(user: User) -> None:
    attachments.discard_unsent_files_of(user)
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    for model, path in (*UNSENT, *PRIVATE):
        model._default_manager.filter(**{path: user}).delete()
    Report.objects.filter(reporter=user).update(note="")
    ModerationAction.objects.filter(person=user).update(appeal="")
    # The seal of the audit log covers a digest of these, so the log still verifies.
    entries = AuditEntry.objects.filter(Q(person_id=user.pk) | Q(actor_id=user.pk))
    AuditDetail.objects.filter(entry__in=entries).delete()
    theirs = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk))
    theirs.update(object_repr=user.username)


def _rename_in_lines(room_id: int, user: User, names: Collection[str]) -> None:
    """Write the new name into the system lines of a room that name the person."""
    with transaction.atomic():
        room = lock_room(room_id)
        about = Q(author=user) | Q(extra__system__userId=user.pk)
        lines = Message.objects.with_details().filter(about, room=room, kind=MessageKind.SYSTEM).order_by("seq")
        _store(room, [line for line in lines if _rename(line, names)])


def _erase_reactions(room_id: int, user: User) -> None:
    """Take back what a person reacted and voted in a room."""
    theirs = Q(reactions__user=user) | Q(poll__votes__user=user)
    with transaction.atomic():
        room = lock_room(room_id)
        ids = list(Message.objects.filter(theirs, room=room).values_list("pk", flat=True).distinct())
        Reaction.objects.filter(user=user, message__in=ids).delete()
        PollVote.objects.filter(user=user, poll__message__in=ids).delete()
        _store(room, list(Message.objects.with_details().filter(pk__in=ids).order_by("seq")))


def _store(room: Room, changed: Sequence[Message]) -> None:
    """Store and announce messages that have changed in a locked room."""
    for message in changed:
        room.last_rev += 1
        message.rev = room.last_rev
        message.save(update_fields=["rev", "content", "html", "extra"])
    if changed:
        Room.objects.filter(pk=room.pk).update(last_rev=room.last_rev)
        announce(in_room(room, *map(changed_message, changed)))


def _rename(line: Message, names: Collection[str]) -> bool:
    """Replace the names in a line. Return whether there was one."""
    facts = line.extra.get("system", {})
    text = line.content
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, NAME)
    if text == line.content and facts.get("name") not in names:
        return False
    line.content, line.html = text, plain_html(text)
    if facts.get("name") in names:
        line.extra = line.extra | {"system": facts | {"name": NAME}}
    return True


def _erase_messages(user: User) -> None:
    """Delete the messages of a person in batches, of which each is a transaction. Hidden ones are erased too."""
    theirs = Message.objects.filter(author=user, kind=MessageKind.MESSAGE)
    while ids := list(theirs.filter(deleted_at=None).order_by("pk").values_list("pk", flat=True)[: conf.PURGE_BATCH]):
        for outcome in commit([Delete(user.pk, pk, as_staff=True) for pk in ids]):
            if isinstance(outcome, ChatError):
                raise outcome
    hidden = HiddenMessage.objects.filter(message__author=user).order_by("pk")
    while ids := list(hidden.values_list("message_id", flat=True)[: conf.PURGE_BATCH]):
        with transaction.atomic():
            removals.erase_messages(ids)
