"""Template tag for a person's picture, or their initials on their colour."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from chat.models import User
from chat.protocol.people import AuthorPayload
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
