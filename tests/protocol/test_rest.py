import pytest
from pydantic import ValidationError

from chat import conf
from chat.protocol.messages.rest import NewMessage, ReadMark
from chat.protocol.rooms import MembersQuery, NewMember, NewRoom, RoomChange


@pytest.mark.parametrize("text", ["1", "50", str(conf.HISTORY_LIMIT)])
def test_a_limit_is_digits(text):
    assert MembersQuery.model_validate({"limit": text}).limit == int(text)


@pytest.mark.parametrize("text", ["0", str(conf.HISTORY_LIMIT + 1), "-1", "+1", "1.0", "1_0", " 1", "٣", "", "9" * 30])
def test_nothing_else_is_a_limit(text):
    with pytest.raises(ValidationError):
        MembersQuery.model_validate({"limit": text})


def test_what_a_change_does_not_give_is_not_changed():
    assert RoomChange.model_validate({"topic": ""}).model_dump(exclude_unset=True) == {"topic": ""}


@pytest.mark.parametrize("body", [NewRoom, RoomChange, NewMember, NewMessage, ReadMark])
def test_a_body_takes_no_key_that_it_does_not_have(body):
    with pytest.raises(ValidationError, match="extra"):
        body.model_validate({"isStaff": True})


def test_keys_on_the_wire_are_camel_case():
    with pytest.raises(ValidationError):
        NewMember.model_validate({"user_id": 1})
    assert NewMember.model_validate({"userId": 1}).user_id == 1
