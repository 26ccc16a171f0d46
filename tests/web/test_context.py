from django.test import override_settings

from chat.web.context import site


@override_settings(SITE_NAME="Our place", SIGNUP="invite")
def test_templates_get_the_site_name_and_the_nonce(rf):
    request = rf.get("/")
    request.csp_nonce = "abc"
    expected = {"site_name": "Our place", "signup": "invite", "csp_nonce": "abc", "mail_in_log": False}
    assert site(request) == {**expected, "oidc_name": ""}


@override_settings(OIDC_ISSUER="https://id.example.org", OIDC_NAME="Example")
def test_templates_know_the_name_of_the_provider(rf):
    assert site(rf.get("/"))["oidc_name"] == "Example"


def test_a_request_without_a_nonce_has_an_empty_one(rf):
    assert site(rf.get("/"))["csp_nonce"] == ""


@override_settings(EMAIL_BACKEND="django.core.mail.backends.console.EmailBackend")
def test_templates_know_that_mail_goes_into_the_log(rf):
    assert site(rf.get("/"))["mail_in_log"] is True
