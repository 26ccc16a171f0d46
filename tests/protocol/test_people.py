"""People, and the presence of many."""

import json

import pytest

from chat.protocol.people import PersonStatus, PresenceList, me_payload
from tests.support.protocol import ADA, ADA_JSON, NOON, error_fields, to_wire


def test_the_current_user_has_exactly_these_keys():
    assert to_wire(me_payload(ADA)) == ADA_JSON | {
        "isStaff": True,
        "timeZone": "Europe/London",
        "language": "en",
    }


@pytest.mark.parametrize("value", ["offline", "Online", "", 1, None])
def test_a_client_may_set_its_status_to_online_or_away_only(value):
    assert error_fields("presence", {"status": value}) == {"status"}


def test_a_presence_list_is_encoded_once():
    people = PresenceList([PersonStatus(user_id=3, status="offline", last_seen_at=NOON)])
    assert json.loads(people.json) == [to_wire(people[0])]
    assert people.json is people.json
