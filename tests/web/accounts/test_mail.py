"""The mails themselves. tests/web/accounts/test_pages.py tests when they are sent."""

import pytest

from chat.web.accounts import mail


@pytest.mark.parametrize("token", ["", "x", "1:2:3", "\0"])
def test_an_invented_confirmation_is_none(token):
    assert mail.read_confirmation(token) is None


def test_a_site_without_a_mail_server_sends_none(settings):
    assert mail.can_send()
    settings.EMAIL_BACKEND = mail.NO_MAIL
    assert not mail.can_send()
