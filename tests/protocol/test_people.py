"""People."""

import pytest

from chat.protocol.people import me_payload
from tests.support.protocol import ADA, ADA_JSON, error_fields, to_wire


def test_the_current_user_has_exactly_these_keys():
    assert to_wire(me_payload(ADA)) == ADA_JSON | {
        "isStaff": True,
        "timeZone": "Europe/London",
        "language": "en",
        "addedBy": "shared",
        "away": False,
        "hidesPresence": False,
        "ignored": [],
        "sidebar": {"sections": [], "collapsed": [], "hideRead": False},
    }


@pytest.mark.parametrize("value", ["offline", "Online", "", 1, None])
def test_a_client_may_set_its_status_to_online_or_away_only(value):
    assert error_fields("presence", {"status": value}) == {"status"}
