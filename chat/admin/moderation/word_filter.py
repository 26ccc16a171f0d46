"""The word filter: staff add rules and remove them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chat.actions.moderation import word_filter
from chat.admin.base import Button, ModelAdmin, ReadOnlyAdmin
from chat.models import FilterOutcome, FilterRule, User


def _remove(by: User, rule: FilterRule) -> None:
    word_filter.remove(by=by, rule_id=rule.pk)


@admin.register(FilterRule)
class FilterRuleAdmin(ReadOnlyAdmin):
    list_display = ("text", "is_pattern", "outcome", "created_by", "created_at")
    list_select_related = ("created_by",)
    list_filter = ("outcome", "is_pattern")
    search_fields = ("text",)
    fields = ("text", "is_pattern", "outcome", "created_by", "created_at")
    buttons: ClassVar = {
        "remove_rules": Button(_("Remove the rule"), _("Rules removed"), _remove, lambda rule: True, confirm=True),
    }

    def has_add_permission(self, request: HttpRequest) -> bool:
        return ModelAdmin.has_add_permission(self, request)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else ("text", "is_pattern", "outcome")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        rule = word_filter.add(
            by=request.user,  # type: ignore[arg-type]
            text=obj.text,
            outcome=FilterOutcome(obj.outcome),
            is_pattern=obj.is_pattern,
        )
        obj.__dict__.update(rule.__dict__)
