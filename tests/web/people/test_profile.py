"""The user's own profile page."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from chat import conf
from chat.actions.people import tokens
from chat.models import User
from chat.rate_limits import kinds
from chat.rate_limits.local import RateLimit


def save(client, **changes):
    given = {"display_name": "Ada", "time_zone": "Europe/Berlin", "language": "en", **changes}
    return client.post("/profile/", given)


def picture(format="PNG", size=(40, 30)):
    buffer = io.BytesIO()
    Image.new("RGB", size, "red").save(buffer, format)
    return SimpleUploadedFile(f"me.{format.lower()}", buffer.getvalue())


def test_the_profile_requires_log_in(client, db):
    assert client.get("/profile/")["Location"] == "/accounts/login/?next=/profile/"
    assert save(client).status_code == 302


def test_name_time_zone_and_language_are_saved(as_ada, ada):
    assert save(as_ada, display_name="  Countess   Ada ", language="zh-hans")["Location"] == "/profile/"
    ada.refresh_from_db()
    assert (ada.display_name, ada.time_zone, ada.language) == ("Countess Ada", "Europe/Berlin", "zh-hans")
    assert '<html lang="zh-hans">' in as_ada.get("/profile/").content.decode()


def test_without_a_display_name_the_username_is_shown(as_ada, ada):
    save(as_ada, display_name="  ")
    ada.refresh_from_db()
    assert (ada.display_name, ada.name) == ("", "ada")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("display_name", "Admin", None),
        ("display_name", "所有人", None),
        ("display_name", "a\u202eb", None),
        ("display_name", "a\u200bb", None),
        ("display_name", "a\x1b[31mb", None),
        ("display_name", "a\0b", "null_characters_not_allowed"),
        ("display_name", "x" * 61, "max_length"),
        ("display_name", "e" + "\u0301" * 20, None),
        ("time_zone", "Mars/Olympus", "invalid"),
        ("time_zone", "../../etc/passwd", "invalid"),
        ("time_zone", "", "required"),
        ("language", "tlh", "invalid_choice"),
    ],
)
def test_an_invalid_value_is_refused_at_its_field_and_nothing_is_saved(as_ada, ada, field, value, code):
    response = save(as_ada, **{field: value})
    assert response.status_code == 400
    errors = response.context["form"].errors.as_data()
    assert list(errors) == [field]
    assert code is None or errors[field][0].code == code
    fresh = User.objects.get(pk=ada.pk)
    assert (fresh.display_name, fresh.time_zone, fresh.language) == ("Ada Lovelace", "UTC", "en")


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img onerror=x>', "{{7*7}}", "=cmd()", "{% now %}"])
def test_a_name_with_markup_is_escaped(as_ada, name):
    from django.utils.html import escape

    assert save(as_ada, display_name=name).status_code == 302
    text = as_ada.get("/profile/").content.decode()
    assert escape(name) in text
    assert "<script>alert" not in text
    assert "<img onerror" not in text


def test_users_cannot_give_themselves_rights(as_ada, ada):
    rights = {"is_staff": "1", "is_superuser": "1", "is_bot": "1", "username": "root", "email": "x@y.org", "id": "99"}
    assert save(as_ada, **rights).status_code == 302
    fresh = User.objects.get(pk=ada.pk)
    assert (fresh.is_staff, fresh.is_superuser, fresh.is_bot, fresh.username, fresh.email) == (
        False,
        False,
        False,
        "ada",
        "",
    )


def test_a_picture_becomes_a_thumbnail_that_everyone_sees(as_ada, ada):
    assert save(as_ada, avatar=picture()).status_code == 302
    ada.refresh_from_db()
    assert as_ada.get(ada.avatar_url)["Content-Type"] == "image/webp"
    assert f'<img class="avatar avatar--large" src="{ada.avatar_url}"' in as_ada.get("/profile/").content.decode()


def test_a_new_picture_replaces_the_file_of_the_old_one(as_ada, ada, django_capture_on_commit_callbacks):
    save(as_ada, avatar=picture())
    old = User.objects.get(pk=ada.pk).avatar.name
    with django_capture_on_commit_callbacks(execute=True):
        save(as_ada, avatar=picture("JPEG"))
    new = User.objects.get(pk=ada.pk).avatar.name
    assert new != old
    assert (default_storage.exists(new), default_storage.exists(old)) == (True, False)


def test_a_picture_can_be_removed(as_ada, ada, django_capture_on_commit_callbacks):
    save(as_ada, avatar=picture())
    name = User.objects.get(pk=ada.pk).avatar.name
    with django_capture_on_commit_callbacks(execute=True):
        save(as_ada, drop_avatar="1")
    assert User.objects.get(pk=ada.pk).avatar_url == ""
    assert not default_storage.exists(name)


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.4", b"x" * (conf.AVATAR_BYTES + 1)],
    ids=["empty", "cut", "svg", "pdf", "too big"],
)
def test_an_invalid_picture_is_refused_at_its_field(as_ada, ada, content):
    response = save(as_ada, avatar=SimpleUploadedFile("me.png", content, "image/png"))
    assert response.status_code == 400
    assert list(response.context["form"].errors) == ["avatar"]
    assert User.objects.get(pk=ada.pk).avatar_url == ""


def test_the_number_of_queries_does_not_grow_with_the_tokens(as_ada, ada, django_assert_num_queries):
    as_ada.get("/profile/")
    with django_assert_num_queries(4):  # session, user, tokens, rooms
        as_ada.get("/profile/")
    for number in range(10):
        tokens.issue(user=ada, name=f"token {number}")
    with django_assert_num_queries(4):
        as_ada.get("/profile/")


def test_the_profile_is_not_cached(as_ada):
    assert "no-store" in as_ada.get("/profile/")["Cache-Control"]


@pytest.mark.parametrize(("staff", "shown"), [(False, False), (True, True)])
def test_only_staff_see_the_link_to_the_admin(as_ada, ada, staff, shown):
    User.objects.filter(pk=ada.pk).update(is_staff=staff)
    text = as_ada.get("/profile/").content.decode()
    assert ("/invitations/" in text, "/admin/" in text) == (shown, shown)


def test_highlight_words_are_stored_one_per_line_and_shown_with_commas(as_ada, ada):
    save(as_ada, keywords="Deploy, 上线，deploy")
    ada.refresh_from_db()
    assert ada.keywords == "deploy\n上线"
    assert 'value="deploy, 上线"' in as_ada.get("/profile/").content.decode()


def test_too_many_highlight_words_are_refused_at_their_field(as_ada, ada):
    answer = save(as_ada, keywords=",".join(f"w{count}" for count in range(conf.KEYWORDS + 1)))
    assert answer.status_code == 400
    assert answer.context["form"].errors.keys() == {"keywords"}


def test_of_a_profile_all_is_saved_or_nothing(as_ada, ada, monkeypatch):
    # One that is too slow to be filled again before the second action.
    monkeypatch.setitem(kinds.limits, "personal", RateLimit(1e-6, 1))
    kinds.charge("personal", ada.pk)
    assert save(as_ada, display_name="Countess", added_by="nobody").status_code == 400
    ada.refresh_from_db()
    assert (ada.display_name, ada.added_by) == ("Ada Lovelace", "everyone")


def test_a_person_decides_who_may_add_them_to_rooms(as_ada, ada):
    form = {"display_name": "Ada", "time_zone": "UTC", "language": "en"}
    as_ada.post("/profile/", form | {"added_by": "nobody"})
    ada.refresh_from_db()
    assert ada.added_by == "nobody"
    as_ada.post("/profile/", form)
    ada.refresh_from_db()
    assert ada.added_by == "nobody"
    assert as_ada.post("/profile/", form | {"added_by": "friends"}).status_code == 400


def test_a_person_hides_when_they_are_here_and_a_form_that_does_not_ask_changes_nothing(as_ada, ada):
    for given, hidden in (({"presence": "hidden"}, True), ({}, True), ({"presence": "shown"}, False)):
        save(as_ada, **given)
        ada.refresh_from_db()
        assert ada.hides_presence is hidden
    assert save(as_ada, presence="sometimes").status_code == 400
