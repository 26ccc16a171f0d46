"""A request is freed when it has been answered, without the help of the garbage collector."""

import asyncio
import gc
import weakref

import pytest
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpResponse
from django.template import engines
from django.template.loader import get_template
from django.test import override_settings
from django.urls import path

from chat.web.memory import without_late_disconnects


class Large:
    """Something that a page shows."""

    name = "tea"


@pytest.fixture(autouse=True)
def no_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("text", ["{{ large.name }}", "{% with other=large %}{{ other.name }}{% endwith %}"])
def test_a_rendered_template_keeps_nothing(rf, text):
    large = Large()
    freed = weakref.ref(large)
    assert engines["django"].from_string(text).render({"large": large, "user": None}, rf.get("/")) == "tea"
    del large
    assert freed() is None


def test_templates_of_files_are_these_too():
    assert type(get_template("503.html")).__module__ == "chat.web.memory"


answers = []


async def view(request):
    answer = HttpResponse("tea")
    answers.append(weakref.ref(answer))
    return answer


urlpatterns = [path("tea/", view)]


async def ask(application):
    """Ask as uvicorn does: it tells of a disconnect as soon as the answer is sent."""
    scope = {"type": "http", "method": "GET", "path": "/tea/", "headers": [], "query_string": b"", "server": ("x", 1)}
    messages, is_answered, sent = [{"type": "http.request", "body": b""}], asyncio.Event(), []

    async def receive():
        if messages:
            return messages.pop()
        await is_answered.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            is_answered.set()
            await asyncio.sleep(0)  # whoever receives is woken up before Django goes on

    await application(scope, receive, send)
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]


@override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[])
async def test_an_answer_is_freed_when_it_has_been_sent():
    await ask(without_late_disconnects(ASGIHandler()))
    assert answers.pop()() is None


@override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[])
async def test_a_client_that_disconnects_before_the_answer_still_ends_the_request():
    came = asyncio.Event()

    async def application(scope, receive, send):
        await receive()
        assert (await receive())["type"] == "http.disconnect"
        came.set()

    messages = [{"type": "http.disconnect"}, {"type": "http.request"}]

    async def receive():
        return messages.pop()

    await without_late_disconnects(application)({"type": "http"}, receive, None)
    assert came.is_set()
