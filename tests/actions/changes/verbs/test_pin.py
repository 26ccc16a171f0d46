"""Pins that share a batch."""

import pytest

from chat import conf
from chat.actions.changes.committer import commit
from chat.actions.changes.verbs.delete import Delete
from chat.actions.changes.verbs.pin import Pin
from chat.errors import ChatError
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db


def test_the_limit_counts_what_the_batch_did_before(ada, bob, cy, kitchen, say, monkeypatch):
    monkeypatch.setattr(conf, "PINS_PER_ROOM", 1)
    one, two, three = (say(ada, kitchen) for _ in range(3))
    with converging(ada, bob, cy):
        outcomes = commit(
            [
                Pin(ada.pk, one.pk, True),
                Pin(ada.pk, two.pk, True),
                Delete(ada.pk, one.pk),
                Pin(ada.pk, two.pk, True),
                Pin(cy.pk, two.pk, False),
                Pin(cy.pk, three.pk, True),
            ]
        )
    assert [isinstance(outcome, ChatError) for outcome in outcomes] == [False, True, False, False, False, False]
    three.refresh_from_db()
    assert (three.pinned_at is not None, three.pinned_by) == (True, cy)
