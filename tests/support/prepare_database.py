"""Fills the database for a real server: `python -m tests.support.prepare_database`.

It prints the people and rooms as JSON. Run it with the environment that the server will have.
"""

import json
import sys

import django


def create_user_with_session(name: str, **fields: object) -> dict[str, object]:
    """Create a user with an API token and a web session, whom everybody may add to rooms."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from chat.access.credentials import SessionStore
    from chat.actions.people import preferences, tokens, users
    from chat.models import AddedBy

    user = users.register(username=name, password=None, **fields)
    preferences.set_added_by(by=user, added_by=AddedBy.EVERYONE)
    _, secret = tokens.issue(user=user)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return {"id": user.pk, "token": secret, "session": session.session_key}


def main() -> None:
    from django.core.management import call_command

    from chat.actions.rooms import memberships, rooms
    from chat.models import Kind, User

    call_command("migrate", verbosity=0)
    people = {"ada": create_user_with_session("ada", is_admin=True)}
    people |= {name: create_user_with_session(name) for name in ("bob", "cy", "dan", "eve", "fay", "gus")}
    ada = User.objects.get(username="ada")
    # The kitchen has no rate limits, so that tests can write as fast as they like. The hall has the usual ones.
    created = {
        "kitchen": rooms.create(by=ada, name="Kitchen", is_unlimited=True),
        "hall": rooms.create(by=ada, name="Hall"),
        "study": rooms.create(by=ada, name="Study", kind=Kind.PRIVATE),
    }
    for name in ("bob", "cy", "fay", "gus"):
        for room in ("kitchen", "hall"):
            memberships.add(by=ada, room_id=created[room].pk, user_id=people[name]["id"])
    json.dump({"people": people, "rooms": {name: room.pk for name, room in created.items()}}, sys.stdout)


if __name__ == "__main__":
    django.setup()
    main()
