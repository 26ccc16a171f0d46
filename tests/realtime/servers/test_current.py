"""The adapter in use is that of the server that has loaded the application."""

import logging
import sys
from types import SimpleNamespace

import pytest

from chat.realtime import servers
from chat.realtime.servers.plain import MissingAttributes, PlainServer


@pytest.fixture
def find(monkeypatch):
    """Finds the adapter in a process that has loaded these modules. The adapters' own modules are replaced."""
    imported = []

    def find(*loaded: str, missing: bool = False) -> tuple[PlainServer, list[str]]:
        for module in servers.ADAPTERS:
            monkeypatch.delitem(sys.modules, module, raising=False)
        for module in loaded:
            monkeypatch.setitem(sys.modules, module, SimpleNamespace())

        def install():
            if missing:
                raise MissingAttributes("this server", ["conn"])
            return imported[-1]

        monkeypatch.setattr(
            servers, "import_module", lambda name: imported.append(name) or SimpleNamespace(install=install)
        )
        return servers.current.__wrapped__(), imported

    return find


def test_without_a_known_server_it_is_plain_asgi(find):
    server, imported = find()
    assert (type(server), imported) == (PlainServer, [])


@pytest.mark.parametrize("loaded", [["uvicorn.server"], ["daphne.server", "uvicorn.server"]])
def test_only_the_adapter_of_uvicorn_is_imported_under_uvicorn(find, loaded):
    assert find(*loaded) == ("chat.realtime.servers.uvicorn", ["chat.realtime.servers.uvicorn"])


def test_only_the_adapter_of_daphne_is_imported_under_daphne(find):
    assert find("daphne.server") == ("chat.realtime.servers.daphne", ["chat.realtime.servers.daphne"])


def test_missing_attributes_mean_plain_asgi_and_one_warning(find, caplog):
    with caplog.at_level(logging.WARNING):
        server, _ = find("uvicorn.server", missing=True)
    assert type(server) is PlainServer
    assert len(caplog.records) == 1
    assert "conn" in caplog.text


def test_the_adapter_is_installed_once():
    assert servers.current() is servers.current()
