"""Who has to learn about a change of presence."""

import pytest

from chat.delivery.visibility import NOWHERE, PresenceChange, presence_changes, view_changes

ADA, BOB, CY = 1, 2, 3


def here(*rooms: int, status="online"):
    return status, frozenset(rooms)


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ({}, here(7, 8), [("online", {7, 8}, NOWHERE)]),
        (here(7), None, [("offline", {7}, NOWHERE)]),
        (here(7), here(7, status="away"), [("away", {7}, NOWHERE)]),
        (here(7), here(7, 8), [("online", {8}, NOWHERE)]),
        (here(7, 8), here(8), [("offline", {7}, {8})]),
        (here(7), here(8), [("online", {8}, NOWHERE), ("offline", {7}, {8})]),
        (here(7), here(8, status="away"), [("away", {8}, NOWHERE), ("offline", {7}, {8})]),
        (here(7), here(7), []),
    ],
)
def test_a_change_concerns_people_who_share_or_shared_a_room(before, after, changes):
    people = [{ADA: each} if each else {} for each in (before, after)]
    assert list(presence_changes(*people)) == [
        PresenceChange(ADA, status, frozenset(rooms), frozenset(but)) for status, rooms, but in changes
    ]


def test_a_person_who_moves_sees_the_new_rooms_and_no_longer_the_old_ones():
    before = {BOB: here(7), CY: here(8, status="away"), 4: here(7, 9), 5: here(7)}
    after = {each: before[each] for each in (BOB, CY, 4)}
    toggled, now = frozenset({7, 8}), frozenset({8, 9})
    assert list(view_changes(toggled, now, before, after)) == [(CY, "away"), (BOB, "offline"), (5, "offline")]
