"""The user's own profile page: name, picture, time zone, language and API tokens."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chat.actions.people import preferences, status, users
from chat.errors import ChatError
from chat.models import AddedBy, ApiToken, Room, User
from chat.queries import people
from chat.text.people.time_zones import time_zones
from chat.web.accounts import mail
from chat.web.decorators import AuthenticatedRequest, authenticated
from chat.web.people import forms
from chat.web.people.avatars import thumbnail


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@authenticated
def profile(request: AuthenticatedRequest) -> HttpResponse:
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = forms.ProfileForm(*data, initial=_initial(request.user))
    if form.is_valid() and _save(request, form):
        return redirect("profile")
    return render(
        request, "chat/people/profile.html", profile_context(request, form), status=400 if form.errors else 200
    )


def profile_context(
    request: AuthenticatedRequest, form: forms.ProfileForm | None = None, token_form: forms.TokenForm | None = None
) -> dict[str, Any]:
    """Return the context of the profile page, which the token view renders too when its form is invalid."""
    return {
        "form": form or forms.ProfileForm(initial=_initial(request.user)),
        "token_form": token_form or forms.token_form(request),
        "tokens": _tokens_with_rooms(request.user),
        "confirms_email": mail.can_send() and request.user.email and not request.user.email_verified,
        "time_zones": time_zones(),
        "ignored": people.ignored_by(request.user).people,
    }


def _tokens_with_rooms(user: User) -> list[tuple[ApiToken, list[str]]]:
    """Return the user's tokens, each with the names of the rooms that it is bound to."""
    tokens = list(user.api_tokens.filter(revoked_at=None))
    ids = {room_id for token in tokens for room_id in token.room_ids or ()}
    names = dict(Room.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
    return [(token, [names[pk] for pk in token.room_ids or () if pk in names]) for token in tokens]


def _initial(user: User) -> dict[str, str]:
    return {
        "display_name": user.display_name,
        "time_zone": user.time_zone,
        "language": user.language,
        "added_by": user.added_by,
        "presence": "hidden" if user.hides_presence else "shown",
        "keywords": ", ".join(user.keywords.splitlines()),
    }


def _save(request: AuthenticatedRequest, form: forms.ProfileForm) -> bool:
    """Save all of the profile, or nothing and add the errors to the form. Return whether it was saved."""
    values = form.cleaned_data
    upload, added_by = values.pop("avatar"), AddedBy(values.pop("added_by") or request.user.added_by)
    presence = values.pop("presence")
    try:
        avatar = thumbnail(upload, by=request.user.pk) if upload else None
        with transaction.atomic():
            if added_by != request.user.added_by:
                preferences.set_added_by(by=request.user, added_by=added_by)
            if presence and (presence == "hidden") != request.user.hides_presence:
                status.hide_presence(by=request.user, hidden=presence == "hidden")
            users.update_profile(by=request.user, avatar=avatar, drop_avatar="drop_avatar" in request.POST, **values)
    except ChatError as error:
        form.add_chat_error(error)
        return False
    with translation.override(request.user.language):
        messages.success(request, _("Saved."))
    return True
