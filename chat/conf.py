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
REACTION_LENGTH = 32
REACTIONS_PER_MESSAGE = 50
DIRECT_MEMBERS = 10
ROOM_NAME_LENGTH = 80
TOPIC_LENGTH = 250

# The socket
FRAME_BYTES = 65_536
BATCH_FRAMES = 100
ANSWER_BYTES = 512 * 1024
"""A frame to a client ends here: common WebSocket libraries refuse a megabyte."""
BAD_FRAMES_IN_A_ROW = 10
LOGIN_TIMEOUT = 10
HEARTBEAT = 25
OUTBOX_FRAMES = 10_000
OUTBOX_BYTES = 1_500_000
SENDS_IN_FLIGHT = 128
CONNECTIONS = 10_000
"""Sockets of one process; the next one is answered 503."""
CONNECTIONS_PER_USER = 100
"""Sockets of one person in one process; the next one is answered 429."""
SHUTDOWN_SPREAD_MS = 3_000

# Authentication
TICKET_LIFETIME = 30
TOKENS_PER_USER = 20

# Rates
MESSAGE_RATE = 10.0
"""Messages a second that a person may send on average; a burst of MESSAGE_BURST goes through at once."""
MESSAGE_BURST = 30
PREVIEW_RATE = 2.0
PREVIEW_BURST = 10
TYPING_THROTTLE = 2.0
TYPING_BURST = 5
TYPING_EXPIRY = 5.0
ONLINE_COUNT_INTERVAL = 1.0

# Delivery
COMMIT_BATCH = 500
READ_THREADS = 6
GATHERED = 64
"""How many connections that come at once are looked up, greeted or noted as gone together."""
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
