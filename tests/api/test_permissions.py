"""The permissions of every route for every role, in a private and in a public room."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from chat.executors import write
from tests.api.conftest import World
from tests.api.test_scopes import ROUTES
from tests.support.factories import create_user
from tests.support.rest_client import RestClient

ROLES = ["owner", "moderator", "member", "former", "stranger", "anonymous", "bot"]
CODES = {401: {"unauthenticated"}, 403: {"forbidden", "not_a_member"}, 404: {"not_found"}}
UUID = "3f2b8f0e-6d0c-4c55-9a53-0a4c1e8f3a11"

# The status for each role, in the order of ROLES. {message} is a message of the member.
ANYWHERE = """
GET    /me                                -                                   200 200 200 200 200 401 200
GET    /rooms                             -                                   200 200 200 200 200 401 200
GET    /rooms?public=1                    -                                   200 200 200 200 200 401 200
POST   /rooms                             {"name":"Cellar"}                   201 201 201 201 201 401 201
POST   /directs                           {"userIds":[{other}]}               201 201 201 201 201 401 201
PATCH  /me                                {"addedBy":"nobody"}                200 200 200 200 200 401 200
GET    /invitations                       -                                   200 200 200 200 200 401 200
GET    /people?q=a                        -                                   200 200 200 200 200 401 200
GET    /search?q=a                        -                                   200 200 200 200 200 401 200
GET    /catch-up                          -                                   200 200 200 200 200 401 200
GET    /threads                           -                                   200 200 200 200 200 401 200
GET    /saved                             -                                   200 200 200 200 200 401 200
GET    /saved/ids                         -                                   200 200 200 200 200 401 200
POST   /reads                             {}                                  200 200 200 200 200 401 200
POST   /tickets                           -                                   200 200 200 200 200 401 200
GET    /events?wait=0                     -                                   200 200 200 200 200 401 200
GET    /scheduled                          -                                   200 200 200 200 200 401 200
GET    /reminders                          -                                   200 200 200 200 200 401 200
GET    /later                              -                                   200 200 200 200 200 401 200
GET    /me/record                          -                                   200 200 200 200 200 401 200
GET    /moderation/reports                 -                                   200 200 403 403 403 401 403
GET    /moderation/actions                 -                                   200 200 403 403 403 401 403
GET    /welcome                            -                                   200 200 200 200 200 401 200
GET    /drafts                             -                                   200 200 200 200 200 401 200
GET    /sidebar                            -                                   200 200 200 200 200 401 200
PATCH  /sidebar                            {"hideRead":true}                   200 200 200 200 200 401 200
POST   /sidebar/sections                   {"name":"Work"}                     201 201 201 201 201 401 201
PATCH  /sidebar/sections/1                 {"name":"Work"}                     404 404 404 404 404 401 404
DELETE /sidebar/sections/1                 -                                   204 204 204 204 204 401 204
PUT    /me/away                            {"away":true}                       200 200 200 200 200 401 200
GET    /me/ignored                         -                                   200 200 200 200 200 401 200
PUT    /people/{other}/ignore              {}                                  204 204 204 204 204 401 204
DELETE /people/{other}/ignore              -                                   204 204 204 204 204 401 204
POST   /events                             {"rooms":{},"wait":0}               200 200 200 200 200 401 200
PATCH  /reminders/999                      {"at":"{soon}"}       404 404 404 404 404 401 404
DELETE /reminders/999                      -                                   404 404 404 404 404 401 404
PATCH  /scheduled/999                      {"content":"x"}                     404 404 404 404 404 401 404
DELETE /scheduled/999                      -                                   404 404 404 404 404 401 404
POST   /scheduled/999/send                 -                                   404 404 404 404 404 401 404
DELETE /attachments/999                    -                                   204 204 204 204 204 401 204
PATCH  /moderation/reports/999             {"outcome":"dismissed"}             404 404 404 404 404 401 404
DELETE /moderation/actions/999             {"reason":"x"}                      404 404 404 404 404 401 404
POST   /moderation/actions/999/appeal      {"text":"x"}                        404 404 404 404 404 401 404
"""
PRIVATE = """
GET    /rooms/{room}                      -                                   200 200 200 404 404 401 200
PATCH  /rooms/{room}                      {"name":"Attic"}                    200 200 403 404 404 401 403
PATCH  /rooms/{room}                      {"topic":"Tea"}                     200 200 403 404 404 401 403
PATCH  /rooms/{room}                      {"archived":true}                   200 403 403 404 404 401 403
PATCH  /rooms/{room}                      {"notify":"none"}                   200 200 200 404 404 401 200
PATCH  /rooms/{room}                      {"favourite":true}                  200 200 200 404 404 401 200
PATCH  /rooms/{room}                      {"section":0}                       200 200 200 404 404 401 200
GET    /rooms/{room}/members              -                                   200 200 200 404 404 401 200
POST   /rooms/{room}/members              {}                                  201 201 201 404 404 401 201
POST   /rooms/{room}/members              {"userId":{other}}                  201 201 403 404 404 401 403
PATCH  /rooms/{room}/members/{member}     {"role":"moderator"}                200 403 403 404 404 401 403
DELETE /rooms/{room}/members/{member}     -                                   204 204 204 404 404 401 403
GET    /rooms/{room}/messages             -                                   200 200 200 404 404 401 200
POST   /rooms/{room}/messages             {"content":"hi","clientId":"{id}"}  201 201 201 404 404 401 201
POST   /rooms/{room}/polls {"question":"Q","options":["a","b"],"clientId":"{id}"} 201 201 201 404 404 401 201
GET    /messages/{message}                -                                   200 200 200 404 404 401 200
GET    /messages/{message}/history        -                                   200 200 200 404 404 401 200
PATCH  /messages/{message}                {"content":"bye"}                   403 403 200 404 404 401 403
DELETE /messages/{message}                -                                   200 200 200 404 404 401 403
PUT    /messages/{message}/reactions/👍   -                                   200 200 200 404 404 401 200
DELETE /messages/{message}/reactions/👍   -                                   200 200 200 404 404 401 200
DELETE /messages/{message}/previews       -                                   200 200 200 404 404 401 403
PUT    /rooms/{room}/read                 {"seq":1}                           200 200 200 404 404 401 200
GET    /rooms/{room}/pins                 -                                   200 200 200 404 404 401 200
PUT    /messages/{message}/pin            -                                   200 200 403 404 404 401 403
PUT    /messages/{message}/saved          -                                   200 200 200 404 404 401 200
GET    /messages/{message}/thread         -                                   200 200 200 404 404 401 200
PUT    /messages/{message}/thread/follow  {"following":true}                  200 200 200 404 404 401 200
PUT    /messages/{message}/thread/read    {"seq":1}                           200 200 200 404 404 401 200
POST   /messages/{message}/reports        {"reason":"spam"}                   201 201 403 404 404 401 201
PATCH  /rooms/{room}                      {"slowSeconds":5}                   200 200 403 404 404 401 403
PATCH  /rooms/{room}                      {"readOnly":true}                   200 200 403 404 404 401 403
PATCH  /rooms/{room}                      {"retentionDays":5}                 200 403 403 404 404 401 403
GET    /moderation/actions?roomId={room}  -                                   200 200 403 404 404 401 403
DELETE /moderation/actions/{action}       {"reason":"x"}                      200 200 403 404 404 401 403
PATCH  /moderation/reports/{report}       {"outcome":"dismissed"}             200 200 403 404 404 401 403
POST   /moderation/actions {"kind":"mute","userId":{member},"roomId":{room},"reason":"x"} 201 201 403 404 404 401 403
POST   /moderation/actions {"kind":"kick","userId":{member},"roomId":{room},"reason":"x"} 201 201 403 404 404 401 403
POST   /moderation/actions {"kind":"delete","messageId":{message},"reason":"x"} 201 201 403 404 404 401 403
POST   /moderation/actions {"kind":"ban","userId":{member},"reason":"x"} 403 403 403 403 403 401 403
POST   /moderation/actions {"kind":"purge","userId":{member},"reason":"x"} 403 403 403 403 403 401 403
GET    /rooms/{room}/changes?rev=0        -                                   200 200 200 404 404 401 200
PUT    /rooms/{room}/draft                {"content":"x"}                     200 200 200 404 404 401 200
POST   /preview                           {"roomId":{room},"content":"x"}     200 200 200 404 404 401 200
POST   /uncalled                          {"roomId":{room},"content":"@x"}    200 200 200 404 404 401 200
PUT    /sidebar/order                     {"roomIds":[{room}]}                200 200 200 404 404 401 200
POST   /scheduled {"roomId":{room},"content":"x","sendAt":"{soon}","clientId":"{id}"} 201 201 201 404 404 401 201
POST   /reminders {"messageId":{message},"at":"{soon}"} 201 201 201 404 404 401 201
DELETE /messages/{message}/pin            -                                   200 200 403 404 404 401 403
DELETE /messages/{message}/saved          -                                   200 200 200 404 404 401 200
"""
PUBLIC = """
GET    /rooms/{room}                      -                                   200 200 200 200 200 401 200
PATCH  /rooms/{room}                      {"name":"Attic"}                    200 200 403 403 403 401 403
PATCH  /rooms/{room}                      {"archived":true}                   200 403 403 403 403 401 403
PATCH  /rooms/{room}                      {"notify":"none"}                   200 200 200 403 403 401 200
PATCH  /rooms/{room}                      {"favourite":true}                  200 200 200 403 403 401 200
PATCH  /rooms/{room}                      {"section":0}                       200 200 200 403 403 401 200
GET    /rooms/{room}/members              -                                   200 200 200 200 200 401 200
POST   /rooms/{room}/members              {}                                  201 201 201 201 201 401 201
POST   /rooms/{room}/members              {"userId":{other}}                  201 201 201 403 403 401 201
PATCH  /rooms/{room}/members/{member}     {"role":"moderator"}                200 403 403 403 403 401 403
DELETE /rooms/{room}/members/{member}     -                                   204 204 204 403 403 401 403
GET    /rooms/{room}/messages             -                                   200 200 200 200 200 401 200
POST   /rooms/{room}/messages             {"content":"hi","clientId":"{id}"}  201 201 201 403 403 401 201
POST   /rooms/{room}/polls {"question":"Q","options":["a","b"],"clientId":"{id}"} 201 201 201 403 403 401 201
GET    /messages/{message}                -                                   200 200 200 200 200 401 200
GET    /messages/{message}/history        -                                   200 200 200 200 200 401 200
PATCH  /messages/{message}                {"content":"bye"}                   403 403 200 403 403 401 403
DELETE /messages/{message}                -                                   200 200 200 403 403 401 403
PUT    /messages/{message}/reactions/👍   -                                   200 200 200 403 403 401 200
DELETE /messages/{message}/previews       -                                   200 200 200 403 403 401 403
PUT    /rooms/{room}/read                 {"seq":1}                           200 200 200 403 403 401 200
GET    /rooms/{room}/pins                 -                                   200 200 200 200 200 401 200
PUT    /messages/{message}/pin            -                                   200 200 403 403 403 401 403
PUT    /messages/{message}/saved          -                                   200 200 200 200 200 401 200
GET    /messages/{message}/thread         -                                   200 200 200 200 200 401 200
PUT    /messages/{message}/thread/follow  {"following":true}                  200 200 200 403 403 401 200
PUT    /messages/{message}/thread/read    {"seq":1}                           200 200 200 403 403 401 200
POST   /messages/{message}/reports        {"reason":"spam"}                   201 201 403 201 201 401 201
PATCH  /rooms/{room}                      {"slowSeconds":5}                   200 200 403 403 403 401 403
PATCH  /rooms/{room}                      {"readOnly":true}                   200 200 403 403 403 401 403
PATCH  /rooms/{room}                      {"retentionDays":5}                 200 403 403 403 403 401 403
GET    /moderation/actions?roomId={room}  -                                   200 200 403 403 403 401 403
DELETE /moderation/actions/{action}       {"reason":"x"}                      200 200 403 403 403 401 403
PATCH  /moderation/reports/{report}       {"outcome":"dismissed"}             200 200 403 403 403 401 403
POST   /moderation/actions {"kind":"mute","userId":{member},"roomId":{room},"reason":"x"} 201 201 403 403 403 401 403
POST   /moderation/actions {"kind":"kick","userId":{member},"roomId":{room},"reason":"x"} 201 201 403 403 403 401 403
POST   /moderation/actions {"kind":"delete","messageId":{message},"reason":"x"} 201 201 403 403 403 401 403
POST   /moderation/actions {"kind":"ban","userId":{member},"reason":"x"} 403 403 403 403 403 401 403
POST   /moderation/actions {"kind":"purge","userId":{member},"reason":"x"} 403 403 403 403 403 401 403
GET    /rooms/{room}/changes?rev=0        -                                   200 200 200 200 200 401 200
PUT    /rooms/{room}/draft                {"content":"x"}                     200 200 200 403 403 401 200
POST   /preview                           {"roomId":{room},"content":"x"}     200 200 200 403 403 401 200
POST   /uncalled                          {"roomId":{room},"content":"@x"}    200 200 200 403 403 401 200
PUT    /sidebar/order                     {"roomIds":[{room}]}                200 200 200 404 404 401 200
POST   /scheduled {"roomId":{room},"content":"x","sendAt":"{soon}","clientId":"{id}"} 201 201 201 403 403 401 201
POST   /reminders {"messageId":{message},"at":"{soon}"} 201 201 201 201 201 401 201
DELETE /messages/{message}/pin            -                                   200 200 403 403 403 401 403
DELETE /messages/{message}/saved          -                                   200 200 200 200 200 401 200
"""


def rows(kind: str, table: str) -> list[object]:
    cells = []
    for line in table.strip().splitlines():
        method, path, body, *statuses = line.split()
        assert len(statuses) == len(ROLES), line
        expected = dict(zip(ROLES, map(int, statuses), strict=True))
        # All roles can send a request that changes nothing in the same test.
        quiet = {role: status for role, status in expected.items() if method == "GET" or status >= 400}
        for asked in [quiet, *({role: expected[role]} for role in ROLES if role not in quiet)]:
            request = (kind, method, path, body)
            cells.append(pytest.param(request, asked, id=" ".join([*request, *asked])))
    return cells


@pytest.mark.parametrize(
    "request_, expected",
    [*rows("anywhere", ANYWHERE), *rows("private", PRIVATE), *rows("public", PUBLIC)],
)
async def test_permissions_match_the_table(actors, request_, expected):
    kind, method, path, body = request_
    clients, facts = await write(actors, kind)
    path, body = fill(path, facts), fill(body, facts)
    for role, status in expected.items():
        response = await clients[role].ask(method, path, raw=b"" if body == "-" else body.encode())
        assert response.status_code == status, (role, response.content)
        if status >= 400:
            assert response.json()["error"]["code"] in CODES[status]


ELSEWHERE = {
    # Files are forms, and polls need a message that is one; their own tests have the roles.
    *{("POST", "attachments"), ("PUT", "messages/<id:message_id>/vote"), ("PATCH", "messages/<id:message_id>/poll")},
}


def test_every_route_is_in_a_table():
    lines = [line.split()[:2] for line in (ANYWHERE + PRIVATE + PUBLIC).strip().splitlines() if line]
    listed = {(method, path.split("?")[0].lstrip("/")) for method, path in lines}
    patterns = {(method, route): re.sub(r"<[^>]+>", "[^/]+", route) for method, route in ROUTES}
    missing = {
        (method, route)
        for (method, route), pattern in patterns.items()
        if not any(verb == method and re.fullmatch(pattern, path) for verb, path in listed)
    }
    assert missing == ELSEWHERE


def fill(text: str, facts: dict[str, object]) -> str:
    for name, value in facts.items():
        text = text.replace("{" + name + "}", str(value))
    return text


@pytest.fixture
def actors(world: World):
    def make(kind: str):
        room = world.kitchen if kind == "public" else world.den
        other = create_user("zed")
        message = world.message(room)
        measure, report = world.measure(room), world.report(world.message(room))
        facts = {"room": room.pk, "message": message.pk, "member": world.cyd.pk, "other": other.pk, "id": UUID}
        facts |= {"action": measure.pk, "report": report.pk}
        facts["soon"] = f"{timezone.now() + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"
        people = dict(zip(ROLES, [world.ada, world.ben, world.cyd, world.dee, world.eve, None, world.bot], strict=True))
        clients = {role: RestClient.with_token(user) if user else RestClient() for role, user in people.items()}
        return clients, facts

    return make
