"""An export has everything of one person and nothing of others."""

import json
import uuid
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from chat.actions.messages import messages, reactions
from chat.models import User
from tests.support.factories import create_room, create_user
from tests.support.sample_files import upload_sample


@pytest.fixture
def ada(db: None) -> User:
    return create_user("ada", display_name="Ada <b>", email="ada@example.org")


def say(by: User, room_id: int, content: str, **fields: object) -> int:
    return messages.send(by=by, room_id=room_id, content=content, client_id=uuid.uuid4(), **fields).message_id


def export(folder: Path, name: str = "Ada") -> str:
    out = StringIO()
    call_command("export_user", name, "--to", str(folder), stdout=out)
    return out.getvalue()


def test_an_export_has_account_messages_and_files(ada: User, tmp_path: Path) -> None:
    bob = create_user("bob")
    room = create_room(ada, bob)
    sent = upload_sample(ada, b"scones", "../plan.txt")
    mine = say(ada, room.pk, "my **words**", attachment_ids=[sent.pk])
    messages.edit(by=ada, message_id=mine, content="my *other* words")
    theirs = say(bob, room.pk, "the words of Bob")
    reactions.react(by=ada, message_id=theirs, emoji="🫖", on=True)
    assert "1 messages and 1 files" in export(tmp_path / "out")
    data = json.loads((tmp_path / "out/data.json").read_text())
    assert data["profile"]["email"] == "ada@example.org"
    assert [room["room__name"] for room in data["rooms"]] == ["Kitchen"]
    assert data["reactions"] == [{"message_id": theirs, "emoji": "🫖"}]
    [message] = json.loads((tmp_path / "out/messages.json").read_text())
    assert (message["text"], message["earlier"][0]["text"]) == ("my *other* words", "my **words**")
    assert (tmp_path / "out" / message["files"][0]["path"]).read_bytes() == b"scones"
    page = (tmp_path / "out/index.html").read_text()
    assert "Ada &lt;b&gt;" in page
    assert "<em>other</em>" in page
    everything = page + json.dumps(data) + json.dumps(message)
    assert "the words of Bob" not in everything
    assert ada.password not in everything


def test_a_person_without_messages_has_an_export_too(ada: User, tmp_path: Path) -> None:
    assert "0 messages and 0 files" in export(tmp_path / "out")
    assert json.loads((tmp_path / "out/messages.json").read_text()) == []


def test_a_folder_with_something_in_it_is_refused(ada: User, tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("kept")
    with pytest.raises(CommandError, match="is not empty"):
        export(tmp_path)
    with pytest.raises(CommandError, match="cannot be written"):
        export(tmp_path / "kept.txt" / "below")


def test_nobody_of_this_name_is_one_line(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no user called zoe"):
        export(tmp_path / "out", "zoe")
    assert not (tmp_path / "out").exists()
