"""The start page of the administration: what waits, what happened lately, and how much goes on."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chat.queries import signing_up
from chat.queries.moderation import overview
from chat.queries.moderation.overview import Trend

Index = Callable[..., HttpResponse]
WIDTH, HEIGHT = 300, 60


def with_overview(index: Index) -> Index:
    """Give Django's start page what ours shows. Each reader sees only what their permissions let them open."""

    def page(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return index(request, {**(extra_context or {}), **context_for(request)})

    return page


def context_for(request: HttpRequest) -> dict[str, Any]:
    """Return the parts of the page. The number of queries does not depend on how much there is."""
    may = {name: request.user.has_perm(f"chat.view_{name}") for name in PANELS}
    context: dict[str, Any] = {
        name: query() for model, queries in PANELS.items() if may[model] for name, query in queries.items()
    }
    trends = [(label, query()) for model, label, query in TRENDS if may[model]]
    context["trends"] = [{"label": label, "trend": trend, **line(trend)} for label, trend in trends]
    return context


def line(trend: Trend) -> dict[str, str]:
    """Return the points of a trend's line, and those of the area below it, in a box of WIDTH by HEIGHT."""
    step, most = WIDTH / (len(trend.values) - 1), max(trend.most, 1)
    points = [
        f"{number * step:.1f},{HEIGHT - 2 - value / most * (HEIGHT - 4):.1f}"
        for number, value in enumerate(trend.values)
    ]
    return {"points": " ".join(points), "area": " ".join([f"0,{HEIGHT}", *points, f"{WIDTH},{HEIGHT}"])}


PANELS: dict[str, dict[str, Callable[[], object]]] = {
    "report": {"open_reports": overview.open_reports, "held": overview.held_by_filter},
    "admission": {"newcomers": overview.waiting_newcomers},
    "user": {"people": overview.newest_people},
    "moderationaction": {"recent": overview.recent_actions},
    "signuplock": {"lock": signing_up.lock_in_force, "signup_mode": signing_up.mode},
}
"""The queries for those who may see a model, by their names in the template."""
TRENDS: tuple[tuple[str, Promise, Callable[[], Trend]], ...] = (
    ("admission", _("Sign-ups"), overview.trend_of_people),
    ("report", _("Messages"), overview.trend_of_messages),
    ("report", _("Reports"), overview.trend_of_reports),
)
