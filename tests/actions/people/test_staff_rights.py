import pytest
from django.contrib.auth.models import Group

from chat.actions.people import staff_rights
from chat.errors import Conflict, Forbidden, NotFound
from chat.models import User
from tests.support.factories import create_user


@pytest.fixture
def root(db: None) -> User:
    return create_user("ruth", is_admin=True)


def test_a_superuser_grants_and_revokes_rights(root: User) -> None:
    ada, group = create_user("ada"), Group.objects.create(name="Moderation")
    staff_rights.set_rights(by=root, user_id=ada.pk, is_staff=True, is_superuser=False, groups=[group])
    ada.refresh_from_db()
    assert (ada.is_staff, ada.is_superuser, list(ada.groups.all())) == (True, False, [group])
    staff_rights.set_rights(by=root, user_id=ada.pk, is_staff=False, is_superuser=False, groups=[])
    ada.refresh_from_db()
    assert (ada.is_staff, list(ada.groups.all())) == (False, [])


def test_staff_without_superuser_rights_grant_nothing(root: User) -> None:
    ada = create_user("ada")
    staff_rights.set_rights(by=root, user_id=ada.pk, is_staff=True, is_superuser=False, groups=[])
    ada.refresh_from_db()
    with pytest.raises(Forbidden):
        staff_rights.set_rights(by=ada, user_id=ada.pk, is_staff=True, is_superuser=True, groups=[])


def test_superusers_cannot_revoke_their_own_rights(root: User) -> None:
    with pytest.raises(Conflict):
        staff_rights.set_rights(by=root, user_id=root.pk, is_staff=True, is_superuser=False, groups=[])
    root.refresh_from_db()
    assert root.is_superuser


def test_an_unknown_person_is_not_found(root: User) -> None:
    with pytest.raises(NotFound):
        staff_rights.set_rights(by=root, user_id=root.pk + 1, is_staff=True, is_superuser=False, groups=[])
