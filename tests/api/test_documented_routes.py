"""docs/protocol.md names every request of the API."""

import re

import pytest

from tests.api.test_scopes import ROUTES
from tests.support.servers import ROOT

REQUEST = re.compile(r"`?((?:(?:GET|POST|PUT|PATCH|DELETE)[`/]*)+) (/[\w/{}.-]*)")
"""Such as `PUT`/`DELETE /messages/{id}/pin`."""


def documented() -> set[tuple[str, str]]:
    text = " ".join((ROOT / "docs/protocol.md").read_text(encoding="utf-8").split())
    return {
        (method, re.sub(r"{\w+}", "{}", path.strip("/")))
        for methods, path in REQUEST.findall(text)
        for method in re.findall(r"[A-Z]+", methods)
    }


@pytest.mark.parametrize(("method", "route"), ROUTES)
def test_every_request_is_documented(method: str, route: str) -> None:
    assert (method, re.sub(r"<[^>]+>", "{}", route)) in documented()
