"""Limits and intervals. Times are in seconds unless the name has another unit."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

PROTOCOL_VERSION = 1

# Messages
MESSAGE_LENGTH = 4_000
SYNC_LIMIT = 500
SYNC_RESET_AFTER = 5_000
"""A client that is further behind than this many changes gets `reset` and the newest page from `sync`."""
HISTORY_LIMIT = 100
PAGE_LENGTH = 50
PEOPLE_FOUND = 20
EDITS_KEPT = 50
"""Earlier texts that are kept of one message."""
MESSAGE_CACHE_BYTES = 32 * 1024 * 1024
"""Memory for the JSON of messages in each process."""
REACTION_LENGTH = 32
REACTIONS_PER_MESSAGE = 50
DIRECT_MEMBERS = 10
PINS_PER_ROOM = 50
SAVED_PER_USER = 500
KEYWORDS = 20
KEYWORD_LENGTH = 40
READ_MARKS = 5_000
THREAD_PEOPLE = 5
"""People in the `participants` of a thread's root."""
THREADS_LISTED = 50
DRAFT_THREADS = 20
"""Threads of a room in which somebody has unsent text."""
CATCH_UP_ROOMS = 30
CATCH_UP_ITEMS = 5
"""Unread messages of one room in the catch-up view, besides those that concern the user."""
CATCH_UP_REACH = 200
"""The newest unread messages of a room in which the catch-up view looks for those that concern the user."""
LINE_KEPT = 600
"""For this time, somebody who comes and goes again changes the same line of a room and adds none."""
LINES_SEARCHED = 100
"""The newest messages of a room among which this line is looked for."""
ROOM_INVITATIONS = 50
"""Invitations into rooms that wait for one person."""
ROOM_INVITATIONS_BY_ONE = 3
"""Of these, invitations by the same other person."""
ROOM_NAME_LENGTH = 80
SECTION_NAME_LENGTH = 60
SECTIONS_PER_USER = 50
ROOM_RETENTION_DAYS = 3_660
"""The most days after which a room deletes messages by a rule of its own."""
IGNORED_PEOPLE = 500
"""People whom one person ignores."""
ORDERED_ROOMS = 1_000
"""Rooms of one section of a sidebar that are put in order at once."""
TOPIC_LENGTH = 250

# Search
SEARCH_LENGTH = 500
SEARCH_LIMIT = 50
SEARCH_PAGE = 20
SEARCH_ROOMS = 200
"""A user with more rooms than this searches the index of all rooms, and the results are filtered afterwards."""
SEARCH_WINDOW = 4_096
"""The newest messages, which are searched first. The window grows until the page is full."""
INDEX_BATCH = 500

# Polls
POLL_QUESTION_LENGTH = 250
POLL_OPTION_LENGTH = 120
POLL_OPTIONS = 10

# Later
LATER_DAYS = 366
SCHEDULED_PER_USER = 100
REMINDERS_PER_USER = 200
REMINDER_LENGTH = 250
TICK_INTERVAL = 1.0
"""The interval at which each process looks for messages and reminders that are due."""
TICK_BATCH = 50
LATER_LEASE = 10
"""How long one process has a scheduled message or a reminder to itself; then another one may try."""

# Jobs and leases
JOB_INTERVAL = 30
"""How often each process looks for a job that is due."""
JOB_LEASE = 60
"""How long after the end of its process a job is started again by another one."""
LEASE_ATTEMPTS = 10
LEASE_PAUSE = 5
"""Before the second attempt, at most; it doubles with each further one, up to LEASE_PAUSE_MAX."""
LEASE_PAUSE_MAX = 60 * 60

