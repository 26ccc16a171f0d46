"""Shows errors as one line instead of a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import CommandError

from chat.errors import ChatError
from chat.models import User


@contextmanager
def as_command_errors() -> Iterator[None]:
    """Convert a ChatError into a CommandError with the same message."""
    try:
        yield
    except ChatError as error:
        fields = "; ".join(f"{name}: {why}" for name, why in (error.fields or {}).items())
        raise CommandError(f"{error.message} ({fields})" if fields else error.message) from None


def user_called(name: str) -> User:
    """Return the user with this name, in any case. Raises CommandError."""
    try:
        return User.objects.get_by_natural_key(name)
    except User.DoesNotExist:
        raise CommandError(f"There is no user called {name}.") from None
