from django.utils import timezone

from chat.actions.people import sessions
from chat.models import User
from chat.queries.moderation.networks import LATELY, accounts_seen
from chat.text.moderation.networks import parse_network


def test_accounts_that_logged_in_from_a_network_lately_are_found(ada, bob, cy):
    now = timezone.now()
    for person, address, seen in [
        (ada, "192.0.2.7", now),
        (bob, "192.0.3.7", now),
        (cy, "192.0.2.8", now - LATELY * 2),
    ]:
        sessions.note_address(user=person, address=address)
        User.objects.filter(pk=person.pk).update(last_login=seen)
    assert list(accounts_seen(parse_network("192.0.2.0/24"))) == [ada]
