"""Users: unique by folded name and by e-mail address."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from chat.models import User
from chat.models.people.users import validate_username
from chatsite.settings.files import upload_storage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["ADA", "Ada", "ａｄａ"])
def test_names_that_fold_alike_belong_to_one_user(ada, name):
    assert User.objects.get_by_natural_key(name) == ada
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username=name)
    with pytest.raises(ValidationError) as refusal:
        User(username=name).clean()
    assert refusal.value.error_dict["username"][0].code == "name_taken"


def test_the_own_name_of_a_user_is_not_taken(ada):
    ada.clean()


def test_an_empty_or_unknown_name_finds_no_user(ada):
    for name in (None, "", "nobody"):
        with pytest.raises(User.DoesNotExist):
            User.objects.get_by_natural_key(name)


def test_an_email_address_is_unique_in_any_case_but_may_be_empty(ada, bob):
    assert (ada.email, bob.email) == ("", "")
    User.objects.create(username="zoe", email="Zoe@Example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="zed", email="zoe@example.ORG")


def test_the_name_is_the_display_name_or_else_the_username(ada, bob):
    assert (ada.name, bob.name) == ("Ada Lovelace", "bob")
    assert (ada.get_full_name(), ada.get_short_name()) == ("Ada Lovelace", "Ada Lovelace")


def test_a_user_without_a_picture_has_an_empty_avatar_url(ada):
    assert ada.avatar_url == ""
    ada.avatar = "avatars/ada.png"
    assert ada.avatar_url.endswith("avatars/ada.png")


@pytest.mark.parametrize("name", ["admin", "Ａdmin", "everyone", "a b", "a\u200bda", "\u202eada", "-ada"])
def test_misleading_names_are_refused(name):
    with pytest.raises(ValidationError):
        validate_username(name)


def test_the_avatar_url_is_one_of_this_site_for_every_storage(ada, settings):
    in_a_bucket = {"default": upload_storage("s3://key:secret@s3.example.org/bucket")}
    settings.STORAGES = {**settings.STORAGES, **in_a_bucket}
    ada.avatar = "avatars/ada.webp"
    assert ada.avatar_url == "/media/avatars/ada.webp"
