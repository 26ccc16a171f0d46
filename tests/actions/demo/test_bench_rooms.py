import uuid
from typing import Any

import pytest

from chat.access import by_token
from chat.actions.demo import bench_rooms
from chat.actions.messages import messages
from chat.actions.people import users
from chat.actions.rooms import memberships
from chat.errors import Conflict, Unauthenticated
from chat.models import ApiToken, Membership, Room, User
from tests.support.factories import create_user

pytestmark = pytest.mark.django_db


def test_every_member_is_in_the_room_and_may_write_without_limit() -> None:
    room, secrets = bench_rooms.prepare(members=5)
    for _, secret in secrets:
        user, _ = by_token(secret)
        for _ in range(40):
            messages.send(by=user, room_id=room.pk, content="Hello", client_id=uuid.uuid4())
    room.refresh_from_db()
    assert room.last_seq == room.last_rev == 200


def test_the_rooms_counters_are_consistent() -> None:
    room, _ = bench_rooms.prepare(members=5)
    assert room.member_count == room.memberships.count() == 5
    assert (room.last_seq, room.last_rev) == (0, 0)
    assert set(room.memberships.values_list("read_seq", flat=True)) == {0}
    assert room.memberships.filter(role="owner").count() == 1


def test_its_members_cannot_log_in_with_a_password() -> None:
    bench_rooms.prepare(members=3)
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_a_second_call_reuses_the_room_and_issues_new_tokens() -> None:
    room, secrets = bench_rooms.prepare(members=3)
    again, new = bench_rooms.prepare(members=3)
    assert again == room
    assert [name for name, _ in new] == [name for name, _ in secrets]
    assert ApiToken.objects.count() == 3
    with pytest.raises(Unauthenticated):
        by_token(secrets[0][1])
    assert by_token(new[0][1])[0].username == "bench-3-1"


def test_rooms_of_different_sizes_do_not_disturb_each_other() -> None:
    _, secrets = bench_rooms.prepare(members=3)
    bench_rooms.prepare(members=4)
    assert by_token(secrets[0][1])
    assert [room.member_count for room in Room.objects.order_by("pk")] == [3, 4]


def test_no_token_is_issued_to_another_account_with_such_a_name() -> None:
    create_user("bench-3-2")
    with pytest.raises(Conflict):
        bench_rooms.prepare(members=3)
    assert not ApiToken.objects.exists()


def test_a_room_with_an_additional_member_is_not_reused() -> None:
    room, _ = bench_rooms.prepare(members=3)
    stranger = create_user("bench-3-x")
    memberships.add(by=room.created_by, room_id=room.pk, user_id=stranger.pk)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        bench_rooms.prepare(members=3)
    assert not ApiToken.objects.filter(user=stranger).exists()


def test_a_room_with_a_deactivated_member_is_not_reused() -> None:
    room, _ = bench_rooms.prepare(members=3)
    root = create_user("ruth", is_admin=True)
    users.deactivate(by=root, user_id=room.memberships.order_by("-pk").values_list("user_id", flat=True)[0])
    with pytest.raises(Conflict):
        bench_rooms.prepare(members=3)


def test_the_members_are_stored_in_batches(django_assert_max_num_queries: Any) -> None:
    """SQLite takes 999 values in a statement, so the number of batches depends on the columns of the model."""
    with django_assert_max_num_queries(1_000 // 10):
        bench_rooms.prepare(members=1_000)
    assert Membership.objects.count() == 1_000
