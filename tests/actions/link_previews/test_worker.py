"""Previews are fetched after the commit, in the background, and never delay a message."""

import asyncio
import logging
import uuid

import pytest

from chat import conf
from chat.actions.link_previews import link_previews, queue
from chat.actions.link_previews import worker as module
from chat.actions.link_previews.queue import Job, JobQueue
from chat.actions.link_previews.worker import Previewer
from chat.actions.messages import messages
from chat.delivery import link
from chat.delivery.hub import hub
from chat.executors import read, write
from chat.models import Message
from chat.outbound.page_metadata import preview
from chat.outbound.safe_http import NoPage
from tests.support.factories import create_room, create_user
from tests.support.fake_website import endless_answer, fake_website, page
from tests.support.waiting import let_tasks_run, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def fresh_cache():
    module.cache.clear()
    yield
    module.cache.clear()


@pytest.fixture
async def site():
    async with fake_website() as found:
        yield found


@pytest.fixture
async def working(monkeypatch, settings, site):
    """A running previewer that may fetch from one site on this machine."""
    settings.LINK_PREVIEWS = True
    settings.ALLOWED_HOSTS = ["chat.example"]
    monkeypatch.setattr(link, "get_channel_layer", link.InMemoryChannelLayer)
    monkeypatch.setattr(queue, "waiting", JobQueue())
    own = Previewer(lambda url: preview(url, also={site.place}), queue.waiting)
    hub.start(lambda: None, own.run)
    await wait_until(lambda: own._running)
    yield own
    await hub.stop()


def stage():
    ada = create_user("ada")
    return ada, create_room(ada)


def say(by, room, content):
    return messages.send(by=by, room_id=room.pk, content=content, client_id=uuid.uuid4()).message_id


async def titles(message_id):
    message = await read(Message.objects.get, pk=message_id)
    return [each["title"] for each in message.extra.get("previews", [])]


async def eventually(message_id, *expected):
    async with asyncio.timeout(30):
        while await titles(message_id) != list(expected):  # noqa: ASYNC110 - nobody would set an event
            await asyncio.sleep(0.005)


async def test_a_message_gets_the_previews_of_its_links(working, site):
    site.answers["/b"] = page("<title>B</title></head>")
    ada, room = await write(stage)
    sent = await write(say, ada, room, f"{site.url('/a')} {site.url('/b')}")
    await eventually(sent, "A page", "B")
    assert await titles(await write(say, ada, room, "no link")) == []


async def test_an_edit_fetches_the_new_links_only(working, site):
    site.answers["/b"] = page("<title>B</title></head>")
    ada, room = await write(stage)
    sent = await write(say, ada, room, site.url("/a"))
    await eventually(sent, "A page")
    await write(
        messages.edit, by=ada, message_id=sent, content=f"{site.url('/b')} {site.url('/a#part')} {site.url('/a')}"
    )
    await eventually(sent, "B", "A page", "A page")
    assert sorted(site.asked) == ["/a", "/b"]


async def test_a_result_is_cached_even_if_it_is_empty(working, site):
    site.answers["/none"] = page(status="404 Not Found")
    ada, room = await write(stage)
    for _ in range(3):
        await eventually(await write(say, ada, room, f"{site.url('/none')} {site.url('/a')}"), "A page")
    assert sorted(site.asked) == ["/a", "/none"]


async def test_concurrent_messages_with_the_same_new_link_share_one_fetch(working, site):
    answer = asyncio.Event()

    async def slow(writer):
        await answer.wait()
        writer.write(page())

    site.answers["/new"] = slow
    ada, room = await write(stage)
    text = f"{site.url('/new')} {site.url('/new#part')}"
    sent = [await write(say, ada, room, text) for _ in range(conf.LINK_WORKERS)]
    await wait_until(lambda: site.asked and not queue.waiting)
    await let_tasks_run()
    answer.set()
    for each in sent:
        await eventually(each, "A page", "A page")
    assert site.asked == ["/new"]


async def test_the_error_of_a_shared_fetch_reaches_its_waiters_and_is_not_cached(working, site, caplog):
    begun, faulty = asyncio.Event(), asyncio.Event()

    async def broken(url):
        begun.set()
        await faulty.wait()
        raise RuntimeError("ours")

    working.find = broken
    ada, room = await write(stage)
    for _ in range(2):
        await write(say, ada, room, site.url("/a"))
    await begun.wait()
    await wait_until(lambda: not queue.waiting)
    faulty.set()
    await wait_until(lambda: caplog.text.count("ours") == 2)
    working.find = lambda url: preview(url, also={site.place})
    await eventually(await write(say, ada, room, site.url("/a")), "A page")


