"""Check texts of one line: names of rooms, sections and tokens, and topics."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat.text.characters import BLANK, INVISIBLE, UNSTORABLE
from chat.text.joiners import without_joiners
from chat.text.people.names import NameRefused, fold

RESERVED_LABELS = frozenset({"everyone", "here", "所有人"})


def check_label(text: str, limit: int) -> str:
    """Return `text` trimmed and with single spaces. It may be empty.

    Raises:
        NameRefused: if it has more than `limit` code points, or characters that cannot be stored.
    """
    label = " ".join(text.split())
    if len(label) > limit:
        raise NameRefused("invalid", format_lazy(_("At most {most} characters are possible."), most=limit))
    visible = without_joiners(label)
    if UNSTORABLE.search(label) or INVISIBLE.search(visible) or not visible.isprintable():
        raise NameRefused("invalid", _("There are characters that cannot be used."))
    return label


def check_room_name(name: str, limit: int) -> str:
    """Return the room name to store.

    Raises:
        NameRefused: if the name is empty or invisible, or would mention everyone.
    """
    label = check_label(name, limit)
    if not label or BLANK.fullmatch(label):
        raise NameRefused("invalid", _("A room needs a visible name."))
    if fold(label) in RESERVED_LABELS:
        raise NameRefused("name_reserved", _("This name is reserved."))
    return label


def check_section_name(name: str, limit: int) -> str:
    """Return the name to store of a section of somebody's own sidebar.

    Raises:
        NameRefused: if the name is empty or invisible.
    """
    label = check_label(name, limit)
    if not label or BLANK.fullmatch(label):
        raise NameRefused("invalid", _("A section needs a visible name."))
    return label


def check_topic(topic: str, limit: int) -> str:
    """Return the topic to store, or "" for no topic.

    Raises:
        NameRefused: as for `check_label`.
    """
    return check_label(topic, limit)
