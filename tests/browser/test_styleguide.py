"""The style guide of a development site, with the samples that its script builds."""

import pytest
from playwright.async_api import expect

from tests.browser import backstage
from tests.browser.site import Site

EMPTY = "[data-sample]:empty"


@pytest.fixture(scope="module")
def development_site(prepared, tmp_path_factory):
    with Site(prepared, tmp_path_factory.mktemp("development_site"), DEBUG="1") as site:
        yield site


async def test_every_sample_shows_in_both_themes_and_no_id_repeats(development_site, visit):
    await development_site.do(backstage.set_up)
    visitor = await visit(development_site.url)
    page = visitor.page
    await page.goto(f"{development_site.url}/styleguide/")
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
