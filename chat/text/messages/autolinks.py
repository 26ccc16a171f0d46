"""Find web and mail addresses in text, by the rules of GitHub Flavored Markdown (GFM, "Autolinks (extension)").

Beyond GFM, an address may follow Chinese text directly and ends at its punctuation, a host needs no dot after
`http://` and may have underscores, and markers that close emphasis around an address do not belong to it.
"""

import re
import string
from ipaddress import IPv6Address

from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

from chat.text.characters import UNSPACED_SCRIPTS
from chat.text.messages.hosts import shown

BEFORE_WWW = rf"(?<![^\W_{UNSPACED_SCRIPTS}])(?<![./@-])"
_SEPARATORS = "\\s<>`\\\\\u3000-\u3003\u3008-\u3011\u3014-\u301b\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f\uff5c"
_SEPARATORS += "\u2018-\u201f\u2026\u2039\u203a\u00ab\u00bb\u300c-\u300f\x00-\x1f\x7f"
_REST = re.compile(f"[^{_SEPARATORS}]*")
_HOST = re.compile(r"[A-Za-z0-9_\u00a1-\u00aa\u00ac-\u00ba\u00bc-\u1fff\u2c00-\u2dff\u3004-\U0010ffff.-]{1,253}")
_HOST_END = re.compile(f"[{_SEPARATORS}]")
_IPV6 = re.compile(r"\[([0-9A-Fa-f:.]{2,45})\]")
_LAST_LABEL = re.compile(rf"(?:^|\.)([A-Za-z0-9-]+)(?=[{UNSPACED_SCRIPTS}])[^.]*$")
_PORT = re.compile(r":\d{1,5}(?!\d)")
_USER = re.compile(r"[^\s/@<>\[\]()?#]{1,50}@")
_SCHEME = re.compile(r"(?:^|[^A-Za-z0-9.+-])(https?|mailto)$", re.IGNORECASE)
_LOCAL = string.ascii_letters + string.digits + "._+-"
_NO_LETTER = re.compile(rf"[\W{UNSPACED_SCRIPTS}]")
_WHOLE_LOCAL = re.compile(r"[A-Za-z0-9._+-]{1,64}@")
_MAIL_AHEAD = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9][A-Za-z0-9_-]*\.[A-Za-z0-9]")
_TRAILING = "?!.,:*_~'\"|"
_ENTITY = re.compile(r"&[A-Za-z0-9]+;$")
_CLOSING = {")": "(", "]": "[", "}": "{"}
_MARKERS = {"*": 1, "~": 2, "|": 2}
_LATEST_MARKERS = 40
"""Open markers that are looked at to end an address. Looking at all of them for each address would be quadratic."""


def autolink(state: StateInline, silent: bool) -> bool:
    """Take an address that begins or goes on here. Inside the text of a link there is none."""
    if silent or state.linkLevel:
        return False
    char = state.src[state.pos]
    if char == ":":
        return _scheme(state)
    if char == "@":
        return _mail(state)
    if char == "_":
        return _part_of_mail(state)
    return char in "wW" and _www(state)


def _scheme(state: StateInline) -> bool:
    found = _SCHEME.search(state.pending[-8:])
    if found is None:
        return False
    scheme, start = found[1], state.pos + 1
    if scheme.lower() == "mailto":
        end = _mail_end(state, start)
        return end > 0 and _link(state, scheme, end)
    if not state.src.startswith("//", start):
        return False
    end = _url_end(state, start + 2, may_name_user=True)
    return end > 0 and _link(state, scheme, end)


def _www(state: StateInline) -> bool:
    if state.src[state.pos : state.pos + 4].lower() != "www.":
        return False
    host = _host_end(state.src, state.pos, state.posMax)
    labels = state.src[state.pos : host].rstrip(".").split(".")
    if len(labels) < 2 or not all(labels) or "_" in labels[-1] or "_" in labels[-2]:
        return False
    return _link(state, "", _url_end(state, state.pos), prefix="http://")


def _mail(state: StateInline) -> bool:
    before = state.pending[-66:]
    local = before[len(before.rstrip(_LOCAL)) :]
    preceding = before[: -len(local)][-1:]
    if not local or len(local) > 64 or preceding == "@" or (preceding and not _NO_LETTER.match(preceding)):
        return False
    end = _mail_host_end(state, state.pos + 1)
    return end > 0 and _link(state, local, end, prefix="mailto:")


def _part_of_mail(state: StateInline) -> bool:
    """Take the underscore of an address (`first_last@a.example`) as text, not as a marker."""
    at = state.pos
    if not at or not state.src[at - 1].isalnum() or not _MAIL_AHEAD.match(state.src, at, state.posMax):
        return False
    state.append_pending("_")
    state.pos += 1
    return True


