"""A web session names nothing secret when it is printed."""

from django.utils import timezone

from chat.models import WebSession


def test_the_key_of_a_session_is_not_in_its_text(ada):
    now = timezone.now()
    session = WebSession(user=ada, session_key="secret", created_at=now, last_seen_at=now)
    assert "secret" not in str(session)
