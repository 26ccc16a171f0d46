from django.contrib.auth.models import Group, Permission
from django.test import Client

from tests.support.factories import create_user


def test_a_superuser_changes_groups(page: Client) -> None:
    group = Group.objects.create(name="Moderation")
    assert page.get(f"/admin/auth/group/{group.pk}/change/").status_code == 200


def test_staff_give_themselves_no_rights_by_a_group(client: Client, db: None) -> None:
    stella = create_user("stella")
    stella.is_staff = True
    stella.save()
    stella.user_permissions.set(Permission.objects.filter(content_type__model="group"))
    group = Group.objects.create(name="Moderation")
    stella.groups.add(group)
    client.force_login(stella)
    everything = [permission.pk for permission in Permission.objects.all()]
    data = {"name": "Moderation", "permissions": everything}
    assert client.post(f"/admin/auth/group/{group.pk}/change/", data).status_code == 403
    assert client.post("/admin/auth/group/add/", data).status_code == 403
    assert not group.permissions.exists()
