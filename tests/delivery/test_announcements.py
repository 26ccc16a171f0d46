"""What travels from an action to the connections."""

import json

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat import conf
from chat.delivery.announcements import Frame, Order, Parcel, join_batches

ids = st.integers(0, 2**63 - 1)
words = st.text(max_size=12)
frames = st.builds(Frame, text=words, rev=ids, seq=ids)
orders = st.builds(
    Order,
    kind=st.sampled_from(["join", "leave", "end"]),
    user_id=ids,
    room_id=ids,
    rev=ids,
    seq=ids,
    code=st.sampled_from([4401, 4403]),
    session_key=st.none() | words,
    token_id=st.none() | ids,
    except_session=st.none() | words,
)
parcels = st.builds(
    Parcel,
    audience=words,
    frames=st.lists(frames, max_size=4).map(tuple),
    order=st.none() | orders,
    room_id=ids,
    user_id=ids,
    rooms=st.frozensets(ids, max_size=4),
    skip_user=ids,
    skip_connection=words,
)


@given(parcels)
def test_a_parcel_survives_the_layers_serialisation(parcel):
    assert Parcel.from_wire(msgpack.unpackb(msgpack.packb(parcel.to_wire()), strict_map_key=False)) == parcel
    assert Parcel.from_wire(json.loads(json.dumps(parcel.to_wire()))) == parcel


@given(st.lists(st.integers(), min_size=2, max_size=350))
def test_batches_hold_everything_in_order_and_never_more_than_the_protocol_allows(numbers):
    batches = [json.loads(text) for text in join_batches([json.dumps({"type": n}) for n in numbers])]
    assert {batch["type"] for batch in batches} == {"batch"}
    assert [each["type"] for batch in batches for each in batch["data"]] == numbers
    assert max(len(batch["data"]) for batch in batches) <= conf.BATCH_FRAMES


def test_a_lone_frame_is_no_batch():
    assert Parcel("room.1", (Frame("{}"),)).batches == ["{}"]


def test_frames_are_joined_once_for_all_connections():
    parcel = Parcel("room.1", (Frame("{}"), Frame("{}")))
    assert parcel.batches is parcel.batches


@pytest.mark.parametrize(
    ("order", "mine", "other_session", "token"),
    [
        (Order("end", 1, session_key="mine"), True, False, False),
        (Order("end", 1, token_id=7), False, False, True),
        (Order("end", 1, except_session="mine"), False, True, False),
        (Order("end", 1, except_session=""), True, True, False),
        (Order("end", 1), True, True, True),
    ],
)
def test_an_order_ends_what_it_names_and_nothing_else(order, mine, other_session, token):
    assert (order.ends("mine", None), order.ends("other", None), order.ends(None, 7)) == (mine, other_session, token)
    assert not Order("end", 1, token_id=8).ends(None, 7)


def test_a_batch_of_long_frames_is_parted_before_it_is_too_large(monkeypatch):
    monkeypatch.setattr(conf, "ANSWER_BYTES", 1_000)
    texts = [json.dumps({"n": number, "text": "上" * 100}, ensure_ascii=False) for number in range(10)]
    batches = join_batches(texts)
    assert all(len(batch.encode()) <= 1_000 for batch in batches)
    unpacked = [frame for batch in batches for frame in unpack(batch)]
    assert unpacked == [json.loads(text) for text in texts]


def unpack(batch):
    frame = json.loads(batch)
    return frame["data"] if frame.get("type") == "batch" else [frame]
