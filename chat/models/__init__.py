"""The models: fields, constraints and querysets. Everything that writes them is in chat.actions."""

from chat.models.files import Attachment, Stage
from chat.models.installation import Installation
from chat.models.jobs import Job
from chat.models.later.reminders import Reminder
from chat.models.later.scheduled import ScheduledMessage
from chat.models.messages.drafts import Draft
from chat.models.messages.edits import MessageEdit
from chat.models.messages.messages import Mention, Message, MessageKind
from chat.models.messages.polls import Poll, PollVote
from chat.models.messages.reactions import Reaction
from chat.models.messages.saved import SavedMessage
from chat.models.messages.tallies import DayTally
from chat.models.messages.thread_follows import ThreadFollow
from chat.models.moderation.actions import ActionKind, HiddenMessage, ModerationAction
from chat.models.moderation.audit import AuditDetail, AuditEntry, AuditHead
from chat.models.moderation.grants import Grant
from chat.models.moderation.network_bans import NetworkBan
from chat.models.moderation.reports import Report, ReportOutcome, ReportReason, ReportStatus
from chat.models.moderation.word_filter import FilterOutcome, FilterRule
from chat.models.people.admissions import Admission, AdmissionStatus
from chat.models.people.invitations import Invitation
from chat.models.people.signup_locks import SignupLock
from chat.models.people.tokens import ApiToken
from chat.models.people.users import AddedBy, User
from chat.models.people.web_sessions import WebSession
from chat.models.rooms.invitations import RoomInvitation
from chat.models.rooms.memberships import Membership, Notify, Role
from chat.models.rooms.removals import RoomRemoval
from chat.models.rooms.rooms import Kind, Room
from chat.models.search import SearchEntry

__all__ = [
    "ActionKind",
    "AddedBy",
    "Admission",
    "AdmissionStatus",
    "ApiToken",
    "Attachment",
    "AuditDetail",
    "AuditEntry",
    "AuditHead",
    "DayTally",
    "Draft",
    "FilterOutcome",
    "FilterRule",
    "Grant",
    "HiddenMessage",
    "Installation",
    "Invitation",
    "Job",
    "Kind",
    "Membership",
    "Mention",
    "Message",
    "MessageEdit",
    "MessageKind",
    "ModerationAction",
    "NetworkBan",
    "Notify",
    "Poll",
    "PollVote",
    "Reaction",
    "Reminder",
    "Report",
    "ReportOutcome",
    "ReportReason",
    "ReportStatus",
    "Role",
    "Room",
    "RoomInvitation",
    "RoomRemoval",
    "SavedMessage",
    "ScheduledMessage",
    "SearchEntry",
    "SignupLock",
    "Stage",
    "ThreadFollow",
    "User",
    "WebSession",
]
