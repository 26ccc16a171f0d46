import pytest
from django.utils import timezone

from chat.models import SignupLock
from chat.queries import signing_up


@pytest.mark.parametrize("signup", ["open", "invite", "closed"])
@pytest.mark.parametrize("lock", [None, "keeps", "ends"])
def test_a_closing_opens_nothing_that_the_setting_closes(db, settings, signup, lock):
    settings.SIGNUP = signup
    if lock:
        SignupLock.objects.create(reason="Spam", created_at=timezone.now(), keeps_invitations=lock == "keeps")
    expected = {None: signup, "keeps": "invite", "ends": "closed"}[lock]
    assert signing_up.mode() == ("closed" if signup == "closed" else expected)
