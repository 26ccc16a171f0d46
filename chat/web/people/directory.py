"""The directory of people, and starting conversations with them."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from chat.actions.rooms import rooms
from chat.delivery.presence import presence
from chat.models import User
from chat.text.people.names import fold
from chat.web.decorators import PersonRequest, for_people, searched, telling

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def people(request: PersonRequest) -> HttpResponse:
    """Everyone here, or those whose name contains `?q=`.

    A POST with `user`, once or more, opens the conversation with them.
    """
    if request.method == "POST":
        with telling(request):
            room, _ = rooms.open_direct(by=request.user, user_ids=_ids(request.POST.getlist("user")))
            return redirect("room", room.pk)
        return redirect("people")
    query = searched(request)
    found = User.objects.filter(is_active=True).order_by("username_key")
    if query:
        found = found.filter(Q(username_key__contains=fold(query)) | Q(display_name__icontains=query))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(person, presence.status_of(person.pk)) for person in page.object_list]
    return render(request, "people/directory.html", {"page": page, "rows": rows, "query": query})


def _ids(values: list[str]) -> list[int]:
    """What is no id becomes 0, which is nobody's."""
    return [int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0 for value in values]
