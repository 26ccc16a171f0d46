"""Find the accounts that a ban of a network would meet."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from chat.models import User
from chat.text.moderation.networks import Network, bounds

LATELY = timedelta(days=30)


def accounts_seen(network: Network) -> QuerySet[User]:
    """Return the accounts whose last log-in was from this network and not long ago."""
    since = timezone.now() - LATELY
    return User.objects.filter(last_address__range=bounds(network), last_login__gte=since)
