"""API tokens: only the hash is kept."""

import hashlib

import pytest
from django.db import IntegrityError, transaction

from chat.models import ApiToken
from chat.models.people.tokens import digest, new_secret


def test_a_secret_is_long_and_never_the_same():
    secrets = {new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert all(secret.startswith("cs_") and len(secret) >= 46 for secret in secrets)


def test_the_digest_is_sha_256():
    assert digest("cs_x") == hashlib.sha256(b"cs_x").hexdigest()


def test_a_token_is_shown_by_name_and_beginning():
    assert str(ApiToken(name="bot", prefix="cs_abc")) == "bot (cs_abc…)"


@pytest.mark.django_db
def test_a_secret_belongs_to_one_token(ada):
    ApiToken.objects.create(user=ada, name="one", digest=digest("cs_x"))
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.create(user=ada, name="two", digest=digest("cs_x"))
