"""A passkey in software: answers what a site asks a browser's authenticator (WebAuthn, ES256, no attestation)."""

import hashlib
import json
import secrets
import struct
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Passkey:
    """A key pair of one person at one site.

    Args:
        origin: The origin of the site, as the browser sees it.
        verifies: Whether it asks for a finger or a PIN.
    """

    def __init__(self, origin: str, *, verifies: bool = True) -> None:
        self.origin, self.id, self.user = origin, secrets.token_bytes(16), ""
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._flags = PRESENT | (VERIFIED if verifies else 0)

    def create(self, options: dict[str, Any]) -> str:
        """Answer the options of a registration."""
        options = options["publicKey"]
        self.user = options["user"]["id"]
        public = cbor.encode(ES256.from_cryptography_key(self._key.public_key()))
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + public
        data = self._data(options["rp"]["id"], self._flags | ATTESTED) + attested
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"])
        return self._answer(clientDataJSON=client, attestationObject=attestation)

    def get(self, options: dict[str, Any], rp_id: str) -> str:
        """Answer the options of a log-in."""
        data = self._data(rp_id, self._flags)
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        signature = self._key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature, userHandle=self.user)

    def _data(self, rp_id: str, flags: int) -> bytes:
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + struct.pack(">I", 0)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, **response: bytes | str) -> str:
        coded = {name: part if isinstance(part, str) else websafe_encode(part) for name, part in response.items()}
        own = websafe_encode(self.id)
        answer = {"id": own, "rawId": own, "type": "public-key", "clientExtensionResults": {}, "response": coded}
        return json.dumps(answer)