# The socket
FRAME_BYTES = 65_536
BATCH_FRAMES = 100
ANSWER_BYTES = 512 * 1024
"""The maximum of one frame to a client. Common WebSocket libraries refuse frames over a megabyte."""
BAD_FRAMES_IN_A_ROW = 10
LOGIN_TIMEOUT = 10
HEARTBEAT = 25
OUTBOX_FRAMES = 10_000
OUTBOX_BYTES = 1_000_000
"""Frames and bytes that may wait for one client. At a third of it, the answer to the next command waits."""
SENDS_IN_FLIGHT = 128
FRAME_RATE = 1_000
"""Frames per second that one connection may send on average, after a burst of FRAME_BURST. The rest waits in TCP."""
FRAME_BURST = 1_000
PACE_PAUSE = 0.05
PARSE_SHARE = 0.1
"""The share of the event loop's time for parsing the frames of one connection, after a burst of PARSE_BURST seconds."""
PARSE_BURST = 0.05
PARSE_PAUSE = 0.05
CONNECTIONS = 10_000
"""Sockets of one process. The next one is refused with status 503."""
CONNECTIONS_PER_USER = 100
"""Sockets of one user in one process. The next one is refused with status 429."""
STRANGERS_PER_ADDRESS = 20
"""Sockets of one address in one process that are not logged in. The next one is refused with status 429."""
REFUSALS_LOGGED = 60
"""Seconds between two log lines about refused sockets."""
SHUTDOWN_RETURNS = 300
"""Clients per second that may reconnect after a restart: slightly fewer than one process can welcome."""
SHUTDOWN_SPREAD_MS = 10_000
"""All clients are asked to reconnect within this time, however many they are."""
SHUTDOWN_ANSWERS = 4
"""Time to answer commands that had begun. With the next two and uvicorn's own 4 seconds, a stop takes under ten."""
SHUTDOWN_CLOSES = 1
SHUTDOWN_LINGER = 0.3

# Authentication
TICKET_LIFETIME = 30
TOKENS_PER_USER = 20
TOKEN_ROOMS = 50
"""Rooms that one API token can be bound to."""
TOKEN_DAYS = 90
"""The time after which an API token ends, unless its owner chooses another one."""
TOKEN_DAYS_MOST = 3_660
PASSWORD_CONFIRMED = 10 * 60
"""Seconds after a log-in with a password during which API tokens are made without asking for the password again."""


# Rates
class Rate(NamedTuple):
    """How often a person may do something: `rate` times a second on average, and `burst` times in a row."""

    rate: float
    burst: int


RATES: Mapping[str, Rate] = MappingProxyType(
    {
        "messages": Rate(10.0, 30),  # sent and edited
        "changes": Rate(10.0, 60),  # of stored messages: reactions, votes, pins, deletions, removed previews
        "searches": Rate(20.0, 100),  # more than people type, and enough for a bot
        "previews": Rate(2.0, 10),
        "uploads": Rate(2.0, 40),
        "rooms": Rate(1 / 30, 20),  # made, and conversations begun
        "topics": Rate(0.5, 20),  # and names, and archiving
        "members": Rate(1.0, 50),  # added, removed, given another role
        "invitations": Rate(1 / 60, 10),  # people who are asked whether they want to be added to a room
        "joins": Rate(0.2, 20),  # and leaves
        "profile": Rate(0.1, 20),
        "tokens": Rate(0.1, 30),  # and invitations
        "mails": Rate(1 / 600, 5),  # to one address, about the sign-up with it
        "personal": Rate(5.0, 100),  # what only the person sees: drafts, reminders, saved messages, follows …
        "reports": Rate(0.1, 20),  # and appeals
        "moderation": Rate(2.0, 100),  # what moderators do to people and messages
    }
)
"""How often a person may do each kind of thing, whatever the door. All processes count together."""
LOGIN_RATES: Mapping[str, Rate] = MappingProxyType(
    {
        "requests": Rate(0.5, 30),  # of an address, successful ones too: each costs a slow hash
        "pair": Rate(1 / 60, 5),  # wrong passwords for one account from one address
        "pair_under_attack": Rate(1 / 300, 2),  # the same, while the account has had too many from everywhere
        "address": Rate(1 / 6, 10),  # wrong passwords of an address
        "network": Rate(0.5, 50),  # and of a network: /24 in IPv4, /48 in IPv6
        "account": Rate(1 / 30, 50),  # wrong passwords for one account from everywhere
        "device": Rate(1 / 30, 10),  # from a device that the owner has used: instead of all others
        "codes": Rate(1 / 60, 20),  # wrong codes of the second step for one account from all other devices
    }
)
"""How often passwords may be tried, see rate_limits/logins.py."""
STRANGER_RATE = 10
"""Pages and requests per second of one address in one process that are not logged in."""
STRANGER_BURST = 100
STRANGER_LANES = 2
"""Requests without a login that a process works on at the same time; of one address only one."""
COMMAND_RATE = 50
"""Commands and requests per second of one person in one process that read, or that no other rate bounds."""
COMMAND_BURST = 150
MESSAGES_PER_COMMAND = 20
"""Messages of an answer that count as one more command."""
PAGE_COMMANDS = 5
"""As how many commands a page of the site counts."""
RENDER_RATE = 50
"""Milliseconds of processor time per second for rendering the texts of one person in one process."""
RENDER_BURST = 150
RENDER_PLAIN = 50
"""Below this rest of RENDER_BURST code is no longer highlighted. At zero, texts with markup are refused."""
HIGHLIGHT_SECONDS = 0.01
"""Processor time for highlighting all code of one message."""
RENDER_BATCH = 16
TYPING_THROTTLE = 2.0
TYPING_BURST = 5
TYPING_EXPIRY = 5.0
ONLINE_COUNT_INTERVAL = 1.0

