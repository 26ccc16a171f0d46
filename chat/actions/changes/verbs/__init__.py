"""The verbs. Each is a draft in its own module: something that a user or the site does to messages of a room."""
