"""How often passwords may be tried.

An attempt counts for the account together with the address that it comes from, so nobody can lock the owner out from
elsewhere. An address that tries many accounts is slowed as well, and so is a network. Where very many addresses try one
account, each of them has only a few attempts. A device from which the owner has logged in before has limits of its own
and none of these: it stays welcome while the account is attacked, from the same address too.

Somebody who tries codes of the second step knows the password already, and a code has few digits. So beside the owner's
devices, an account has only a few wrong ones from everywhere.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.conf import settings

from chat import conf
from chat.errors import RateLimited
from chat.rate_limits.local import RateLimit
from chat.rate_limits.shared import charge_together, rate_limit

limits: Mapping[str, RateLimit] = MappingProxyType(
    {
        name: rate_limit(rate.rate, rate.burst, name=f"login-{name}", url=settings.REDIS_URL)
        for name, rate in conf.LOGIN_RATES.items()
    }
)
"""The limit of each kind of `conf.LOGIN_RATES`. Successful attempts are given back, except to "requests"."""


@dataclass(frozen=True)
class Attempt:
    """An attempt to log in.

    Attributes:
        login: The account, however it was spelled.
        address: The IPv4 address, or the network of one subscriber in IPv6.
        network: The larger network of the address.
        device: The known device of the account's owner, or "".
        is_second_step: Whether a code is tried, and not a password.
    """

    login: str
    address: str
    network: str
    device: str = ""
    is_second_step: bool = False

    def charge(self) -> None:
        """Count the attempt. Blocks for a moment where Redis counts.

        Raises:
            RateLimited: It has to wait.
        """
        charges = self._charges()
        answers = charge_together([(limits[name], {key: 1}) for name, key in charges.items()])
        grants = {name: answer[charges[name]] for name, answer in zip(charges, answers, strict=True)}
        is_attacked = "account" in grants and not grants["account"].passed
        # That many have failed for the account refuses nobody by itself.
        unheeded = {"account"} if is_attacked else {"account", "pair_under_attack"}
        refused = [grant for name, grant in grants.items() if not grant.passed and name not in unheeded]
        if refused:
            self._refund(name for name, grant in grants.items() if grant.passed)
            raise RateLimited(retry_after_ms=max(grant.retry_after_ms for grant in refused))

    def succeeded(self) -> None:
        """Give back what only failures cost."""
        self._refund(self._charges())

    def _charges(self) -> dict[str, str]:
        step = ("code",) if self.is_second_step else ()
        if self.device:
            return {"device": _key(*step, self.device)}
        pair = _key(*step, self.login, self.address)
        if self.is_second_step:
            return {"pair": pair, "codes": _key(self.login)}
        return {
            "requests": _key(self.address),
            "pair": pair,
            "pair_under_attack": pair,
            "address": _key(self.address),
            "network": _key(self.network),
            "account": _key(self.login),
        }

    def _refund(self, names: Iterable[str]) -> None:
        charges = self._charges()
        back = [(limits[name], {charges[name]: -1}) for name in names if name != "requests"]
        if back:
            charge_together(back)


def _key(*parts: str) -> str:
    """Return a short key, whose length nobody chooses."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
