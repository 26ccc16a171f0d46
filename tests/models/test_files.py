"""The rows of uploaded files."""

import pytest
from django.db import IntegrityError, transaction

from chat.models import Attachment, Stage
from tests.support.sample_files import upload_sample

pytestmark = pytest.mark.django_db


def test_a_storage_key_belongs_to_one_file(ada):
    first = upload_sample(ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.create(uploader=ada, key=first.key, name="x", content_type="x", size=1)


def test_files_are_found_by_stage(ada):
    rows = {stage: upload_sample(ada) for stage in Stage}
    for stage, row in rows.items():
        Attachment.objects.filter(pk=row.pk).update(stage=stage)
    assert set(Attachment.objects.kept()) == {rows[Stage.KEPT]}
    assert set(Attachment.objects.unsent()) == {rows[Stage.KEPT], rows[Stage.ARRIVING]}
    assert set(Attachment.objects.discarded()) == {rows[Stage.DISCARDED]}


def test_the_facts_are_what_a_message_shows(ada):
    row = upload_sample(ada)
    assert row.facts == {
        "id": row.pk,
        "name": "cat.png",
        "size": row.size,
        "type": "image/png",
        "width": 60,
        "height": 40,
        "duration": None,
        "thumbnail": True,
    }
    assert str(row) == "cat.png"
