"""The people whom one ignores, on the profile page."""

from chat.actions.people import ignoring


def test_ignored_people_are_listed_with_a_button_that_ends_it(as_ada, ada, bob):
    assert "stop/" not in as_ada.get("/profile/").content.decode()
    ignoring.ignore(by=ada, user_id=bob.pk)
    assert f"/profile/ignored/{bob.pk}/stop/" in as_ada.get("/profile/").content.decode()
    assert as_ada.get(f"/profile/ignored/{bob.pk}/stop/").status_code == 405
    assert as_ada.post(f"/profile/ignored/{bob.pk}/stop/")["Location"] == "/profile/"
    ada.refresh_from_db()
    assert ada.ignored_ids == []
