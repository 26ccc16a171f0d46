"""Rows by statements of our own, which are to be what the ORM would give."""

import uuid

import pytest
from django.db import connection, transaction

from chat.actions.sending.rows import lock_rooms, memberships_of, sent_before
from chat.models import Membership, Room


def facts(row) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_rooms_are_those_of_the_orm_and_locked_by_rising_id(kitchen, pantry):
    with transaction.atomic():
        rooms = lock_rooms({pantry.pk, 999_999, kitchen.pk})
        assert lock_rooms({kitchen.pk}).keys() == {kitchen.pk}
    assert list(rooms) == sorted([kitchen.pk, pantry.pk])
    assert [facts(room) for room in rooms.values()] == [facts(room) for room in Room.objects.order_by("pk")]
    assert not any(room._state.adding or room.get_deferred_fields() for room in rooms.values())


def test_memberships_come_with_their_users_in_one_query(kitchen, pantry, ada, bob, eve, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = memberships_of({ada.pk, bob.pk, eve.pk}, {kitchen.pk, pantry.pk})
        people = {key: facts(row.user) for key, row in found.items()}
    rows = Membership.objects.filter(user__in=[ada, bob, eve]).select_related("user")
    assert {key: facts(row) for key, row in found.items()} == {(row.room_id, row.user_id): facts(row) for row in rows}
    assert people == {(row.room_id, row.user_id): facts(row.user) for row in rows}


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_stored_is_found_by_author_and_id_together(kitchen, ada, bob, say, count):
    sent = [say(ada, kitchen, f"{number}") for number in range(count)]
    rows = {row.client_id: row for row in sent}
    strangers = {(bob.pk, client_id) for client_id in rows} | {(ada.pk, uuid.uuid4())}
    assert sent_before(strangers) == []
    found = sent_before({(ada.pk, client_id) for client_id in rows} | strangers)
    assert sorted(found) == sorted((row.pk, row.seq, row.rev, ada.pk, row.client_id) for row in rows.values())


def test_a_batch_looks_its_pairs_up_by_the_index(db):
    """And does not read all messages, however many pairs there are."""
    with connection.execute_wrapper(explained := Explain()):
        sent_before({(1, uuid.uuid4()), (2, uuid.uuid4())})
    if connection.vendor == "sqlite":
        assert "SEARCH message USING" in explained.plan


class Explain:
    """Lets SQLite tell how it would run each statement."""

    plan = ""

    def __call__(self, execute, sql, params, many, context):
        if connection.vendor == "sqlite":
            rows = context["connection"].connection.execute("EXPLAIN QUERY PLAN " + sql.replace("%s", "?"), params)
            self.plan += " ".join(str(row[-1]) for row in rows)
        return execute(sql, params, many, context)
