"""The style guide of a development server."""

import pytest
from playwright.async_api import expect

from tests.browser import server_actions
from tests.browser.live_site import LiveSite

EMPTY = "[data-sample]:empty"


@pytest.fixture(scope="module")
def workshop(prepared, tmp_path_factory):
    with LiveSite(prepared, tmp_path_factory.mktemp("workshop"), DEBUG="1") as live_site:
        yield live_site


async def test_every_sample_is_shown_in_both_themes_and_no_id_occurs_twice(workshop, visit):
    await workshop.call(server_actions.set_up)
    visitor = await visit(workshop.url)
    page = visitor.page
    await page.goto(f"{workshop.url}/styleguide/")
    await expect(page.locator('[data-sample="history"] .version')).to_have_count(2 * 2)
    await expect(page.locator(EMPTY)).to_have_count(0)
    ids = await page.locator("[id]").evaluate_all("all => all.map(each => each.id)")
    assert sorted({name for name in ids if ids.count(name) > 1}) == []
    await expect(page.locator('[data-sample="polls"] .poll')).to_have_count(4 * 2)
    await expect(page.locator('[data-sample="uploads"] .upload--failed')).to_have_count(2 * 2)
    await expect(page.locator('[data-sample="emoji-picker"] [data-pick]').first).to_be_visible()
    await expect(page.locator("dialog:modal")).to_have_count(0)
    await expect(page.locator('[data-sample="completions"] .option')).to_have_count(4 * 2)
    await expect(page.locator('[data-sample="found"] .option[aria-selected="true"]')).to_have_count(2)
    await expect(page.locator('[data-sample="lightbox"] img[src]')).to_have_count(2)
