from django.test import override_settings

from chat.web.context import site


@override_settings(SITE_NAME="Our place", SIGNUP="invite")
def test_templates_get_the_site_name_and_the_nonce(rf):
    request = rf.get("/")
    request.csp_nonce = "abc"
    assert site(request) == {"site_name": "Our place", "signup": "invite", "csp_nonce": "abc"}


def test_a_request_without_a_nonce_has_an_empty_one(rf):
    assert site(rf.get("/"))["csp_nonce"] == ""
