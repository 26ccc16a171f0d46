"""Every text that users see is marked for translation, translated to Simplified Chinese, compiled and shown."""

import ast
import gettext
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import ClassVar

import pytest
from django.core import mail
from django.utils import translation

from chat import errors
from chat.actions.people import invitations, tokens
from chat.actions.rooms import memberships
from chat.errors import ChatError
from chat.models import ApiToken, Invitation, Room
from chat.templatetags.messages import day_name
from chat.web.accounts.setup import setup_code
from chat.web.middleware import first_run
from tests.support.factories import PASSWORD
from tests.support.fixtures import *  # noqa: F403

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ROOT / "chat" / "locale" / "zh_Hans" / "LC_MESSAGES"
DOMAINS = ["django", "djangojs"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")

# Words in Latin letters that are right on a Chinese page.
LATIN = set(
    """
    Ada Lovelace AL ada bob cyrus Cook cook Kitchen Chatsite hello backup English
    API Alt Cookie Ctrl Django Email Enter Esc GIF ID JPEG JavaScript LDAP MB PNG Shift UTC WebP
    from in has before after link image file reaction
    """.split()
)
# Texts that Django's own admin pages do not translate.
UNTRANSLATED_BY_DJANGO = {"Model name", "Add link", "Change or view list link", "Search", "True", "False"}
UNTRANSLATED_BY_DJANGO |= {"After you’ve created a user, you’ll be able to edit more user options."}


def catalogue(domain: str, folder: Path = CATALOGUES) -> dict:
    """Return the translations by English text, or by (English text, plural form)."""
    with (folder / f"{domain}.mo").open("rb") as file:
        texts = dict(gettext.GNUTranslations(file)._catalog)
    del texts[""]
    return texts


def entries(domain: str, folder: Path = CATALOGUES) -> list[str]:
    """Return the entries of a .po file without its header."""
    return (folder / f"{domain}.po").read_text(encoding="utf-8").strip().split("\n\n")[1:]


def english(key: str | tuple[str, int]) -> str:
    """Return the English text of a key without its context."""
    return (key if isinstance(key, str) else key[0]).rpartition("\x04")[2]


@pytest.fixture
def needs_gettext() -> None:
    if not all(map(shutil.which, ("msgfmt", "xgettext", "make"))) and os.environ.get("CI") != "true":
        pytest.skip("gettext or make is missing")


# --- The catalogues


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_text_has_a_translation_and_none_is_fuzzy(domain):
    text = (CATALOGUES / f"{domain}.po").read_text(encoding="utf-8")
    assert not re.search(r"^#.*\bfuzzy\b|^#~", text, re.M)
    empty = [entry for entry in entries(domain) if re.search(r'^msgstr(\[\d+\])? ""(?!\n")', entry, re.M)]
    assert empty == []
    assert len(catalogue(domain)) == len(entries(domain)) > 50


@pytest.mark.parametrize("domain", DOMAINS)
def test_both_languages_have_the_same_placeholders(domain):
    texts = catalogue(domain).items()
    odd = [key for key, text in texts if set(PLACEHOLDER.findall(english(key))) != set(PLACEHOLDER.findall(text))]
    assert odd == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_chinese_sentences_have_chinese_punctuation(domain):
    mixed = re.compile(r"[\u4e00-\u9fff][,;:!?.(]|[,;:!?.)][\u4e00-\u9fff]")
    assert [text for text in catalogue(domain).values() if mixed.search(text)] == []


def test_both_catalogues_translate_a_text_alike():
    django, scripts = map(catalogue, DOMAINS)
    assert {key: (django[key], scripts[key]) for key in django.keys() & scripts if django[key] != scripts[key]} == {}


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_compiled_catalogue_is_up_to_date(domain, tmp_path, needs_gettext):
    source = CATALOGUES / f"{domain}.po"
    subprocess.run(["msgfmt", "--check", "-o", tmp_path / f"{domain}.mo", source], check=True)
    assert catalogue(domain, tmp_path) == catalogue(domain)


def test_every_text_is_extracted(tmp_path, needs_gettext):
    copy = tmp_path / "site"
    for name in ("chat", "chatsite", "static", "templates"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Makefile", "manage.py"):
        shutil.copy(ROOT / name, copy)
    before = {domain: sorted(entries(domain)) for domain in DOMAINS}
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "data"), "DJANGO_SETTINGS_MODULE": "chatsite.settings"}
    command = ["make", "-C", copy, "messages", f"BIN={Path(sys.executable).parent}"]
    subprocess.run(command, check=True, capture_output=True, env=environment)
    after = copy / CATALOGUES.relative_to(ROOT)
    assert {domain: sorted(entries(domain, after)) for domain in DOMAINS} == before


