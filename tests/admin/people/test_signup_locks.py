"""The switch that closes sign-up."""

from django.test import Client

from chat.actions.people import signup_locks
from chat.models import SignupLock, User
from chat.queries import signing_up
from tests.admin.conftest import said

LIST = "/admin/chat/signuplock/"


def test_staff_close_sign_up_for_some_hours(page: Client, root: User) -> None:
    data = {"reason": "Spam", "hours": "2", "keeps_invitations": "on"}
    assert page.post(f"{LIST}add/", data, follow=True).status_code == 200
    lock = SignupLock.objects.get()
    assert (lock.created_by, lock.keeps_invitations, signing_up.mode()) == (root, True, "invite")
    assert page.get(LIST).status_code == page.get(f"{LIST}{lock.pk}/change/").status_code == 200


def test_closing_twice_and_wrong_hours_are_refused_with_the_reason(page: Client, root: User) -> None:
    for hours in ("0", "99999", "x"):
        assert page.post(f"{LIST}add/", {"reason": "Spam", "hours": hours}).context["errors"]
    signup_locks.close(by=root, reason="Spam")
    response = page.post(f"{LIST}add/", {"reason": "Spam"}, follow=True)
    assert said(response) == ["Sign-up is closed already."]
    assert SignupLock.objects.count() == 1


def test_staff_reopen_sign_up(run_button, root: User) -> None:
    lock = signup_locks.close(by=root, reason="Spam")
    run_button("reopen_signup", lock)
    assert signing_up.mode() == "open"
