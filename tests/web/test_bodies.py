"""Large bodies are read only from people who are logged in, and only where files are taken."""

import json

import pytest

from chat import conf
from chat.actions.people import tokens
from chat.executors import read, write
from chat.models import ApiToken
from chat.web.bodies import LimitedBodies
from tests.support.prepare_database import create_user_with_session

pytestmark = pytest.mark.django_db(transaction=True)
UPLOAD = "/api/v1/attachments"
CHUNK = b"x" * 65_536


class Request:
    """A request to an application that reads its whole body, as Django does, and answers 200."""

    def __init__(self, path, chunks=1, **headers):
        self.scope = {"type": "http", "method": "POST", "path": path}
        self.scope["headers"] = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        self.chunks, self.reached, self.got, self.sent = chunks, False, 0, []

    async def receive(self):
        self.chunks -= 1
        return {"type": "http.request", "body": CHUNK, "more_body": self.chunks > 0}

    async def send(self, message):
        self.sent.append(message)

    async def application(self, scope, receive, send):
        self.reached = True
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            self.got += len(message["body"])
            if not message["more_body"]:
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def answer(self):
        await LimitedBodies(self.application)(self.scope, self.receive, self.send)
        assert [message["type"] for message in self.sent] == ["http.response.start", "http.response.body"]
        self.headers = dict(self.sent[0]["headers"])
        return self.sent[0]["status"]


def size(number):
    return {"content_length": str(number)}


@pytest.fixture
def login():
    """The headers of somebody with a token, and of the same with a session."""
    made = create_user_with_session("zoe")
    return {"authorization": f"Bearer {made['token']}"}, {"cookie": f"sessionid={made['session']}"}


@pytest.mark.parametrize("path", ["/accounts/login/", "/api/v1/rooms", UPLOAD, "/profile/", "/admin/login/"])
@pytest.mark.parametrize("headers", [size(65_536), {}])
async def test_a_small_body_is_read_from_anybody(path, headers):
    request = Request(path, **headers)
    assert await request.answer() == 200
    assert request.got == 65_536


@pytest.mark.parametrize("path", ["/accounts/login/", "/api/v1/rooms", "/admin/login/", "/no/such/page", "/files/1/x"])
async def test_a_large_body_is_refused_unread_where_no_file_is_taken(path):
    request = Request(path, **size(conf.BODY_BYTES + 1))
    assert await request.answer() == 413
    assert not request.reached


async def test_of_a_body_that_does_not_say_its_length_the_rest_is_not_read():
    request = Request("/accounts/login/", chunks=1_000, transfer_encoding="chunked")
    assert await request.answer() == 413
    assert request.got <= conf.BODY_BYTES


async def test_a_body_that_is_longer_than_it_says_is_not_read_to_its_end():
    request = Request("/accounts/login/", chunks=1_000, **size(10))
    assert await request.answer() == 413
    assert request.got <= conf.BODY_BYTES


@pytest.mark.parametrize(
    "headers",
    [{}, {"cookie": "sessionid=nobodys"}, {"authorization": "Bearer cs_wrong"}, {"cookie": 'sessionid="\\000"'}],
)
@pytest.mark.parametrize("length", [size(2_000_000), {"transfer_encoding": "chunked"}, size("9" * 5_000), size("x")])
async def test_a_file_of_somebody_who_is_not_logged_in_is_refused_unread(headers, length):
    request = Request(UPLOAD, **headers, **length)
    assert await request.answer() == 401
    assert not request.reached
    assert json.loads(request.sent[1]["body"])["error"]["code"] == "unauthenticated"
    assert request.headers[b"cache-control"] == b"no-store"


async def test_a_file_of_somebody_who_is_logged_in_is_read(login):
    for path in (UPLOAD, "/profile/"):
        for headers in login:
            request = Request(path, chunks=100, **headers, **size(100 * 65_536))
            assert await request.answer() == 200
            assert request.got == 100 * 65_536


async def test_a_file_beyond_the_limit_is_refused_unread_whoever_sends_it(login):
    request = Request(UPLOAD, **login[0], **size(conf.FILE_BYTES + conf.FORM_BYTES + 1))
    assert await request.answer() == 413
    assert not request.reached


async def test_an_upload_with_a_revoked_token_is_refused(login):
    token = await read(ApiToken.objects.select_related("user").get)
    await write(tokens.revoke, by=token.user, token_id=token.pk)
    assert await Request(UPLOAD, **login[0], **size(2_000_000)).answer() == 401


async def test_a_picture_of_a_visitor_leads_to_the_login():
    request = Request("/profile/", **size(2_000_000))
    assert await request.answer() == 302
    assert request.headers[b"location"] == b"/accounts/login/?next=/profile/"
