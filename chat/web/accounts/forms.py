"""Forms for accounts and profiles. Actions validate the values; the forms show their errors at the fields."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms.utils import ErrorList
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.actions.people import signing_up, validation
from chat.errors import ChatError
from chat.models import User
from chat.text.people.names import MAX_DISPLAY_NAME, MAX_USERNAME
from chat.text.people.time_zones import time_zones
from chat.web.accounts import mail
from chat.web.accounts.allauth_adapter import form_error, invitation_code

FIELD_NAMES = {"displayName": "display_name", "timeZone": "time_zone"}
USERNAME_HELP = _("Letters and digits of any script, with _ - . between them. Others mention you by it.")


class CodedErrors(ErrorList):
    """A list of errors that renders each error's code in `data-code`, for scripts and tests."""

    field_id: str | None

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        if not self:
            return SafeString("")
        items = [(error.code or "invalid", text) for error in self.as_data() for text in error.messages]
        list_id = f"{self.field_id}_error" if self.field_id else ""
        rows = format_html_join("", '<li data-code="{}">{}</li>', items)
        return format_html('<ul class="{}" id="{}">{}</ul>', self.error_class, list_id, rows)

    __str__ = __html__ = render


class SiteForm(forms.Form):
    """Base of the account forms: errors with codes, and the same rules for every password field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"error_class": CodedErrors, **kwargs})
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field.widget, forms.PasswordInput):
                field.validators.append(MaxLengthValidator(conf.PASSWORD_LENGTH))
                field.help_text = ""
        for name in {"password1", "password"} & self.fields.keys():
            if self.fields[name].widget.attrs.get("autocomplete") == "new-password":
                self.fields[name].help_text = _("At least 8 characters.")

    def add_chat_error(self, error: ChatError) -> None:
        """Show an action's error at the fields that it names, or above the form when it names none of them."""
        named = {FIELD_NAMES.get(name, name): name for name in error.fields or {}}
        visible = [field for field in named if field in self.fields and not self.fields[field].widget.is_hidden]
        for field in visible:
            self.add_error(field, form_error(error, named[field]))
        if not visible:
            self.add_error(None, form_error(error, ""))


def username_field() -> forms.CharField:
    """Return a field that neither strips nor measures its value: the action's rules for names explain what is wrong."""
    widget = forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"})
    field = forms.CharField(label=_("Username"), strip=False, widget=widget, help_text=USERNAME_HELP)
    field.validators = []
    field.widget.attrs["maxlength"] = str(MAX_USERNAME)
    return field


class BrowserTimeZoneForm(forms.Form):
    """A hidden field that a script fills with the browser's time zone. An unknown time zone counts as UTC."""

    time_zone = forms.CharField(
        required=False, widget=forms.HiddenInput(attrs={"data-controller": "time-zone", "autocomplete": "off"})
    )

    def clean_time_zone(self) -> str:
        name = self.cleaned_data["time_zone"]
        return name if name in time_zones() else "UTC"


class LoginForm(SiteForm, allauth_forms.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label = _("Username or e-mail")
        login.validators.append(MaxLengthValidator(conf.EMAIL_LENGTH))
        login.widget.attrs |= {"autocomplete": "username", "autocapitalize": "none", "maxlength": conf.EMAIL_LENGTH}


class SignupForm(SiteForm, BrowserTimeZoneForm, allauth_forms.SignupForm):  # type: ignore[misc]
    invite = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ("username", "email", "password1", "invite", "time_zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"] = username_field()
        self.fields["email"].label = _("E-mail")
        self.fields["email"].help_text = _("Used only to reset a forgotten password.")
        if settings.SIGNUP_CONFIRM_EMAIL or settings.SIGNUP_DOMAINS:
            self.fields["email"].required = True
        if settings.SIGNUP_CONFIRM_EMAIL:
            self.fields["email"].help_text = _("You get a link there, with which you come in.")
        self.order_fields(self.field_order)

    def validate_unique_email(self, value: str) -> str:
        """Accept every address. It belongs to whom it reaches; the visitor does not learn whether somebody has it."""
        return value

    def save(self, request: HttpRequest) -> User:
        """Create the user with the sign-up action, which also adds new users to the default room."""
        user = signing_up.sign_up(
            username=self.cleaned_data["username"],
            password=self.cleaned_data["password1"],
            email=self.cleaned_data["email"],
            language=get_language() or settings.LANGUAGE_CODE,
            time_zone=self.cleaned_data["time_zone"],
            invitation=invitation_code(request),
            address=request.META.get("REMOTE_ADDR", ""),
        )
        mail.send_confirmation_of_new_account(request, user)
        return user


class ConfirmForm(SiteForm, allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    pass


class ChangePasswordForm(SiteForm, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    pass


class ResetPasswordForm(SiteForm, allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    def clean_email(self) -> str:
        """Check the form of the address only: whether somebody has it shows nowhere."""
        try:
            return validation.clean_email(self.cleaned_data["email"])
        except ChatError as error:
            raise form_error(error, "email") from None

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        mail.send_reset_links(request, email)
        return email


class ResetPasswordKeyForm(SiteForm, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


for _form in (ChangePasswordForm, ResetPasswordKeyForm):
    _form.base_fields["password1"].label = _("New password")
    _form.base_fields["password2"].label = _("New password, again")
ChangePasswordForm.base_fields["oldpassword"].label = _("Current password")
ResetPasswordForm.base_fields["email"].label = _("E-mail")


class SetUpForm(SiteForm, BrowserTimeZoneForm):
    code = forms.CharField(
        label=_("Set-up code"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("The log of the server shows it, so that nobody else can set this site up."),
    )
    username = username_field()
    display_name = forms.CharField(
        label=_("Display name"), required=False, max_length=MAX_DISPLAY_NAME, help_text=_("The name that people see.")
    )
    email = forms.CharField(
        label=_("E-mail"),
        required=False,
        max_length=conf.EMAIL_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, code: str = "", **kwargs: Any) -> None:
        """Make the form. It asks for the code, if there is one."""
        super().__init__(*args, **kwargs)
        self._code = code
        if not code:
            del self.fields["code"]

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip().lower()
        if not constant_time_compare(code, self._code):
            raise ValidationError(_("This is not the code. The log of the server shows it."), code="invalid")
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        user = User(**{name: data.get(name) or "" for name in ("username", "display_name", "email")})
        try:
            validate_password(data.get("password", ""), user)
        except ValidationError as error:
            if "password" in data:
                self.add_error("password", error)
        return data
