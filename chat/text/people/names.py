"""Check usernames and display names."""

from unicodedata import category, normalize

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat.text.characters import BLANK, INVISIBLE, UNSTORABLE, is_mark, longest_mark_run
from chat.text.joiners import without_joiners, without_word_joiners
from chat.text.people.confusables import scripts, skeletons

MIN_USERNAME = 2
MAX_USERNAME = 30
MAX_DISPLAY_NAME = 60
MAX_MARKS = 3

RESERVED = frozenset(
    """
    everyone here all channel room admin admins administrator moderator moderators mod owner system root support staff
    security official chatsite bot me you null none undefined anonymous deleted help webmaster postmaster
    админ администратор модератор система поддержка
    所有人 全体成员 全体 大家 管理员 系统管理员 超级管理员 版主 群主 系统 官方 客服 机器人 管理員 系統
    みんな 全員 管理者 모두 관리자
    """.split()
)

# Scripts with letters that look alike. Han, Kana and Hangul are not among them: real names mix them with Latin.
_LOOKALIKE_SCRIPTS = frozenset({"LATIN", "CYRILLIC", "GREEK", "COPTIC", "ARMENIAN", "CHEROKEE", "LISU", "DESERET"})


class NameRefused(ValueError):
    """The name cannot be used; `code` is `invalid` or `name_reserved`."""

    def __init__(self, code: str, message: Promise | str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def fold(name: str) -> str:
    """Return the key under which a name is unique. Case, compatibility forms and joiners do not matter."""
    return normalize("NFKC", normalize("NFKC", without_word_joiners(name)).casefold())


def check_username(name: str) -> None:
    """Check a new username.

    Raises:
        NameRefused: unless the name and its `fold` have 2 to 30 letters and digits of any script, or `_`, `-` and `.`
            between them.
    """
    if len(name) > MAX_USERNAME:
        raise _invalid(format_lazy(_("A username has at most {most} characters."), most=MAX_USERNAME))
    _refuse_reserved(name)
    if len(name) < MIN_USERNAME or len(fold(name)) > MAX_USERNAME:
        raise _invalid(
            format_lazy(_("A username has {least} to {most} characters."), least=MIN_USERNAME, most=MAX_USERNAME)
        )
    for form in (name, normalize("NFKC", name)):
        _check_username_characters(form)
    if len(scripts(normalize("NFKC", name)) & _LOOKALIKE_SCRIPTS) > 1:
        raise _invalid(_("A username does not mix alphabets that look alike."))


def check_display_name(name: str) -> str:
    """Return the display name to store, trimmed and with single spaces.

    Raises:
        NameRefused: unless the name has 1 to 60 code points, is visible, and does not affect the text around it.
    """
    if any(category(char) == "Cc" for char in name) or UNSTORABLE.search(name):
        raise _invalid(_("The name contains characters that cannot be used."))
    name = " ".join(name.split())
    if not 1 <= len(name) <= MAX_DISPLAY_NAME:
        raise _invalid(format_lazy(_("A name has 1 to {most} characters."), most=MAX_DISPLAY_NAME))
    if BLANK.fullmatch(name) or INVISIBLE.search(without_joiners(name)):
        raise _invalid(_("The name contains invisible characters."))
    if longest_mark_run(without_joiners(name)) > MAX_MARKS:
        raise _invalid(format_lazy(_("A letter carries at most {most} combining marks."), most=MAX_MARKS))
    _refuse_reserved(name)
    return name


def _check_username_characters(name: str) -> None:
    name = without_word_joiners(name)
    if INVISIBLE.search(name) or not all(_is_letter(char) or is_mark(char) or char in "_-." for char in name):
        raise _invalid(_("A username consists of letters, digits, and _ - . between them."))
    if not _is_letter(name[0]) or name[-1] in "_-.":
        raise _invalid(_("A username begins and ends with a letter or digit."))
    if longest_mark_run(name) > MAX_MARKS:
        raise _invalid(format_lazy(_("A letter carries at most {most} combining marks."), most=MAX_MARKS))


def _is_letter(char: str) -> bool:
    return category(char) == "Nd" or category(char).startswith("L")


def _refuse_reserved(name: str) -> None:
    if not _RESERVED_SKELETONS.isdisjoint(skeletons(name)):
        raise NameRefused("name_reserved", _("This name is reserved."))


def _invalid(message: Promise | str) -> NameRefused:
    return NameRefused("invalid", message)


_RESERVED_SKELETONS = frozenset(skeleton for name in RESERVED for skeleton in skeletons(name)[:1])
