"""REST: the protocol over plain HTTP. One router a noun; the page /api/v1/docs shows them all."""

from django.views.decorators.http import require_safe

from chat.api import (
    attachments,
    directs,
    drafts,
    errors,
    events,
    link_previews,
    me,
    members,
    messages,
    people,
    pins,
    polls,
    previews,
    reactions,
    reads,
    reminders,
    rooms,
    saved,
    scheduled,
    search,
    threads,
    tickets,
    unread,
    welcome,
)
from chat.api.auth import Bearer, SessionCookie
from chat.api.door import Api, CompactRenderer, StrictParser

api = Api(
    title="Chatsite",
    version="1",
    description="Everything that a page can do, for programs. Errors have one shape and the codes of docs/protocol.md.",
    auth=[Bearer(), SessionCookie()],
    parser=StrictParser(),
    renderer=CompactRenderer(),
    docs_decorator=require_safe,
)
errors.register(api)
for noun in (
    *(me, rooms, members, directs, messages, attachments, reactions, pins, saved, threads, reads, unread, drafts),
    *(previews, people, welcome, events, tickets, scheduled, reminders, polls, link_previews),
    search,
):
    api.add_router("", noun.router)

__all__ = ["api"]
