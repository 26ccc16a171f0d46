from typing import Any

from chat.actions.rooms import rooms
from chat.models import Membership, Room, User
from tests.admin.conftest import said


def membership(room: Room, username: str) -> Membership:
    return Membership.objects.get(room=room, user__username=username)


def test_removing_someone_is_announced_to_them_and_to_the_room(run_button: Any, kitchen: Room, announced: Any) -> None:
    ben = membership(kitchen, "ben")
    run_button("remove_members", ben)
    assert not Membership.objects.filter(pk=ben.pk).exists()
    announcements = announced()
    assert [(p.control.kind, p.control.user_id) for p in announcements if p.control] == [("leave", ben.user_id)]
    assert any(p.room_id == kitchen.pk and "room:user-left" in text for p in announcements for text in p.texts)


def test_the_last_owner_of_a_room_with_members_cannot_be_removed(run_button: Any, kitchen: Room) -> None:
    response = run_button("remove_members", membership(kitchen, "ada"))
    assert said(response) == ["ada in Kitchen: A room with members needs an owner; name another one first."]
    assert membership(kitchen, "ada")


def test_members_of_a_direct_conversation_cannot_be_removed(run_button: Any, root: User, ada: User) -> None:
    room, _ = rooms.open_direct(by=root, user_ids=[ada.pk])
    run_button("remove_members", membership(room, "ada"))
    assert membership(room, "ada")


def test_staff_can_remove_themselves_from_a_room(run_button: Any, kitchen: Room, root: User) -> None:
    from chat.actions.rooms import memberships

    memberships.join(by=root, room_id=kitchen.pk)
    run_button("remove_members", membership(kitchen, "ruth"))
    assert not Membership.objects.filter(room=kitchen, user=root).exists()
