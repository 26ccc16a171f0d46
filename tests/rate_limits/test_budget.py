"""A budget is paid afterwards: whoever has something left may begin."""

import pytest

from chat.errors import RateLimited
from chat.rate_limits.budget import Budget


def test_what_is_spent_comes_back_at_the_rate():
    budget = Budget(10, 100)
    budget.spend(1, 60, now=0)
    assert (budget.left(1, now=0), budget.left(1, now=2), budget.left(1, now=100)) == (40, 60, 100)
    assert budget.left(2, now=0) == 100, "each key has its own budget"


def test_a_debt_refuses_until_it_is_paid_and_says_when_that_is():
    budget = Budget(10, 100)
    budget.require(1, now=0)
    budget.spend(1, 150, now=0)
    with pytest.raises(RateLimited) as refused:
        budget.require(1, now=0)
    assert 5_000 < refused.value.retry_after_ms <= 5_101
    budget.require(1, now=refused.value.retry_after_ms / 1000)


def test_a_refusal_costs_nothing():
    budget = Budget(10, 100)
    budget.spend(1, 100, now=0)
    for _ in range(20):
        with pytest.raises(RateLimited):
            budget.require(1, now=0)
    assert budget.left(1, now=0) == 0
