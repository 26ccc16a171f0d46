"""Frames and controls on their way from an action to the connections."""

import json

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat import conf
from chat.delivery.announcements import Announcement, Control, Frame, PresenceChanges, join_batches

ids = st.integers(0, 2**63 - 1)
words = st.text(max_size=12)
frames = st.builds(Frame, text=words, rev=ids, seq=ids, subject=words, joined=ids, left=ids)
controls = st.builds(
    Control,
    kind=st.sampled_from(["join", "leave", "end"]),
    user_id=ids,
    room_id=ids,
    rev=ids,
    seq=ids,
    access_version=ids,
    peers=st.lists(ids, max_size=3).map(tuple),
    code=st.sampled_from([4401, 4403]),
    session_key=st.none() | words,
    token_id=st.none() | ids,
    except_session=st.none() | words,
)
changes = st.builds(
    PresenceChanges,
    process=words,
    number=ids,
    statuses=st.lists(st.tuples(ids, st.sampled_from(["online", "away", "offline"])), max_size=4).map(tuple),
    asks=st.booleans(),
)
announcements = st.builds(
    Announcement,
    audience=words,
    frames=st.lists(frames, max_size=4).map(tuple),
    control=st.none() | controls,
    room_id=ids,
    user_id=ids,
    rooms=st.frozensets(ids, max_size=4),
    only_open=st.booleans(),
    skip_user=ids,
    skip_connection=words,
    version=ids,
    presence=st.none() | changes,
)


@given(announcements)
def test_an_announcement_survives_the_serialisation_of_the_layer(announcement):
    assert (
        Announcement.from_wire(msgpack.unpackb(msgpack.packb(announcement.to_wire()), strict_map_key=False))
        == announcement
    )
    assert Announcement.from_wire(json.loads(json.dumps(announcement.to_wire()))) == announcement


@given(st.lists(st.integers(), min_size=2, max_size=350))
def test_batches_keep_the_order_and_the_bound_of_the_protocol(numbers):
    batches = [json.loads(text) for text in join_batches([json.dumps({"type": n}) for n in numbers])]
    assert {batch["type"] for batch in batches} == {"batch"}
    assert [each["type"] for batch in batches for each in batch["data"]] == numbers
    assert max(len(batch["data"]) for batch in batches) <= conf.BATCH_FRAMES


def test_a_lone_frame_is_not_batched():
    assert Announcement("room.1", (Frame("{}"),)).batches == ["{}"]


def test_frames_are_joined_once_for_all_connections():
    announcement = Announcement("room.1", (Frame("{}"), Frame("{}")))
    assert announcement.batches is announcement.batches


@pytest.mark.parametrize(
    ("control", "mine", "other_session", "token"),
    [
        (Control("end", 1, session_key="mine"), True, False, False),
        (Control("end", 1, token_id=7), False, False, True),
        (Control("end", 1, except_session="mine"), False, True, True),
        (Control("end", 1, except_session=""), True, True, True),
        (Control("end", 1), True, True, True),
    ],
)
def test_a_control_ends_only_the_connections_that_it_names(control, mine, other_session, token):
    assert (control.ends("mine", None), control.ends("other", None), control.ends(None, 7)) == (
        mine,
        other_session,
        token,
    )
    assert not Control("end", 1, token_id=8).ends(None, 7)


def test_only_frames_about_the_given_rooms_remain():
    frames = [
        Frame(json.dumps({"type": type, "data": data}))
        for type, data in [
            ("read", {"roomId": 7, "seq": 1}),
            ("read", {"roomId": 8, "seq": 1}),
            ("room:added", {"id": 7}),
            ("room:added", {"id": 8}),
            ("saved", {"messageId": 7}),
            ("notification", {"id": 7}),
        ]
    ]
    assert Announcement("user.1", tuple(frames), user_id=1).within({7}).frames == (frames[0], frames[2])


def test_a_batch_that_would_be_too_large_is_split(monkeypatch):
    monkeypatch.setattr(conf, "ANSWER_BYTES", 1_000)
    texts = [json.dumps({"n": number, "text": "上" * 100}, ensure_ascii=False) for number in range(10)]
    batches = join_batches(texts)
    assert all(len(batch.encode()) <= 1_000 for batch in batches)
    unpacked = [frame for batch in batches for frame in unpack(batch)]
    assert unpacked == [json.loads(text) for text in texts]


def unpack(batch):
    frame = json.loads(batch)
    return frame["data"] if frame.get("type") == "batch" else [frame]


def test_what_an_older_process_does_not_know_is_left_out_where_it_says_nothing():
    plain = Announcement("everyone", presence=PresenceChanges("p", 1, ((3, "online"),)))
    hiding = Announcement("everyone", presence=PresenceChanges("p", 2, ((3, "offline"),), hidden=(3,)))
    assert "hidden" not in plain.to_wire()["presence"]
    for announcement in (plain, hiding):
        assert Announcement.from_wire(json.loads(json.dumps(announcement.to_wire()))) == announcement
