"""Addresses of rooms. static/js/views/ui/urls.js is the script's twin."""

from django.urls import reverse

TAKEN = frozenset({"settings", "join", "leave", "archive", "members", "at"})
"""Words that follow a room's number in addresses of their own: no slug may stand for them."""


def room_url(room_id: int, slug: str = "") -> str:
    return reverse("room", args=[room_id, slug] if slug and slug not in TAKEN else [room_id])
