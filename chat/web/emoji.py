"""The table of emoji, for the picker and for completion: asked for once they are used, then kept by the browser."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from chat.text.messages.emoji import table


@require_safe
@cache_control(public=True, max_age=86_400)
def emoji(request: HttpRequest) -> HttpResponse:
    """`{group: [[emoji, [names]], ...]}`; of an emoji's names the first is the one to show."""
    return JsonResponse(table(), json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
