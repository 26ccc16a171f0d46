"""A client for the REST API."""

import json
from typing import Any
from urllib.parse import ParseResult, unquote

from django.test import AsyncClient

from chat.actions.people import tokens
from chat.models import User

BASE = "/api/v1"


class Utf8PathClient(AsyncClient):
    def _get_path(self, parsed: ParseResult) -> str:
        """Decode the path as UTF-8, as ASGI servers do. Django's client decodes it as WSGI servers do."""
        return unquote(parsed.path)


class RestClient:
    """Sends requests with an API token, with a session, or anonymously."""

    def __init__(self, headers: dict[str, str] | None = None) -> None:
        self.client = Utf8PathClient(enforce_csrf_checks=True)
        self.headers = headers or {}

    @classmethod
    def with_token(cls, user: User) -> "RestClient":
        token, secret = tokens.issue(user=user)
        rest = cls({"authorization": f"Bearer {secret}"})
        rest.token = token  # type: ignore[attr-defined]
        return rest

    @classmethod
    def with_session(cls, user: User) -> "RestClient":
        csrf = "c" * 32
        rest = cls({"x-csrftoken": csrf})
        rest.client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        rest.client.cookies["csrftoken"] = csrf
        return rest

    async def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        raw: bytes | None = None,
        type: str | None = None,
        **headers: str,
    ) -> Any:
        """Send a request and return the test client's response.

        Args:
            body: Sent as JSON.
            raw: Sent as it is, with the content type `type`, in place of `body`.
            headers: More headers, with `_` for `-`.
        """
        content = raw if raw is not None else json.dumps(body).encode() if body is not None else b""
        content_type = ("application/json" if content else "") if type is None else type
        all_headers = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.generic(method, BASE + path, content, content_type, headers=all_headers)

    async def get(self, path: str) -> Any:
        """Send a GET that must succeed, and return the data."""
        return self._data(await self.ask("GET", path), 200)

    async def post(self, path: str, body: object = None, status: int = 201) -> Any:
        return self._data(await self.ask("POST", path, body), status)

    async def put(self, path: str, body: object = None) -> Any:
        return self._data(await self.ask("PUT", path, body), 200)

    async def patch(self, path: str, body: object) -> Any:
        return self._data(await self.ask("PATCH", path, body), 200)

    async def delete(self, path: str, status: int = 200) -> Any:
        return self._data(await self.ask("DELETE", path), status)

    async def refused(self, status: int, code: str, method: str, path: str, body: object = None, **more: Any) -> Any:
        """Send a request that must be refused. Check the status, the code and the shape of the error, and return it."""
        response = await self.ask(method, path, body, **more)
        assert (response.status_code, response["content-type"]) == (status, "application/json; charset=utf-8")
        data = response.json()
        assert data.keys() == {"error"}
        assert data["error"].keys() <= {"code", "message", "fields", "retryAfterMs"}
        assert (data["error"]["code"], bool(data["error"]["message"])) == (code, True)
        return data["error"]

    @staticmethod
    def _data(response: Any, status: int) -> Any:
        assert response.status_code == status, response.content
        return response.json() if response.content else None
