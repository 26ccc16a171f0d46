"""The directory of people, from which users start direct conversations."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from chat.actions.rooms import rooms
from chat.delivery.presence import presence
from chat.queries import people as found_people
from chat.queries.watching import last_seen
from chat.web.decorators import AuthenticatedRequest, authenticated, search_query, show_errors

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@authenticated
def people(request: AuthenticatedRequest) -> HttpResponse:
    """List active people, filtered by `?q=`.

    A POST with one or more `user` ids opens the direct conversation with them.
    """
    if request.method == "POST":
        with show_errors(request):
            room, _ = rooms.open_direct(by=request.user, user_ids=_ids(request.POST.getlist("user")))
            return redirect("room", room.pk)
        return redirect("people")
    query = search_query(request)
    page = Paginator(found_people.matching(query), PER_PAGE).get_page(request.GET.get("page"))
    if not page.object_list:
        page = Paginator(found_people.misspelt(query), PER_PAGE).get_page(1)
    known = last_seen(request.user.pk, [person.pk for person in page.object_list])
    rows = [(person, presence.status_of(person.pk) if person.pk in known else "offline") for person in page.object_list]
    return render(request, "chat/people/directory.html", {"page": page, "rows": rows, "query": query})


def _ids(values: list[str]) -> list[int]:
    """Parse ids. A malformed one becomes 0, which no user has."""
    return [int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0 for value in values]
