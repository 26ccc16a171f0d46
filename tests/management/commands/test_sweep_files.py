from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from chat.models import Attachment
from tests.support.fixtures import *  # noqa: F403
from tests.support.sample_files import upload_sample

pytestmark = pytest.mark.django_db


def test_it_prints_the_number_of_deleted_files(ada, capsys):
    old, _ = upload_sample(ada), upload_sample(ada)
    Attachment.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=2))
    call_command("sweep_files")
    assert capsys.readouterr().out == "1\n"
    assert Attachment.objects.count() == 1
