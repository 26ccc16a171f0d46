"""Show people their web sessions, and end them."""

from collections.abc import Collection

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.actions.people.sessions import end_session, raise_access_version
from chat.delivery.announce import announce, to_user
from chat.delivery.announcements import Control
from chat.errors import NotFound
from chat.models import User, WebSession
from chat.models.people.web_sessions import USER_AGENT
from chat.rate_limits.kinds import limited
from chat.text.characters import UNSTORABLE


def note(*, user: User, session_key: str, address: str, user_agent: str) -> None:
    """Store that a session is used now, from where, and with which browser."""
    now = timezone.now()
    agent = UNSTORABLE.sub("", user_agent.replace("\0", ""))[:USER_AGENT]
    facts = {"user": user, "last_seen_at": now, "address": address[:45], "user_agent": agent}
    if not WebSession.objects.filter(session_key=session_key).update(**facts):
        valid = Session.objects.filter(expire_date__gt=now).values("session_key")
        WebSession.objects.filter(user=user).exclude(session_key__in=valid).delete()
        new = WebSession(session_key=session_key, created_at=now, **facts)
        WebSession.objects.bulk_create([new], ignore_conflicts=True)


def note_connected(*, session_keys: Collection[str]) -> None:
    """Store that these sessions have connections now."""
    WebSession.objects.filter(session_key__in=session_keys).update(last_seen_at=timezone.now())


@limited("personal")
def sign_out(*, by: User, session_id: int) -> None:
    """End one of the user's own sessions, with its connections.

    Raises:
        NotFound: It is not the user's, or has ended.
    """
    with transaction.atomic():
        session = WebSession.objects.filter(pk=session_id, user=by).first()
        if session is None:
            raise NotFound(_("This session has ended."))
        end_session(user=by, session_key=session.session_key)


@limited("personal")
def sign_out_elsewhere(*, by: User, session: SessionBase) -> None:
    """End all of the user's sessions but one, also those that nobody has noted. API tokens stay.

    Args:
        by: The user.
        session: The session that goes on.
    """
    key = session.session_key or ""
    with transaction.atomic():
        raise_access_version(by, session_version=F("session_version") + 1)
        by.refresh_from_db(fields=["session_version"])
        session[HASH_SESSION_KEY] = by.get_session_auth_hash()
        session.save()
        others = WebSession.objects.filter(user=by).exclude(session_key=key)
        Session.objects.filter(session_key__in=list(others.values_list("session_key", flat=True))).delete()
        others.delete()
        announce(to_user(by.pk, control=Control("end", by.pk, code=4401, except_session=key)))
