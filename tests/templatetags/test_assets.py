"""The import map and the preload hints."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import Context
from rjsmin import jsmin

from chat.protocol.messages.rest import MessagePreview
from chat.templatetags import assets

SOURCES = Path(settings.BASE_DIR) / "static"


@pytest.fixture(autouse=True)
def forgotten():
    for kept in (assets.modules, assets._imports, assets.modulepreload):
        kept.cache_clear()
    yield
    for kept in (assets.modules, assets._imports, assets.modulepreload):
        kept.cache_clear()


@pytest.fixture
def hashed(monkeypatch):
    """Give every file a hashed name, as `collectstatic` does."""
    names = {"js/main.js": "js/main.1a.js", "js/net/api/api.js": "js/net/api.2b.js", "css/base.css": "css/base.3c.css"}
    monkeypatch.setattr(staticfiles_storage._wrapped, "hashed_files", names, raising=False)
    monkeypatch.setattr(assets, "static", lambda name: f"/static/{names[name]}")


def map_of(html):
    return json.loads(re.fullmatch(r"<script[^>]*>(.*)</script>", html).group(1))["imports"]


def test_direct_and_indirect_imports_are_found():
    needed = assets.needed_by("js/main.js")
    deep = {"js/net/connection/connection.js", "js/state/core/emitter.js", "js/views/ui/dom.js"}
    assert {"js/main.js"} | deep <= set(needed)
    assert len(needed) == len(set(needed))
    assert all((SOURCES / name).exists() for name in needed)


def test_types_and_scripts_of_other_pages_are_not_loaded():
    assert not {"js/types.js", "js/controllers/copy.js"} & set(assets.needed_by("js/main.js"))


def test_every_imported_module_is_in_the_import_map():
    assert set(assets.needed_by("js/main.js")) <= set(assets.modules())


def test_without_hashed_names_the_import_map_is_empty():
    assert map_of(assets.importmap(Context())) == {}


def test_the_import_map_leads_from_plain_to_hashed_names(hashed):
    assert map_of(assets.importmap(Context())) == {
        "/static/js/main.js": "/static/js/main.1a.js",
        "/static/js/net/api/api.js": "/static/js/net/api.2b.js",
    }


def test_the_import_map_has_the_nonce():
    assert 'nonce="n0nce"' in assets.importmap(Context({"csp_nonce": "n0nce"}))


def test_preload_hints_have_hashed_names(hashed, monkeypatch):
    monkeypatch.setattr(assets, "needed_by", lambda entry: (entry, "js/net/api/api.js"))
    assert assets.modulepreload("js/main.js").splitlines() == [
        '<link rel="modulepreload" href="/static/js/main.1a.js">',
        '<link rel="modulepreload" href="/static/js/net/api.2b.js">',
    ]


def test_the_scripts_of_the_chat_page_stay_under_their_size_limit():
    """Measured as `collectstatic` stores them, without the modules that are imported on demand."""
    sources = [jsmin(Path(str(find(name))).read_text()).encode() for name in assets.needed_by("js/main.js")]
    assert sum(len(gzip.compress(source)) for source in sources) < 80_000


def test_the_data_of_a_payload_cannot_end_its_script():
    payload = MessagePreview(html="</script>&<!--")
    script = assets.payload_script(payload, "boot")
    assert script.startswith('<script id="boot" type="application/json">{"html":"\\u003C/script')
    assert json.loads(script.partition(">")[2].rpartition("<")[0]) == {"html": "</script>&<!--"}
    assert script.count("<") == 2
