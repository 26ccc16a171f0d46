"""URLs of rooms. static/js/views/ui/urls.js builds them by the same rule."""

from django.urls import reverse

TAKEN = frozenset({"settings", "join", "leave", "archive", "members", "at"})
"""Path segments that follow a room's id in other URLs. A slug equal to one of them is left out."""


def room_url(room_id: int, slug: str = "") -> str:
    return reverse("room", args=[room_id, slug] if slug and slug not in TAKEN else [room_id])
