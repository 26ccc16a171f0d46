"""Users: staff can create and edit them, grant rights, deactivate and reactivate them."""

from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import available_timezones

from allauth.core import context
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from chat.actions.moderation import actions
from chat.actions.people import email_addresses, staff_rights, two_step, users, validation
from chat.admin.base import Button, ModelAdmin, ReadOnlyAdmin
from chat.admin.people import reset_links
from chat.errors import ChatError
from chat.models import ActionKind, User
from chat.text.moderation.networks import readable
from chat.web.accounts import mail
from chat.web.accounts.two_step.adapter import has_two_step

if TYPE_CHECKING:
    NewUser = AdminUserCreationForm[User]
    ChangedUser = UserChangeForm[User]
    Accounts = DjangoUserAdmin[User]
else:
    NewUser, ChangedUser, Accounts = AdminUserCreationForm, UserChangeForm, DjangoUserAdmin


def _checked_name(name: str) -> str:
    try:
        return validation.clean_display_name("displayName", name) if name.strip() else ""
    except ChatError as error:
        raise ValidationError(error.message) from None


class NewUserForm(NewUser):
    class Meta:
        model = User
        fields = ("username", "display_name", "email", "is_bot")

    def clean_username(self) -> str:
        """Check the name as everywhere else, and show the reason at the field."""
        try:
            validation.check_username(username := str(self.cleaned_data["username"]))
        except ChatError as error:
            raise ValidationError(error.message, code="invalid") from None
        return username

    def clean_display_name(self) -> str:
        return _checked_name(self.cleaned_data["display_name"])


class UserForm(ChangedUser):
    time_zone = forms.ChoiceField(
        label=_("time zone"), choices=[(name, name) for name in sorted(available_timezones())]
    )
    language = forms.ChoiceField(label=_("language"), choices=settings.LANGUAGES)

    def clean_display_name(self) -> str:
        return _checked_name(self.cleaned_data["display_name"])


def _deactivate(by: User, user: User) -> None:
    users.deactivate(by=by, user_id=user.pk)


def _reactivate(by: User, user: User) -> None:
    users.reactivate(by=by, user_id=user.pk)


def _act(by: User, user: User, kind: ActionKind, reason: str) -> None:
    actions.act(by=by, kind=kind, user_id=user.pk, reason=reason)


def _ban(by: User, user: User, reason: str) -> None:
    _act(by, user, ActionKind.BAN, reason)


def _mute(by: User, user: User, reason: str) -> None:
    _act(by, user, ActionKind.MUTE, reason)


def _purge(by: User, user: User, reason: str) -> None:
    _act(by, user, ActionKind.PURGE, reason)


def _reset_two_step(by: User, user: User, reason: str) -> None:
    two_step.reset(by=by, user_id=user.pk, reason=reason)
    mail.send_notice(
        context.request, user, "account/email/changes/two_step_changed", event="two_step.reset", reason=reason
    )


@admin.register(User)
class UserAdmin(ReadOnlyAdmin, Accounts):
    list_display = (
        "username",
        "display_name",
        "email",
        "is_active",
        "is_staff",
        "is_bot",
        "last_seen_at",
        "date_joined",
    )
    list_filter = ("is_active", "is_staff", "is_superuser", "is_bot", "date_joined")
    search_fields = ("username", "display_name", "email")
    ordering = ("username_key",)
    form, add_form = UserForm, NewUserForm
    readonly_fields = (
        *("username", "email_verified", "is_active", "is_bot"),
        *("last_login", "seen_from", "last_seen_at", "date_joined"),
    )
    filter_horizontal = ("groups",)
    fieldsets = (
        (None, {"fields": ("username", "display_name", "email", "email_verified", "time_zone", "language")}),
        (_("Permissions"), {"fields": ("is_active", "is_bot", "is_staff", "is_superuser", "groups")}),
        (_("Important dates"), {"fields": ("last_login", "seen_from", "last_seen_at", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "display_name", "email", "is_bot", "usable_password", "password1", "password2"),
            },
        ),
    )
    buttons: ClassVar = {
        "deactivate_users": Button(
            _("Deactivate user"), _("Deactivated"), _deactivate, lambda user: user.is_active, confirm=True
        ),
        "reactivate_users": Button(
            _("Reactivate user"),
            _("Reactivated"),
            _reactivate,
            lambda user: not user.is_active and user.banned_until is None and not user.waits_outside,
        ),
        "mute_users": Button(_("Mute everywhere"), _("Muted"), _mute, lambda user: user.is_active, asks_reason=True),
        "ban_users": Button(_("Ban"), _("Banned"), _ban, lambda user: user.banned_until is None, asks_reason=True),
        "purge_users": Button(
            _("Remove all messages"), _("Messages removed"), _purge, lambda user: True, asks_reason=True
        ),
        "reset_two_step": Button(
            _("Reset two-step log-in"), _("Two-step log-in reset"), _reset_two_step, has_two_step, asks_reason=True
        ),
    }

    @admin.display(description=_("last address"))
    def seen_from(self, user: User) -> str:
        return readable(user.last_address)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return ModelAdmin.has_add_permission(self, request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only superusers may change superusers."""
        return ModelAdmin.has_change_permission(self, request, obj) and (
            obj is None or not obj.is_superuser or request.user.is_superuser
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ()
        # With another address, staff could get a link to a new password.
        own = () if request.user.is_superuser else ("email", *staff_rights.RIGHTS)
        return (*self.readonly_fields, *own)

    def get_urls(self) -> list[Any]:
        own = path(
            "<path:object_id>/reset-link/", self.admin_site.admin_view(self.reset_link), name="chat_user_reset_link"
        )
        return [own, *super().get_urls()]

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Refuse: whoever sets somebody's password can log in and read their private rooms."""
        raise PermissionDenied

    def reset_link(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Mail somebody a link to choose a new password. Only superusers may see it, to hand it over themselves."""
        user = self.get_object(request, object_id)
        if user is None or not self.has_change_permission(request, user) or not reset_links.applies_to(user):
            raise PermissionDenied
        return reset_links.page(self, request, user)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        user = kwargs.get("obj")
        context["has_reset_link"] = (
            user is not None and self.has_change_permission(request, user) and reset_links.applies_to(user)
        )
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            self._register(obj, form.cleaned_data)
            return
        with transaction.atomic():
            users.update_profile(by=obj, display_name=obj.display_name, time_zone=obj.time_zone, language=obj.language)
            # Those that add entries to the audit log come last.
            if request.user.is_superuser and "email" in form.changed_data:
                email = form.cleaned_data["email"]
                email_addresses.set_by_superuser(by=request.user, user_id=obj.pk, email=email)  # type: ignore[arg-type]
            if request.user.is_superuser and any(name in form.changed_data for name in staff_rights.RIGHTS):
                rights = {name: form.cleaned_data[name] for name in staff_rights.RIGHTS}
                staff_rights.set_rights(by=request.user, user_id=obj.pk, **rights)  # type: ignore[arg-type]

    def _register(self, user: User, data: dict[str, Any]) -> None:
        names = ("username", "display_name", "email", "is_bot")
        registered = users.register(password=data["password1"] or None, **{name: data[name] for name in names})
        user.__dict__.update(registered.__dict__)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save nothing: the actions have done it."""
