"""A row read by its columns makes the object that the ORM would make of it."""

import pytest

from chat.actions.people.tokens import issue
from chat.models import ApiToken, Membership, Message, Room, User
from chat.models.sql.columns import MEMBERSHIP, MESSAGE, ROOM, TOKEN, USER
from chat.models.sql.statements import rows
from tests.support.factories import create_room, create_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def somebody():
    ada = create_user("ada")
    create_room(ada)
    issue(user=ada, name="robot")


@pytest.mark.parametrize(
    ("columns", "model"), [(MEMBERSHIP, Membership), (ROOM, Room), (TOKEN, ApiToken), (USER, User)]
)
def test_every_field_is_what_the_orm_reads(columns, model):
    (row,) = rows(f"SELECT {columns} FROM {model._meta.db_table} {columns.alias}")
    made, read = columns.object(row), model.objects.get()
    assert len(row) == len(columns)
    for field in model._meta.concrete_fields:
        assert getattr(made, field.attname) == getattr(read, field.attname), field.name
    assert not made._state.adding and not made.get_deferred_fields()


def test_a_new_object_is_what_the_model_itself_would_make():
    user, room = User.objects.get(), Room.objects.get()
    values = {"seq": 50, "rev": 50, "client_id": None, "content": "hello", "extra": {}}
    made = MESSAGE.new({"room": room, "author": user}, room_id=room.pk, author_id=user.pk, **values)
    meant = Message(room=room, author=user, **values)
    for field in Message._meta.concrete_fields:
        assert getattr(made, field.attname) == getattr(meant, field.attname), field.name
    assert made.room is room and made.author is user and made._state.adding
    made.created_at = room.created_at
    made.save()
    assert Message.objects.get(pk=made.pk).content == "hello"
