import uuid

from django.test import Client

from chat.actions.messages import messages
from chat.models import Room, User
from tests.support.factories import create_user
from tests.support.sample_files import upload_sample


def test_files_are_listed_with_their_uploader(page: Client, ada: User, kitchen: Room) -> None:
    file = upload_sample(ada, b"x" * 2_048, "plan.txt")
    messages.send(by=ada, room_id=kitchen.pk, content="", client_id=uuid.uuid4(), attachment_ids=[file.pk])
    for address in ("/admin/chat/attachment/", f"/admin/chat/attachment/{file.pk}/change/"):
        text = page.get(address).content.decode()
        assert "plan.txt" in text
        assert "2 KB" in text
        assert file.key not in text


def test_staff_see_only_files_of_public_rooms(client: Client, ada: User, kitchen: Room) -> None:
    from django.contrib.auth.models import Permission

    helper = create_user("helper")
    User.objects.filter(pk=helper.pk).update(is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="view_attachment"))
    sent = upload_sample(ada, b"x", "public.txt")
    upload_sample(ada, b"x", "unsent.txt")
    messages.send(by=ada, room_id=kitchen.pk, content="", client_id=uuid.uuid4(), attachment_ids=[sent.pk])
    client.force_login(helper)
    text = client.get("/admin/chat/attachment/").content.decode()
    assert "public.txt" in text
    assert "unsent.txt" not in text
