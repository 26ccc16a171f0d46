from typing import Any

from django.contrib.admin.models import LogEntry
from django.test import Client

from chat.actions.people import invitations
from chat.models import Invitation, User


def test_an_invitation_is_created_by_its_action(page: Client, root: User) -> None:
    assert page.post("/admin/chat/invitation/add/", {"uses_left": "3"}).status_code == 302
    invitation = Invitation.objects.usable().get()
    assert (invitation.created_by, invitation.uses_left) == (root, 3)


def test_a_withdrawn_invitation_is_deleted_and_logged(run_button: Any, root: User) -> None:
    invitation = invitations.invite(by=root)
    response = run_button("withdraw_invitations", invitation, from_page="1")
    assert response.redirect_chain[-1][0] == "/admin/chat/invitation/"
    assert not Invitation.objects.exists()
    assert LogEntry.objects.get().object_id == str(invitation.pk)
