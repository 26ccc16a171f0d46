"""The script of the pages: an import map that leads each module to its hashed name, and hints to load them early."""

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

register = template.Library()
_IMPORT = re.compile(r'^(?:import|export)\b(?:[^;"]*\bfrom)?\s*"(\.[^"]+)"', re.M)
_JSON_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def importmap(context: Context) -> SafeString:
    """The import map. Modules import each other by relative, plain names; where names are hashed the map leads on."""
    nonce = context.get("csp_nonce", "")
    return format_html('<script type="importmap" nonce="{}">{}</script>', nonce, _imports())


@lru_cache
def _imports() -> SafeString:
    """Made once, as the hints are: hundreds of addresses, which took a tenth of a page's time."""
    plain = {settings.STATIC_URL + name: static(name) for name in modules()}
    imports = {url: hashed for url, hashed in plain.items() if url != hashed}
    return mark_safe(json.dumps({"imports": imports}, separators=(",", ":")).translate(_JSON_ESCAPES))  # noqa: S308


@register.simple_tag
@lru_cache
def modulepreload(entry: str) -> SafeString:
    """A hint for a module and each that it needs, which the browser would otherwise find one level after the other."""
    return format_html_join(
        "\n", '<link rel="modulepreload" href="{}">', ((static(name),) for name in needed_by(entry))
    )


@lru_cache
def modules() -> tuple[str, ...]:
    """The names of our modules below the static root."""
    hashed = getattr(staticfiles_storage, "hashed_files", {})
    names = hashed or (path for path, _ in FileSystemFinder().list([]))
    return tuple(sorted(name for name in names if name.startswith("js/") and name.endswith(".js")))


@lru_cache
def needed_by(entry: str) -> tuple[str, ...]:
    """The names of a module and of all that it imports, directly or not."""
    found: dict[str, None] = {}
    waiting = [entry]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            source = Path(str(find(name))).read_text(encoding="utf-8")
            waiting += [normpath(join(dirname(name), imported)) for imported in _IMPORT.findall(source)]
    return tuple(found)
