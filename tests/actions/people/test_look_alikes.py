"""People whose names look alike are told apart."""

import io

import pytest
from django.core.management import CommandError, call_command

from chat.actions.people import look_alikes, users
from chat.errors import Conflict
from chat.models import User
from chat.queries.messages import history
from tests.support.convergence import converging
from tests.support.factories import PASSWORD, create_user

pytestmark = pytest.mark.django_db


def shown(*people):
    return [User.objects.get(pk=person.pk).name for person in people]


def named(person, display_name):
    users.update_profile(by=User.objects.get(pk=person.pk), display_name=display_name)
    return person


# --- Usernames

SPOOFS = [
    ("maya", "мауа"),
    ("wanglei", "wang1ei"),
    ("wanglei", "wangIei"),
    ("modern", "modem"),
    ("zoe", "zoé"),
    ("ada_l", "ada-l"),
    ("oscar", "0scar"),
    ("力山", "カ山"),
]


@pytest.mark.parametrize(("known", "spoof"), SPOOFS)
def test_a_username_that_looks_like_another_is_refused(known, spoof):
    create_user(known)
    with pytest.raises(Conflict) as refused:
        users.register(username=spoof, password=PASSWORD)
    assert refused.value.fields == {"username": "name_taken"}


@pytest.mark.parametrize(
    ("known", "other"),
    [
        ("neil", "nell"),
        ("ali", "all0"),
        ("bench-12-1", "bench-1-21"),
        ("user1", "user2"),
        ("राम", "रमा"),
        ("王伟", "王玮"),
    ],
)
def test_different_usernames_are_not_refused(known, other):
    create_user(known)
    assert users.register(username=other, password=PASSWORD).username == other


def test_a_username_may_not_look_like_the_display_name_of_staff(ada):
    create_user("cook", display_name="Grace Hopper")
    boss = create_user("boss", display_name="Ada Admina")
    User.objects.filter(pk=boss.pk).update(is_staff=True)
    with pytest.raises(Conflict):
        users.register(username="adaadm1na", password=PASSWORD)
    assert users.register(username="gracehopper", password=PASSWORD)


def test_every_door_refuses_a_look_alike(client, admin_client, settings, monkeypatch):
    settings.SIGNUP = "open"
    create_user("maya")
    count = User.objects.count()
    form = {"username": "мауа", "password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    page = admin_client.post("/admin/chat/user/add/", form | {"display_name": "", "email": ""})
    assert "username" in page.context["adminform"].form.errors
    page = client.post("/accounts/signup/", {"username": "мауа", "password1": PASSWORD, "email": ""})
    assert page.status_code == 409
    for command, options in (
        ("make_bot", ["мауа"]),
        ("createsuperuser", ["--noinput", "--username", "мауа", "--email", "x@example.org"]),
    ):
        with pytest.raises(CommandError):
            call_command(command, *options, stdout=io.StringIO(), stderr=io.StringIO())
    assert User.objects.count() == count


# --- Display names


@pytest.mark.parametrize("name", ["Maya", "maya", "Мауа", "M a y a", "May-a"])
def test_a_display_name_that_looks_like_another_shows_the_username(name):
    first, second = create_user("first", display_name="Maya"), create_user("second", display_name=name)
    assert shown(first, second) == ["Maya (@first)", f"{name} (@second)"]


def test_a_display_name_that_looks_like_a_username_shows_whose_it_is():
    maya, other = create_user("maya"), create_user("other", display_name="Maya")
    assert shown(maya, other) == ["maya", "Maya (@other)"]


def test_a_new_username_that_looks_like_a_display_name_makes_that_one_show_its_username():
    maya = create_user("mchen", display_name="Maya")
    create_user("maya")
    assert shown(maya) == ["Maya (@mchen)"]


def test_ones_own_username_is_nobody_elses():
    assert create_user("maya", display_name="Maya").name == "Maya"


def test_a_name_that_is_alone_again_stands_alone():
    first, second = create_user("first", display_name="Maya"), create_user("second", display_name="Maya")
    named(second, "Zoë")
    assert shown(first, second) == ["Maya", "Zoë"]


def test_names_of_signs_only_are_compared_too():
    first, second = create_user("first", display_name="🎉"), create_user("second", display_name="🎉")
    assert shown(first, second) == ["🎉 (@first)", "🎉 (@second)"]


def test_both_are_announced(ada, bob, cy, kitchen):
    named(cy, "Maya")
    with converging(ada, bob, cy) as heard:
        named(bob, "Maya")
    assert sorted(event["displayName"] for event in heard.events(ada, "user:updated")) == [
        "Maya (@bob)",
        "Maya (@cyrus)",
    ]


def test_the_messages_that_were_written_before_show_it(ada, bob, cy, kitchen, say):
    named(cy, "Maya")
    say(cy, kitchen, "hello")
    assert history.page(ada.pk, kitchen.pk).messages[-1].payload.author.display_name == "Maya"
    named(bob, "Maya")
    assert history.page(ada.pk, kitchen.pk).messages[-1].payload.author.display_name == "Maya (@cyrus)"


def test_only_those_who_look_different_are_changed():
    many = [create_user(f"user{number}", display_name="Maya") for number in range(5)]
    versions = dict(User.objects.values_list("pk", "profile_version"))
    create_user("latest", display_name="Maya")
    assert [User.objects.get(pk=one.pk).profile_version for one in many] == [versions[one.pk] for one in many]


def test_a_person_without_a_display_name_is_the_username_alone():
    first, second = create_user("first", display_name="Maya"), create_user("second", display_name="Maya")
    named(second, "")
    assert shown(first, second) == ["Maya", "second"]
    assert not User.objects.filter(shows_username=True).exists()


def test_what_is_stored_decides_and_not_what_an_older_instance_says(db):
    ada, bob = named(create_user("ada"), "Sky"), named(create_user("bob"), "Sky")
    older = User.objects.get(pk=ada.pk)
    assert older.shows_username
    User.objects.filter(pk=ada.pk).update(shows_username=False)
    look_alikes.compare(older)
    assert User.objects.get(pk=ada.pk).shows_username
    assert User.objects.get(pk=bob.pk).shows_username
