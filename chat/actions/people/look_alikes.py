"""Keep people apart whose names look alike: refuse usernames, and show the username beside a display name."""

from collections import Counter

from django.db.models import Q

from chat.actions.people.facts import announce_person
from chat.models import Installation, User
from chat.models.people.users import SKELETON
from chat.text.people.confusables import look_alike, readings, skeleton


def is_taken(username: str) -> bool:
    """Whether a new username looks like the username of somebody, or like the display name of staff.

    Other display names do not count: nobody may block usernames by the names that they show.
    """
    key = skeleton(username)[:SKELETON]
    usernames = User.objects.filter(username_skeleton=key).values_list("username", flat=True)
    shown = User.objects.filter(name_skeleton=key, is_staff=True).values_list("display_name", flat=True)
    return any(look_alike(username, other, separated=True) for other in usernames) or any(
        look_alike(username, other) for other in shown
    )


def lock_names() -> None:
    """Let one transaction at a time give names, so that two people cannot take names that look alike."""
    Installation.objects.select_for_update().filter(pk=1).first()


def compare(user: User, *earlier: str) -> None:
    """Decide anew whose username is shown, after a person has got a name, and announce those who look different now.

    Call it in the transaction that stores the name, after `lock_names`.

    Args:
        user: The person. The instance is kept up to date in the fields that others see.
        earlier: The skeletons of names that the person had before.
    """
    if user.shows_username and not user.display_name:
        _show(user, on=False)
    for key in {user.username_skeleton, user.name_skeleton, *earlier} - {""}:
        for person in _differently_shown(key):
            if person.pk == user.pk:
                _show(user, on=not person.shows_username)
            else:
                _show(person, on=not person.shows_username)
                announce_person(person)


def _show(person: User, *, on: bool) -> None:
    """Store whether the username is shown. Messages that are kept as JSON see it by the `profile_version`."""
    person.shows_username = on
    person.save(update_fields=["shows_username"])


def _differently_shown(key: str) -> list[User]:
    """Return the people whose display names have this skeleton, and who have to be shown differently than they are.

    Only a display name needs a username beside it: a username says itself whose it is.
    """
    people = User.objects.filter(Q(username_skeleton=key) | Q(name_skeleton=key))
    read = [(person, readings(person.username), readings(person.display_name)) for person in people]
    owners = Counter(reading for _, username, shown in read for reading in username | shown)
    return [
        person
        for person, _, shown in read
        if person.name_skeleton == key and person.shows_username != any(owners[reading] > 1 for reading in shown)
    ]
