"""The ranks that decide who may act on whom. tests/actions/moderation/test_actions.py has the whole table."""

import pytest

from chat.access.moderation import Rank, rank_of, require_moderator, require_power_over, require_staff
from chat.errors import Forbidden, NotFound
from chat.models import Membership, Role, User
from tests.support.fixtures import *  # noqa: F403

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("user", "role", "rank"),
    [
        (User(is_superuser=True, is_staff=True), Role.MEMBER, Rank.SUPERUSER),
        (User(is_staff=True), Role.OWNER, Rank.STAFF),
        (User(), Role.OWNER, Rank.OWNER),
        (User(), Role.MODERATOR, Rank.MODERATOR),
        (User(), Role.MEMBER, Rank.PERSON),
    ],
)
def test_the_site_ranks_above_the_room(user, role, rank):
    assert rank_of(user, Membership(role=role)) == rank


def test_staff_moderate_rooms_that_they_are_not_in(ruth, pantry):
    assert require_moderator(ruth, pantry.pk) == Rank.SUPERUSER
    with pytest.raises(NotFound):
        require_moderator(ruth, pantry.pk + 1000)


def test_the_rank_of_a_role_ends_at_the_door_of_its_room(ada, bob, kitchen):
    require_power_over(ada, bob, kitchen.pk)
    with pytest.raises(Forbidden):
        require_power_over(ada, bob, None)
    with pytest.raises(Forbidden):
        require_staff(ada)
