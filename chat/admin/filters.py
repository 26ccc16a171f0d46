"""Filters for the admin's lists."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class IsSetFilter(admin.SimpleListFilter):
    """Filters by whether a date is set: archived or not, deleted or not."""

    field = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return (
            queryset.filter(**{f"{self.field}__isnull": self.value() == "no"})
            if self.value() in {"yes", "no"}
            else queryset
        )


class IsArchivedFilter(IsSetFilter):
    title, parameter_name, field = _("archived"), "archived", "archived_at"


class IsDeletedFilter(IsSetFilter):
    title, parameter_name, field = _("deleted"), "deleted", "deleted_at"


class IsRevokedFilter(IsSetFilter):
    title, parameter_name, field = _("revoked"), "revoked", "revoked_at"


class RoomKindFilter(admin.ChoicesFieldListFilter):
    """Filters by the kind of the object's room."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("kind of room")
