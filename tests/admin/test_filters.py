import pytest
from django.test import RequestFactory

from chat.actions.people import tokens
from chat.admin.filters import IsRevoked
from chat.admin.people.tokens import ApiTokenAdmin
from chat.models import ApiToken
from tests.support.factories import create_user


@pytest.mark.parametrize(
    ("chosen", "names"), [("yes", ["old"]), ("no", ["new"]), ("", ["new", "old"]), ("maybe", ["new", "old"])]
)
def test_a_moment_has_come_or_not(db: None, chosen: str, names: list[str]) -> None:
    ada = create_user("ada")
    old, _ = tokens.issue(user=ada, name="old")
    tokens.issue(user=ada, name="new")
    tokens.revoke(by=ada, token_id=old.pk)
    request = RequestFactory().get("/", {"revoked": chosen})
    chooser = IsRevoked(request, {"revoked": [chosen]}, ApiToken, ApiTokenAdmin)
    found = chooser.queryset(request, ApiToken.objects.order_by("name"))
    assert [token.name for token in found] == names
