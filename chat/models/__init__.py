"""Nouns: fields, constraints and querysets. Writes live in chat.actions."""

from chat.models.drafts import Draft
from chat.models.installation import Installation
from chat.models.invitations import Invitation
from chat.models.memberships import Membership, Notify, Role
from chat.models.messages import Mention, Message, MessageKind
from chat.models.reactions import Reaction
from chat.models.rooms import Kind, Room
from chat.models.tokens import ApiToken
from chat.models.users import User

__all__ = [
    "ApiToken",
    "Draft",
    "Installation",
    "Invitation",
    "Kind",
    "Membership",
    "Mention",
    "Message",
    "MessageKind",
    "Notify",
    "Reaction",
    "Role",
    "Room",
    "User",
]
