"""Frees at once what Django would leave to the garbage collector: for a page of a room, almost a megabyte.

The collector looks at older objects rarely, because there are so many of them (chatsite/asgi.py). So what is part of a
cycle stays for long, and the memory of a process climbed with each page.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.http import HttpRequest
from django.template.backends import django
from django.template.context import make_context
from django.template.exceptions import TemplateDoesNotExist

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


def without_late_disconnects(application: Application) -> Application:
    """Return an ASGI application to which nobody disconnects after it has answered.

    uvicorn tells of a disconnect as soon as the answer is sent. Django raises that as an exception, whose traceback
    holds the answer and, through a task, the exception itself.
    """

    async def call(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        has_answered = False

        async def note_and_send(message: Message) -> None:
            nonlocal has_answered
            # Before the server is told, which wakes up who receives.
            has_answered = message["type"] == "http.response.body" and not message.get("more_body", False)
            await send(message)

        async def receive_until_answered() -> Message:
            message = await receive()
            if has_answered:
                await asyncio.Event().wait()  # Django cancels this.
            return message

        await application(scope, receive_until_answered, note_and_send)

    return call


class Template(django.Template):
    """A template whose context is emptied when it is rendered.

    The dictionaries of a context know their context, so it is a cycle that holds all that the page shows.
    """

    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> Any:
        made = make_context(context, request, autoescape=self.backend.engine.autoescape)
        try:
            return self.template.render(made)
        except TemplateDoesNotExist as error:
            django.reraise(error, self.backend)
        finally:
            made.dicts.clear()


class Templates(django.DjangoTemplates):
    """Django's template backend with these templates."""

    def from_string(self, template_code: str) -> Template:
        return Template(self.engine.from_string(template_code), self)

    def get_template(self, template_name: str) -> Template:
        found = super().get_template(template_name)
        return Template(found.template, self)
