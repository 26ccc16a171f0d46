"""The emoji table for the picker and for completion. The page requests it on first use; browsers cache it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from chat.text.messages.emoji import table


@require_safe
@cache_control(public=True, max_age=86_400)
def emoji(request: HttpRequest) -> HttpResponse:
    """Return `{group: [[emoji, [names]], ...]}`. The first name of an emoji is its display name."""
    return JsonResponse(table(), json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