def _link(state: StateInline, before: str, end: int, *, prefix: str = "") -> bool:
    """Make a link of the last characters of the pending text, `before`, and of the source up to `end`."""
    text = before + state.src[state.pos : end]
    href = state.md.normalizeLink(prefix + text)
    if not state.md.validateLink(href):
        return False
    if before:
        state.pending = state.pending[: -len(before)]
    state.push("link_open", "a", 1).attrs = {"href": href}
    state.push("text", "", 0).content = shown(text)
    state.push("link_close", "a", -1)
    state.pos = end
    return True


def _mail_end(state: StateInline, start: int) -> int:
    local = _WHOLE_LOCAL.match(state.src, start, state.posMax)
    return _mail_host_end(state, local.end()) if local else 0


def _mail_host_end(state: StateInline, start: int) -> int:
    """Return the end of the host of a mail address, or 0. A host before a colon is no mail: `git@host:path`."""
    end = start + len(_name(state.src, start, state.posMax))
    if end == start or "." not in (host := state.src[start:end]).rstrip("-_") or ".." in host:
        return 0
    while state.src[end - 1] == "_" and any(delimiter.marker == ord("_") for delimiter in _latest(state)):
        end -= 1
    following = state.src[end : min(end + 2, state.posMax)]
    if state.src[end - 1] in "-_" or following[:1] == "@" or (following[:1] == ":" and following[1:].strip()):
        return 0
    return end


def _url_end(state: StateInline, start: int, *, may_name_user: bool = False) -> int:
    """Return the end of an address whose host, or user and host, begins at `start`, or 0."""
    src, most = state.src, state.posMax
    user = _USER.match(src, start, most) if may_name_user else None
    end = _host_end(src, user.end() if user else start, most)
    if not end:
        return 0
    port = _PORT.match(src, end, most)
    end = port.end() if port else end
    if src[end : min(end + 1, most)] in ("/", "?", "#"):
        if not _is_reachable(state, src[start:end]):
            return 0
        rest = _REST.match(src, end, most)
        end = rest.end() if rest else end
    return start + len(text) if (text := _trimmed(state, src[start:end])) else 0


def _is_reachable(state: StateInline, host: str) -> bool:
    """Tell whether the host alone makes a URL. If not, its path is not read: addresses in that would be read again."""
    return state.md.validateLink(state.md.normalizeLink("http://" + host))


def _host_end(src: str, start: int, most: int) -> int:
    if number := _IPV6.match(src, start, most):
        try:
            IPv6Address(number[1])
        except ValueError:
            return 0
        return number.end()
    name = _name(src, start, most).rstrip("-")
    return start + len(name) if name else 0


def _name(src: str, start: int, most: int) -> str:
    """Return the name of a host that begins here, without the end of a sentence."""
    host = _HOST.match(src, start, most)
    if host is None or host[0][0] in ".-":
        return ""
    separator = _HOST_END.search(host[0])
    return _without_text(host[0][: separator.start()] if separator else host[0]).rstrip(".")


def _without_text(host: str) -> str:
    """Cut Chinese or other text that follows a host of ASCII directly."""
    last = _LAST_LABEL.search(host)
    return host[: last.end(1)] if last else host


def _trimmed(state: StateInline, url: str) -> str:
    """Cut what follows an address: markers that close something, unpaired brackets, and punctuation at the end."""
    for marker, least in _MARKERS.items():
        at = url.find(marker * least)
        if at >= 0 and (marker == "|" or any(_opens(delimiter, marker) for delimiter in _latest(state))):
            url = url[:at]
    url = _before_unpaired(url, "]")
    counts = {char: url.count(char) for char in "()[]{}"}
    while url:
        last = url[-1]
        if last in _TRAILING:
            url = url[:-1]
        elif last == ";" and (entity := _ENTITY.search(url[-40:])):
            url = url[: -len(entity[0])]
        elif last in _CLOSING and counts[last] > counts[_CLOSING[last]]:
            counts[last] -= 1
            url = url[:-1]
        else:
            break
    return url


def _before_unpaired(url: str, closing: str) -> str:
    depth = 0
    for at, char in enumerate(url) if closing in url else ():
        depth += (char == _CLOSING[closing]) - (char == closing)
        if depth < 0:
            return url[:at]
    return url


def _latest(state: StateInline) -> list[Delimiter]:
    return state.delimiters[-_LATEST_MARKERS:]


def _opens(delimiter: Delimiter, marker: str) -> bool:
    return delimiter.open and delimiter.marker == ord(marker)
