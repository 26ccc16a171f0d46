"""Previews: one for an address."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from chat.models import LinkPreview

pytestmark = pytest.mark.django_db


def test_an_address_is_stored_once():
    LinkPreview.objects.create(digest="d", url="https://a.example/" + "x" * 4000, fetched_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        LinkPreview.objects.create(digest="d", url="https://b.example/", fetched_at=timezone.now())
