"""Grant and revoke the rights of staff."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chat.access import may_as_staff
from chat.actions.moderation import audit
from chat.errors import Conflict, Forbidden, NotFound
from chat.models import User

RIGHTS = ("is_staff", "is_superuser", "groups")


def set_rights(*, by: User, user_id: int, is_staff: bool, is_superuser: bool, groups: Iterable[Group]) -> User:
    """Set a person's rights in the administration of the site.

    Args:
        by: A superuser.
        user_id: The person.
        is_staff: Whether they may use the admin.
        is_superuser: Whether they have all rights.
        groups: The groups of rights that they are in, instead of the present ones.

    Raises:
        Forbidden: The user is not a superuser.
        NotFound: The person does not exist.
        Conflict: The user would lose their own rights.
    """
    if not by.is_superuser:
        raise Forbidden(_("Only a superuser may give rights."))
    with transaction.atomic():
        user = User.objects.select_for_update().filter(pk=user_id).first()
        if user is None:
            raise NotFound(_("There is no such person here."))
        if user.pk == by.pk and not (is_staff and is_superuser):
            raise Conflict(_("You cannot take your own rights away."))
        before = _rights(user)
        user.is_staff, user.is_superuser = is_staff, is_superuser
        user.save(update_fields=["is_staff", "is_superuser"])
        user.groups.set(groups)
        facts = {"before": before, "after": _rights(user)}
        audit.record("person.rights", by=by, person_id=user.pk, facts=facts, person=user.username)
    return user


def account_for_staff(by: User, user_id: int) -> User:
    """Return an account that a member of staff may change, and lock it until the transaction ends.

    Raises:
        Forbidden: The user may not change accounts, or the account is a superuser's and the user is none.
        NotFound: The account does not exist.
    """
    if not may_as_staff(by, "change_user"):
        raise Forbidden()
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotFound(_("There is no such person here."))
    if user.is_superuser and not by.is_superuser:
        raise Forbidden(_("Only a superuser may do this to a superuser."))
    return user


def _rights(user: User) -> dict[str, object]:
    groups = sorted(user.groups.values_list("name", flat=True))
    return {"is_staff": user.is_staff, "is_superuser": user.is_superuser, "groups": groups}
