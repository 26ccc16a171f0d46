"""`/styleguide/`: every component in its states, in development only. A script builds the interactive ones."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django import forms
from django.contrib.staticfiles.finders import find
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils import timezone

from chat.protocol.link_previews import LinkPreviewPayload
from chat.protocol.messages.payload import ReactionPayload, ReplyPayload, ThreadPayload
from chat.web.rooms.timeline_rows import Row
from chat.web.styleguide.samples import ADA, BOT, LONG, ME, PEOPLE, files, message, picture, sample_responses

TOKEN = re.compile(r"^  --([a-z-]+): light-dark\(", re.M)
ICON = re.compile(r'id="i-([a-z-]+)"')
SAMPLES = {
    "Composer": ("composer", "completions", "uploads", "recorder"),
    "Finder": ("finder", "found"),
    "Polls": ("polls",),
    "Panels": ("thread", "search", "search-help", "pins", "pins-empty", "members"),
    "Views": ("catch-up", "saved", "nothing-saved"),
    "Menus": ("profile-menu", "message-menu", "person-menu", "emoji-picker"),
    "Dialogs": ("confirm", "when", "new-poll", "later", "history"),
    "Lightbox": ("lightbox",),
}
"""Components that a script builds, grouped under headings."""


class SampleForm(forms.Form):
    name = forms.CharField(label="Name", help_text="With a word of help.", initial="Kitchen")
    topic = forms.CharField(label="Topic", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    kind = forms.ChoiceField(label="Kind", choices=[("public", "Public"), ("private", "Private")])
    is_loud = forms.BooleanField(label="Notify everyone", required=False)


def styleguide(request: HttpRequest) -> HttpResponse:
    context = {
        "themes": [_theme(name) for name in ("light", "dark")],
        "colours": TOKEN.findall(Path(str(find("css/base/tokens.css"))).read_text(encoding="utf-8")),
        "icons": ICON.findall(get_template("ui/_icons.html").render()),
        "sizes": ("xs", "s", "m", "l", "xl"),
        "rows": list(_rows()),
        "people": PEOPLE,
        "statuses": ("online", "away", "offline"),
        "samples": SAMPLES,
        "answers": sample_responses(),
        "profile": {"name": ME.display_name, "username": ME.username, "is_staff": True},
        "start": {"user": ME, "room": {"id": 1, "name": "Kitchen", "kind": "public", "role": "owner"}},
    }
    return render(request, "ui/styleguide.html", context)


def _theme(name: str) -> dict[str, Any]:
    refused = SampleForm({"name": "", "kind": "unknown"}, auto_id=f"{name}_refused_%s")
    return {"name": name, "form": SampleForm(auto_id=f"{name}_%s"), "refused": refused}


def _rows() -> Iterator[Row]:
    now = timezone.now()
    yield Row("day", "day", day=now.date())
    yield _row("A message with <strong>bold</strong>, <em>italic</em>, <code>code</code> and <a href='#'>a link</a>.")
    yield _row("Another one of the same person.", continues=True)
    yield _row("<ul><li>A list</li><li>of two</li></ul><blockquote><p>and a quote</p></blockquote>", continues=True)
    yield Row("unread", "unread")
    yield _row("One that calls you.", author=LONG, mentions_me=True)
    quote = ReplyPayload(id=1, seq=1, author=ADA, content="What was said before", deleted_at=None)
    yield _row("An answer.", author=BOT, reply_to=quote)
    reactions = [ReactionPayload(emoji="👍", user_ids=[1, 2]), ReactionPayload(emoji="🎉", user_ids=[9])]
    thread = ThreadPayload(count=3, last_reply_at=now, participants=[1, 2])
    yield _row(
        "Edited, pinned, with reactions and a thread.", edited_at=now, pinned_at=now, reactions=reactions, thread=thread
    )
    about = "What the page says of itself, on two lines at most, however much that is. " * 3
    shown = LinkPreviewPayload(url="https://a.example/", title="A page", description=about, site_name="a.example")
    yield _row("<a href='https://a.example/'>https://a.example/</a>", previews=[shown])
    yield _row("", deleted_at=now)
    yield _row("A picture.", attachments=[picture(1)])
    yield _row("Several.", attachments=[picture(2), picture(3), picture(4)])
    yield _row("A film, a recording, and other files.", attachments=files())


def _row(html: str, *, continues: bool = False, mentions_me: bool = False, **more: Any) -> Row:
    return Row("message", "", message=message(html, **more), continues=continues, mentions_me=mentions_me)
