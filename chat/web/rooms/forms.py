"""Forms for rooms. Actions validate the values."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.models import Kind, Role


class RoomForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=conf.ROOM_NAME_LENGTH)
    topic = forms.CharField(
        label=_("Topic"),
        max_length=conf.TOPIC_LENGTH,
        required=False,
        help_text=_("What the room is about; everyone in it sees it."),
    )


class NewRoomForm(RoomForm):
    kind = forms.ChoiceField(
        label=_("Who can join"),
        widget=forms.RadioSelect,
        initial=Kind.PUBLIC,
        choices=[
            (Kind.PUBLIC, _("Public: everyone here can find and join it")),
            (Kind.PRIVATE, _("Private: only people added by a moderator can join")),
        ],
    )


class RetentionForm(forms.Form):
    days = forms.IntegerField(
        label=_("Delete messages after this many days"),
        min_value=0,
        max_value=conf.ROOM_RETENTION_DAYS,
        required=False,
        help_text=_("Empty: as the rest of the site. Pinned messages stay, messages that somebody saved go."),
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class AddMemberForm(forms.Form):
    username = forms.CharField(label=_("Username"), max_length=150)
