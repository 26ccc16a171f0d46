"""Choices on the wire."""

import pytest
from pydantic import ValidationError

from chat.protocol.messages.polls import Vote


@pytest.mark.parametrize("options", [[-1], [10], ["0"], [True], [0] * 11, None])
def test_what_is_no_list_of_places_is_refused(options):
    with pytest.raises(ValidationError):
        Vote.model_validate({"options": options})
