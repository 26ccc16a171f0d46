"""The command `watch`."""

import pytest

from chat import conf
from chat.protocol.people import PersonStatus
from chat.protocol.watching import Watch, WatchAck
from tests.support.protocol import error_fields, to_wire


def test_everything_may_be_left_out():
    assert (Watch().user_ids, Watch().room_id) == ([], None)
    assert Watch(userIds=list(range(1, conf.WATCHED_PEOPLE + 1)), roomId=None).room_id is None


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ({"userIds": list(range(1, conf.WATCHED_PEOPLE + 2))}, {"userIds"}),
        ({"userIds": "1"}, {"userIds"}),
        ({"userIds": ["1"]}, {"userIds"}),
        ({"userIds": None}, {"userIds"}),
        ({"roomId": "7"}, {"roomId"}),
        ({"rooms": [7]}, {"rooms"}),
    ],
)
def test_the_fields_are_checked(data, fields):
    assert {field.split(".")[0] for field in error_fields("watch", data)} == fields


def test_the_ack_has_exactly_these_keys():
    person = PersonStatus(user_id=1, status="away", last_seen_at=None)
    assert to_wire(WatchAck(people=[person], online=None)) == {
        "people": [{"userId": 1, "status": "away", "lastSeenAt": None}],
        "online": None,
    }