# Delivery
COMMIT_BATCH = 500
READ_MARKS_BATCH = 200
"""A batch of read marks is small, so that the messages behind it do not wait long for the writer thread."""
READ_MARKS_PAUSE = 0.05
"""From one batch of read marks to the next. A crowd that reads the same message then costs a batch or two."""
READ_THREADS = 6
POOL_TIMEOUT_MEMORY = 30
"""For this time after the database refused a connection, threads close connections that they do not use."""
POOL_TIMEOUT_BARRIER = 0.2
CONNECT_BATCH = 64
"""Connections that are authenticated, welcomed or closed in one batch."""
HEAL_INTERVAL = 2.0
REORDER_WAIT = 0.2
CREDENTIAL_CHECK_INTERVAL = 10.0
LAYER_TIMEOUT = 1.0
POLL_WAIT = 25
POLLS_PER_USER = 10
POLL_ROOMS_NAMED = 200
POLL_ROOMS_ANSWERED = 20
"""Rooms in one answer. The next poll is answered immediately with further rooms."""

# Presence
WATCHED_PEOPLE = 200
"""People whom one connection watches; also the most peers of direct rooms whose presence it gets without asking."""
PRESENCE_LEASE = 45
PRESENCE_RENEWAL = 15
PRESENCE_CHECK = 1.0
"""Seconds between two looks at the leases of the other processes."""
PRESENCE_POLL = 0.5
PRESENCE_BATCH = 100
"""People whose presence is announced in one turn of the event loop."""
PRESENCE_GRACE_CLEAN = 1.0
PRESENCE_GRACE = 5.0

# Accounts
MAIL_SECONDS = 0.5
"""How long a visitor waits who asks for a link to a new password, whether or not the address is known."""
RECOVERED_ACCOUNTS = 5
"""Accounts that get a link to a new password while nobody has confirmed the address."""
DEVICE_DAYS = 180
"""How long a device counts as known after a log-in."""
DEVICE_PEOPLE = 10
"""People whom one device remembers."""
PASSWORD_LENGTH = 1_024
CODE_LENGTH = 40
"""Characters of a code of the second step, with spaces."""
EMAIL_LENGTH = 254
AVATAR_BYTES = 5 * 1024 * 1024
AVATAR_PIXELS = 256
SESSION_NOTED = 10 * 60
"""Seconds between two notes of when a session was seen last."""
SESSION_SWEEP_INTERVAL = 24 * 60 * 60
INVITATION_DAYS = 7
INVITATION_USES = 100

