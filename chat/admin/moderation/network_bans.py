"""Bans of networks: staff make them, after a look at whom they would meet, and undo them."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.actions.moderation import network_bans
from chat.admin.base import Button, ModelAdmin, ReadOnlyAdmin
from chat.admin.moderation.actions import IsUndoneFilter
from chat.errors import ChatError
from chat.models import NetworkBan, User
from chat.queries.moderation.networks import LATELY, accounts_seen
from chat.text.moderation.networks import Network, parse_network
from chat.text.people.names import fold

if TYPE_CHECKING:
    BanForm = forms.ModelForm[NetworkBan]
else:
    BanForm = forms.ModelForm
NAMES_SHOWN = 5


class NewBanForm(BanForm):
    own_address = ""
    hours = forms.IntegerField(
        label=_("For how many hours"),
        required=False,
        min_value=1,
        max_value=conf.MODERATION_DAYS * 24,
        help_text=_("Empty: until somebody undoes it."),
    )
    person = forms.CharField(
        label=_("Ban this person too"), required=False, max_length=30, help_text=_("Their username, or empty.")
    )

    class Meta:
        model = NetworkBan
        fields = ("network", "reason")

    def clean_network(self) -> str:
        try:
            return str(network_bans.clean_network(self.cleaned_data["network"], self.own_address))
        except ChatError as error:
            raise forms.ValidationError(error.message) from None

    def clean_person(self) -> User | None:
        name = fold(self.cleaned_data["person"].strip())
        if not name:
            return None
        person = User.objects.filter(username_key=name).first() if "\0" not in name else None
        if person is None:
            raise forms.ValidationError(_("There is no such person here."))
        return person


def whom_it_meets(network: Network) -> str:
    """Return a sentence about the accounts that were seen in a network lately."""
    names = list(accounts_seen(network).order_by("-last_login").values_list("username", flat=True)[:NAMES_SHOWN])
    count = accounts_seen(network).count() if len(names) == NAMES_SHOWN else len(names)
    if not names:
        return gettext("No account logged in from %(network)s in the last %(days)s days.") % {
            "network": network,
            "days": LATELY.days,
        }
    more = f"{', '.join(names)}{' …' if count > len(names) else ''}"
    text = ngettext(
        "%(count)s account logged in from %(network)s in the last %(days)s days: %(names)s.",
        "%(count)s accounts logged in from %(network)s in the last %(days)s days: %(names)s.",
        count,
    )
    values = {"count": count, "network": network, "days": LATELY.days, "names": more}
    return text % values


def _undo(by: User, ban: NetworkBan, reason: str) -> None:
    network_bans.undo(by=by, ban_id=ban.pk, reason=reason)


@admin.register(NetworkBan)
class NetworkBanAdmin(ReadOnlyAdmin):
    list_display = ("network", "reason", "created_by", "created_at", "until", "undone_at")
    list_select_related = ("created_by",)
    list_filter = (IsUndoneFilter, "created_at")
    search_fields = ("network", "reason")
    fields = (
        *("network", "seen", "reason", "action", "created_by", "created_at", "until"),
        *("undone_at", "undone_by", "undo_reason"),
    )
    readonly_fields = ("seen",)
    ordering = ("-id",)
    buttons: ClassVar = {
        "undo_bans": Button(_("Undo"), _("Undone"), _undo, lambda ban: ban.undone_at is None, asks_reason=True),
    }

    @admin.display(description=_("accounts"))
    def seen(self, ban: NetworkBan) -> str:
        return whom_it_meets(parse_network(ban.network))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return ModelAdmin.has_add_permission(self, request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj:
            return super().get_form(request, obj, change, **kwargs)
        return type("NewBanForm", (NewBanForm,), {"own_address": request.META.get("REMOTE_ADDR", "")})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else ("network", "reason", "hours", "person")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Ask before a ban that could be stored, with whom it meets."""
        if request.method == "POST" and "confirmed" not in request.POST and self.has_add_permission(request):
            form = self.get_form(request)(request.POST)
            if form.is_valid():
                return self._ask(request, form)
        return super().add_view(request, form_url, extra_context)

    def _ask(self, request: HttpRequest, form: NewBanForm) -> HttpResponse:
        network = form.cleaned_data["network"]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Are you sure?"),
            "opts": self.opts,
            "network": network,
            "seen": whom_it_meets(parse_network(network)),
            "person": form.cleaned_data["person"],
            "values": [(name, request.POST.get(name, "")) for name in form.fields],
        }
        return TemplateResponse(request, "admin/chat/confirm_network.html", context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        person = form.cleaned_data["person"]
        row = network_bans.ban(
            by=request.user,  # type: ignore[arg-type]
            network=obj.network,
            reason=obj.reason,
            own_address=form.own_address,
            hours=form.cleaned_data["hours"],
            user_id=person.pk if person else None,
        )
        obj.__dict__.update(row.__dict__)
