"""Mentions."""

import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.text.messages.markdown import render
from chat.text.messages.mentions import EVERYONE, HERE, MAX_CANDIDATES, MentionTarget, candidates, chosen, spots
from chat.text.people.names import fold

PEOPLE: Mapping[str, MentionTarget] = {
    name: MentionTarget(number)
    for number, name in enumerate(["ada", "李雷", "ada.lovelace", "foo_bar", "a-b", "철수", "strasse"], start=1)
} | {EVERYONE: MentionTarget(None), HERE: MentionTarget(None)}

MENTION = re.compile(r'<span class="mention(?: mention-all|" data-user-id="\d+)">(.*?)</span>')


def linked(content: str, people: Mapping[str, MentionTarget] = PEOPLE) -> list[str]:
    return MENTION.findall(render(content, people))


def key_of(link: str) -> str:
    return EVERYONE if link[1:] == "所有人" else fold(link[1:])


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("@ada", ["@ada"]),
        ("hi @ada.", ["@ada"]),
        ("@ada, @Ada! (@ADA) @ada: @ada's", ["@ada", "@Ada", "@ADA", "@ada", "@ada"]),
        ("@ada，你好", ["@ada"]),
        ("@ada你好", ["@ada"]),
        ("@李雷 你好", ["@李雷"]),
        ("@李雷你好", ["@李雷"]),
        ("你好@李雷，吃了吗", ["@李雷"]),
        ("＠李雷", ["＠李雷"]),
        ("@철수님", ["@철수"]),
        ("@ada.lovelace @ada.please", ["@ada.lovelace", "@ada"]),
        ("@foo_bar @a-b @a-b.", ["@foo_bar", "@a-b", "@a-b"]),
        ("**@ada** _@ada_ ~~@ada~~ > @ada", ["@ada", "@ada", "@ada", "@ada"]),
        ("@straße", ["@straße"]),
        ("@everyone @here @所有人 @所有人好", ["@everyone", "@here", "@所有人", "@所有人"]),
        ("line\n@ada\n- @ada", ["@ada", "@ada"]),
        ("_@ada look_", ["@ada"]),
        (
            "_看 @ada_ _@李雷你好_ __@ada__ *@ada* ~~@ada~~ ||@ada|| ||说@李雷||",
            ["@ada", "@李雷", *["@ada"] * 4, "@李雷"],
        ),
        ("# @ada\n\n| @ada | _@李雷_ |\n|---|---|\n| `@ada` | @ada |", ["@ada", "@ada", "@李雷", "@ada"]),
        ("- [ ] @ada\n1. _@ada_\n> _@ada_", ["@ada", "@ada", "@ada"]),
        (
            "@ada/@a-b @ada/@李雷/@a-b @ada.lovelace/@ada",
            ["@ada", "@a-b", "@ada", "@李雷", "@a-b", "@ada.lovelace", "@ada"],
        ),
        ("and/@ada (@ada)/(@ada) 问/@李雷", ["@ada", "@ada", "@ada", "@李雷"]),
        ("@ada@a-b @ada@李雷你好 @李雷@ada@a-b", ["@ada", "@a-b", "@ada", "@李雷", "@李雷", "@ada", "@a-b"]),
        ("@ada@a-b. @ada: see a.example", ["@ada", "@a-b", "@ada"]),
        ("“@ada” «@ada» 「@ada」 …@ada— @ada🎉@ada", ["@ada"] * 6),
        ("\u200f@ada\u200e @ada\u2019s", ["@ada", "@ada"]),
        ("https://x.org @ada www.x.org/a @ada a@x.org @ada", ["@ada"] * 3),
    ],
)
def test_a_known_name_is_linked_as_typed(content: str, names: list[str]) -> None:
    assert linked(content) == names


@pytest.mark.parametrize(
    "content",
    [
        "`@ada`",
        "```\n@ada\n```",
        "[@ada](https://example.com)",
        "https://example.com/@ada",
        "bob@ada",
        "bob@ada.com",
        "\\@ada",
        "@adalovelace",
        "@ada2",
        "@ada_x",
        "@@ada",
        "@ ada",
        "@bob",
        "@here_we_go",
        "@李",
        "@ada@elsewhere.example",
        "_@ada@elsewhere.example_ **@ada@a.b.c**, @ada@elsewhere.example.",
        "@ada@xn--e1afmkfd.example @ada@例子.中国",
        "@ada:elsewhere.example",
        "ada@elsewhere.example @ada@x_y.org",
        "mailto:bob@ada.example bob.smith@ada.example bob+ada@ada.example",
        "a.example/@ada //a/@ada /@ada www.a.example/@ada a.example/b/@ada",
        "http://a/@ada https://a.example/@ada/1?q=@ada#@ada",
        "bob@ada@ada.lovelace",
        "git@ada:ada/chat.git",
        "||`@ada`|| [||@ada||](https://x.org)",
    ],
)
def test_other_text_is_not_a_mention(content: str) -> None:
    assert linked(content) == []


def test_a_mention_has_the_id_of_its_user() -> None:
    assert render("@Ada", {"ada": MentionTarget(7)}) == '<p><span class="mention" data-user-id="7">@Ada</span></p>'


