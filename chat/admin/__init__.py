"""The site's administration: Django's admin, in which every change calls an action.

Staff see public rooms. Superusers also see which private rooms and direct conversations there are, with their members.
Nobody sees their messages and files without a grant, see `chat.actions.moderation.grants`.
"""

import allauth.account.admin
import allauth.mfa.admin
import allauth.socialaccount.admin
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.conf import settings
from django.contrib import admin

import chat.admin.files
import chat.admin.messages
import chat.admin.moderation.actions
import chat.admin.moderation.audit
import chat.admin.moderation.grants
import chat.admin.moderation.network_bans
import chat.admin.moderation.reports
import chat.admin.moderation.word_filter
import chat.admin.people.admissions
import chat.admin.people.groups
import chat.admin.people.invitations
import chat.admin.people.signup_locks
import chat.admin.people.tokens
import chat.admin.people.users
import chat.admin.rooms.memberships
import chat.admin.rooms.rooms  # noqa: F401 (importing the module registers the page)
from chat.admin.base import change_own_password
from chat.admin.door import has_permission, login
from chat.admin.start_page import with_overview

# The site keeps addresses in User.email only. With a row of their own there, staff could take over an account.
admin.site.unregister(allauth.account.admin.EmailAddress)
# Somebody who could add a second step for another could log in with it.
admin.site.unregister(Authenticator)
for _model in (SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(_model)
# Log-in and password change happen on the site's own pages, with their rate limits and actions.
admin.site.login = login  # type: ignore[method-assign,assignment]
admin.site.has_permission = has_permission  # type: ignore[method-assign]
admin.site.password_change = change_own_password  # type: ignore[method-assign,assignment]
admin.site.index = with_overview(admin.site.index)  # type: ignore[method-assign,assignment]
admin.site.index_template = "admin/chat/index.html"
admin.site.site_header = admin.site.site_title = settings.SITE_NAME
