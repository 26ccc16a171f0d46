"""The site's administration: Django's stock admin, in which whatever changes calls an action.

What is not public (private and direct rooms, who is in them, what is said there) is for superusers;
other staff see public rooms.
"""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

import chat.admin.files
import chat.admin.messages
import chat.admin.people.invitations
import chat.admin.people.tokens
import chat.admin.people.users
import chat.admin.rooms.memberships
import chat.admin.rooms.rooms  # noqa: F401 (importing a page registers it)
from chat.admin.base import change_own_password

# One way to log in and one to change one's own password, with their limits and their actions: the site's.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.password_change = change_own_password  # type: ignore[method-assign,assignment]
admin.site.site_header = admin.site.site_title = "Chatsite"
