from typing import Any

from django.test import Client

from chat.actions.people import tokens
from chat.models import User
from tests.admin.conftest import said


def test_revoking_a_token_ends_its_connections(run_button: Any, ada: User, announced: Any) -> None:
    token, _ = tokens.issue(user=ada)
    run_button("revoke_tokens", token)
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert [(p.control.kind, p.control.token_id, p.control.code) for p in announced() if p.control] == [
        ("end", token.pk, 4401)
    ]


def test_a_token_cannot_be_revoked_twice(run_button: Any, ada: User) -> None:
    token, _ = tokens.issue(user=ada)
    run_button("revoke_tokens", token)
    assert said(run_button("revoke_tokens", token)) == [f"{token}: There is no such token."]


def test_neither_the_secret_nor_its_digest_is_shown(page: Client, ada: User) -> None:
    token, secret = tokens.issue(user=ada)
    for address in ("/admin/chat/apitoken/", f"/admin/chat/apitoken/{token.pk}/change/"):
        text = page.get(address).content.decode()
        assert token.prefix in text
        assert secret not in text
        assert token.digest not in text
