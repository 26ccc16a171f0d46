"""The REST API with all of its routers."""

from django.views.decorators.http import require_safe

from chat.api import errors, events, files, link_previews, search, welcome
from chat.api.application import Api, CompactRenderer, StrictParser
from chat.api.auth import Bearer, SessionCookie
from chat.api.later import reminders, scheduled
from chat.api.messages import catch_up, drafts, messages, pins, polls, reactions, read_marks, rendering, saved, threads
from chat.api.moderation import actions, reports
from chat.api.people import ignoring, me, people, tickets
from chat.api.rooms import directs, invitations, members, rooms, sidebar

api = Api(
    title="Chatsite",
    version="1",
    description="Everything that the web client can do, for bots and other programs. docs/protocol.md explains errors.",
    auth=[Bearer(), SessionCookie()],
    parser=StrictParser(),
    renderer=CompactRenderer(),
    docs_decorator=require_safe,
)
errors.register(api)
for module in (
    *(
        me,
        rooms,
        members,
        invitations,
        directs,
        messages,
        files,
        reactions,
        pins,
        saved,
        threads,
        read_marks,
        catch_up,
        drafts,
    ),
    *(rendering, people, welcome, events, tickets, scheduled, reminders, polls, link_previews),
    *(sidebar, search, reports, actions, ignoring),
):
    api.add_router("", module.router)

__all__ = ["api"]
