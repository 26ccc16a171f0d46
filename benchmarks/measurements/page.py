"""Measures in a browser how soon a room is shown, and whether typing stays smooth in a busy room."""

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from statistics import median
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from benchmarks.bench import Bench
from benchmarks.contenders import Target, our_target
from benchmarks.generator import fan_out
from benchmarks.measurements import measurement
from benchmarks.report import Table, number, ratio
from benchmarks.site import Site

CHROMIUM = "/usr/bin/chromium"
PEOPLE, RATE, SECONDS, KEY_MS = 21, 200, 10, 60
WATCH = """
window.longTasks = []; window.keys = [];
new PerformanceObserver(list => longTasks.push(...list.getEntries().map(entry => entry.duration)))
    .observe({type: "longtask", buffered: true});
new PerformanceObserver(list => keys.push(...list.getEntries().filter(({name}) => name === "keydown")
    .map(entry => entry.duration))).observe({type: "event", durationThreshold: 16, buffered: true});
"""
SHOWN = """new Promise(resolve => {
    const isThere = () => document.querySelector("#rows .message");
    const look = () => isThere() ? resolve(performance.now()) : requestAnimationFrame(look);
    look();
})"""
HEADERS = ("", "shown after, ms", "to the first", "longest task, ms")
NOTE = (
    "A new browser context opens a room (Chromium, headless, nothing cached): milliseconds until its messages are "
    "shown, medians of {rounds}, and the longest time for which the page's thread was busy."
)
TYPING_HEADERS = ("", "keys", "p50 ms", "p95 ms", "worst ms")
TYPING_NOTE = (
    "Keys typed into the composer of a room in which {rate} messages a second arrive, for {seconds} s: from the key "
    "to the next paint (Event Timing, which does not tell times below 16 ms apart: they count as 16). The page marks "
    "as read what it shows; the other clients only listen."
)


@measurement("page", "opening a room in a browser among 1,000 rooms, and typing while 200 messages/s arrive")
def page(bench: Bench) -> list[Table]:
    large = 1_000_000 if bench.full else 100_000
    sizes = [("50 messages, 1 room", 50, 0), (f"{large:,} messages, 1,000 rooms", large, 999)]
    return asyncio.run(_measure(bench, sizes, rounds=3 if bench.quick else 7))


async def _measure(bench: Bench, sizes: list[tuple[str, int, int]], rounds: int) -> list[Table]:
    opening = Table("Opening a room in a browser", NOTE.format(rounds=rounds), HEADERS)
    typing = Table("Typing in a busy room", TYPING_NOTE.format(rate=RATE, seconds=SECONDS), TYPING_HEADERS)
    first = 0.0
    async with _browser() as browser:
        for title, messages, rooms in sizes:
            site = Site(bench)
            target = our_target(site, title, site.members(PEOPLE))
            (way,) = site.script("page", PEOPLE, messages, rooms)
            shown, longest = await _open(browser, target, way, rounds)
            first = first or shown
            compared = "" if shown == first else ratio(shown, first)
            opening.rows.append([title, number(shown), compared, number(longest)])
            typing.rows.append([title, *await _type(bench, browser, target, way)])
            target.processes[0].stop()
    return [opening, typing]


@asynccontextmanager
async def _browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking", "--disable-sync"]
        )
        yield browser
        await browser.close()


@asynccontextmanager
async def _entered(browser: Browser, target: Target, way: dict[str, Any]) -> AsyncIterator[Page]:
    url = f"http://127.0.0.1:{target.ports[0]}"
    context = await browser.new_context(base_url=url)
    await context.add_cookies([{"name": "sessionid", "value": way["session"], "url": url}])
    await context.add_init_script(WATCH)
    page = await context.new_page()
    await page.goto(way["path"], wait_until="commit")
    yield page
    await context.close()


async def _open(browser: Browser, target: Target, way: dict[str, Any], rounds: int) -> tuple[float, float]:
    """Return the median time until the messages are shown and the longest task, in milliseconds."""
    times, tasks = [], [0.0]
    for _ in range(rounds + 1):
        async with _entered(browser, target, way) as page:
            times.append(await page.evaluate(SHOWN))
            await page.wait_for_load_state("networkidle")
            tasks += await page.evaluate("longTasks")
    return median(times[1:]), max(tasks)


async def _type(bench: Bench, browser: Browser, target: Target, way: dict[str, Any]) -> list[str]:
    async with _entered(browser, target, way) as page:
        composer = page.locator("#composer-input")
        await composer.focus()
        load = asyncio.create_task(asyncio.to_thread(_burst, bench, target))
        typed = 0
        while not load.done():
            await page.keyboard.press("a")
            typed += 1
            await asyncio.sleep(KEY_MS / 1e3)
        await load
        slow = await page.evaluate("keys")
    times = sorted([*slow, *[16.0] * (typed - len(slow))])
    p50, p95 = (times[math.ceil(len(times) * part) - 1] for part in (0.5, 0.95))
    return [number(typed), number(p50), number(p95), number(times[-1])]


def _burst(bench: Bench, target: Target) -> None:
    fan_out(bench, target, members=PEOPLE - 1, rate=RATE, seconds=SECONDS)