async def test_a_hostile_server_neither_fills_the_log_nor_blocks_the_next_link(working, site, caplog, monkeypatch):
    monkeypatch.setattr(conf, "FETCH_SECONDS", 0.3)
    bad = [
        b"",
        page(head="Content-Type: image/png"),
        page(b"no gzip", "Content-Type: text/html\r\nContent-Encoding: gzip"),
        endless_answer(page("<title>x"), b"a" * 65_536),
        endless_answer(page("<title>x"), b"a", pause=0.05),
        page("<title></title></head>"),
    ]
    ada, room = await write(stage)
    for number, answer in enumerate(bad):
        site.answers[f"/{number}"] = answer
        await write(say, ada, room, site.url(f"/{number}"))
    last = await write(say, ada, room, f"{site.url('/good')} http://127.0.0.1:1/ http://localhost/")
    await eventually(last, "A page")
    await wait_until(lambda: not queue.waiting)
    assert not [each for each in caplog.records if each.levelno >= logging.WARNING or each.exc_info]


async def test_an_unexpected_error_is_one_line_in_the_log(working, caplog, monkeypatch):
    async def broken(url):
        raise RuntimeError("ours")

    working.find = broken
    queue.waiting.add([Job(1, 1, ("https://a.example/",))])
    await wait_until(lambda: "ours" in caplog.text)
    assert not [each for each in caplog.records if each.exc_info]
    working.find = preview
    assert working._running is not None


async def test_messages_do_not_wait_for_previews(working):
    """All fetches hang, and messages are still stored and edited."""
    asked, answer = [], asyncio.Event()

    async def hang(url):
        asked.append(url)
        await answer.wait()
        raise NoPage("never")

    working.find = hang
    ada, room = await write(stage)
    for number in range(conf.LINK_WORKERS + 2):
        sent = await write(say, ada, room, f"https://{number}.example/")
    await wait_until(lambda: len(asked) == conf.LINK_WORKERS)
    await write(messages.edit, by=ada, message_id=sent, content="edited")
    await let_tasks_run()
    assert len(asked) == conf.LINK_WORKERS
    answer.set()
    await wait_until(lambda: len(asked) == conf.LINK_WORKERS + 2)


async def test_stopping_cancels_every_fetch(working, site):
    begun, ended = [], []

    async def hang(url):
        begun.append(url)
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(url)

    working.find = hang
    tasks = asyncio.all_tasks()
    queue.waiting.add([Job(number, number, (f"https://{number}.example/",)) for number in range(conf.LINK_WORKERS + 1)])
    await wait_until(lambda: len(begun) == conf.LINK_WORKERS)
    working.stop()
    await wait_until(lambda: len(ended) == conf.LINK_WORKERS)
    await let_tasks_run()
    queue.waiting.add([Job(1, 1, ("https://late.example/",))])
    assert not [each for each in asyncio.all_tasks() - tasks if not each.done()]
    assert len(queue.waiting) == 1, "only the job that waited before"


async def test_previews_can_be_switched_off(working, site, settings):
    settings.LINK_PREVIEWS = False
    ada, room = await write(stage)
    sent = await write(say, ada, room, site.url("/a"))
    settings.LINK_PREVIEWS = True
    await eventually(await write(say, ada, room, site.url("/b")), "A page")
    assert (await titles(sent), site.asked) == ([], ["/b"])


async def test_nothing_is_fetched_for_a_message_whose_transaction_fails(working, site, monkeypatch):
    ada, room = await write(stage)

    def fail():
        from django.db import transaction

        with transaction.atomic():
            say(ada, room, site.url("/a"))
            transaction.set_rollback(True)

    await write(fail)
    await eventually(await write(say, ada, room, site.url("/b")), "A page")
    assert site.asked == ["/b"]


async def test_a_preview_removed_during_its_fetch_is_not_stored(working):
    asked, answer = asyncio.Event(), asyncio.Event()

    async def slow(url):
        asked.set()
        await answer.wait()
        return {"url": url, "title": "late", "description": "", "site_name": ""}

    working.find = slow
    ada, room = await write(stage)
    sent = await write(say, ada, room, "https://a.example/")
    await asked.wait()
    await write(link_previews.remove_previews, by=ada, message_id=sent)
    answer.set()
    await eventually(await write(say, ada, room, "https://b.example/"), "late")
    assert await titles(sent) == []
