"""The documentation page of the API and its schema."""

import re

import pytest
from django.contrib.staticfiles import finders

from chat.api.routers import api

SCHEMA = api.get_openapi_schema(path_prefix="/api/v1/")
OPERATIONS = [
    (path, method, details) for path, methods in SCHEMA["paths"].items() for method, details in methods.items()
]
ids = [f"{method} {path}" for path, method, _ in OPERATIONS]


async def test_the_documentation_loads_nothing_from_other_sites(nobody):
    response = await nobody.ask("GET", "/docs")
    page = response.content.decode()
    assert response.status_code == 200
    fetched = re.findall(r"""(?:src|href)=["']([^"']+)""", page)
    assert fetched
    assert [address for address in fetched if not address.startswith("/static/")] == []
    assert [address for address in fetched if not finders.find(address.removeprefix("/static/"))] == []
    assert "//" not in re.sub(r"(?s)<script type=\"application/json\".*?</script>", "", page).replace("</", "")
    assert "'unsafe-eval'" not in response["Content-Security-Policy"]


async def test_the_schema_is_served(nobody):
    response = await nobody.ask("GET", "/openapi.json")
    assert (response.status_code, response.json()["openapi"]) == (200, "3.1.0")


@pytest.mark.parametrize("path", ["/docs", "/openapi.json"])
async def test_the_documentation_accepts_only_get_and_head(nobody, path):
    await nobody.refused(405, "unsupported", "POST", path)


@pytest.mark.parametrize("path, method, details", OPERATIONS, ids=ids)
def test_every_route_documents_its_summary_and_responses(path, method, details):
    assert re.fullmatch(r"[A-Z][^.]{5,60}", details["summary"])
    assert details["security"] == [{"Bearer": []}, {"SessionCookie": []}]
    responses = details["responses"]
    assert {400, 401, 403, 500, 503} < responses.keys()
    for status, response in responses.items():
        schema = response.get("content", {}).get("application/json", {}).get("schema")
        assert (schema is None) == (status == 204), status
        if status >= 400:
            assert schema == {"$ref": "#/components/schemas/ErrorBody"}
    assert ("{" not in path) or 404 in responses


def test_the_schema_uses_the_keys_of_the_protocol():
    schemas = SCHEMA["components"]["schemas"]
    assert {"roomId", "replyTo", "createdAt"} <= schemas["MessagePayload"]["properties"].keys()
    assert {"clientId", "replyTo"} <= schemas["NewMessage"]["properties"].keys()
    assert schemas["NewMessage"]["required"] == ["content", "clientId"]
    assert schemas["ErrorPayload"]["properties"].keys() >= {"code", "message", "fields", "retryAfterMs"}
    assert [name for name, schema in schemas.items() if any("_" in key for key in schema.get("properties", {}))] == []


def test_every_route_of_the_protocol_exists():
    table = """
    POST /tickets; GET /me; GET /rooms; POST /rooms; GET /rooms/{room_id}; PATCH /rooms/{room_id}
    GET /rooms/{room_id}/members; POST /rooms/{room_id}/members; DELETE /rooms/{room_id}/members/{user_id}
    POST /directs
    GET /rooms/{room_id}/messages; POST /rooms/{room_id}/messages; PATCH /messages/{message_id}
    DELETE /messages/{message_id}; PUT /messages/{message_id}/reactions/{emoji}
    DELETE /messages/{message_id}/previews
    DELETE /messages/{message_id}/reactions/{emoji}; PUT /rooms/{room_id}/read; GET /events; POST /events
    GET /welcome; GET /rooms/{room_id}/changes
    """
    rows = {row.strip() for line in table.strip().splitlines() for row in line.split(";") if row.strip()}
    assert rows <= {f"{method.upper()} {path.removeprefix('/api/v1')}" for path, method, _ in OPERATIONS}
