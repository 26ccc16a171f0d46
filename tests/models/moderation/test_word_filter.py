import pytest
from django.db import IntegrityError
from django.utils import timezone

from chat.models import FilterRule


@pytest.mark.django_db
def test_words_that_compare_alike_are_one_rule_but_a_pattern_is_another():
    rule = {"outcome": "mask", "created_at": timezone.now(), "key": "lodz"}
    FilterRule.objects.create(text="Łódź", **rule)
    FilterRule.objects.create(text="lodz", is_pattern=True, **rule)
    with pytest.raises(IntegrityError):
        FilterRule.objects.create(text="LODZ", **rule)
