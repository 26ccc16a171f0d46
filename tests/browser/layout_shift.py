"""Measures whether a page moves while it loads."""

import contextlib
from typing import Any

from playwright.async_api import Error, Page, Route

from tests.browser.person import Person

WATCH = """
const shifts = (window.layoutShifts = []);
const box = ({ node, previousRect: from, currentRect: to }) => {
    const element = node?.nodeType === 1 ? node : node?.parentElement;
    const rect = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join();
    return `${element?.tagName}#${element?.id}.${element?.className} ${rect(from)} -> ${rect(to)}`;
};
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) shifts.push({ value: entry.value, moved: entry.sources.map(box) });
}).observe({ type: "layout-shift", buffered: true });
// How many pixels of the newest message are below the edge, at most, in any frame in which the page is complete.
window.hiddenPixels = 0;
const look = () => {
    const last = document.querySelector("#rows > :last-child"), scroller = document.querySelector("#scroller");
    if (document.readyState !== "loading" && last?.offsetParent)
        window.hiddenPixels = Math.max(
            window.hiddenPixels,
            last.getBoundingClientRect().bottom - scroller.getBoundingClientRect().bottom,
        );
    requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
ATTEMPTS = 5
PAINTED = """() => new Promise((done) => {
    const painted = () => performance.getEntriesByName("first-contentful-paint").length > 0;
    const look = () => (painted() ? requestAnimationFrame(() => requestAnimationFrame(done)) : setTimeout(look, 10));
    look();
})"""
SETTLED = """async () => {
    await document.fonts.ready;
    const near = ({ x, y, right, bottom }) => right > 0 && bottom > 0 && x < innerWidth && y < innerHeight;
    const pictures = [...document.images].filter((image) => image.src && near(image.getBoundingClientRect()));
    await Promise.all(pictures.map((image) => image.decode().catch(() => {})));
    for (let frames = 0; frames < 6; frames++) await new Promise(requestAnimationFrame);
}"""

LOOK = r"""() => [...document.querySelectorAll("body *")].filter((each) => each.checkVisibility()).map((each) => {
    const { color, backgroundColor } = getComputedStyle(each);
    const rect = each.getBoundingClientRect();
    const box = [rect.x, rect.y, rect.width, rect.height].map(Math.round).join();
    const words = each.children.length ? "" : each.textContent.trim().replace(/\s+/g, " ");
    const classes = (each.getAttribute("class") ?? "").trim().split(/\s+/).join(" .");
    return `${each.tagName}#${each.id} .${classes} ${box} ${color} ${backgroundColor} ${words}`;
})"""


async def watch(page: Page) -> None:
    """Measure all pages that are loaded from now on."""
    await page.add_init_script(WATCH)


async def loads_after_the_first_paint(person: Person, path: str) -> list[str]:
    """Load a page whose scripts arrive only after the browser has painted it, as on a slow first visit.

    Returns:
        What the page showed without its scripts: each visible element with its place and its colours.
    """
    looks: list[list[str]] = []

    async def hold(route: Route) -> None:
        # The page before may still make way, and then it asks in vain.
        for _ in range(ATTEMPTS):
            with contextlib.suppress(Error):
                await person.page.evaluate(PAINTED)
                looks.append(await person.page.evaluate(LOOK) if not looks else looks[0])
                break
        await route.continue_()

    await person.page.route("**/*.js", hold)
    await person.goes_to(path)
    await person.page.unroute_all(behavior="wait")
    return looks[0] if looks else []


async def measured(page: Page) -> dict[str, Any]:
    """Wait until nothing more arrives and return the sum of the shifts, and what has moved."""
    await page.evaluate(SETTLED)
    shifts = await page.evaluate("layoutShifts")
    moved = [f"{shift['value']:.4f} {each}" for shift in shifts for each in shift["moved"]]
    return {"sum": sum(shift["value"] for shift in shifts), "moved": moved}
