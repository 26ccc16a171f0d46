"""Users: staff can create and edit them, grant rights, deactivate and reactivate them."""

from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm, UserChangeForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from chat.actions.people import sessions, staff_rights, users, validation
from chat.admin.base import Button, ModelAdmin, ReadOnlyAdmin
from chat.errors import ChatError
from chat.models import User

if TYPE_CHECKING:
    NewUser = AdminUserCreationForm[User]
    ChangedUser = UserChangeForm[User]
    NewPassword = AdminPasswordChangeForm[User]
    Accounts = DjangoUserAdmin[User]
else:
    NewUser, ChangedUser, NewPassword, Accounts = (
        AdminUserCreationForm,
        UserChangeForm,
        AdminPasswordChangeForm,
        DjangoUserAdmin,
    )


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
        """Leave the check to the action, which also knows names that look alike."""
        return str(self.cleaned_data["username"])

    def clean_display_name(self) -> str:
        return _checked_name(self.cleaned_data["display_name"])


class UserForm(ChangedUser):
    time_zone = forms.ChoiceField(
        label=_("time zone"), choices=[(name, name) for name in sorted(available_timezones())]
    )
    language = forms.ChoiceField(label=_("language"), choices=settings.LANGUAGES)

    def clean_display_name(self) -> str:
        return _checked_name(self.cleaned_data["display_name"])


class PasswordForm(NewPassword):
    def save(self, commit: bool = True) -> Any:
        user = super().save(commit=False)
        with transaction.atomic():
            sessions.store_password(user=user)
            sessions.end_other_sessions(user=user, keep_session=None)
        return user


def _deactivate(by: User, user: User) -> None:
    users.deactivate(by=by, user_id=user.pk)


def _reactivate(by: User, user: User) -> None:
    users.reactivate(by=by, user_id=user.pk)


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
    form, add_form, change_password_form = UserForm, NewUserForm, PasswordForm
    # E-mail addresses are edited on allauth's page of the admin.
    readonly_fields = ("username", "email", "is_active", "is_bot", "last_login", "last_seen_at", "date_joined")
    filter_horizontal = ("groups",)
    fieldsets = (
        (None, {"fields": ("username", "password", "display_name", "email", "time_zone", "language")}),
        (_("Permissions"), {"fields": ("is_active", "is_bot", "is_staff", "is_superuser", "groups")}),
        (_("Important dates"), {"fields": ("last_login", "last_seen_at", "date_joined")}),
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
            _("Reactivate user"), _("Reactivated"), _reactivate, lambda user: not user.is_active
        ),
    }

    def has_add_permission(self, request: HttpRequest) -> bool:
        return ModelAdmin.has_add_permission(self, request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only superusers may change superusers. Anyone else could set a password and log in as one."""
        return ModelAdmin.has_change_permission(self, request, obj) and (
            obj is None or not obj.is_superuser or request.user.is_superuser
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ()
        return self.readonly_fields if request.user.is_superuser else (*self.readonly_fields, *staff_rights.RIGHTS)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        user = self.get_object(request, id)
        if user is not None and not self.has_change_permission(request, user):
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            self._register(obj, form.cleaned_data)
            return
        with transaction.atomic():
            users.update_profile(by=obj, display_name=obj.display_name, time_zone=obj.time_zone, language=obj.language)
            if request.user.is_superuser and any(name in form.changed_data for name in staff_rights.RIGHTS):
                rights = {name: form.cleaned_data[name] for name in staff_rights.RIGHTS}
                staff_rights.set_rights(by=request.user, user_id=obj.pk, **rights)  # type: ignore[arg-type]

    def _register(self, user: User, data: dict[str, Any]) -> None:
        names = ("username", "display_name", "email", "is_bot")
        registered = users.register(password=data["password1"] or None, **{name: data[name] for name in names})
        user.__dict__.update(registered.__dict__)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save nothing: the actions have done it."""
