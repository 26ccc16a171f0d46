"""Every limit and interval of the product, by name. Seconds unless a name says otherwise."""

PROTOCOL_VERSION = 1

# Messages
MESSAGE_LENGTH = 4_000
SYNC_LIMIT = 500
SYNC_RESET_AFTER = 5_000
"""Changes behind the room's head after which `sync` answers with `reset` and the newest page."""
HISTORY_LIMIT = 100
PAGE_LENGTH = 50
PEOPLE_FOUND = 20
EDITS_KEPT = 50
"""Earlier texts of one message."""
REACTION_LENGTH = 32
REACTIONS_PER_MESSAGE = 50
DIRECT_MEMBERS = 10
PINS_PER_ROOM = 50
SAVED_PER_USER = 500
KEYWORDS = 20
KEYWORD_LENGTH = 40
READ_MARKS = 5_000
THREAD_PEOPLE = 5
"""Of those who wrote in a thread, how many its root names."""
THREADS_LISTED = 50
CATCH_UP_ROOMS = 30
CATCH_UP_ITEMS = 5
"""Plain unread messages of one room that the catch-up view shows; what concerns its reader comes beside them."""
CATCH_UP_REACH = 200
"""Unread messages of a room, from the newest, among which the view looks for what concerns its reader."""
ROOM_NAME_LENGTH = 80
TOPIC_LENGTH = 250

# Search
SEARCH_LENGTH = 500
SEARCH_LIMIT = 50
SEARCH_PAGE = 20
SEARCH_ROOMS = 200
"""A person who may see more rooms searches the index of all, and what is not theirs is left out of it afterwards."""
SEARCH_WINDOW = 4_096
"""Messages that are searched first, from the newest on; the window grows until the page is full."""
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
"""How often each process looks for what is due."""
TICK_BATCH = 50

# The socket
FRAME_BYTES = 65_536
BATCH_FRAMES = 100
ANSWER_BYTES = 512 * 1024
"""A frame to a client ends here: common WebSocket libraries refuse a megabyte."""
BAD_FRAMES_IN_A_ROW = 10
LOGIN_TIMEOUT = 10
HEARTBEAT = 25
OUTBOX_FRAMES = 10_000
OUTBOX_BYTES = 1_000_000
"""What waits for one peer, and what is being sent to it. Who has a third of it to read gets no further answer first."""
SENDS_IN_FLIGHT = 128
FRAME_RATE = 1_000
"""Frames a second of one connection that are listened to on average, and FRAME_BURST at once. The rest waits in the
network."""
FRAME_BURST = 1_000
COMMAND_RATE = 50
"""Commands other than sends, and sends that are refused, likewise: most ask the database, while a send that is stored
shares its transaction with others."""
COMMAND_BURST = 100
PACE_PAUSE = 0.05
PARSE_SHARE = 0.1
"""Of the event loop's time, for parsing what one connection sends; PARSE_BURST seconds of it at once."""
PARSE_BURST = 0.05
PARSE_PAUSE = 0.05
CONNECTIONS = 10_000
"""Sockets of one process; the next one is answered 503."""
CONNECTIONS_PER_USER = 100
"""Sockets of one person in one process; the next one is answered 429."""
SHUTDOWN_RETURNS = 300
"""A second: how fast those who are sent away by a restart come back, which is somewhat slower than one process can
greet them; but the last of them within SHUTDOWN_SPREAD_MS."""
SHUTDOWN_SPREAD_MS = 10_000
SHUTDOWN_ANSWERS = 4
"""For the answers to what had begun when the process was asked to stop. With the next two and the server's own grace
(`--timeout-graceful-shutdown 4`) it ends within ten seconds."""
SHUTDOWN_CLOSES = 1
SHUTDOWN_LINGER = 0.3

# Authentication
TICKET_LIFETIME = 30
TOKENS_PER_USER = 20

# Rates
MESSAGE_RATE = 10.0
"""Messages a second that a person may send on average; a burst of MESSAGE_BURST goes through at once."""
MESSAGE_BURST = 30
SEARCH_RATE = 20.0
"""Searches a second of one person: beyond what anyone types, within what a bot may need."""
SEARCH_BURST = 100
PREVIEW_RATE = 2.0
PREVIEW_BURST = 10
TYPING_THROTTLE = 2.0
TYPING_BURST = 5
TYPING_EXPIRY = 5.0
ONLINE_COUNT_INTERVAL = 1.0

# Delivery
COMMIT_BATCH = 500
READ_THREADS = 6
POOL_TIMEOUT_MEMORY = 30
"""How long after the pool of database connections ran out no thread keeps a connection that it does not use."""
POOL_TIMEOUT_BARRIER = 0.2
CONNECT_BATCH = 64
"""Clients that are authenticated, welcomed or marked as gone in one batch."""
HEAL_INTERVAL = 2.0
REORDER_WAIT = 0.2
CREDENTIAL_CHECK_INTERVAL = 10.0
LAYER_TIMEOUT = 1.0
POLL_WAIT = 25
POLLS_PER_USER = 10
POLL_ROOMS_NAMED = 200
POLL_ROOMS_ANSWERED = 20
"""Rooms of which one answer tells; the next poll is answered at once with the next ones."""

# Presence
PRESENCE_SLOTS = 64
PRESENCE_LEASE = 45
PRESENCE_RENEWAL = 15
PRESENCE_POLL = 0.5
PRESENCE_GRACE_CLEAN = 1.0
PRESENCE_GRACE = 5.0

# Accounts
PASSWORD_LENGTH = 1_024
EMAIL_LENGTH = 254
AVATAR_BYTES = 5 * 1024 * 1024
AVATAR_PIXELS = 256
AVATAR_SOURCE_PIXELS = 40_000_000
"""Width times height of the greatest picture that is decoded at all."""
INVITATION_DAYS = 7
INVITATION_USES = 100

# Files
FILE_BYTES = 25 * 1024 * 1024
FILES_PER_MESSAGE = 20
FILE_THREADS = 2
FILE_CHUNK = 256 * 1024
STORE_SECONDS = 10
"""How long a store that is not the local disk may be silent; it is asked once more."""
PICTURE_PIXELS = 40_000_000
"""Width times height of the greatest picture that is shown; a greater one is a download."""
THUMBNAIL_PIXELS = 720
UNSENT_FILES_KEPT = 24 * 60 * 60
FILE_SWEEP_INTERVAL = 60 * 60
FILES_SWEPT = 200
"""How many files that nobody needs are erased in one go."""
UPLOAD_RATE = 2.0
UPLOAD_BURST = 40

# Link previews
LINKS_PREVIEWED = 3
"""Of one message."""
LINK_LENGTH = 1_000
"""A longer address gets no preview."""
LINK_TITLE = 200
LINK_DESCRIPTION = 400
LINK_SITE = 80
LINKS_KEPT = 60 * 60
"""For so long what was found behind a link, or that nothing was, is not asked for again."""
LINK_WORKERS = 4
"""Messages of one process whose links are looked behind at the same time."""
LINKS_WAITING = 100
"""Messages that wait for that; further ones get no previews."""
LINK_RATE = 0.5
"""Messages with links, of one person in one process, that are looked behind in a second on average."""
LINK_BURST = 10
FETCH_SECONDS = 5
FETCH_BYTES = 512 * 1024
FETCH_REDIRECTS = 3
LOOKUPS = 20
"""Names that are looked up at the same time; a name server that does not answer may hold one for half a minute."""
