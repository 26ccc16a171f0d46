"""The switch that closes sign-up at once."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.actions.people import signup_locks
from chat.admin.base import Button, ModelAdmin, ReadOnlyAdmin
from chat.models import SignupLock, User

if TYPE_CHECKING:
    LockForm = forms.ModelForm[SignupLock]
else:
    LockForm = forms.ModelForm


class NewLockForm(LockForm):
    hours = forms.IntegerField(
        label=_("For how many hours"),
        required=False,
        min_value=1,
        max_value=conf.SIGNUP_LOCK_HOURS,
        help_text=_("Empty: until somebody reopens it."),
    )

    class Meta:
        model = SignupLock
        fields = ("reason", "keeps_invitations")


def _reopen(by: User, lock: SignupLock) -> None:
    signup_locks.reopen(by=by, lock_id=lock.pk)


def _is_in_force(lock: SignupLock) -> bool:
    return lock.ended_at is None and (lock.until is None or lock.until > timezone.now())


@admin.register(SignupLock)
class SignupLockAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "closes", "until", "keeps_invitations", "reason", "created_by", "ended_at")
    list_select_related = ("created_by",)
    search_fields = ("reason", "created_by__username")
    fields = ("reason", "keeps_invitations", "created_by", "created_at", "until", "ended_by", "ended_at")
    ordering = ("-id",)
    buttons: ClassVar = {
        "reopen_signup": Button(_("Reopen sign-up"), _("Sign-up reopened"), _reopen, _is_in_force, confirm=True),
    }

    @admin.display(description=_("closed now"), boolean=True)
    def closes(self, lock: SignupLock) -> bool:
        return _is_in_force(lock)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return ModelAdmin.has_add_permission(self, request)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **kwargs) if obj else NewLockForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else ("reason", "hours", "keeps_invitations")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        lock = signup_locks.close(
            by=request.user,  # type: ignore[arg-type]
            reason=obj.reason,
            hours=form.cleaned_data["hours"],
            keeps_invitations=obj.keeps_invitations,
        )
        obj.__dict__.update(lock.__dict__)
