"""The form with the name of somebody new."""

from allauth.socialaccount.models import SocialLogin

from chat.models import User
from chat.web.accounts.oidc.forms import OidcSignupForm


def test_the_form_suggests_the_names_of_the_provider_as_far_as_they_fit():
    known = User(username="d" * 99, first_name="Dora", last_name="Doe")
    form = OidcSignupForm(sociallogin=SocialLogin(user=known))
    assert form["username"].initial == "d" * 30
    assert form["display_name"].initial == "Dora Doe"