# --- Marked texts


def test_every_gettext_call_in_the_scripts_can_be_extracted():
    """xgettext silently skips arguments that are not plain strings, and text that it takes for part of a string."""
    known = {english(key) for key in catalogue("djangojs")}
    for path in sorted((ROOT / "static" / "js").rglob("*.js")):
        if path.name == "i18n.js":
            continue
        for call in re.finditer(r"\bn?gettext\(\s*(.{0,120})", path.read_text(encoding="utf-8"), re.S):
            literal = re.match(r'"((?:[^"\\]|\\.)*)"', call[1])
            assert literal, f"{path.name}: {call[0]}"
            assert literal[1] in known, f"{path.name}: {call[0]}"


def test_every_error_text_is_marked():
    family = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, ChatError)}
    family |= {"NameRefused", "ContentRefused", "_invalid", "_refused"}
    unmarked = []
    for path in sorted((ROOT / "chat").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in family:
                texts = [each for each in node.args if isinstance(each, ast.Constant | ast.JoinedStr)]
                codes = 1 if node.func.id in {"NameRefused", "ContentRefused"} else 0
                unmarked += [f"{path.relative_to(ROOT)}:{node.lineno}" for _ in texts[codes:]]
    assert unmarked == []


# --- Shown texts


class ShownTexts(HTMLParser):
    """Collects the text of a page and the attributes that are shown or read out."""

    SHOWN_ATTRIBUTES: ClassVar = ("title", "placeholder", "aria-label", "alt", "data-done")
    HIDDEN_ELEMENTS: ClassVar = {"script", "style", "code", "datalist"}

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.texts += [value for name, value in attrs if name in self.SHOWN_ATTRIBUTES and value]
        if tag in self.HIDDEN_ELEMENTS:
            self.inside.append(tag)

    def handle_endtag(self, tag):
        if tag in self.HIDDEN_ELEMENTS:
            self.inside.remove(tag)

    def handle_data(self, data):
        if not self.inside:
            self.texts.append(data)


def leftovers(html: str) -> set[str]:
    """Return the texts of a page in Latin letters, except names and the like."""
    texts = ShownTexts()
    texts.feed(html)
    texts.close()
    return {
        text.strip()
        for text in texts.texts
        if set(re.findall(r"[A-Za-z]{2,}", re.sub(r"@\w+|https?://\S+", "", text))) - LATIN
    } - UNTRANSLATED_BY_DJANGO


@pytest.fixture
def site(monkeypatch, ada, kitchen, say) -> Room:
    """A room with every kind of system line, and one of everything else that pages list."""
    from chat.actions.messages import messages, reactions
    from chat.actions.people import users
    from chat.actions.rooms import rooms

    monkeypatch.setattr(first_run, "is_over", True)
    ada.is_staff = ada.is_superuser = True
    ada.save()
    users.update_profile(by=ada, language="zh-hans")
    bob = users.register(username="cook", password=PASSWORD, display_name="Cook", is_bot=True)
    memberships.add(by=ada, room_id=kitchen.pk, user_id=bob.pk)
    memberships.leave(by=bob, room_id=kitchen.pk)
    memberships.join(by=bob, room_id=kitchen.pk)
    memberships.remove(by=ada, room_id=kitchen.pk, user_id=bob.pk)
    rooms.update(by=ada, room_id=kitchen.pk, topic="hello")
    rooms.update(by=ada, room_id=kitchen.pk, topic="")
    rooms.archive(by=ada, room_id=kitchen.pk)
    rooms.archive(by=ada, room_id=kitchen.pk, on=False)
    first, second = say(ada, kitchen), say(ada, kitchen)
    messages.edit(by=ada, message_id=first.pk, content="hello hello")
    reactions.react(by=ada, message_id=first.pk, emoji="👍", on=True)
    messages.delete(by=ada, message_id=second.pk)
    rooms.open_direct(by=ada, user_ids=[bob.pk])
    tokens.issue(user=ada, name="backup")
    invitations.invite(by=ada, uses=3)
    # Otherwise these are random letters.
    ApiToken.objects.update(prefix="1")
    Invitation.objects.update(code="1")
    return kitchen


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("/rooms/{room}/", "ada 加入了房间|Ada Lovelace 创建了房间"),
        ("/rooms/", "新建房间"),
        ("/rooms/?q=zzz", "没有匹配的房间"),
        ("/rooms/new/", "谁可以加入"),
        ("/rooms/{room}/settings/", "协管员"),
        ("/people/", "机器人"),
        ("/people/?q=zzz", "没有叫这个名字的人"),
        ("/profile/", "个人资料"),
        ("/invitations/", "可供 3 人使用"),
        ("/accounts/password/change/", "再次输入新密码"),
        ("/admin/", "站点管理"),
        ("/admin/chat/room/", "新人自动加入"),
        ("/admin/chat/room/{room}/change/", "归档房间"),
        ("/admin/chat/membership/", "加入时间"),
        ("/admin/chat/message/?kind__exact=message", "发送时间"),
        ("/admin/chat/user/", "最近在线"),
        ("/admin/chat/user/add/", "显示名称"),
        ("/admin/chat/apitoken/", "上次使用"),
        ("/admin/chat/invitation/", "剩余次数"),
    ],
)
def test_pages_of_users_have_no_english_text(client, site, ada, page, said):
    client.force_login(ada)
    text = client.get(page.format(room=site.pk), follow=True).content.decode()
    assert '<html lang="zh-hans"' in text
    assert re.search(said, text)
    assert leftovers(text) == set()


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("/accounts/login/", "忘记密码？"),
        ("/accounts/signup/", "注册账号"),
        ("/accounts/password/reset/", "发送链接"),
        ("/accounts/password/reset/done/", "请查收邮件"),
        ("/accounts/password/reset/key/1-a-b/", "链接已失效"),
        ("/nowhere/", "这里什么也没有"),
    ],
)
def test_pages_of_visitors_have_no_english_text(client, site, page, said):
    text = client.get(page, headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}).content.decode()
    assert said in text
    assert leftovers(text) == set()


