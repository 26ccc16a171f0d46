"""The script of the pages: an import map that leads each module to its hashed name, and hints to load them early."""

import json
from functools import lru_cache

from django import template
from django.contrib.staticfiles.finders import FileSystemFinder
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
_JSON_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def importmap(context: Context) -> SafeString:
    """The import map. Modules import each other by relative, plain names; where names are hashed the map leads on."""
    plain = {staticfiles_storage.base_url + name: static(name) for name in modules()}
    imports = {url: hashed for url, hashed in plain.items() if url != hashed}
    text = json.dumps({"imports": imports}, separators=(",", ":")).translate(_JSON_ESCAPES)
    return format_html('<script type="importmap" nonce="{}">{}</script>', context.get("csp_nonce", ""), mark_safe(text))  # noqa: S308


@register.simple_tag
def modulepreload() -> SafeString:
    """A hint for each module: without it the browser finds them one level of imports after the other."""
    return format_html_join("\n", '<link rel="modulepreload" href="{}">', ((static(name),) for name in modules()))


@lru_cache
def modules() -> tuple[str, ...]:
    """The names of our modules below the static root."""
    hashed = getattr(staticfiles_storage, "hashed_files", {})
    names = hashed or (path for path, _ in FileSystemFinder().list([]))
    return tuple(sorted(name for name in names if name.startswith("js/") and name.endswith(".js") and name != "js/types.js"))
