"""Nouns: fields, constraints and querysets. Writes live in chat.actions."""

from chat.models.attachments import Attachment, Stage
from chat.models.drafts import Draft
from chat.models.edits import MessageEdit
from chat.models.follows import ThreadFollow
from chat.models.installation import Installation
from chat.models.invitations import Invitation
from chat.models.memberships import Membership, Notify, Role
from chat.models.messages import Mention, Message, MessageKind
from chat.models.polls import Poll, PollVote
from chat.models.reactions import Reaction
from chat.models.reminders import Reminder
from chat.models.rooms import Kind, Room
from chat.models.saved import SavedMessage
from chat.models.scheduled import ScheduledMessage
from chat.models.search import SearchEntry
from chat.models.tokens import ApiToken
from chat.models.users import User

__all__ = [
    "ApiToken",
    "Attachment",
    "Draft",
    "Installation",
    "Invitation",
    "Kind",
    "Membership",
    "Mention",
    "Message",
    "MessageEdit",
    "MessageKind",
    "Notify",
    "Poll",
    "PollVote",
    "Reaction",
    "Reminder",
    "Role",
    "Room",
    "SavedMessage",
    "ScheduledMessage",
    "SearchEntry",
    "Stage",
    "ThreadFollow",
    "User",
]
