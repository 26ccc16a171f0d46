"""The error of files that cannot be read."""


class Unreadable(ValueError):
    """The file does not follow the format of its type."""
