"""Which links of a message get a preview."""

import pytest

from chat.actions.link_previews.links import SHOWN, UNWANTED, links_to_preview, previews_to_show, remaining_previews
from chat.models import Message

A, B, C = (f"https://{name}.example/" for name in "abc")


def linking(*urls, **extra):
    return Message(html="".join(f'<a href="{url}">there</a>' for url in urls), extra=extra)


def preview(url, title="A page"):
    return {"url": url, "title": title, "description": "", "site_name": ""}


def test_a_message_shows_the_previews_of_its_links_in_their_order():
    message = linking(A, B, **{SHOWN: [preview(A), preview(C)]})
    assert previews_to_show(message, [preview(B)]) == [preview(A), preview(B)]
    assert previews_to_show(message, [preview(A, "newer")]) == [preview(A, "newer")]
    assert remaining_previews(message) == {SHOWN: [preview(A)]}
    assert links_to_preview(message) == [B]


def test_removed_previews_stay_removed():
    message = linking(A, **{UNWANTED: True})
    assert (links_to_preview(message), remaining_previews(message)) == ([], {UNWANTED: True})


@pytest.mark.django_db
def test_links_in_code_or_quotes_or_to_this_site_get_no_preview(ada, kitchen, say, settings):
    settings.ALLOWED_HOSTS = ["chat.example.org", ".inside.example", "*", "[::1]"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://front.example", "http://[2001:db8::7]:8000"]
    ours = "https://chat.example.org/rooms/1/ https://CHAT.example.org:8443 https://x.inside.example http://[::1]/ http://[2001:db8::7]:8000/x"
    no_links = f"`{B}`\n> {C}\n\n#kitchen mailto:ada@example.org https://front.example https://a.example/{'x' * 1_000}"
    message = say(ada, kitchen, f"{no_links} {ours} {A}")
    assert links_to_preview(Message.objects.get(pk=message.pk)) == [A]
