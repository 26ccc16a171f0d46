"""Forms show the errors of actions."""

import pytest
from django.utils import translation

from chat.errors import Conflict, Invalid
from chat.web.accounts.forms import SetUpForm
from chat.web.people.forms import InvitationForm, ProfileForm


def bound(form_class=ProfileForm, **given):
    form = form_class({"display_name": "Ada", "time_zone": "UTC", "language": "en", **given})
    assert form.is_valid()
    return form


def test_an_error_is_shown_at_its_field_with_its_code():
    form = bound()
    form.add_chat_error(Conflict("This name is taken.", fields={"displayName": "name_taken"}))
    assert str(form["display_name"].errors) == (
        '<ul class="errorlist" id="id_display_name_error"><li data-code="name_taken">This name is taken.</li></ul>'
    )


@pytest.mark.parametrize("fields", [None, {}, {"unknown": "x"}])
def test_an_error_without_a_field_is_shown_above_the_form(fields):
    form = bound()
    form.add_chat_error(Invalid("No.", fields=fields))
    assert form.non_field_errors() == ["No."]
    assert 'data-code="invalid"' in str(form.non_field_errors())


def test_an_error_of_a_hidden_field_is_shown_above_the_form():
    form = SetUpForm({"username": "ada", "password": "correct horse battery", "language": "en"})
    assert form.is_valid()
    form.add_chat_error(Invalid("No such zone.", fields={"timeZone": "invalid"}))
    assert form.non_field_errors() == ["No such zone."]


def test_an_error_is_escaped():
    form = bound()
    form.add_chat_error(Invalid("<b>", fields={"displayName": '"><script>'}))
    assert str(form["display_name"].errors) == (
        '<ul class="errorlist" id="id_display_name_error"><li data-code="&quot;&gt;&lt;script&gt;">&lt;b&gt;</li></ul>'
    )


def test_a_field_without_errors_renders_no_list():
    assert str(bound()["display_name"].errors) == ""


def test_forms_are_in_the_readers_language():
    with translation.override("zh-hans"):
        form = InvitationForm({})
        assert form.errors["uses"] != ["This field is required."]
