import pytest
from django.db import IntegrityError

from chat.models import Membership, ThreadFollow

pytestmark = pytest.mark.django_db


def test_a_thread_is_followed_once(ada, kitchen, say):
    membership = Membership.objects.get(user=ada, room=kitchen)
    root = say(ada, kitchen)
    ThreadFollow.objects.create(membership=membership, root=root)
    with pytest.raises(IntegrityError):
        ThreadFollow.objects.create(membership=membership, root=root)


def test_a_follow_is_deleted_with_the_membership(ada, bob, kitchen, say):
    membership = Membership.objects.get(user=bob, room=kitchen)
    ThreadFollow.objects.create(membership=membership, root=say(ada, kitchen))
    membership.delete()
    assert not ThreadFollow.objects.exists()
