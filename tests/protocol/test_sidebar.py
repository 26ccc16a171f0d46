"""A person's own sidebar."""

from chat.models import User
from chat.protocol.sidebar import SectionPayload, SidebarPayload, sidebar_payload
from tests.support.protocol import to_wire


def test_a_sidebar_that_was_never_changed_has_no_section():
    assert to_wire(sidebar_payload(User())) == {"sections": [], "collapsed": [], "hideRead": False}


def test_a_sidebar_is_read_as_it_was_stored():
    stored = SidebarPayload(sections=[SectionPayload(id=5, name="名")], collapsed=[5, "rooms"], hide_read=True)
    assert sidebar_payload(User(sidebar=stored.to_json())) == stored
