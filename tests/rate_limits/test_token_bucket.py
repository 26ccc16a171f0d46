"""The rule behind every rate limit."""

from hypothesis import given
from hypothesis import strategies as st

from chat.rate_limits.token_bucket import TokenBucket

rates = st.sampled_from([0.25, 1.0, 4.0])
bursts = st.integers(1, 8)
steps = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 40)), max_size=40)


def test_a_new_bucket_is_full():
    bucket = TokenBucket(1, 3, now=0)
    assert [bucket.take(2, now=0) for _ in range(3)] == [2, 1, 0]


def test_a_pause_fills_the_bucket_to_its_burst_and_no_further():
    bucket = TokenBucket(1, 3, now=0)
    bucket.take(3, now=0)
    assert bucket.take(10, now=2) == 2
    assert bucket.take(10, now=1_000) == 3


def test_a_bucket_in_debt_gives_nothing_until_the_debt_is_paid():
    bucket = TokenBucket(1, 3, now=0)
    bucket.tokens -= 5
    assert bucket.take(1, now=2.5) == 0
    assert bucket.take(1, now=3) == 1


@given(rates, bursts, st.integers(1, 8))
def test_the_next_token_is_there_after_the_time_that_the_bucket_names(rate, burst, count):
    bucket = TokenBucket(rate, burst, now=0)
    bucket.take(burst, now=0)
    assert bucket.take(count, now=bucket.milliseconds_to_next() / 1000) == 1


@given(rates, bursts, steps)
def test_no_more_is_taken_than_the_burst_and_the_rate_allow(rate, burst, steps):
    bucket, now, total = TokenBucket(rate, burst, now=0), 0.0, 0
    for count, eighths in steps:
        now += eighths / 8
        total += bucket.take(count, now)
    assert total <= burst + rate * now
