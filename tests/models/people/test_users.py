"""People: one key for every way of writing a name."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from chat.models import User
from chat.models.people.users import validate_username
from chatsite.settings.files import upload_storage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["ADA", "Ada", "ａｄａ"])
def test_names_that_fold_to_one_key_are_one_person(ada, name):
    assert User.objects.get_by_natural_key(name) == ada
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username=name)
    with pytest.raises(ValidationError) as refusal:
        User(username=name).clean()
    assert refusal.value.error_dict["username"][0].code == "name_taken"


def test_ones_own_name_is_not_taken(ada):
    ada.clean()


def test_nobody_has_no_name(ada):
    for name in (None, "", "nobody"):
        with pytest.raises(User.DoesNotExist):
            User.objects.get_by_natural_key(name)


def test_an_address_is_used_once_however_it_is_written_and_many_have_none(ada, bob):
    assert (ada.email, bob.email) == ("", "")
    User.objects.create(username="zoe", email="Zoe@Example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="zed", email="zoe@example.ORG")


def test_people_see_the_display_name_or_else_the_username(ada, bob):
    assert (ada.name, bob.name) == ("Ada Lovelace", "bob")
    assert (ada.get_full_name(), ada.get_short_name()) == ("Ada Lovelace", "Ada Lovelace")


def test_who_has_no_picture_has_no_address_of_one(ada):
    assert ada.avatar_url == ""
    ada.avatar = "avatars/ada.png"
    assert ada.avatar_url.endswith("avatars/ada.png")


@pytest.mark.parametrize("name", ["admin", "Ａdmin", "everyone", "a b", "a\u200bda", "\u202eada", "-ada"])
def test_names_that_could_be_mistaken_are_refused(name):
    with pytest.raises(ValidationError):
        validate_username(name)


def test_a_pictures_address_is_the_sites_own_wherever_it_is_kept(ada, settings):
    in_a_bucket = {"default": upload_storage("s3://key:secret@s3.example.org/bucket")}
    settings.STORAGES = {**settings.STORAGES, **in_a_bucket}
    ada.avatar = "avatars/ada.webp"
    assert ada.avatar_url == "/media/avatars/ada.webp"
