"""The mails themselves. tests/web/accounts/test_pages.py tests when they are sent."""

from smtplib import SMTPRecipientsRefused

import pytest

from chat.web.accounts import mail


@pytest.mark.parametrize("token", ["", "x", "1:2:3", "\0"])
def test_an_invented_confirmation_is_none(token):
    assert mail.read_confirmation(token) is None


def test_a_site_without_a_mail_server_sends_none(settings):
    assert mail.can_send()
    settings.EMAIL_BACKEND = mail.NO_MAIL
    assert not mail.can_send()


def test_the_time_of_an_answer_includes_the_search_for_accounts(rf, monkeypatch):
    """Finding and rendering takes longer for a known address, so the wait begins before."""
    now = [100.0]
    monkeypatch.setattr(mail.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(mail.time, "sleep", lambda seconds: now.append(now.pop() + seconds))

    def search(email):
        now.append(now.pop() + mail.conf.MAIL_SECONDS / 2)
        return []

    monkeypatch.setattr(mail.email_addresses, "accounts_with", search)
    mail.send_reset_links(rf.post("/"), "ada@example.org")
    assert now == [pytest.approx(100 + mail.conf.MAIL_SECONDS)]


def test_a_mail_that_is_refused_does_not_stop_those_behind_it(monkeypatch):
    sent = []

    def send(self, messages):
        if messages == ["refused"]:
            raise SMTPRecipientsRefused({})
        sent.extend(messages)

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", send)
    assert not mail._send(["refused", "good"])
    assert sent == ["good"]
