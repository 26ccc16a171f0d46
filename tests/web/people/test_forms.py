"""The form for API tokens. tests/web/people/test_tokens.py tests it through its page."""

from django.http import QueryDict

from chat.web.people.forms import NEVER, USUAL_SCOPES, TokenForm


def form(user, data: str) -> TokenForm:
    made = TokenForm(QueryDict(data), user=user, ask_password=False)
    assert made.is_valid(), made.errors
    return made


def test_a_program_that_names_no_limits_gets_the_usual_ones(ada):
    assert form(ada, "name=x").limits() == {"scopes": list(USUAL_SCOPES), "room_ids": None, "days": 90}


def test_no_end_must_be_chosen(ada):
    assert form(ada, f"name=x&scopes=moderate&expires={NEVER}").limits()["days"] is None
