"""Sockets without a login have a quota, and each address a part of it."""

from http import HTTPStatus

import pytest

from chat import conf
from chat.realtime.strangers import RefusalLog, Strangers, address_of


@pytest.mark.parametrize(
    ("client", "address"),
    [
        (("203.0.113.7", 5000), "203.0.113.7"),
        (("::ffff:203.0.113.7", 5000), "203.0.113.7"),
        (("2001:db8:1:2:3:4:5:6", 5000), "2001:db8:1:2::"),
        (("127.0.0.1", 5000), ""),
        (("::1", 5000), ""),
        (("::ffff:127.0.0.1", 5000), ""),
        (("unix:", 0), ""),
        (None, ""),
    ],
)
def test_the_address_of_a_client_is_that_of_its_subscriber_and_empty_for_the_machine_itself(client, address):
    assert address_of({"client": client}) == address


def test_an_address_with_too_many_strangers_is_refused_until_one_of_them_is_gone():
    strangers, sockets = Strangers(), [object() for _ in range(conf.STRANGERS_PER_ADDRESS)]
    for socket in sockets:
        assert strangers.refusal("203.0.113.7") is None
        strangers.add(socket, "203.0.113.7")
    assert strangers.refusal("203.0.113.7") is HTTPStatus.TOO_MANY_REQUESTS
    assert strangers.refusal("203.0.113.8") is None
    strangers.discard(sockets[0])
    strangers.discard(sockets[0])
    assert strangers.refusal("203.0.113.7") is None


def test_all_strangers_together_have_a_quota(settings):
    settings.ANONYMOUS_SOCKETS = 3
    strangers = Strangers()
    for number in range(3):
        strangers.add(number, f"203.0.113.{number}")
    assert strangers.refusal("203.0.113.9") is HTTPStatus.SERVICE_UNAVAILABLE
    assert strangers.refusal("") is HTTPStatus.SERVICE_UNAVAILABLE
    strangers.discard(0)
    assert strangers.refusal("203.0.113.9") is None


def test_the_machine_itself_has_no_limit_but_the_quota():
    strangers = Strangers()
    for number in range(conf.STRANGERS_PER_ADDRESS + 1):
        strangers.add(number, "")
    assert strangers.refusal("") is None


def test_refusals_are_logged_once_a_minute(caplog):
    refusals = RefusalLog()
    for _ in range(1_000):
        refusals.note("203.0.113.7", HTTPStatus.TOO_MANY_REQUESTS)
    assert len(caplog.messages) == 1
    assert "203.0.113.7" in caplog.text
