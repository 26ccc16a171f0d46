from chat.actions.people import users
from chat.actions.rooms import rooms
from chat.queries.rooms import sidebar
from tests.support.captured_announcements import capture_announcements
from tests.support.convergence import Tab
from tests.support.factories import create_user


def test_those_who_write_to_somebody_hear_of_their_deactivation(ada, bob):
    direct, _ = rooms.open_direct(by=ada, user_ids=[bob.pk])
    boss = create_user("boss", is_admin=True)
    near = Tab(ada)
    for change, deactivated in ((users.deactivate, True), (users.reactivate, None)):
        with capture_announcements() as announcements:
            change(by=boss, user_id=bob.pk)
        for announcement in announcements:
            near.deliver(announcement)
        assert near.heard[-1]["type"] == "user:updated"
        assert near.heard[-1]["data"].get("deactivated") is deactivated
        entry = sidebar.entry(ada.pk, direct.pk, lambda _: 0).to_dict()
        assert entry["peer"].get("deactivated") is deactivated
