"""A small OpenID Connect provider that runs on a port: code flow with PKCE (S256), signed id_tokens, userinfo."""

import base64
import hashlib
import json
import secrets
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT_ID, CLIENT_SECRET = "chatsite", "a secret of the client"


class Handler(BaseHTTPRequestHandler):
    provider: "OidcProvider"

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        given = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/.well-known/openid-configuration":
            self._answer(self.provider.configuration())
        elif url.path == "/jwks":
            self._answer({"keys": [self.provider.public_key]})
        elif url.path == "/userinfo":
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            claims = self.provider.access_tokens.get(token)
            self._answer(claims or {"error": "invalid_token"}, 200 if claims else 401)
        elif url.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.provider.authorize(given))
            self.end_headers()
        else:
            self._answer({}, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        given = {name: values[0] for name, values in parse_qs(body).items()}
        answer = self.provider.exchange(given)
        self._answer(answer, 400 if "error" in answer else 200)

    def _answer(self, answer: dict[str, Any], status: int = 200) -> None:
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


class OidcProvider:
    """The provider, and the person who is logged in there.

    Attributes:
        person: The claims about the person.
        says_of_itself: What replaces parts of its configuration.
        says_of_person: What replaces claims in the answer of userinfo only.
        refuses: Whether the person cancels.
    """

    def __init__(self) -> None:
        handler = type("BoundHandler", (Handler,), {"provider": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        self._key = rsa.generate_private_key(65537, 2048)
        self.public_key = {**RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True), "kid": "1", "use": "sig"}
        self.person: dict[str, Any] = {"sub": "42", "preferred_username": "dora", "name": "Dora Doe"}
        self.says_of_itself: dict[str, Any] = {}
        self.says_of_person: dict[str, Any] = {}
        self.refuses = False
        self.access_tokens: dict[str, dict[str, Any]] = {}
        self._codes: dict[str, dict[str, str]] = {}
        Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def configuration(self) -> dict[str, Any]:
        paths = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        endpoints = {f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in paths.items()}
        methods = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
        return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks", **endpoints, **methods, **self.says_of_itself}

    def authorize(self, given: dict[str, str]) -> str:
        """Return the address to which the browser goes back."""
        if self.refuses:
            return f"{given['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': given['state']})}"
        code = secrets.token_urlsafe(12)
        self._codes[code] = given
        return f"{given['redirect_uri']}?{urlencode({'code': code, 'state': given['state']})}"

    def exchange(self, given: dict[str, str]) -> dict[str, Any]:
        """Return tokens for a code, which works once, and only for whoever asked for it."""
        asked = self._codes.pop(given.get("code", ""), {})
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        is_client = (given.get("client_id"), given.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)
        if not is_client or asked.get("code_challenge") != proof or asked.get("code_challenge_method") != "S256":
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {**self.person, "iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 60}
        token = secrets.token_urlsafe(12)
        self.access_tokens[token] = {**self.person, **self.says_of_person}
        id_token = jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": "1"})
        return {"access_token": token, "token_type": "Bearer", "expires_in": 60, "id_token": id_token}
