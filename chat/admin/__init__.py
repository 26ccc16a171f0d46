"""The site's administration: Django's stock admin, in which whatever changes calls an action.

What is not public (private and direct rooms, who is in them, what is said there) is for superusers;
other staff see public rooms.
"""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from chat.admin import files, messages
from chat.admin.base import change_own_password
from chat.admin.people import invitations, tokens, users
from chat.admin.rooms import memberships, rooms

__all__ = ["files", "invitations", "memberships", "messages", "rooms", "tokens", "users"]

# One way to log in and one to change one's own password, with their limits and their actions: the site's.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.password_change = change_own_password  # type: ignore[method-assign,assignment]
admin.site.site_header = admin.site.site_title = "Chatsite"
