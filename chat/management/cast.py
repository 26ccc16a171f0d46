"""The demo cast that `populate` creates: six people who make trail maps, a bot, and their rooms.

Their conversations are in story/, one file per room.
"""

from dataclasses import dataclass
from uuid import UUID

from chat.models import Kind

NAMESPACE = UUID("6a0f5a0e-9c3e-4f0e-8d0c-2f9f7f3f6d31")
"""The namespace of the messages' client ids, which are uuid5 of the story's name and the line number."""


@dataclass(frozen=True)
class Person:
    username: str
    display_name: str
    email: str = ""
    time_zone: str = "UTC"
    language: str = "en"
    is_bot: bool = False


@dataclass(frozen=True)
class DemoRoom:
    """A room, or a direct conversation if it has no name. Its first member owns it. `story` names the file."""

    story: str
    members: tuple[str, ...]
    name: str = ""
    topic: str = ""
    kind: Kind = Kind.PUBLIC


PEOPLE = (
    Person("maya", "Maya Okafor", "maya@example.com", "Europe/Berlin"),
    Person("ben", "Ben Carter", "ben@example.com", "Europe/Berlin"),
    Person("晓雨", "林晓雨", "xiaoyu@example.com", "Asia/Shanghai", "zh-hans"),
    Person("sofia", "Sofía Marín", "sofia@example.com", "Europe/Berlin"),
    Person("wanglei", "王磊", "wanglei@example.com", "Asia/Shanghai", "zh-hans"),
    Person("tom", "Tom Becker", "tom@example.com", "America/New_York"),
)
BOT = Person("build-bot", "Build Bot", is_bot=True)
ADMINISTRATOR = PEOPLE[0]
"""The site's administrator. She has unread messages; the others have read everything."""

ALL = tuple(person.username for person in PEOPLE)
ROOMS = (
    DemoRoom("general", ALL, "General", "Where everyone meets"),
    DemoRoom(
        "engineering",
        ("ben", *(name for name in ALL if name != "ben"), BOT.username),
        "Engineering",
        "Code, builds and why it is slow",
    ),
    DemoRoom("chinese", ("晓雨", "wanglei", "maya"), "中文", "翻译、国内用户，还有午饭吃什么"),
    DemoRoom(
        "kitchen", ("sofia", *(name for name in ALL if name != "sofia")), "Kitchen", "Lunch, weekends, plants and dogs"
    ),
    DemoRoom("release", ("maya", "ben", "晓雨", "sofia"), "Release 2.4", "What ships and what does not", Kind.PRIVATE),
    DemoRoom("direct-sofia", ("maya", "sofia"), kind=Kind.DIRECT),
    DemoRoom("direct-xiaoyu", ("晓雨", "maya"), kind=Kind.DIRECT),
)
