"""Who administers the site."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chat.errors import Conflict, Forbidden, NotFound
from chat.models import User

RIGHTS = ("is_staff", "is_superuser", "groups")


def set_rights(*, by: User, user_id: int, is_staff: bool, is_superuser: bool, groups: Iterable[Group]) -> User:
    """Set someone's part in the site's administration.

    Raises Forbidden for who is not a superuser, NotFound, Conflict for taking one's own.
    """
    if not by.is_superuser:
        raise Forbidden(_("Only a superuser may give rights."))
    with transaction.atomic():
        user = User.objects.select_for_update().filter(pk=user_id).first()
        if user is None:
            raise NotFound(_("There is no such person here."))
        if user.pk == by.pk and not (is_staff and is_superuser):
            raise Conflict(_("You cannot take your own rights away."))
        user.is_staff, user.is_superuser = is_staff, is_superuser
        user.save(update_fields=["is_staff", "is_superuser"])
        user.groups.set(groups)
    return user
