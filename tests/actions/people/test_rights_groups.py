"""The groups of rights belong to the superusers once they are made."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management.sql import emit_post_migrate_signal

from chat.actions.people.rights_groups import ADMINISTRATION, GROUPS, VERBS, make_once
from chat.models import Installation

pytestmark = pytest.mark.django_db


def migrate():
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")


def test_every_site_has_them_after_migrate():
    for name, models in GROUPS.items():
        codenames = set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))
        assert codenames == {f"{verb}_{model}" for verb in VERBS for model in models}


def test_every_model_that_they_name_exists():
    assert all(apps.get_model("chat", model) for model in ADMINISTRATION)


def test_what_a_superuser_changed_or_deleted_stays_so():
    moderators = Group.objects.get(name="Moderators")
    moderators.permissions.set(Permission.objects.filter(codename="view_report"))
    Group.objects.filter(name="Administrators").delete()
    migrate()
    make_once()
    assert moderators.permissions.count() == 1
    assert not Group.objects.filter(name="Administrators").exists()


def test_an_existing_site_gets_them_and_keeps_its_own_group_of_the_same_name():
    Group.objects.all().delete()
    own = Group.objects.create(name="Moderators")
    Installation.objects.update(has_rights_groups=False)
    migrate()
    assert own.permissions.count() == 0
    assert Group.objects.get(name="Administrators").permissions.exists()
