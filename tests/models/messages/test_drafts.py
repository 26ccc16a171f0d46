import pytest
from django.db import IntegrityError

from chat.models import Draft, Membership

pytestmark = pytest.mark.django_db


def test_a_member_has_one_draft_in_a_room(ada, kitchen):
    membership = Membership.objects.get(user=ada, room=kitchen)
    Draft.objects.create(membership=membership, content="one")
    with pytest.raises(IntegrityError):
        Draft.objects.create(membership=membership, content="two")
