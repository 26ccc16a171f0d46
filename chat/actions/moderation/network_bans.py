"""Refuse strangers from a range of network addresses, and undo it.

Each process has the ranges in memory, so a request is checked without a query. A process that bans or undoes uses it at
once; the others find it out within a second, because their ticker asks whether there are other bans.
"""

import time
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access import require_staff
from chat.actions.moderation import actions, audit
from chat.actions.moderation.texts import clean_text
from chat.errors import Conflict, Invalid, NotFound
from chat.models import ActionKind, NetworkBan, User
from chat.rate_limits.kinds import limited
from chat.text.moderation.networks import LEAST_BITS, Network, Networks, contains, is_own, parse_network

State = tuple[int, int]
"""How many bans are not undone, and the largest id. They are never changed, so this tells two sets apart."""

KEPT = 10
"""Seconds for which a process without a ticker uses the ranges that it knows."""


@dataclass
class Loaded:
    """The ranges of this process, the bans that they were made of, and when the database was last asked."""

    networks: Networks = field(default_factory=Networks)
    state: State | None = None
    asked_at: float = 0.0


loaded = Loaded()


def is_banned(address: str) -> bool:
    """Return whether strangers with this address are refused. Makes no query."""
    return loaded.networks.has(address, timezone.now())


def needs_refresh() -> bool:
    """Return whether no ticker keeps the ranges of this process up to date: nobody has connected to it yet."""
    return time.monotonic() - loaded.asked_at > KEPT


def clean_network(text: str, own_address: str) -> Network:
    """Return the range that somebody wants to ban.

    Args:
        text: A range, or one address.
        own_address: The address of whoever asks, as the site sees it; empty on the server itself.

    Raises:
        Invalid: It is no range, it is too large, or has the address of the machine or of whoever asks.
    """
    try:
        network = parse_network(text)
    except ValueError:
        raise _invalid(_("This is neither an address nor a range such as 192.0.2.0/24.")) from None
    if is_own(network):
        raise _invalid(_("This range has the addresses of the server itself."))
    if contains(network, own_address):
        raise _invalid(format_lazy(_("This range has your own address, {address}."), address=own_address))
    if network.prefixlen < LEAST_BITS[network.version]:
        raise _invalid(format_lazy(_("This range is too large: at least /{bits}."), bits=LEAST_BITS[network.version]))
    return network


@limited("moderation")
def ban(
    *,
    by: User,
    network: str,
    reason: str,
    own_address: str,
    hours: int | None = None,
    user_id: int | None = None,
) -> NetworkBan:
    """Refuse strangers from a network, and ban a person at the same time if one is named.

    Args:
        by: Staff.
        network: A range, or one address.
        reason: Why. A person who is named reads it.
        own_address: The address of the user, so that they do not lock themself out.
        hours: For how long. None: until somebody undoes it.
        user_id: A person to ban as well.

    Raises:
        Forbidden: The user is not staff, or may not ban this person.
        Invalid: A value cannot be accepted.
        NotFound: There is no such person.
        Conflict: This network is banned already, or there are too many bans.
    """
    require_staff(by)
    checked = clean_network(network, own_address)
    reason = clean_text("reason", reason, conf.REASON_LENGTH, is_needed=True)
    if hours is not None and not 1 <= hours <= conf.MODERATION_DAYS * 24:
        raise Invalid(fields={"hours": f"1 to {conf.MODERATION_DAYS * 24}"})
    with transaction.atomic():
        now = timezone.now()
        others = NetworkBan.objects.in_force(now)
        if others.filter(network=str(checked)).exists():
            raise Conflict(_("This network is banned already."))
        if others.count() >= conf.NETWORK_BANS:
            raise Conflict(format_lazy(_("There can be at most {most} of these bans."), most=conf.NETWORK_BANS))
        seconds = None if hours is None else hours * 60 * 60
        of_person = (
            actions.act(by=by, kind=ActionKind.BAN, user_id=user_id, seconds=seconds, reason=reason)
            if user_id is not None
            else None
        )
        until = None if hours is None else now + timedelta(hours=hours)
        row = NetworkBan.objects.create(
            network=str(checked), action=of_person, reason=reason, created_at=now, created_by=by, until=until
        )
        transaction.on_commit(reload, robust=True)
        _audit("network.ban", by, row, reason)
    return row


@limited("moderation")
def undo(*, by: User, ban_id: int, reason: str) -> NetworkBan:
    """Let strangers from a network in again. The ban of a person that was made with it stays. Repeating it is no error.

    Raises:
        Forbidden: The user is not staff.
        Invalid: There is no reason.
        NotFound: There is no such ban.
    """
    require_staff(by)
    reason = clean_text("reason", reason, conf.REASON_LENGTH, is_needed=True)
    with transaction.atomic():
        row = NetworkBan.objects.select_for_update().filter(pk=ban_id).first()
        if row is None:
            raise NotFound(_("There is no such ban."))
        if row.undone_at is None:
            row.undone_at, row.undone_by, row.undo_reason = timezone.now(), by, reason
            row.save(update_fields=["undone_at", "undone_by", "undo_reason"])
            transaction.on_commit(reload, robust=True)
            _audit("network.undo", by, row, reason)
    return row


def refresh() -> None:
    """Load the ranges if there are others than this process knows. Called by the ticker, in a reader thread."""
    loaded.asked_at = time.monotonic()
    if _state() != loaded.state:
        reload()


def reload() -> None:
    """Load the ranges."""
    state = _state()
    rows = NetworkBan.objects.in_force(timezone.now()).values_list("network", "until")
    loaded.networks = Networks((parse_network(network), until) for network, until in rows)
    loaded.state, loaded.asked_at = state, time.monotonic()


def _state() -> State:
    found = NetworkBan.objects.filter(undone_at=None).aggregate(count=Count("pk"), last=Max("pk"))
    return found["count"], found["last"] or 0


def _invalid(message: object) -> Invalid:
    return Invalid(message, fields={"network": message})  # type: ignore[arg-type,dict-item]


def _audit(event: str, by: User, row: NetworkBan, reason: str) -> None:
    facts = {"ban": row.pk, "network": row.network, "until": row.until.isoformat() if row.until else None}
    audit.record(event, by=by, facts=facts, reason=reason)
