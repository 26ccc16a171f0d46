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


def test_a_verified_address_is_unique_in_any_case_but_may_be_empty(ada, bob):
    assert (ada.email, bob.email) == ("", "")
    User.objects.create(username="zoe", email="Zoe@Example.org", email_verified=True)
    User.objects.create(username="zara", email="zoe@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="zed", email="zoe@example.ORG", email_verified=True)


def test_sessions_from_before_the_version_stay_valid_and_a_new_version_ends_them(ada):
    before = super(User, ada).get_session_auth_hash()
    hashes = {ada._get_session_auth_hash()}
    assert before in hashes
    for version in (1, 2):
        ada.session_version = version
        hashes.add(ada.get_session_auth_hash())
    assert len(hashes) == 3


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


def profile_version(user):
    return User.objects.get(pk=user.pk).profile_version


def test_the_profile_version_rises_with_what_others_see(ada):
    before = profile_version(ada)
    ada.display_name = "Countess"
    ada.save(update_fields=["display_name"])
    User.objects.get(pk=ada.pk).save()
    ada.is_bot = True
    ada.save()
    assert profile_version(ada) == ada.profile_version == before + 3


def test_the_profile_version_does_not_rise_with_what_only_the_user_sees(ada):
    before = profile_version(ada)
    ada.save(update_fields=["language", "last_login"])
    assert profile_version(ada) == before


def test_a_new_user_is_stored_in_one_query(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        User(username="newcomer").save()


def test_the_search_key_follows_the_names(ada):
    assert ada.search_key == " ada\n ada lovelace"
    ada.display_name = "Àda Łoś"
    ada.save(update_fields=["display_name"])
    ada.refresh_from_db()
    assert ada.search_key == " ada\n ada los"
    ada.language = "en"
    ada.save(update_fields=["language"])
