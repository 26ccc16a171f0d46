"""The word filter in the admin."""

import pytest
from django.test import Client

from chat.actions.moderation import word_filter
from chat.models import FilterOutcome, FilterRule, User
from tests.admin.conftest import said

LIST = "/admin/chat/filterrule/"


def test_staff_add_a_rule(page: Client, root: User) -> None:
    response = page.post(f"{LIST}add/", {"text": "darn", "outcome": "mask"}, follow=True)
    assert response.status_code == 200
    rule = FilterRule.objects.get()
    assert (rule.text, rule.outcome, rule.is_pattern, rule.created_by) == ("darn", "mask", False, root)


@pytest.mark.parametrize("fields", [{"text": "("}, {"text": "..."}], ids=["no pattern", "no letter"])
def test_a_rule_that_cannot_work_is_refused_with_the_reason(page: Client, fields: dict[str, str]) -> None:
    is_pattern = {"is_pattern": "on"} if fields["text"] == "(" else {}
    response = page.post(f"{LIST}add/", {"outcome": "mask", **fields, **is_pattern}, follow=True)
    assert said(response) == ["Some values cannot be accepted."]
    assert not FilterRule.objects.exists()


def test_staff_remove_a_rule(run_button, root: User) -> None:
    rule = word_filter.add(by=root, text="darn", outcome=FilterOutcome.MASK)
    run_button("remove_rules", rule)
    assert not FilterRule.objects.exists()
