"""E-mail addresses of accounts, and who has shown that one is theirs.

Anybody may type any address when they sign up. It keeps nobody else from signing up with it, and the first who confirms
it, by a link in a mail, takes it from the others.
"""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.actions.moderation import audit
from chat.actions.people import admissions
from chat.actions.people.validation import clean_unused_email
from chat.errors import Conflict, Forbidden, NotFound
from chat.models import User


def owner_of(email: str) -> User | None:
    """Return who has confirmed this address, if anybody has."""
    return User.objects.filter(email=email, email_verified=True).first()


def accounts_with(email: str) -> list[User]:
    """Return the active accounts whose password can be reset by this address.

    That is the account that has confirmed it; as long as nobody has, up to RECOVERED_ACCOUNTS that claim it.
    """
    owner = owner_of(email)
    if owner is not None:
        return [owner] if owner.is_active else []
    return list(User.objects.filter(email=email, is_active=True).order_by("pk")[: conf.RECOVERED_ACCOUNTS])


def confirm(*, by: User, email: str) -> None:
    """Note that the user's address is theirs, and take it from accounts that only claim it.

    Raises:
        NotFound: The user has another address by now.
        Conflict: Somebody else has confirmed it.
    """
    with transaction.atomic():
        # Also locks the accounts on PostgreSQL, so that of two who confirm at the same moment one comes first.
        claims = list(User.objects.select_for_update().filter(email=email).order_by("pk"))
        if not any(user.pk == by.pk for user in claims):
            raise NotFound(_("This link is for another address."))
        if any(user.email_verified and user.pk != by.pk for user in claims):
            raise Conflict(_("Someone uses this e-mail address already."), fields={"email": "email_taken"})
        User.objects.filter(pk=by.pk).update(email_verified=True)
        User.objects.filter(email=email, email_verified=False).update(email="")
        admissions.address_confirmed(by)
    by.email_verified = True


def change(*, by: User, before: str, email: str) -> None:
    """Give the user another address, which they have shown to be theirs, and take it from accounts that only claim it.

    Args:
        by: The user.
        before: The address that the user had when the change began.
        email: The new address.

    Raises:
        NotFound: The user has another address by now than `before`.
        Conflict: Somebody else has confirmed the new one.
    """
    taken = Conflict(_("Someone uses this e-mail address already."), fields={"email": "email_taken"})
    try:
        with transaction.atomic():
            user = User.objects.select_for_update().get(pk=by.pk)
            if user.email != before:
                raise NotFound(_("This link is for another address."))
            if User.objects.filter(email=email, email_verified=True).exclude(pk=by.pk).exists():
                raise taken
            User.objects.filter(email=email, email_verified=False).exclude(pk=by.pk).update(email="")
            User.objects.filter(pk=by.pk).update(email=email, email_verified=True)
            names = {"person": by.username, "before": before, "after": email}
            audit.record_all([audit.Event("person.email", by, by.pk, facts={"verified": True}, details=names)])
    except IntegrityError:
        raise taken from None
    by.email, by.email_verified = email, True


def set_by_superuser(*, by: User, user_id: int, email: str) -> None:
    """Give an account another address, or none. It counts as confirmed.

    Raises:
        Forbidden: The user is no superuser.
        NotFound: The account does not exist.
        Invalid: This is no address.
        Conflict: Somebody else has confirmed it.
    """
    if not by.is_superuser:
        raise Forbidden(_("Only a superuser may change addresses."))
    address = clean_unused_email(email, except_for=user_id)
    try:
        with transaction.atomic():
            person = User.objects.select_for_update().filter(pk=user_id).first()
            if person is None:
                raise NotFound(_("There is no such person here."))
            before, verified = person.email, address != ""
            User.objects.filter(pk=user_id).update(email=address, email_verified=verified)
            names = {"person": person.username, "before": before, "after": address}
            event = audit.Event("person.email", by, user_id, facts={"verified": verified}, details=names)
            audit.record_all([event])
    except IntegrityError:
        # Somebody has confirmed it since it was checked.
        raise Conflict(_("Someone uses this e-mail address already."), fields={"email": "email_taken"}) from None
