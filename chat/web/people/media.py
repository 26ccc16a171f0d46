"""Serves avatars: small files with random names, for which no separate web server is needed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from chat.errors import Unavailable
from chat.executors import read_file
from chat.files import storage


@require_safe
async def avatar(request: HttpRequest, name: str) -> HttpResponse:
    """Serve an avatar, a WebP that the site encoded itself. No other upload is served from this path."""
    try:
        # Each thread of this pool keeps its client of the S3 store. Creating one takes longer than reading an avatar.
        response = HttpResponse(await read_file(_read, f"avatars/{name}"), content_type="image/webp")
    except OSError:
        raise Http404("There is no such picture.") from None
    except Unavailable as error:
        return HttpResponse(error.message, status=error.status, content_type="text/plain; charset=utf-8")
    # A new avatar has a new name, so browsers may cache this one for ever.
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return response


def _read(path: str) -> bytes:
    with storage.open_file(path) as file:
        return file.read()
