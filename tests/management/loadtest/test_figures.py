from dataclasses import replace

import pytest

from chat.management.loadtest.figures import Figures, Latencies, Result

GOOD = Result(
    people=10,
    arrived=10,
    minutes=1.0,
    messages_per_second=1.0,
    deliveries_per_second=10.0,
    ack_p50=5.0,
    ack_p99=20.0,
    delivery_p50=5.0,
    delivery_p99=20.0,
    connect_p99=50.0,
    database_p50=1.0,
    cpu=0.5,
    memory=100.0,
    generator_p99=2.0,
    gaps=0,
    doubled=0,
    closed=0,
    unanswered=0,
    errors={},
    verbs={},
)


def test_percentiles_are_milliseconds_and_right_within_five_percent() -> None:
    latencies = Latencies()
    for milliseconds in range(1, 101):
        latencies.add(milliseconds / 1_000)
    assert latencies.count == 100
    assert latencies.percentile(0.5) == pytest.approx(50, rel=0.06)
    assert latencies.percentile(0.99) == pytest.approx(99, rel=0.06)


def test_without_samples_a_percentile_is_zero() -> None:
    assert Latencies().percentile(0.99) == 0


def test_a_sample_may_count_several_times() -> None:
    latencies = Latencies()
    latencies.add(0.001, times=99)
    latencies.add(1.0)
    assert latencies.percentile(0.99) < 2


def test_starting_over_keeps_the_connects_and_the_errors() -> None:
    figures = Figures()
    figures.verb("connect", 0.1)
    figures.verb("send", 0.1)
    figures.deliveries.add(0.1)
    figures.errors["send: invalid"] += 1
    figures.start_over()
    assert set(figures.verbs) == {"connect"}
    assert figures.deliveries.count == 0
    assert figures.errors == {"send: invalid": 1}


def test_a_good_result_fails_no_limit() -> None:
    assert GOOD.failed_limits() == []


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"database_p50": 51.0}, "the database answers in 51 ms"),
        ({"generator_p99": 500.0}, "the load test itself"),
        ({"cpu": 0.99}, "99% of a core"),
        ({"memory": 700.0}, "700 MB"),
        ({"arrived": 8}, "2 of 10 people could not connect"),
        ({"closed": 3}, "closed 3 connections"),
        ({"unanswered": 4}, "4 commands had no answer"),
        ({"ack_p99": 300.0}, "acks p99"),
        ({"delivery_p99": 300.0}, "deliveries p99"),
        ({"connect_p99": 3_000.0}, "connects p99"),
        ({"gaps": 1}, "did not arrive live"),
        ({"doubled": 1}, "twice or out of order"),
        ({"errors": {"send: invalid": 2}}, r"send: invalid \(2\)"),
    ],
)
def test_a_limit_that_failed_is_named(change: dict[str, object], name: str) -> None:
    (limit,) = replace(GOOD, **change).failed_limits()
    assert name.replace("\\", "") in limit


def test_a_slow_database_is_named_before_what_it_slows_down() -> None:
    result = replace(GOOD, database_p50=51.0, ack_p99=900.0, delivery_p99=900.0, connect_p99=9_000.0)
    assert "database" in result.failed_limits()[0]


def test_unknown_processor_time_and_memory_fail_no_limit() -> None:
    assert replace(GOOD, cpu=None, memory=None).failed_limits() == []


def test_the_stored_object_has_the_limits_that_failed() -> None:
    assert replace(GOOD, gaps=1).as_json()["failed_limits"] == [
        "1 changes did not arrive live; a client would have to sync"
    ]
