"""The page on which somebody deletes their own account."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chat.actions.people import erasure
from chat.errors import ChatError
from chat.models import User
from chat.text.people.names import fold
from chat.web.accounts.forms import SiteForm
from chat.web.decorators import AuthenticatedRequest, authenticated

KEEP, REMOVE = "keep", "remove"


class DeletionForm(SiteForm):
    messages = forms.ChoiceField(
        label=_("What happens with your messages"),
        choices=[
            (KEEP, _("They stay, under the name “Deleted user”, so that conversations of others keep their sense.")),
            (REMOVE, _("They are deleted, with your files, reactions and votes.")),
        ],
        widget=forms.RadioSelect,
    )
    username = forms.CharField(
        label=_("Your username"),
        help_text=_("Type it, so that nobody does this by mistake."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if fold(name.strip().removeprefix("@")) != self._user.username_key:
            raise ValidationError(_("This is not your username."), code="invalid")
        return name


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@authenticated
@reauthentication_required  # type: ignore[untyped-decorator]
def delete(request: AuthenticatedRequest) -> HttpResponse:
    """Ask what happens with the messages, and erase the account. It needs the password, or a second step, again."""
    form = DeletionForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        keep = form.cleaned_data["messages"] == KEEP
        try:
            erasure.erase(user_id=request.user.pk, keep_messages=keep, is_own_wish=True)
        except ChatError as error:
            form.add_chat_error(error)
        else:
            logout(request)
            return render(request, "chat/people/deleted.html")
    return render(request, "chat/people/delete.html", {"form": form}, status=400 if form.errors else 200)
