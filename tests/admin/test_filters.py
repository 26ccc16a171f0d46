import pytest
from django.test import RequestFactory

from chat.actions.people import tokens
from chat.admin.filters import IsRevokedFilter
from chat.admin.people.tokens import ApiTokenAdmin
from chat.models import ApiToken
from tests.support.factories import create_user


@pytest.mark.parametrize(
    ("chosen", "names"), [("yes", ["old"]), ("no", ["new"]), ("", ["new", "old"]), ("maybe", ["new", "old"])]
)
def test_objects_are_filtered_by_whether_a_date_is_set(db: None, chosen: str, names: list[str]) -> None:
    ada = create_user("ada")
    old, _ = tokens.issue(user=ada, name="old")
    tokens.issue(user=ada, name="new")
    tokens.revoke(by=ada, token_id=old.pk)
    request = RequestFactory().get("/", {"revoked": chosen})
    chooser = IsRevokedFilter(request, {"revoked": [chosen]}, ApiToken, ApiTokenAdmin)
    found = chooser.queryset(request, ApiToken.objects.order_by("name"))
    assert [token.name for token in found] == names
