from typing import Any

from django.test import Client

from chat.actions.rooms import rooms
from chat.models import Room, User

LIST = "/admin/chat/room/"


def entries(announcements: list[Any]) -> list[tuple[int, bool]]:
    return [
        (announcement.user_id, '"archived":true' in text)
        for announcement in announcements
        for text in announcement.texts
        if "room:updated" in text
    ]


def test_archiving_is_announced_to_every_member(run_button: Any, kitchen: Room, announced: Any) -> None:
    run_button("archive_rooms", kitchen)
    kitchen.refresh_from_db()
    assert kitchen.is_archived
    members = kitchen.memberships.order_by("user_id").values_list("user_id", flat=True)
    assert sorted(entries(announced())) == [(user_id, True) for user_id in members]


def test_reopening_is_announced_to_every_member(run_button: Any, kitchen: Room, root: User, announced: Any) -> None:
    rooms.archive(by=root, room_id=kitchen.pk, as_staff=True)
    run_button("reopen_rooms", kitchen)
    kitchen.refresh_from_db()
    assert not kitchen.is_archived
    assert [archived for _, archived in entries(announced())][-2:] == [False, False]


def test_a_direct_room_is_listed_by_the_names_of_its_people(page: Client, root: User, ada: User) -> None:
    rooms.open_direct(by=root, user_ids=[ada.pk])
    assert "Ada, Ruth" in page.get(LIST, {"kind": "direct"}).content.decode()


def test_rooms_are_filtered_by_whether_they_are_archived(
    run_button: Any, page: Client, kitchen: Room, root: User
) -> None:
    rooms.create(by=root, name="Hall")
    run_button("archive_rooms", kitchen)
    assert [room.name for room in page.get(LIST, {"archived": "yes"}).context["cl"].result_list] == ["Kitchen"]
    assert [room.name for room in page.get(LIST, {"archived": "no"}).context["cl"].result_list] == ["Hall"]


def test_the_counts_link_to_the_rows(page: Client, kitchen: Room) -> None:
    assert f"/admin/chat/membership/?room__id__exact={kitchen.pk}" in page.get(LIST).content.decode()
    response = page.get("/admin/chat/membership/", {"room__id__exact": kitchen.pk})
    assert response.context["cl"].result_count == kitchen.member_count


def test_an_administrator_takes_back_a_rule_of_a_room(run_button: Any, kitchen: Room) -> None:
    Room.objects.filter(pk=kitchen.pk).update(retention_days=7)
    run_button("keep_as_the_site", kitchen)
    kitchen.refresh_from_db()
    assert kitchen.retention_days == 0
