"""Pictures of people, served by the site itself: small files under random names, which need no web server in front."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def avatar(request: HttpRequest, name: str) -> HttpResponse:
    """A WebP that this site has made. Nothing else is ever served from the uploads."""
    try:
        with default_storage.open(f"avatars/{name}") as file:
            response = HttpResponse(file.read(), content_type="image/webp")
    except OSError:
        raise Http404("There is no such picture.") from None
    # Each picture has a name of its own, so that a copy never grows old.
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return response
