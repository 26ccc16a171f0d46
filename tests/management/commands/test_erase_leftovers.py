import pytest
from django.core.management import call_command

from chat.actions import leftovers


@pytest.mark.django_db
def test_the_command_erases(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(leftovers, "_merge_search_index", lambda: done.append("index"))
    monkeypatch.setattr(leftovers, "_empty_log", lambda: done.append("log"))
    call_command("erase_leftovers")
    assert done in (["index", "log"], [])