@pytest.mark.parametrize("page", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"])
def test_the_errors_of_a_form_are_in_chinese(client, site, page):
    given = {"username": "a", "login": "nobody", "password": "x", "password1": "1234", "email": "no address"}
    text = client.post(page, given, headers={"Accept-Language": "zh-CN"}).content.decode()
    assert 'class="errorlist' in text
    assert leftovers(text) == set()


def test_the_setup_page_has_no_english_text(client, db, monkeypatch):
    monkeypatch.setattr(first_run, "is_over", False)
    given = {"code": "guessed", "username": "everyone", "password": PASSWORD, "language": "zh-hans"}
    chinese = {"Accept-Language": "zh-CN"}
    asked, refused = client.get("/setup/", headers=chinese), client.post("/setup/", given, headers=chinese)
    assert "完成设置并开始" in asked.content.decode()
    assert "设置码不对" in refused.content.decode()
    named = client.post("/setup/", {**given, "code": setup_code()}, headers=chinese)
    assert "这个名称是保留名称" in named.content.decode()
    assert leftovers(asked.content.decode()) | leftovers(refused.content.decode()) == set()


def test_an_error_is_shown_in_the_readers_language(client, site, ada):
    client.force_login(ada)
    text = client.post(f"/rooms/{site.pk}/leave/", follow=True).content.decode()
    assert "有成员的房间必须有所有者" in text


def test_emails_are_in_the_readers_language(client, site, ada):
    ada.email = "ada@example.org"
    ada.save()
    client.post("/accounts/password/reset/", {"email": ada.email}, headers={"Accept-Language": "zh-CN"})
    [letter] = mail.outbox
    assert "设置新密码" in letter.subject
    assert leftovers(letter.body) == set()


def test_scripts_get_their_translations(client, site, ada):
    client.force_login(ada)
    said = re.findall(r'"(?:[^"\\]|\\.)*"', client.get("/jsi18n/").content.decode())
    assert "正在连接…" in {json.loads(text) for text in said}


def test_the_server_and_the_scripts_name_a_day_alike():
    """The scripts use the full date of Intl for the same dividers."""
    day = date(2024, 2, 29)
    assert day_name(day) == "Thursday, February 29, 2024"
    with translation.override("zh-hans"):
        assert day_name(day) == "2024年2月29日星期四"