def test_a_mention_of_everyone_has_its_own_class() -> None:
    assert render("@here", {HERE: MentionTarget(None)}) == '<p><span class="mention mention-all">@here</span></p>'


def test_everyone_is_a_mention_only_if_it_is_allowed() -> None:
    assert linked("@everyone @here @所有人", {"ada": MentionTarget(1)}) == []


def test_candidates_are_in_order_and_each_once() -> None:
    assert candidates("@bob @ada `@code` [@link](https://x.org) @BOB @所有人") == ["bob", "ada", "everyone", "所有"]


def test_candidates_in_scripts_without_spaces_are_prefixes_longest_first() -> None:
    assert candidates("@李雷你好 @ada") == ["李雷你好", "李雷你", "李雷", "ada"]


def test_the_number_of_candidates_is_limited() -> None:
    assert len(candidates(" ".join(f"@user{n}" for n in range(200)))) == MAX_CANDIDATES


def test_a_message_without_an_at_sign_has_no_candidates() -> None:
    assert candidates("hello **ada**") == []


NAMES = st.sampled_from(
    ["ada", "Ada", "bob", "李雷", "你好", "ada.b", "foo_bar", "a-b", "everyone", "所有人", "철수", "x" * 31]
)
GLUE = st.sampled_from(
    [
        "@",
        "@",
        "@",
        "＠",
        " ",
        "\n",
        ".",
        ",",
        "，",
        "`",
        "**",
        "_",
        "-",
        "你",
        "[",
        "](http://x.org)",
        "\\",
        "http://x.org/",
        "> ",
    ]
)


@given(st.lists(NAMES | GLUE, max_size=14).map("".join))
def test_render_marks_mentions_if_and_only_if_there_are_candidates(content: str) -> None:
    names = candidates(content)
    links = linked(content, {name: MentionTarget(1) for name in names})
    assert bool(links) == bool(names)
    assert {key_of(link) for link in links} <= set(names)


@given(st.lists(NAMES | GLUE, max_size=14).map("".join), st.sets(NAMES.map(fold)))
def test_render_marks_only_candidates(content: str, known: set[str]) -> None:
    links = linked(content, {name: MentionTarget(1) for name in known})
    assert {key_of(link) for link in links} <= set(candidates(content)) & (known | {EVERYONE})


def test_the_longest_known_name_wins() -> None:
    assert chosen(
        "@李雷你好 @ada.lovelace `@bob` @所有人", {"李雷", "李雷你", "ada", "ada.lovelace", "bob", EVERYONE}
    ) == [
        "李雷你",
        "ada.lovelace",
        EVERYONE,
    ]


@given(st.lists(NAMES | GLUE, max_size=14).map("".join), st.sets(NAMES.map(fold)))
def test_chosen_returns_exactly_the_names_that_render_marks(content: str, known: set[str]) -> None:
    marked = [key_of(link) for link in linked(content, {name: MentionTarget(1) for name in known})]
    assert chosen(content, known) == list(dict.fromkeys(marked))


@given(st.lists(NAMES | GLUE, max_size=30).map("".join))
def test_spots_do_not_overlap(text: str) -> None:
    position = 0
    for spot in spots(text):
        assert position <= spot.start < spot.names[-1][1] <= spot.names[0][1]
        position = spot.names[0][1]


def test_the_work_on_a_long_run_is_linear() -> None:
    assert sum(len(spot.names) for spot in spots("@李" + "雷" * 4000)) <= 30
    assert list(spots("@" * 4000)) == []
    assert candidates("@" * 4000 + "ada") == []


@pytest.mark.parametrize("number", [7, 12, 49])
@pytest.mark.parametrize(
    "text",
    [
        "你好世界这是很长的一句话没有空格",
        "さんこんにちは今日はいい天気ですね",
        "님안녕하세요반갑습니다오늘",
        "สวัสดีครับวันนี้อากาศดี",
    ],
)
def test_text_that_follows_names_directly_does_not_use_up_the_candidates(number: int, text: str) -> None:
    names = [f"名字{chr(0x4E00 + 7 * place)}{chr(0x4E05 + 3 * place)}" for place in range(number)]
    content = " ".join(f"@{name}{text}" for name in names)
    assert set(names) <= set(candidates(content))
    assert linked(content, {name: MentionTarget(1) for name in names}) == [f"@{name}" for name in names]


MARKUP_AROUND = [
    "_{}_",
    "*{}*",
    "**{}**",
    "~~{}~~",
    "||{}||",
    "> {}",
    "- {}",
    "- [x] {}",
    "# {}",
    "({})",
    "“{}”",
    "{}!",
    "_x_ {}",
]


@pytest.mark.parametrize("around", MARKUP_AROUND)
@pytest.mark.parametrize("name", ["@ada", "@李雷", "＠ada", "@ada.lovelace", "@foo_bar", "@a-b"])
def test_whatever_is_shown_as_a_mention_is_a_candidate(around: str, name: str) -> None:
    content = around.format(f"{name} look")
    assert linked(content) == [name]
    assert fold(name[1:]) in candidates(content)
