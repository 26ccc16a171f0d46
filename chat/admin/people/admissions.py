"""The queue of newcomers: staff let them in or refuse them, and they are told by mail."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from chat.actions.people import admissions
from chat.admin.base import Button, ReadOnlyAdmin
from chat.models import Admission, AdmissionStatus, User
from chat.web.accounts import mail

UNDECIDED = (AdmissionStatus.EMAIL, AdmissionStatus.WAITING)


class StatusFilter(admin.SimpleListFilter):
    """Shows those who wait unless another status is chosen."""

    title, parameter_name = _("status"), "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        others = [(value, label) for value, label in AdmissionStatus.choices if value != AdmissionStatus.WAITING]
        return [*others, ("all", _("All"))]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [{**first, "display": AdmissionStatus.WAITING.label}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Admission]) -> QuerySet[Admission]:
        # The page of one newcomer, and the buttons, name theirs.
        if self.value() == "all" or request.method == "POST":
            return queryset
        return queryset.filter(status=self.value() or AdmissionStatus.WAITING)


def _approve(by: User, admission: Admission) -> None:
    admissions.approve(by=by, admission_id=admission.pk)


def _refuse(by: User, admission: Admission, reason: str) -> None:
    admissions.refuse(by=by, admission_id=admission.pk, reason=reason)


@admin.register(Admission)
class AdmissionAdmin(ReadOnlyAdmin):
    list_display = ("person", "display_name", "email", "status", "asked_at", "address")
    list_select_related = ("person",)
    list_filter = (StatusFilter, "asked_at")
    search_fields = ("person__username", "person__display_name", "person__email", "=address")
    fields = (
        *("account", "display_name", "email", "language", "asked_at", "address"),
        *("status", "decided_by", "decided_at", "reason"),
    )
    readonly_fields = ("account", "display_name", "email", "language")
    ordering = ("-id",)
    buttons: ClassVar = {
        "approve_newcomers": Button(
            _("Let in"),
            _("Let in"),
            _approve,
            lambda admission: admission.status != AdmissionStatus.ADMITTED,
            confirm=True,
            key="a",
        ),
        "refuse_newcomers": Button(
            _("Refuse"),
            _("Refused"),
            _refuse,
            lambda admission: admission.status in UNDECIDED,
            asks_reason=True,
            key="r",
        ),
    }

    def describe(self, obj: Any) -> str:
        return f"{obj.person} · {obj.person.email}" if obj.person.email else str(obj.person)

    def _run_for(self, request: HttpRequest, button: Button, obj: Model) -> bool:
        """Mail the person what was decided, once it is stored."""
        is_done = super()._run_for(request, button, obj)
        if is_done:
            mail.send_decision(request, Admission.objects.select_related("person").get(pk=obj.pk))
        return is_done

    @admin.display(description=_("account"))
    def account(self, admission: Admission) -> str:
        page = reverse("admin:chat_user_change", args=[admission.person_id])
        return format_html('<a href="{}">{}</a>', page, admission.person.username)

    @admin.display(description=_("display name"))
    def display_name(self, admission: Admission) -> str:
        return admission.person.display_name

    @admin.display(description=_("email address"))
    def email(self, admission: Admission) -> str:
        person = admission.person
        return f"{person.email} ✓" if person.email_verified else person.email

    @admin.display(description=_("language"))
    def language(self, admission: Admission) -> str:
        return admission.person.language
