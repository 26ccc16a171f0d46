"""How a command says that it cannot do something: in one line, without a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import CommandError

from chat.errors import ChatError


@contextmanager
def as_command_errors() -> Iterator[None]:
    """What an action refuses becomes a CommandError with the same words."""
    try:
        yield
    except ChatError as error:
        fields = "; ".join(f"{name}: {why}" for name, why in (error.fields or {}).items())
        raise CommandError(f"{error.message} ({fields})" if fields else error.message) from None