# Files
FILE_BYTES = 25 * 1024 * 1024
FORM_BYTES = 16_384
"""Allowance for the parts of an upload form other than the file."""
BODY_BYTES = 128 * 1024
"""The largest body that is read without a login, or at an address that takes no file."""
DISK_RESERVE = 1024 * 1024
"""A process whose disk does not take so many bytes more is not ready."""
FILES_PER_MESSAGE = 20
FILE_THREADS = 2
"""Threads that read uploads and write them to storage. As many others only read from it, for those who look."""
FILE_CHUNK = 256 * 1024
STORE_SECONDS = 10
"""Timeout of an object store. A request is retried once."""
PICTURE_PIXELS = {
    "JPEG": 40_000_000,
    "PNG": 24_000_000,
    "GIF": 24_000_000,
    "WEBP": 16_000_000,
    "AVIF": 16_000_000,
}
"""Width times height of the largest picture that is shown, by what its decoder and encoder take. A larger one is a
download."""
PHOTOGRAPH_PIXELS = 64_000_000
"""The same for a JPEG that is shrunk while it is decoded, and stored as it is turned."""
PICTURE_CPU_SECONDS = 10
"""Processor time to decode one picture. A picture that takes more is refused."""
PICTURE_SECONDS = 60
"""The same in wall time. The decoder has low priority, so it takes long on a busy machine."""
PICTURE_MEMORY_BYTES = 768 * 1024 * 1024
"""Address space of the process that decodes a picture. There is one at a time for each process of the site."""
PICTURES_WAITING = 40
"""Pictures of one user that wait for their turn. The next one is refused."""
THUMBNAIL_PIXELS = 720
UNSENT_FILES_KEPT = 24 * 60 * 60
FILE_SWEEP_INTERVAL = 60 * 60
FILES_SWEPT = 200
"""Unused files that are deleted in one batch."""

# Link previews
LINKS_PREVIEWED = 3
"""Links of one message that get a preview."""
LINK_LENGTH = 1_000
"""A longer URL gets no preview."""
LINK_TITLE = 200
LINK_DESCRIPTION = 400
LINK_SITE = 80
LINKS_KEPT = 60 * 60
"""A preview, or the fact that there is none, is cached for this time."""
LINK_WORKERS = 4
"""Messages of one process whose links are fetched at the same time."""
LINKS_WAITING = 100
"""Messages that wait for their previews. Further messages get none."""
LINK_RATE = 0.5
"""Messages per second of one user in one process whose links are fetched on average."""
LINK_BURST = 10
FETCH_SECONDS = 5
FETCH_BYTES = 512 * 1024
FETCH_REDIRECTS = 3
LOOKUPS = 20
"""DNS look-ups at the same time. A name server that does not answer can block one for half a minute."""

# Moderation
SLOW_SECONDS = 6 * 60 * 60
"""The longest wait of slow mode."""
MODERATION_DAYS = 3_660
"""The longest mute, ban or kick that has an end."""
REASON_LENGTH = 500
RULE_LENGTH = 100
REPORT_NOTE_LENGTH = 1_000
APPEAL_LENGTH = 2_000
HIDDEN_KEPT = 7 * 24 * 60 * 60
"""How long a removed message can be restored. Then it is erased."""
MODERATION_PAGE = 20
REPORT_CONTEXT = 5
"""Messages before a reported one, and as many after it, that moderators see with it."""
GRANT_HOURS = 168
"""The longest time for which an administrator may read a private room."""
FILTER_WORDS = 1_000
FILTER_PATTERNS = 100
FILTER_LENGTH = 200
"""Characters of a word or pattern of the word filter."""
NETWORK_BANS = 1_000
"""Ranges of network addresses that are banned at the same time."""
SIGNUP_LOCK_HOURS = 8_784
"""The longest time for which sign-up is closed, unless it is closed until somebody reopens it."""
PURGE_BATCH = 100
"""Messages that a purge hides, restores or erases in one transaction."""
