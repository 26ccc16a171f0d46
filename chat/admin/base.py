"""What the admin's pages share: things are shown, and changed by buttons that call actions.

A button stands under the list, for many, and on the page of each one. What it did is kept in Django's own log of
the admin.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chat.errors import ChatError
from chat.models import Kind

MAX_COUNT = 10_000

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Never counts beyond MAX_COUNT: a page of a table of millions costs what one of thousands costs."""

    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:  # type: ignore[override]
        return self.object_list[:MAX_COUNT].count()


@dataclass(frozen=True)
class Button:
    """One verb of the administration. `act` calls its action; `fits` says for which objects it is offered."""

    label: Promise | str
    done: Promise | str
    run: Callable[[Any, Any], object]
    applies_to: Callable[[Any], bool]
    confirm: bool = False


class ReadOnlyAdmin(ModelAdmin):
    """Things that are looked at, searched and filtered; only `buttons` change them."""

    actions_on_bottom = True
    show_full_result_count = False
    # Each count beside a filter would read the whole table.
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator
    list_per_page = 50
    buttons: ClassVar[dict[str, Button]] = {}
    room_kind_lookup: ClassVar[str] = ""
    """The path to the kind of a thing's room: where it is given, only superusers see what is not public."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        hidden = self.room_kind_lookup and not request.user.is_superuser
        return rows.filter(**{self.room_kind_lookup: Kind.PUBLIC}) if hidden else rows

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or self.has_button_permission(request)

    def has_button_permission(self, request: HttpRequest) -> bool:
        """Whether this person may use the buttons: whoever may change this kind of thing."""
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")

    def describe(self, thing: Any) -> str:
        """The thing in a line, for whoever is asked whether they are sure."""
        return str(thing)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return (
            {name: (_run_button, name, button.label) for name, button in self.buttons.items()}
            if self.has_button_permission(request)
            else {}
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        thing = kwargs.get("obj")
        offered = self.buttons.items() if thing is not None and self.has_button_permission(request) else ()
        context["buttons"] = [(name, button) for name, button in offered if button.applies_to(thing)]
        return super().render_change_form(request, context, *args, **kwargs)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ChatError as error:
            self.message_user(request, error.message, messages.ERROR)
            return redirect(request.path)

    def run_button(self, request: HttpRequest, name: str, things: QuerySet[Any]) -> HttpResponse | None:
        """Press a button for each of these things, in a transaction each; what is refused is said."""
        button = self.buttons[name]
        if button.confirm and "confirmed" not in request.POST:
            return self._confirm(request, name, things)
        chosen = list(things)
        done = [thing for thing in chosen if self._run_for(request, button, thing)]
        if done:
            number = ngettext("%(done)s: %(count)d.", "%(done)s: %(count)d.", len(done))
            self.message_user(request, number % {"done": button.done, "count": len(done)}, messages.SUCCESS)
        return self._redirect_back(request, chosen) if "from_page" in request.POST else None

    def _run_for(self, request: HttpRequest, button: Button, thing: Model) -> bool:
        try:
            with transaction.atomic():
                label, pk = str(thing), thing.pk
                button.run(request.user, thing)
                thing.pk = pk
                self.log_change(request, thing, str(button.done))
        except ChatError as error:
            self.message_user(request, f"{label}: {error.message}", messages.ERROR)
            return False
        return True

    def _confirm(self, request: HttpRequest, name: str, things: QuerySet[Any]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Are you sure?"),
            "opts": self.opts,
            "name": name,
            "button": self.buttons[name],
            "things": [(thing.pk, self.describe(thing)) for thing in things],
            "checkbox": ACTION_CHECKBOX_NAME,
            "from_page": "from_page" in request.POST,
        }
        return TemplateResponse(request, "admin/chat/confirm.html", context)

    def _redirect_back(self, request: HttpRequest, things: list[Any]) -> HttpResponse:
        page = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}"
        still_there = [thing for thing in things if self.model._default_manager.filter(pk=thing.pk).exists()]
        return redirect(
            reverse(f"{page}_change", args=[still_there[0].pk]) if still_there else reverse(f"{page}_changelist")
        )


def _run_button(shown: ReadOnlyAdmin, request: HttpRequest, things: QuerySet[Any]) -> HttpResponse | None:
    return shown.run_button(request, request.POST["action"], things)


def change_own_password(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    return redirect("account_change_password")
