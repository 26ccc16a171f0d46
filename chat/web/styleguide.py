"""The components that need no script of their own, in their states: `/styleguide/`, in development only."""

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

from chat.protocol.message_parts import PreviewPayload, ThreadPayload
from chat.protocol.payloads import AuthorPayload, MessagePayload, ReactionPayload, ReplyPayload
from chat.templatetags.messages import Row

TOKEN = re.compile(r"^  --([a-z-]+): light-dark\(", re.M)
ICON = re.compile(r'id="i-([a-z-]+)"')
ADA = AuthorPayload(id=1, username="ada", display_name="Ada Lovelace", avatar_url="", is_bot=False)
BOT = AuthorPayload(id=2, username="robot", display_name="Robot", avatar_url="", is_bot=True)
LONG = AuthorPayload(
    id=3, username="long", display_name="Maximiliana Featherstonehaugh-Cholmondeley 王小明", avatar_url="", is_bot=False
)


class SampleForm(forms.Form):
    name = forms.CharField(label="Name", help_text="With a word of help.", initial="Kitchen")
    topic = forms.CharField(label="Topic", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    kind = forms.ChoiceField(label="Kind", choices=[("public", "Public"), ("private", "Private")])
    is_loud = forms.BooleanField(label="Notify everyone", required=False)


def styleguide(request: HttpRequest) -> HttpResponse:
    refused = SampleForm({"name": "", "kind": "unknown"}, auto_id="refused_%s")
    context = {
        "themes": ("light", "dark"),
        "colours": TOKEN.findall(Path(str(find("css/tokens.css"))).read_text(encoding="utf-8")),
        "icons": ICON.findall(get_template("_icons.html").render()),
        "sizes": ("xs", "s", "m", "l", "xl"),
        "form": SampleForm(auto_id="sample_%s"),
        "refused": refused,
        "rows": list(_rows()),
        "people": (ADA, BOT, LONG),
        "statuses": ("online", "away", "offline"),
    }
    return render(request, "styleguide.html", context)


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
    shown = PreviewPayload(url="https://a.example/", title="A page", description=about, site_name="a.example")
    yield _row("<a href='https://a.example/'>https://a.example/</a>", previews=[shown])
    yield _row("", deleted_at=now)


def _row(
    html: str, *, author: AuthorPayload = ADA, continues: bool = False, mentions_me: bool = False, **more: Any
) -> Row:
    message: dict[str, Any] = dict.fromkeys(MessagePayload.model_fields)
    message |= {
        "id": 1,
        "room_id": 1,
        "seq": 1,
        "rev": 1,
        "kind": "message",
        "author": author,
        "content": "",
        "html": html,
    }
    message |= {
        "reactions": [],
        "previews": [],
        "attachments": [],
        "mentions": [],
        "mentions_everyone": False,
        "in_room": True,
    }
    message |= {"created_at": timezone.now(), **more}
    return Row("message", "", message=MessagePayload(**message), continues=continues, mentions_me=mentions_me)
