"""Permissions: fetch rooms, messages, files and people through the user who asks, and never by id alone.

An object that the user may not see raises NotFound, as one that does not exist does.
"""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chat.access.credential import Credential
from chat.errors import Forbidden, NotAMember, NotFound
from chat.models import Attachment, Kind, Membership, Message, Room, User
from chat.models.sql import ROOM, fetch_rows


def room_for(user_id: int, room_id: int) -> Room:
    """Return a room that the user may read: a public room, or one that they have joined.

    Raises:
        NotFound: if there is no such room, or the user may not see it.
    """
    # As `Room.objects.visible_to`, but prepared: each page of messages asks this first.
    rows = fetch_rows(
        f"""SELECT {ROOM} FROM chat_room room WHERE room.id = %s AND (room.kind = 'public' OR EXISTS (
            SELECT 1 FROM chat_membership membership
            WHERE membership.room_id = room.id AND membership.user_id = %s))""",  # noqa: S608
        room_id,
        user_id,
    )
    if not rows:
        raise NotFound(_("There is no such room here."))
    return ROOM.from_row(rows[0])


def membership_for(user_id: int, room_id: int) -> Membership:
    """Return the user's membership in a room. Its room and user are loaded.

    Raises:
        NotFound: if there is no such room, or the user may not see it.
        NotAMember: if the room is public and the user has not joined it.
    """
    membership = Membership.objects.select_related("room", "user").filter(user_id=user_id, room_id=room_id).first()
    if membership is None:
        room_for(user_id, room_id)
        raise NotAMember()
    return membership


def message_for(user_id: int, message_id: int) -> Message:
    """Return a message of a room that the user may read. Its room and details are loaded.

    Raises:
        NotFound: if there is no such message, or the user may not see its room.
    """
    # In one query, so that the time of the answer does not tell whether there is such a message elsewhere.
    messages = Message.objects.with_details().select_related("room")
    message = messages.filter(pk=message_id, room__in=Room.objects.visible_to(user_id).values("pk")).first()
    if message is None:
        raise NotFound(_("There is no such message here."))
    return message


def room_id_of_message(user_id: int, message_id: int) -> int:
    """Return the id of the room of a message that the user may read.

    Raises:
        NotFound: if there is no such message, or the user may not see its room.
    """
    rooms = Room.objects.visible_to(user_id).values("pk")
    room_id = Message.objects.filter(pk=message_id, room__in=rooms).values_list("room_id", flat=True).first()
    if room_id is None:
        raise NotFound(_("There is no such message here."))
    return room_id


def attachment_for(user_id: int, attachment_id: int) -> Attachment:
    """Return a file of a message that the user may read, or a file that they have uploaded and not sent yet.

    Raises:
        NotFound: if there is no such file, or the user may not see it.
    """
    # A message that moderators hide keeps its files for the time in which it can be restored.
    visible = Q(message__room__in=Room.objects.visible_to(user_id).values("pk"), message__deleted_at=None)
    unsent = Q(message=None, uploader_id=user_id)
    attachments = Attachment.objects.kept().select_related("message").filter(visible | unsent, pk=attachment_id)
    attachment = attachments.first()
    if attachment is None:
        raise NotFound(_("There is no such file here."))
    return attachment


def require_message(credential: Credential, message_id: int, *, own_or_moderate: bool) -> None:
    """Check whether a token may do something to a message. Blocking.

    Args:
        credential: The token.
        message_id: The message.
        own_or_moderate: Whether others' messages need the scope `moderate`.

    Raises:
        Forbidden: The message is somebody else's, and the token lacks `moderate`.
        NotFound: The user may not see the message, or the token is bound to other rooms.
    """
    if credential.rooms is None and (credential.may("moderate") or not own_or_moderate):
        return
    visible = Room.objects.visible_to(credential.user_id).values("pk")
    found = Message.objects.filter(pk=message_id, room__in=visible).values_list("room_id", "author_id").first()
    if found is None or not credential.reaches(found[0]):
        raise NotFound(_("There is no such message here."))
    if own_or_moderate and found[1] != credential.user_id:
        credential.require_scope("moderate")


def moderated_room_for(user_id: int, room_id: int) -> Membership:
    """Return the membership of a user who moderates the room.

    Raises:
        NotFound: if there is no such room, or the user may not see it.
        NotAMember: if the room is public and the user has not joined it.
        Forbidden: if the user does not moderate the room, or it is a direct room.
    """
    membership = membership_for(user_id, room_id)
    if not membership.moderates or membership.room.kind == Kind.DIRECT:
        raise Forbidden(_("Only a moderator of this room may do this."))
    return membership


def person_for(user_id: Any) -> User:
    """Return an active user.

    Raises:
        NotFound: if there is no such user, or the user is deactivated.
    """
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise NotFound(_("There is no such person here."))
    return user


def may_as_staff(by: User, permission: str) -> bool:
    """Return whether a member of staff has a permission, such as `change_room`. Superusers have all of them."""
    return by.is_staff and by.has_perm(f"chat.{permission}")
