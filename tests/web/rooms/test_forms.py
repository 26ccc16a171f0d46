import pytest

from chat.web.rooms.forms import AddMemberForm, NewRoomForm, RoleForm


def test_a_room_needs_a_name_and_a_kind_but_no_topic():
    assert NewRoomForm({"name": "Kitchen", "kind": "public"}).is_valid()
    assert set(NewRoomForm({}).errors) == {"name", "kind"}


@pytest.mark.parametrize("field", ["name", "topic"])
def test_what_is_too_long_is_told_at_its_field(field):
    form = NewRoomForm({"name": "Kitchen", "kind": "public", field: "x" * 300})
    assert list(form.errors) == [field]


def test_a_role_is_one_of_three():
    assert RoleForm({"role": "owner"}).is_valid()
    assert not RoleForm({"role": "emperor"}).is_valid()


def test_somebody_has_to_be_named():
    assert not AddMemberForm({"username": " "}).is_valid()
