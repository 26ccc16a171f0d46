"""An id of somebody else costs the same as one that does not exist, so the time of an answer tells nothing.

The queries are compared and not the times: what is measured on a busy machine says little.
"""

import re
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.utils import CursorWrapper
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from chat.actions.rooms import memberships
from chat.executors import read, write
from tests.api.test_permissions import PRIVATE, fill
from tests.support.rest_client import RestClient

ABSENT = 999_999_999
UUID = "3f2b8f0e-6d0c-4c55-9a53-0a4c1e8f3a11"
LATER = (datetime.now(UTC) + timedelta(days=30)).isoformat()
OWN = """
DELETE /attachments/{attachment}          -
PATCH  /scheduled/{scheduled}             {"content":"later"}
DELETE /scheduled/{scheduled}             -
POST   /scheduled/{scheduled}/send        -
PATCH  /reminders/{reminder}              {"at":"{at}"}
DELETE /reminders/{reminder}              -
POST   /reminders                         {"at":"{at}","messageId":{message}}
POST   /rooms/{public}/messages           {"content":"hi","clientId":"{id}","replyTo":{message}}
POST   /rooms/{public}/messages           {"content":"hi","clientId":"{id}","threadId":{message}}
POST   /rooms/{public}/messages           {"content":"hi","clientId":"{id}","attachmentIds":[{attachment}]}
"""
REQUESTS = list(dict.fromkeys(tuple(line.split()[:3]) for line in (PRIVATE.strip() + OWN.rstrip()).splitlines()))


@contextmanager
def statements():
    """Count the statements of all threads, without the values."""
    counted, execute = Counter(), CursorWrapper.execute

    def count_and_execute(cursor, sql, params=None):
        if "UPDATE" not in str(sql):  # when a token was last used
            counted[re.sub(r"_x[0-9]+", "", str(sql))] += 1  # without the numbers of savepoints
        return execute(cursor, sql, params)

    with mock.patch.object(CursorWrapper, "execute", count_and_execute):
        yield counted


@pytest.fixture
async def facts(world):
    """The ids of what cyd has in the private room."""
    message = await write(world.message, world.den)
    cyd = await read(RestClient.with_token, world.cyd)
    form = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile("tea.txt", b"tea")})
    file = await cyd.ask("POST", "/attachments", raw=form, type=MULTIPART_CONTENT)
    body = {"roomId": world.den.pk, "content": "tea", "sendAt": LATER, "clientId": UUID}
    scheduled = await cyd.post("/scheduled", body)
    measure, report = await write(world.measure, world.den), await write(world.report, message)
    reminder = await cyd.post("/reminders", {"at": LATER, "text": "tea"})
    return {
        "room": world.den.pk,
        "message": message.pk,
        "attachment": file.json()["id"],
        "scheduled": scheduled["id"],
        "reminder": reminder["id"],
        "action": measure.pk,
        "report": report.pk,
    }


@pytest.mark.usefixtures("no_background_work")
@pytest.mark.parametrize("request_", REQUESTS, ids=" ".join)
async def test_a_foreign_id_costs_the_queries_of_an_absent_one(world, facts, request_):
    method, path, body = request_
    eve = await read(RestClient.with_token, world.eve)
    others = {"public": world.kitchen.pk, "member": world.cyd.pk, "other": world.dee.pk, "id": UUID, "at": LATER}
    await write(memberships.join, by=world.eve, room_id=world.kitchen.pk)
    answers = []
    for ids in (facts, dict.fromkeys(facts, ABSENT), facts):
        asked, content = fill(path, others | ids), fill(body, others | ids)
        with statements() as counted:
            answer = await eve.ask(method, asked, raw=b"" if body == "-" else content.encode())
        # Some errors repeat the id that they were asked for.
        said = re.sub(r"[0-9]+", "N", answer.content.decode())
        answers.append((answer.status_code, said, counted))
    assert answers[2] == answers[1]
