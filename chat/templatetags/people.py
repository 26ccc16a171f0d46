"""Template tags for people: their pictures, lists of their names, and who cannot read what is written."""

from collections.abc import Sequence

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext, pgettext

from chat.models import User
from chat.protocol.people import AuthorPayload
from chat.protocol.rooms import RoomPayload
from chat.text.people.initials import colour, initials

register = template.Library()


@register.simple_tag
def avatar(person: User | AuthorPayload, size: str = "") -> SafeString:
    """Render a person's avatar. It is hidden from screen readers, because the name is next to it.

    Args:
        person: a user or an author.
        size: "small", "large" or "".
    """
    name = person.name if isinstance(person, User) else person.display_name
    user_id = person.pk if isinstance(person, User) else person.id
    classes = f"avatar avatar--{size}" if size else "avatar"
    if person.avatar_url:
        return format_html('<img class="{}" src="{}" alt="" loading="lazy">', classes, person.avatar_url)
    text = initials(name)
    return format_html('<span class="{} avatar--{}" aria-hidden="true">{}</span>', classes, colour(user_id), text)


@register.simple_tag
def deactivated_notice(room: RoomPayload) -> str:
    """Say who will not read what is written in a direct room. It is empty if everybody can."""
    # The style guide has no payload of a room.
    peer, members = getattr(room, "peer", None), getattr(room, "members", None)
    peers = [peer] if peer else members or []
    names = [person.display_name for person in peers if person.deactivated]
    if not names:
        return ""
    text = ngettext(
        "%(names)s will not read this: the account is deactivated.",
        "%(names)s will not read this: the accounts are deactivated.",
        len(names),
    )
    return text % {"names": joined(names)}


def joined(names: Sequence[str]) -> str:
    """Join names as the browser's `Intl.ListFormat` does."""
    if len(names) < 2:
        return "".join(names)
    first = pgettext("between the names of a list", ", ").join(names[:-1])
    two, many = pgettext("between two names", " and "), pgettext("before the last name of a list", ", and ")
    return f"{first}{two if len(names) == 2 else many}{names[-1]}"
