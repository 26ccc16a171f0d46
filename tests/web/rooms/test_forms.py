import pytest

from chat.web.rooms.forms import AddMemberForm, NewRoomForm, RoleForm


def test_a_room_needs_a_name_and_a_kind_but_no_topic():
    assert NewRoomForm({"name": "Kitchen", "kind": "public"}).is_valid()
    assert set(NewRoomForm({}).errors) == {"name", "kind"}


@pytest.mark.parametrize("field", ["name", "topic"])
def test_a_value_that_is_too_long_is_refused_at_its_field(field):
    form = NewRoomForm({"name": "Kitchen", "kind": "public", field: "x" * 300})
    assert list(form.errors) == [field]


def test_a_role_is_one_of_three():
    assert RoleForm({"role": "owner"}).is_valid()
    assert not RoleForm({"role": "emperor"}).is_valid()


def test_adding_a_member_needs_a_username():
    assert not AddMemberForm({"username": " "}).is_valid()
