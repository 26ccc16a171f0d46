"""Resolve the @names and #rooms in a message, and find the members whom it mentions."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q

from chat.delivery.presence import presence
from chat.models import Kind, Membership, Mention, Message, Room, User
from chat.text.messages import highlight
from chat.text.messages.markdown import needs_parser, parse, render, render_plain
from chat.text.messages.mentions import EVERYONE, HERE, MentionTarget, candidates, chosen
from chat.text.messages.room_links import room_candidates

if TYPE_CHECKING:
    from chat.actions.changes.draft import Draft

NO_ROOMS: Mapping[str, int] = MappingProxyType({})
GROUPS = {EVERYONE: MentionTarget(None), HERE: MentionTarget(None)}


class Text(NamedTuple):
    """The text of a message as HTML, and the people it mentions."""

    html: str
    user_ids: frozenset[int] = frozenset()
    everyone: bool = False
    here: bool = False


class TextInRoom(NamedTuple):
    """A text whose mentions are to be looked up. `in_thread`: those whom it mentions will follow its thread."""

    room_id: int
    text: Text
    in_thread: bool = False

    @property
    def concerns_all_members(self) -> bool:
        """Whether the members of the room are needed, all of them. @everyone alone needs none: no row names them."""
        return self.text.here or (self.text.everyone and self.in_thread)


def user_ids_by_name(names: Iterable[str]) -> dict[str, int]:
    """Look up the active users with these folded names, in one query at most."""
    wanted = set(names) - GROUPS.keys()
    if not wanted:
        return {}
    return dict(User.objects.filter(username_key__in=wanted, is_active=True).values_list("username_key", "pk"))


def room_ids_by_slug(slugs: Iterable[str]) -> dict[str, int]:
    """Look up the public rooms with these slugs, in one query at most. The oldest of several rooms counts.

    A message is rendered once for all readers, so the name of a private room stays plain text for everyone.
    """
    wanted = set(slugs)
    if not wanted:
        return {}
    rooms = Room.objects.open().filter(kind=Kind.PUBLIC, slug__in=wanted).order_by("-pk")
    return dict(rooms.values_list("slug", "pk"))


class Versions(NamedTuple):
    """A text as it is by default, and, if it names a group, from an author who may mention everyone."""

    plain: Text
    with_groups: Text | None = None

    def get(self, *, may_mention_everyone: bool) -> Text:
        return self.with_groups if may_mention_everyone and self.with_groups is not None else self.plain


class Source:
    """A text that is parsed once, to find its names and to render it.

    Attributes:
        names: The names in it that may mention somebody, folded.
        slugs: The slugs in it that may name a room.
    """

    def __init__(self, content: str, *, highlighted: bool = True) -> None:
        self._content = content
        self._tokens = parse(content)
        self._budget = highlight.Budget() if highlighted else highlight.Budget(0)
        self.names = candidates(content, self._tokens)
        self.slugs = room_candidates(content, self._tokens)

    def resolve(self, user_ids: Mapping[str, int], room_ids: Mapping[str, int] = NO_ROOMS) -> Versions:
        """Render the text, with mentions marked and rooms linked.

        Args:
            user_ids: User id by folded name; other names stay plain text.
            room_ids: Room id by slug; other slugs stay plain text.
        """
        targets = {name: MentionTarget(user_ids[name]) for name in self.names if name in user_ids}
        rooms = {slug: room_ids[slug] for slug in self.slugs if slug in room_ids}
        names_group = not GROUPS.keys().isdisjoint(self.names)
        with_groups = self._render(targets | GROUPS, rooms) if names_group else None
        return Versions(self._render(targets, rooms), with_groups)

    def _render(self, targets: Mapping[str, MentionTarget], rooms: Mapping[str, int]) -> Text:
        names = chosen(self._content, targets, self._tokens)
        return Text(
            html=render(self._content, targets, rooms, tokens=self._tokens, budget=self._budget),
            user_ids=frozenset(user_id for name in names if (user_id := targets[name].user_id) is not None),
            everyone=EVERYONE in names,
            here=HERE in names,
        )


def known_names(sources: Iterable[Source]) -> tuple[dict[str, int], dict[str, int]]:
    """Look up the people and the rooms that texts name, in two queries at most: ids by name and by slug."""
    sources = list(sources)
    names = set().union(*(source.names for source in sources))
    return user_ids_by_name(names), room_ids_by_slug(slug for source in sources for slug in source.slugs)


def resolve_text(content: str, *, may_mention_everyone: bool, highlighted: bool = True) -> Text:
    """Look up the names of one message and render it, in two queries at most."""
    source = Source(content, highlighted=highlighted)
    return source.resolve(*known_names([source])).get(may_mention_everyone=may_mention_everyone)


class Texts:
    """The rendered texts of a batch. The names of those that are not rendered yet take two queries at most."""

    def __init__(self, drafts: "Iterable[Draft]") -> None:
        self._versions: dict[str, Versions] = {}
        sources: dict[str, Source] = {}
        for draft in drafts:
            if draft.text is not None and draft.rendered is not None:
                self._versions[draft.text] = draft.rendered
            elif draft.text is not None and not needs_parser(draft.text):
                self._versions[draft.text] = Versions(Text(render_plain(draft.text)))
            elif draft.text is not None and draft.text not in sources:
                sources[draft.text] = Source(draft.text)
        known = known_names(sources.values())
        self._versions |= {content: source.resolve(*known) for content, source in sources.items()}

    def names_group(self, content: str) -> bool:
        """Whether the text says @everyone or @here, so that it depends on the rights of its author."""
        return self._versions[content].with_groups is not None

    def get(self, content: str, *, may_mention_everyone: bool) -> Text:
        return self._versions[content].get(may_mention_everyone=may_mention_everyone)


def may_mention_everyone(membership: Membership) -> bool:
    return membership.moderates or membership.room.is_direct


def members_by_room(texts: Sequence[TextInRoom]) -> dict[int, list[Membership]]:
    """Find the members whom these texts mention by name, or who have to be known, in one query at most."""
    return _members(
        {each.room_id for each in texts if each.concerns_all_members},
        {each.room_id for each in texts if each.text.user_ids},
        set().union(*(each.text.user_ids for each in texts)),
    )


def note_mentions(message: Message, text: Text, members: Iterable[Membership]) -> list[Membership]:
    """Note in a message whom its text mentions, other than its author.

    Args:
        message: The message.
        text: Its text.
        members: Members of its room, from `members_by_room`.

    Returns:
        The mentioned members. If the text mentions everyone, those among `members`.
    """
    message.mentions_everyone = text.everyone
    if not (text.user_ids or text.everyone or text.here):
        return []
    mentioned = [row for row in members if row.user_id != message.author_id and _mentions(text, row.user_id)]
    if ids := [row.user_id for row in mentioned if _names(text, row.user_id)]:
        message.extra["mentions"] = ids
    if text.everyone:
        message.extra["everyone"] = True
    return mentioned


def _mentions(text: Text, user_id: int) -> bool:
    return text.everyone or _names(text, user_id)


def _names(text: Text, user_id: int) -> bool:
    """Whether a text mentions someone by name, or as one of those who are here."""
    return user_id in text.user_ids or (text.here and user_id in presence.people)


def _members(whole: set[int], some: set[int], user_ids: set[int]) -> dict[int, list[Membership]]:
    """Return, by room id, all members of the rooms in `whole`, and the members of those in `some` with `user_ids`."""
    members: dict[int, list[Membership]] = {}
    if whole or some:
        wanted = Q(room_id__in=whole) | Q(room_id__in=some, user_id__in=user_ids)
        for membership in Membership.objects.filter(wanted).order_by("user_id"):
            members.setdefault(membership.room_id, []).append(membership)
    return members


def is_mentioned(extra: Mapping[str, Any], user_id: int) -> bool:
    """Whether a message with this `extra` mentions a user, who is not its author."""
    return bool(extra.get("everyone")) or user_id in extra.get("mentions", ())


def mention_rows(message: Message, membership_ids: Iterable[int]) -> list[Mention]:
    """Make the rows that count as unread mentions of the room, to be stored, for members whom the message mentions.

    A message that only its thread shows has none: its thread counts the mention instead. One that mentions everyone
    has none either: it counts by itself.
    """
    counted = () if message.is_shown_only_in_thread or message.mentions_everyone else membership_ids
    return [Mention(membership_id=pk, message=message, seq=message.seq) for pk in counted]
