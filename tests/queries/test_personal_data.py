import pytest
from django.apps import apps

from chat.models import User
from chat.queries import personal_data
from tests.support.factories import create_user

EXPORTED = {
    *("Membership", "Reaction", "PollVote", "SavedMessage", "Draft", "ScheduledMessage", "Reminder", "ThreadFollow"),
    *("ApiToken", "Report", "ModerationAction", "Message", "Attachment", "User", "WebSession", "Admission"),
}
NOT_THEIRS = {
    "AuditDetail": "the record of the site",
    "Grant": "what an administrator did as such",
    "SignupLock": "what an administrator did as such",
    "NetworkBan": "what an administrator did as such",
    "FilterRule": "what an administrator did as such",
    "Invitation": "a secret that ends by itself",
    "LogEntry": "what an administrator did as such",
    "MessageEdit": "exported with its message",
    "Mention": "of the message's author",
    "Room": "of all members",
    "RoomInvitation": "of the room",
    "RoomRemoval": "of the room",
    "Authenticator": "secrets with which they log in",
    "SocialAccount": "a number of another site's",
    "EmailAddress": "allauth's copy of the address, which is unused",
    "User_groups": "rights",
    "User_user_permissions": "rights",
}


def test_every_table_that_points_at_a_person_is_exported_or_named_here():
    pointing = {
        model.__name__
        for model in apps.get_models(include_auto_created=True)
        if any(field.related_model is User for field in model._meta.concrete_fields)
    }
    assert pointing - EXPORTED - NOT_THEIRS.keys() == set()


@pytest.mark.django_db
def test_the_password_is_not_part_of_the_profile():
    ada = create_user("ada")
    assert ada.password not in personal_data.profile(ada).values()
    assert set(personal_data.parts(ada)) == set(personal_data.PARTS)
