"""A visitor of a real server's pages, with cookies and forms, as a browser without scripts."""

import re
import ssl
from collections.abc import Mapping
from http.cookiejar import CookieJar
from types import MappingProxyType
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

TIMEOUT = 120
PASSWORD = "correct horse battery"
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *arguments: Any) -> None:
        return None


class Answer:
    """An answer of the server, whatever its status."""

    def __init__(self, response: Any) -> None:
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    @property
    def text(self) -> str:
        return self.body.decode()


class WebSession:
    """One visitor. Redirects are not followed. All methods block."""

    def __init__(self, url: str, certificate: str | None = None) -> None:
        """
        Args:
            url: The address of the site.
            certificate: The file of a certificate to trust, for https.
        """
        self.url, self.cookies = url, CookieJar()
        context = ssl.create_default_context(cafile=certificate)
        self._opener = build_opener(HTTPCookieProcessor(self.cookies), HTTPSHandler(context=context), _NoRedirects())

    def cookie(self, name: str) -> str:
        return next((cookie.value or "" for cookie in self.cookies if cookie.name == name), "")

    def send(self, path: str, data: bytes | None = None, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            with self._opener.open(Request(self.url + path, data, named), timeout=TIMEOUT) as response:
                return Answer(response)
        except HTTPError as error:
            with error:
                return Answer(error)

    def get(self, path: str, **headers: str) -> Answer:
        return self.send(path, **headers)

    def post(self, path: str, *, headers: Mapping[str, str] = NO_HEADERS, **fields: str) -> Answer:
        """Fetch a page and submit its form."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path, **headers).text)
        data = urlencode({"csrfmiddlewaretoken": token[1] if token else "", **fields}).encode()
        return self.send(path, data, Referer=self.url + path, **headers)

    def upload(self, content: bytes, name: str = "x.bin") -> Answer:
        """Upload a file through the API, with the session."""
        form = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile(name, content)})
        headers = {"X_CSRFToken": self.cookie("csrftoken"), "Referer": self.url + "/", "Origin": self.url}
        return self.send("/api/v1/attachments", form, Content_Type=MULTIPART_CONTENT, **headers)

    def sign_up(self, username: str) -> Answer:
        return self.post("/accounts/signup/", username=username, password1=PASSWORD, email=f"{username}@example.org")

    def log_in(self, username: str, password: str = PASSWORD, *, headers: Mapping[str, str] = NO_HEADERS) -> Answer:
        return self.post("/accounts/login/", headers=headers, login=username, password=password)
