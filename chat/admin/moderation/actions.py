"""Actions of moderators: staff can read and undo them, and answer appeals."""

from typing import ClassVar

from django.contrib import admin
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from chat.actions.moderation import actions, appeals
from chat.admin.base import Button, ReadOnlyAdmin
from chat.admin.filters import IsSetFilter
from chat.models import ModerationAction, User


class IsUndoneFilter(IsSetFilter):
    title, parameter_name, field = _("undone"), "undone", "undone_at"


class IsAppealedFilter(IsSetFilter):
    title, parameter_name, field = _("appealed"), "appealed", "appealed_at"


def _undo(by: User, action: ModerationAction, reason: str) -> None:
    actions.undo(by=by, action_id=action.pk, reason=reason)


def _reject(by: User, action: ModerationAction, answer: str) -> None:
    appeals.reject(by=by, action_id=action.pk, answer=answer)


def _waits_for_answer(action: ModerationAction) -> bool:
    return action.appealed_at is not None and action.answered_at is None and action.undone_at is None


@admin.register(ModerationAction)
class ModerationActionAdmin(ReadOnlyAdmin):
    list_display = ("kind", "person", "place", "reason", "by", "created_at", "until", "undone_at", "appealed_at")
    list_select_related = ("person", "room", "by")
    list_filter = ("kind", IsUndoneFilter, IsAppealedFilter, "created_at")
    search_fields = ("person__username", "person__display_name", "by__username", "reason")
    fields = (
        *("kind", "person", "place", "reason", "rule", "by", "created_at", "until"),
        *("undone_at", "undone_by", "undo_reason"),
        *("appealed_at", "appeal", "answered_at", "answered_by", "answer"),
    )
    readonly_fields = ("place",)
    ordering = ("-id",)
    buttons: ClassVar = {
        "undo_actions": Button(
            _("Undo"), _("Undone"), _undo, lambda action: action.undone_at is None, asks_reason=True, key="u"
        ),
        "reject_appeals": Button(
            _("Reject the appeal"), _("Appeals rejected"), _reject, _waits_for_answer, asks_reason=True
        ),
    }

    @admin.display(description=_("room"))
    def place(self, action: ModerationAction) -> str:
        return str(action.room) if action.room else now_("everywhere")
