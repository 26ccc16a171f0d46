"""The forms of a person: profile, invitation, API token and e-mail address."""

import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.actions.people import validation
from chat.errors import ChatError
from chat.models import AddedBy, Kind, Room, User
from chat.text.people.names import MAX_DISPLAY_NAME
from chat.web.accounts.allauth_adapter import form_error
from chat.web.accounts.forms import SiteForm
from chat.web.decorators import AuthenticatedRequest

NEVER = "never"
DAYS = (7, 30, conf.TOKEN_DAYS, 365)
SCOPE_LABELS = {
    "read": _("Read rooms, messages and files"),
    "write": _("Write: send messages, and do what a member does"),
    "moderate": _("Moderate: what only moderators may do"),
}
"""The scopes that allow something. The others of `tokens.SCOPES` are reserved names."""
USUAL_SCOPES = ("read", "write")


class TokenForm(SiteForm):
    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("What the token is for: backup script …"))
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        choices=[*SCOPE_LABELS.items()],
        initial=USUAL_SCOPES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    rooms = forms.ModelMultipleChoiceField(
        label=_("Only in these rooms"),
        queryset=Room.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 4}),
        help_text=_("If you choose none, it reaches all your rooms."),
    )
    expires = forms.ChoiceField(label=_("Valid for"), required=False, initial=str(conf.TOKEN_DAYS))
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, ask_password: bool, **kwargs: Any) -> None:
        """Make the form.

        Args:
            *args: As of every form.
            user: Whose token it will be.
            ask_password: Whether the user has to confirm with their password.
            **kwargs: As of every form.
        """
        super().__init__(*args, **kwargs)
        rooms = self.fields["rooms"]
        rooms.queryset = Room.objects.filter(memberships__user=user).exclude(kind=Kind.DIRECT).order_by("name_key")  # type: ignore[attr-defined]
        rooms.label_from_instance = lambda room: room.name  # type: ignore[attr-defined]
        days = [(str(days), _("%(days)d days") % {"days": days}) for days in DAYS]
        self.fields["expires"].choices = [*days, (NEVER, _("no end"))]  # type: ignore[attr-defined]
        if not ask_password:
            del self.fields["password"]

    def clean_scopes(self) -> list[str]:
        scopes: list[str] = self.cleaned_data["scopes"]
        if scopes or self.add_prefix("expires") not in self.data:
            return scopes or list(USUAL_SCOPES)  # A program that names no limits gets the usual ones.
        raise ValidationError(_("Choose at least one."), code="required")

    def limits(self) -> dict[str, Any]:
        """Return the arguments of the action that makes the token."""
        rooms, expires = self.cleaned_data["rooms"], self.cleaned_data["expires"] or str(conf.TOKEN_DAYS)
        return {
            "scopes": self.cleaned_data["scopes"],
            "room_ids": [room.pk for room in rooms] or None,
            "days": None if expires == NEVER else int(expires),
        }


def token_form(request: AuthenticatedRequest, data: Any = None) -> TokenForm:
    """Return the form. It asks for the password unless the user has just entered it."""
    asks = request.user.has_usable_password() and not _has_just_confirmed(request)
    return TokenForm(data, prefix="token", user=request.user, ask_password=asks)


def _has_just_confirmed(request: AuthenticatedRequest) -> bool:
    since = time.time() - conf.PASSWORD_CONFIRMED
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "password" and record.get("at", 0) >= since for record in records)


class EmailForm(SiteForm):
    """Asks for another e-mail address. Whether it is somebody's already shows nowhere."""

    email = forms.CharField(
        label=_("New e-mail address"),
        max_length=conf.EMAIL_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def clean_email(self) -> str:
        try:
            email = validation.clean_email(self.cleaned_data["email"])
        except ChatError as error:
            raise form_error(error, "email") from None
        if email == self._user.email and self._user.email_verified:
            raise ValidationError(_("This is your address already."), code="invalid")
        return email


class ProfileForm(SiteForm):
    display_name = forms.CharField(
        label=_("Display name"),
        required=False,
        max_length=MAX_DISPLAY_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("The name that people see. Without one they see your username."),
    )
    avatar = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
        help_text=_("PNG, JPEG, WebP or GIF, up to 5 MB."),
    )
    time_zone = forms.CharField(
        label=_("Time zone"), widget=forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    added_by = forms.ChoiceField(
        label=_("Who may add you to rooms"),
        choices=AddedBy.choices,
        required=False,
        help_text=_("Everybody else has to invite you, and you accept or decline."),
    )
    presence = forms.ChoiceField(
        label=_("Show when you are here"),
        choices=[("shown", _("to people who share a room with you")), ("hidden", _("to nobody"))],
        required=False,
        help_text=_("With “to nobody” you look offline to everybody, and nobody sees when you were last here."),
    )
    keywords = forms.CharField(
        label=_("Highlight words"),
        required=False,
        max_length=conf.KEYWORDS * (conf.KEYWORD_LENGTH + 2),
        help_text=_(
            "Unread messages with one of these words come first when you catch up. Separate words with commas."
        ),
    )


class InvitationForm(SiteForm):
    uses = forms.IntegerField(label=_("How many people"), min_value=1, max_value=conf.INVITATION_USES, initial=1)
