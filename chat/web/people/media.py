"""Pictures of people, served by the site itself: small files under random names, which need no web server in front."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from chat.errors import Unavailable
from chat.executors import run_file_work
from chat.files import storage


@require_safe
async def avatar(request: HttpRequest, name: str) -> HttpResponse:
    """A WebP that this site has made. Nothing else is ever served from the uploads."""
    try:
        # On those threads, because each keeps its client of another storage: making one takes longer than a picture.
        response = HttpResponse(await run_file_work(_read, f"avatars/{name}"), content_type="image/webp")
    except OSError:
        raise Http404("There is no such picture.") from None
    except Unavailable as error:
        return HttpResponse(error.message, status=error.status, content_type="text/plain; charset=utf-8")
    # Each picture has a name of its own, so that a copy never grows old.
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return response


def _read(path: str) -> bytes:
    with storage.open_file(path) as file:
        return file.read()
