"""Pages note their session once in a while."""

from django.db import DatabaseError

from chat.actions.people import web_sessions
from chat.models import WebSession
from chat.web.accounts import session_use


def test_a_page_notes_a_session_that_this_process_has_not_noted(as_ada):
    session_use._noted.clear()
    WebSession.objects.all().delete()
    as_ada.get("/profile/", headers={"User-Agent": "Firefox/143"}, REMOTE_ADDR="192.0.2.7")
    session = WebSession.objects.get()
    assert (session.address, session.user_agent) == ("192.0.2.7", "Firefox/143")


def test_the_next_page_costs_no_statement_for_it(as_ada, monkeypatch):
    calls = []
    monkeypatch.setattr(web_sessions, "note", lambda **facts: calls.append(facts))
    as_ada.get("/profile/")
    assert calls == []


def test_a_page_is_shown_when_the_note_cannot_be_stored(as_ada, monkeypatch):
    def fail(**facts):
        raise DatabaseError("read-only")

    session_use._noted.clear()
    monkeypatch.setattr(web_sessions, "note", fail)
    assert as_ada.get("/profile/").status_code == 200
    assert session_use._noted == {}


def test_a_process_remembers_only_so_many_sessions(as_ada, monkeypatch):
    monkeypatch.setattr(session_use, "REMEMBERED", 0)
    session_use._noted.clear()
    as_ada.get("/profile/")
    assert session_use._noted == {}
