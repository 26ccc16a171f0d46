"""Writes everything that the site keeps about a person into a folder."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import get_template

from chat.errors import Unavailable
from chat.files import storage
from chat.management.command_errors import user_called
from chat.models import Attachment, Message, User
from chat.queries import personal_data


class Command(BaseCommand):
    help = (
        "Writes a person's account, messages and files into a new folder: data.json, messages.json, index.html to read "
        "in a browser, and the files."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--to", required=True, metavar="FOLDER", type=Path, help="a new or empty folder")

    def handle(self, *args: Any, **options: Any) -> None:
        user, folder = user_called(options["username"]), options["to"]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if any(folder.iterdir()):
                raise CommandError(f"{folder} is not empty.")
            count, files = self._export(user, folder)
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"{count} messages and {files} files of {user.username} are in {folder}.")

    def _export(self, user: User, folder: Path) -> tuple[int, int]:
        data = {"profile": personal_data.profile(user), **personal_data.parts(user)}
        (folder / "data.json").write_text(_json(data, indent=2), encoding="utf-8")
        files = _Files(folder)
        files.add_picture(user)
        for unsent in personal_data.unsent_files(user):
            files.add(unsent)
        count = 0
        with (
            (folder / "messages.json").open("w", encoding="utf-8") as raw,
            (folder / "index.html").open("w", encoding="utf-8") as page,
        ):
            page.write(get_template("chat/export/head.html").render({"person": user, "data": data}))
            raw.write("[")
            for count, (message, payload) in enumerate(_messages(user, files), 1):
                raw.write((",\n" if count > 1 else "\n") + _json(payload))
                context = {"message": message, "files": payload["files"]}
                page.write(get_template("chat/export/message.html").render(context))
            raw.write("\n]\n")
            page.write("</main></body></html>\n")
        return count, files.count


class _Files:
    """Copies stored files into the export. One that the storage no longer has is left out."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0

    def add(self, attachment: Attachment) -> str:
        """Copy a file, and return its path in the export."""
        name = f"files/{attachment.pk}-{Path(attachment.name).name or 'file'}"
        return self._copy(storage.original(attachment.key), name)

    def add_picture(self, user: User) -> None:
        if stored := user.avatar.name:
            self._copy(stored, f"files/picture{Path(stored).suffix}")

    def _copy(self, stored: str, name: str) -> str:
        try:
            content = storage.open_file(stored)
        except (OSError, Unavailable):
            return ""
        target = self.folder / name
        target.parent.mkdir(exist_ok=True)
        with content, target.open("wb") as file:
            shutil.copyfileobj(content, file)
        self.count += 1
        return name


def _messages(user: User, files: _Files) -> Iterator[tuple[Message, dict[str, Any]]]:
    for message in personal_data.messages(user):
        copied = [
            {"name": each.name, "type": each.content_type, "bytes": each.size, "path": files.add(each)}
            for each in message.attachments.all()
        ]
        yield (
            message,
            {
                "id": message.pk,
                "room": {"id": message.room_id, "name": message.room.name, "kind": message.room.kind},
                "seq": message.seq,
                "text": message.content,
                "replyTo": message.reply_to_id,
                "thread": message.thread_id,
                "createdAt": message.created_at,
                "editedAt": message.edited_at,
                "earlier": [{"text": edit.content, "until": edit.edited_at} for edit in message.edits.all()],
                "files": copied,
            },
        )


def _json(data: object, indent: int | None = None) -> str:
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=indent)
