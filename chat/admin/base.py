"""The base of the admin pages: read-only views of objects, with buttons that call actions.

A button appears under the list, for the selected objects, and on the page of each object. Django's admin log records
each use.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chat.errors import ChatError
from chat.models import Grant, Kind

MAX_COUNT = 10_000
SEARCH_WORDS = 10
"""Words of a search. Each makes the query longer, and PostgreSQL plans one of 600 words for 15 seconds."""

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts at most MAX_COUNT rows, because counting a table of millions is slow."""

    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:  # type: ignore[override]
        return self.object_list[:MAX_COUNT].count()


@dataclass(frozen=True)
class Button:
    """A button of the admin.

    Attributes:
        label: The text of the button.
        done: The past tense, for the success message and the admin log.
        run: Calls the action with the user and the object.
        applies_to: Tells whether the page of an object shows the button.
        confirm: Whether to ask "Are you sure?" first.
        warning: A sentence for the page that asks.
        asks_reason: Whether to ask for a reason first, which `run` gets as its third argument.
        key: The access key of the button on the page of an object.
    """

    label: Promise | str
    done: Promise | str
    run: Callable[..., object]
    applies_to: Callable[[Any], bool]
    confirm: bool = False
    warning: Promise | str = ""
    asks_reason: bool = False
    key: str = ""


class ReadOnlyAdmin(ModelAdmin):
    """A model that the admin can list, search and filter. Only its `buttons` change objects."""

    actions_on_bottom = True
    show_full_result_count = False
    # The counts of facets would read the whole table.
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator
    list_per_page = 50
    buttons: ClassVar[dict[str, Button]] = {}
    room_kind_lookup: ClassVar[str] = ""
    """The lookup of the room's kind. When it is set, nobody sees objects of rooms that are not public."""
    room_id_lookup: ClassVar[str] = ""
    """The lookup of the room's id. When it is set, an administrator with a grant sees what is in that room."""
    superusers_see_all: ClassVar[bool] = False
    """Whether superusers see objects of all rooms, because they tell nothing of what was said."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        queryset = super().get_queryset(request)
        if not self.room_kind_lookup or (self.superusers_see_all and request.user.is_superuser):
            return queryset
        visible = Q(**{self.room_kind_lookup: Kind.PUBLIC})
        if self.room_id_lookup:
            visible |= Q(**{f"{self.room_id_lookup}__in": Grant.objects.room_ids(cast(int, request.user.pk))})
        return queryset.filter(visible)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        words = search_term.split()
        if len(words) > SEARCH_WORDS:
            messages.warning(request, _("Only the first %(most)s words are searched.") % {"most": SEARCH_WORDS})
            search_term = " ".join(words[:SEARCH_WORDS])
        return super().get_search_results(request, queryset, search_term)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or self.has_button_permission(request)

    def has_button_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may use the buttons, which needs the change permission of the model."""
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")

    def describe(self, obj: Any) -> str:
        """Return one line about the object for the confirmation page."""
        return str(obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return (
            {name: (_run_button, name, button.label) for name, button in self.buttons.items()}
            if self.has_button_permission(request)
            else {}
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = kwargs.get("obj")
        buttons = self.buttons.items() if obj is not None and self.has_button_permission(request) else ()
        context["buttons"] = [(name, button) for name, button in buttons if button.applies_to(obj)]
        return super().render_change_form(request, context, *args, **kwargs)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ChatError as error:
            self.message_user(request, error.message, messages.ERROR)
            return redirect(request.path)

    def run_button(self, request: HttpRequest, name: str, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Run a button for each object, in a transaction of its own, and report the objects that were refused."""
        button = self.buttons[name]
        if (button.confirm or button.asks_reason) and "confirmed" not in request.POST:
            return self._confirm(request, name, queryset)
        objects = list(queryset)
        done = [obj for obj in objects if self._run_for(request, button, obj)]
        if done:
            text = ngettext("%(done)s: %(count)d.", "%(done)s: %(count)d.", len(done))
            self.message_user(request, text % {"done": button.done, "count": len(done)}, messages.SUCCESS)
        return self._redirect_back(request, objects) if "from_page" in request.POST else None

    def _run_for(self, request: HttpRequest, button: Button, obj: Model) -> bool:
        try:
            with transaction.atomic():
                label, pk = str(obj), obj.pk
                button.run(request.user, obj, *([request.POST.get("reason", "")] if button.asks_reason else []))
                obj.pk = pk  # Deleting an object clears its key, which the log needs.
                self.log_change(request, obj, str(button.done))
        except ChatError as error:
            self.message_user(request, f"{label}: {error.message}", messages.ERROR)
            return False
        return True

    def _confirm(self, request: HttpRequest, name: str, queryset: QuerySet[Any]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Are you sure?"),
            "opts": self.opts,
            "name": name,
            "button": self.buttons[name],
            "objects": [(obj.pk, self.describe(obj)) for obj in queryset],
            "checkbox": ACTION_CHECKBOX_NAME,
            "from_page": "from_page" in request.POST,
        }
        return TemplateResponse(request, "admin/chat/confirm.html", context)

    def _redirect_back(self, request: HttpRequest, objects: list[Any]) -> HttpResponse:
        page = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}"
        remaining = [obj for obj in objects if self.model._default_manager.filter(pk=obj.pk).exists()]
        return redirect(
            reverse(f"{page}_change", args=[remaining[0].pk]) if remaining else reverse(f"{page}_changelist")
        )


def _run_button(model_admin: ReadOnlyAdmin, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
    return model_admin.run_button(request, request.POST["action"], queryset)


def change_own_password(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    return redirect("account_change_password")
