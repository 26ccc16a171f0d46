"""How often passwords may be tried, without locking anybody out."""

import pytest

from chat import conf
from chat.errors import RateLimited
from chat.rate_limits.logins import Attempt


def attempt(number: int = 1, login: str = "ada", device: str = "") -> Attempt:
    return Attempt(login, f"203.0.{number}.9", f"203.0.{number}.0/24", device)


def tries(one: Attempt, most: int = 1_000) -> int:
    """Fail until an attempt is refused, and return how many were not."""
    for count in range(most):
        try:
            one.charge()
        except RateLimited as refused:
            assert refused.retry_after_ms
            return count
    return most


def test_an_account_is_tried_a_few_times_from_one_address():
    assert tries(attempt()) == conf.LOGIN_RATES["pair"].burst
    assert tries(attempt(login="bob")) > 0


def test_many_addresses_do_not_lock_the_owner_out():
    for number in range(100):
        tries(attempt(number))
    owner = attempt(200)
    owner.charge()
    owner.succeeded()


def test_under_attack_an_unknown_address_has_fewer_attempts():
    for number in range(30):
        tries(attempt(number))
    assert tries(attempt(200)) == conf.LOGIN_RATES["pair_under_attack"].burst
    assert tries(attempt(200, login="bob")) == conf.LOGIN_RATES["pair"].burst


def test_refused_attempts_do_not_count_as_an_attack_on_the_account():
    for _ in range(200):
        tries(attempt())
    assert tries(attempt(2)) == conf.LOGIN_RATES["pair"].burst


def test_an_address_that_tries_many_accounts_is_slowed():
    assert sum(tries(attempt(login=f"person{number}"), 1) for number in range(20)) == conf.LOGIN_RATES["address"].burst


def test_a_network_that_tries_many_accounts_is_slowed():
    passed = [tries(Attempt(f"person{number}", f"203.0.113.{number}", "203.0.113.0/24"), 1) for number in range(100)]
    assert sum(passed) == conf.LOGIN_RATES["network"].burst


def test_a_known_device_is_welcome_during_an_attack_from_its_own_address():
    tries(attempt())
    known = attempt(device="phone")
    known.charge()
    known.succeeded()
    assert tries(known) == conf.LOGIN_RATES["device"].burst


def test_successes_cost_only_requests():
    one = attempt()
    for _ in range(conf.LOGIN_RATES["requests"].burst):
        one.charge()
        one.succeeded()
    with pytest.raises(RateLimited):
        one.charge()
