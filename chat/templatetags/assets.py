"""Template tags for the page's scripts: the import map, and hints to load modules early."""

import json
import re
from functools import lru_cache
from pathlib import Path
from posixpath import dirname, join, normpath

from django import template
from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder, find
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from chat.protocol.base import Payload

register = template.Library()
_IMPORT = re.compile(r'^(?:import|export)\b(?:[^;"]*\bfrom)?\s*"(\.[^"]+)"', re.M)
_JSON_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.filter
def payload_script(payload: Payload, element_id: str) -> SafeString:
    """Render a payload as `json_script` renders a value."""
    text = mark_safe(payload.to_json().translate(_JSON_ESCAPES))  # noqa: S308
    return format_html('<script id="{}" type="application/json">{}</script>', element_id, text)


@register.simple_tag(takes_context=True)
def importmap(context: Context) -> SafeString:
    """Render the import map, which leads from the plain names in import statements to hashed names."""
    nonce = context.get("csp_nonce", "")
    return format_html('<script type="importmap" nonce="{}">{}</script>', nonce, _imports())


@lru_cache
def _imports() -> SafeString:
    """Make the JSON of the import map. It is cached, because making it takes a tenth of the time of a page."""
    plain = {settings.STATIC_URL + name: static(name) for name in modules()}
    imports = {url: hashed for url, hashed in plain.items() if url != hashed}
    return mark_safe(json.dumps({"imports": imports}, separators=(",", ":")).translate(_JSON_ESCAPES))  # noqa: S308


@register.simple_tag
@lru_cache
def modulepreload(entry: str) -> SafeString:
    """Render preload hints for a module and its imports. Without them the browser finds imports level by level."""
    return format_html_join(
        "\n", '<link rel="modulepreload" href="{}">', ((static(name),) for name in needed_by(entry))
    )


@lru_cache
def modules() -> tuple[str, ...]:
    """Return the names of our modules, relative to the static root."""
    hashed = getattr(staticfiles_storage, "hashed_files", {})
    names = hashed or (path for path, _ in FileSystemFinder().list([]))
    return tuple(sorted(name for name in names if name.startswith("js/") and name.endswith(".js")))


@lru_cache
def needed_by(entry: str) -> tuple[str, ...]:
    """Return the names of a module and of its direct and indirect imports."""
    found: dict[str, None] = {}
    waiting = [entry]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            source = Path(str(find(name))).read_text(encoding="utf-8")
            waiting += [normpath(join(dirname(name), imported)) for imported in _IMPORT.findall(source)]
    return tuple(found)
