"""The credential of a connection or a request, and what it allows."""

from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat.errors import Forbidden, NotFound
from chat.models import ApiToken
from chat.models.people.tokens import EVERYTHING


@dataclass(frozen=True, slots=True)
class Credential:
    """The session or the API token with which a connection or a request authenticated. It ends with either.

    Attributes:
        user_id: Whose it is.
        session_key: The key of the session, or None.
        token_id: The id of the API token, or None.
        scopes: The scopes of the token; None for all of them, as a session has.
        rooms: The ids of the only rooms that the token reaches; None for all rooms of the user.
    """

    user_id: int
    session_key: str | None = None
    token_id: int | None = None
    scopes: frozenset[str] | None = None
    rooms: frozenset[int] | None = None

    @classmethod
    def of_token(cls, token: ApiToken) -> "Credential":
        scopes = None if token.scopes == EVERYTHING else frozenset(token.scopes.split())
        rooms = None if token.room_ids is None else frozenset(token.room_ids)
        return cls(token.user_id, token_id=token.pk, scopes=scopes, rooms=rooms)

    @property
    def is_limited(self) -> bool:
        """Whether it allows less than the user may do."""
        return self.scopes is not None or self.rooms is not None

    def may(self, scope: str) -> bool:
        return self.scopes is None or scope in self.scopes

    def reaches(self, room_id: int | None) -> bool:
        """Return whether it reaches a room; with None, whether it reaches what belongs to no room."""
        return self.rooms is None or room_id in self.rooms

    def require_scope(self, scope: str) -> None:
        """Raise Forbidden unless the token has the scope."""
        if not self.may(scope):
            raise Forbidden(format_lazy(_("This token does not have the scope {scope}."), scope=scope))

    def require_room(self, room_id: int | None) -> None:
        """Raise NotFound, as for a room that the user may not see, unless the token reaches the room."""
        if not self.reaches(room_id):
            raise NotFound(_("There is no such room here."))

    def require_all_rooms(self) -> None:
        """Raise Forbidden if the token is bound to rooms."""
        if self.rooms is not None:
            raise Forbidden(_("This token is only for some rooms."))
