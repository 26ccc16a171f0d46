"""API tokens: random secrets, stored as hashes."""

import hashlib

import pytest
from django.db import IntegrityError, transaction

from chat.models import ApiToken
from chat.models.people.tokens import digest, new_secret


def test_secrets_are_long_and_unique():
    secrets = {new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert all(secret.startswith("cs_") and len(secret) >= 46 for secret in secrets)


def test_the_digest_is_sha_256():
    assert digest("cs_x") == hashlib.sha256(b"cs_x").hexdigest()


def test_the_text_of_a_token_is_its_name_and_prefix():
    assert str(ApiToken(name="bot", prefix="cs_abc")) == "bot (cs_abc…)"


@pytest.mark.django_db
def test_a_digest_is_unique(ada):
    ApiToken.objects.create(user=ada, name="one", digest=digest("cs_x"))
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.create(user=ada, name="two", digest=digest("cs_x"))
