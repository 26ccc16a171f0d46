"""The page where staff create and withdraw invitation links."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from chat.actions.people import invitations as actions
from chat.errors import NotFound
from chat.models import Invitation
from chat.web.decorators import AuthenticatedRequest, authenticated
from chat.web.people.forms import InvitationForm


@require_http_methods(["GET", "HEAD", "POST"])
@authenticated
def invitations(request: AuthenticatedRequest) -> HttpResponse:
    """List the usable invitations and create new ones. Staff only; everyone else gets a 404."""
    if not request.user.is_staff:
        raise NotFound()
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.invite(by=request.user, uses=form.cleaned_data["uses"])
        return redirect("invitations")
    usable = Invitation.objects.usable().select_related("created_by")
    rows = [(invitation, request.build_absolute_uri(reverse("join", args=[invitation.code]))) for invitation in usable]
    context = {"form": form, "rows": rows}
    return render(request, "chat/people/invitations.html", context, status=400 if form.errors else 200)


@require_POST
@authenticated
def withdraw(request: AuthenticatedRequest, invitation_id: str) -> HttpResponse:
    if not request.user.is_staff:
        raise NotFound()
    actions.withdraw(by=request.user, invitation_id=int(invitation_id))
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("invitations")
