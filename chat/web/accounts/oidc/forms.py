"""The form with which somebody whom the provider knows chooses a name here."""

from typing import Any

from allauth.socialaccount.models import SocialLogin
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chat.actions.people import single_sign_on
from chat.models import User
from chat.text.people.names import MAX_DISPLAY_NAME, MAX_USERNAME
from chat.web.accounts import mail
from chat.web.accounts.allauth_adapter import INVITATION, invitation_code
from chat.web.accounts.forms import BrowserTimeZoneForm, SiteForm, username_field


class OidcSignupForm(SiteForm, BrowserTimeZoneForm):
    username = username_field()
    display_name = forms.CharField(
        label=_("Display name"), required=False, max_length=MAX_DISPLAY_NAME, help_text=_("The name that people see.")
    )

    def __init__(self, *args: Any, sociallogin: SocialLogin, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sociallogin, known = sociallogin, sociallogin.user
        name = f"{known.first_name} {known.last_name}".strip()
        self.fields["username"].initial = known.username[:MAX_USERNAME]
        self.fields["display_name"].initial = name[:MAX_DISPLAY_NAME]

    def try_save(self, request: HttpRequest) -> tuple[User, HttpResponse | None]:
        """Create the account. Raises ChatError."""
        account = self.sociallogin.account
        address = next(iter(self.sociallogin.email_addresses), None)
        user = single_sign_on.sign_up(
            provider=account.provider,
            uid=account.uid,
            email=address.email if address else "",
            is_verified=bool(address and address.verified),
            username=self.cleaned_data["username"],
            display_name=self.cleaned_data["display_name"],
            language=get_language() or settings.LANGUAGE_CODE,
            time_zone=self.cleaned_data["time_zone"],
            invitation=invitation_code(request),
            address=request.META.get("REMOTE_ADDR", ""),
        )
        request.session.pop(INVITATION, None)
        self.sociallogin.user = user
        mail.send_confirmation_of_new_account(request, user)
        return user, None
