"""Let an administrator read a private room or a direct conversation in the administration, with the members' knowledge.

Nobody reads them otherwise, superusers included. A second superuser approves; where there is none, the members are told
first, and the grant begins GRANT_DELAY_HOURS later.
"""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.actions.changes.numbering import lock_room, write_system_line
from chat.actions.frames import in_room, new_message
from chat.actions.moderation import audit
from chat.actions.moderation.texts import clean_text
from chat.delivery.announce import announce
from chat.errors import Conflict, Forbidden, Invalid, NotFound
from chat.models import Grant, Kind, Room, User
from chat.rate_limits.kinds import limited

LINES = {
    "grant_announced": "{name}, who administers this site, wants to read this room: {reason}",
    "grant_begun": "{name}, who administers this site, can read this room now: {reason}",
    "grant_ended": "{name}, who administers this site, can no longer read this room",
}


@limited("moderation")
def ask(*, by: User, room_id: int, reason: str, hours: int = 24) -> Grant:
    """Ask to read a room.

    Raises:
        Forbidden: The user is no superuser.
        NotFound: There is no such room.
        Invalid: There is no reason, the hours are out of range, or the room is public, which everybody reads.
        Conflict: The user has such a grant already, or waits for one.
    """
    _require_superuser(by)
    reason = clean_text("reason", reason, conf.REASON_LENGTH, is_needed=True)
    if not 1 <= hours <= conf.GRANT_HOURS:
        raise Invalid(fields={"hours": f"1 to {conf.GRANT_HOURS}"})
    with transaction.atomic():
        room = lock_room(room_id)
        if room.kind == Kind.PUBLIC:
            raise Invalid(fields={"room": _("Everybody can read this room.")})
        now = timezone.now()
        grant = Grant(room=room, user=by, reason=reason, hours=hours, created_at=now)
        if not _others(by).exists():
            grant.opens_at = now + timedelta(hours=settings.GRANT_DELAY_HOURS)
        try:
            with transaction.atomic():
                grant.save()
        except IntegrityError:
            raise Conflict(_("You may read this room already, or wait for the permission.")) from None
        if grant.opens_at is not None:
            _tell(room, grant, "grant_announced")
        audit.record("grant.ask", by=by, room_id=room.pk, facts={"grant": grant.pk, "hours": hours}, reason=reason)
    return grant


@limited("moderation")
def approve(*, by: User, grant_id: int) -> Grant:
    """Approve what another administrator asked for. The grant begins at once.

    Raises:
        Forbidden: The user is no superuser, or has asked for it themself.
        NotFound: There is no such grant.
        Conflict: It has begun or ended.
    """
    _require_superuser(by)
    with transaction.atomic():
        grant, room = _locked(grant_id)
        if grant.user_id == by.pk:
            raise Forbidden(_("Another administrator has to approve this."))
        if grant.begun_at is not None or grant.ended_at is not None:
            raise Conflict()
        grant.approved_at, grant.approved_by = timezone.now(), by
        grant.save(update_fields=["approved_at", "approved_by"])
        _begin(grant, room)
        audit.record("grant.approve", by=by, person_id=grant.user_id, room_id=room.pk, facts={"grant": grant.pk})
    return grant


@limited("moderation")
def end(*, by: User, grant_id: int) -> Grant:
    """End a grant before its time, or refuse it. One that has ended stays as it is.

    Raises:
        Forbidden: The user is no superuser.
        NotFound: There is no such grant.
    """
    _require_superuser(by)
    with transaction.atomic():
        grant, room = _locked(grant_id)
        if grant.ended_at is None:
            _end(grant, room, by)
    return grant


def due_ids() -> list[int]:
    """Return the ids of the grants that begin or end now. At most TICK_BATCH."""
    now = timezone.now()
    is_due = Q(begun_at=None, opens_at__lte=now) | Q(expires_at__lte=now)
    return list(
        Grant.objects.filter(is_due, ended_at=None).order_by("pk").values_list("pk", flat=True)[: conf.TICK_BATCH]
    )


def settle(*, grant_id: int) -> None:
    """Begin or end a grant whose time has come."""
    with transaction.atomic():
        grant, room = _locked(grant_id)
        now = timezone.now()
        if grant.ended_at is not None:
            return
        if grant.expires_at is not None and grant.expires_at <= now:
            _end(grant, room, None)
        elif grant.begun_at is None and grant.opens_at is not None and grant.opens_at <= now:
            if not grant.user.is_superuser or not grant.user.is_active:
                _end(grant, room, None)
            else:
                _begin(grant, room)
                audit.record(
                    "grant.begin", by=None, person_id=grant.user_id, room_id=room.pk, facts={"grant": grant.pk}
                )


def _begin(grant: Grant, room: Room) -> None:
    grant.begun_at = timezone.now()
    grant.opens_at = grant.opens_at or grant.begun_at
    grant.expires_at = grant.begun_at + timedelta(hours=grant.hours)
    grant.save(update_fields=["begun_at", "opens_at", "expires_at"])
    _tell(room, grant, "grant_begun")


def _end(grant: Grant, room: Room, by: User | None) -> None:
    had_begun = grant.begun_at is not None
    grant.ended_at, grant.ended_by = timezone.now(), by
    grant.save(update_fields=["ended_at", "ended_by"])
    if had_begun or grant.opens_at is not None:
        _tell(room, grant, "grant_ended")
    facts = {"grant": grant.pk, "had_begun": had_begun}
    audit.record("grant.end", by=by, person_id=grant.user_id, room_id=room.pk, facts=facts)


def _tell(room: Room, grant: Grant, event: str) -> None:
    """Write a line into the locked room."""
    facts = {"name": grant.user.name, "reason": grant.reason}
    line = write_system_line(room, grant.user, event, LINES[event].format(**facts), **facts)
    announce(in_room(room, new_message(line)))


def _locked(grant_id: int) -> tuple[Grant, Room]:
    """Return a grant and its room, both locked. Raises NotFound."""
    room_id = Grant.objects.filter(pk=grant_id).values_list("room_id", flat=True).first()
    if room_id is None:
        raise NotFound(_("There is no such grant."))
    room = lock_room(room_id)
    grant = Grant.objects.select_for_update(of=("self",)).select_related("user").get(pk=grant_id)
    return grant, room


def _others(by: User) -> QuerySet[User]:
    """Return the other administrators, who could approve."""
    return User.objects.filter(is_superuser=True, is_active=True).exclude(pk=by.pk)


def _require_superuser(by: User) -> None:
    if not by.is_superuser:
        raise Forbidden(_("Only a superuser may do this."))
