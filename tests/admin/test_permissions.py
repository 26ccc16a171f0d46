"""Every page of the admin, for staff with each single permission: nothing is open that the permission is not for."""

import re
import uuid

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.urls import URLPattern, reverse
from django.utils import timezone

from chat.actions.messages import messages
from chat.actions.moderation import actions, grants, network_bans, reports, word_filter
from chat.actions.people import invitations, signup_locks, tokens
from chat.models import ActionKind, Admission, AuditEntry, FilterOutcome, ReportReason, User
from tests.support.factories import create_room, create_user
from tests.support.sample_files import upload_sample

ADMINS = {model._meta.label_lower: model_admin for model, model_admin in admin.site._registry.items()}
MODELS = sorted(ADMINS)


@pytest.fixture
def stella(db):
    """Staff without any permission."""
    stella = create_user("stella")
    stella.is_staff = True
    stella.save()
    return stella


@pytest.fixture
def objects(root, ada, kitchen):
    """An object of each model, all of them a superuser's where they have an owner."""
    room = create_room(root, ada, name="Office")
    upload_sample(root)
    said = messages.send(by=ada, room_id=room.pk, content="Buy this", client_id=uuid.uuid4())
    report, _ = reports.report(by=root, message_id=said.message_id, reason=ReportReason.SPAM)
    muted = actions.act(by=root, kind=ActionKind.MUTE, user_id=ada.pk, room_id=room.pk, reason="Shouting")
    return {
        "chat.user": root,
        "chat.apitoken": tokens.issue(user=root)[0],
        "chat.invitation": invitations.invite(by=root),
        "chat.room": room,
        "chat.membership": room.memberships.get(user=root),
        "chat.message": room.messages.first(),
        "chat.attachment": root.attachments.first(),
        "chat.report": report,
        "chat.moderationaction": muted,
        "chat.filterrule": word_filter.add(by=root, text="darn", outcome=FilterOutcome.MASK),
        "chat.grant": grants.ask(by=root, room_id=create_room(ada, kind="private").pk, reason="Look"),
        "chat.admission": Admission.objects.create(person=ada, status="waiting", asked_at=timezone.now()),
        "chat.signuplock": signup_locks.close(by=root, reason="Spam"),
        "chat.networkban": network_bans.ban(by=root, network="192.0.2.0/24", reason="Spam", own_address=""),
        "chat.auditentry": AuditEntry.objects.first(),
        "auth.group": Group.objects.create(name="Moderation"),
    }


def addresses(objects):
    """Yield each address of the admin with the label of its model."""
    for label, model_admin in ADMINS.items():
        for pattern in model_admin.get_urls():
            if isinstance(pattern, URLPattern) and pattern.name:
                takes = re.findall(r"<", str(pattern.pattern))
                yield label, pattern.name, reverse(f"admin:{pattern.name}", args=[objects[label].pk] if takes else [])


def allowed(client, objects, only=None):
    return {
        name
        for label, name, address in addresses(objects)
        if (only is None or label == only) and client.get(address).status_code == 200
    }


def test_the_objects_of_the_test_are_of_all_models(objects):
    assert objects.keys() == set(MODELS)
    assert all(objects.values())


def test_staff_without_permissions_open_no_page_of_a_model(client, stella, objects):
    client.force_login(stella)
    assert allowed(client, objects) == set()


@pytest.mark.parametrize("codename", ["add", "change", "delete", "view"])
@pytest.mark.parametrize("label", MODELS)
def test_a_permission_opens_only_pages_of_its_model(client, stella, objects, label, codename):
    app, model = label.split(".")
    stella.user_permissions.set(Permission.objects.filter(content_type__app_label=app, codename=f"{codename}_{model}"))
    client.force_login(stella)
    opened = allowed(client, objects)
    assert opened <= {name for name in opened if name.startswith(f"{app}_{model}_")}
    if codename == "add":
        assert opened <= {f"{app}_{model}_add"}
    if codename == "delete" or label == "auth.group":
        assert opened == set()


def test_all_other_permissions_together_open_nothing_of_a_superuser(client, stella, objects, root):
    stella.user_permissions.set(Permission.objects.all())
    client.force_login(stella)
    for page in ("password", "reset-link"):
        assert client.get(f"/admin/chat/user/{root.pk}/{page}/").status_code == 403
        assert client.post(f"/admin/chat/user/{root.pk}/{page}/", {"show": "1", "send": "1"}).status_code == 403
    assert client.post(f"/admin/chat/user/{root.pk}/change/", {"display_name": "x"}).status_code == 403
    assert not allowed(client, objects, "auth.group")


@pytest.mark.parametrize("who", ["stella", "ada", "root"])
def test_staff_with_every_permission_raise_nobody(client, stella, ada, root, who):
    stella.user_permissions.set(Permission.objects.all())
    client.force_login(stella)
    person = User.objects.get(username={"root": "ruth"}.get(who, who))
    rights = {
        "is_staff": "on",
        "is_superuser": "on",
        "email": "stella@example.org",
        "groups": [],
        "user_permissions": [1],
    }
    rights["email"] = "stella@example.org"
    fields = {"display_name": "Z", "time_zone": "UTC", "language": "en", **rights}
    client.post(f"/admin/chat/user/{person.pk}/change/", fields)
    before = (person.is_staff, person.is_superuser, person.email, person.email_verified)
    person.refresh_from_db()
    assert (person.is_staff, person.is_superuser, person.email, person.email_verified) == before


def test_a_new_account_by_staff_has_no_rights(client, stella):
    stella.user_permissions.set(Permission.objects.all())
    client.force_login(stella)
    secret = {"usable_password": "false", "password1": "", "password2": ""}
    client.post("/admin/chat/user/add/", {"username": "lin", "is_staff": "on", "is_superuser": "on", **secret})
    lin = User.objects.get(username="lin")
    assert (lin.is_staff, lin.is_superuser, lin.groups.count()) == (False, False, 0)


def test_addresses_of_allauth_are_not_in_the_admin(page):
    assert page.get("/admin/account/emailaddress/").status_code == 404


# --- The groups of rights that a site begins with

PAGES_OF_GROUPS = {
    "Moderators": {
        *("chat.report", "chat.moderationaction", "chat.filterrule", "chat.admission", "chat.networkban"),
        "chat.signuplock",
    },
    "Administrators": set(MODELS) - {"auth.group"},
}


@pytest.fixture
def in_group(client, stella):
    """Logs a member of staff in who is in a group, and has no other right."""

    def _in_group(name):
        stella.groups.set([Group.objects.get(name=name)])
        client.force_login(stella)
        return client

    return _in_group


@pytest.mark.parametrize("label", MODELS)
@pytest.mark.parametrize("name", PAGES_OF_GROUPS)
def test_a_group_opens_its_pages_and_no_others(in_group, objects, name, label):
    opened = allowed(in_group(name), objects, label)
    app, model = label.split(".")
    if label in PAGES_OF_GROUPS[name]:
        assert f"{app}_{model}_changelist" in opened
    else:
        assert opened == set()


@pytest.mark.parametrize("name", PAGES_OF_GROUPS)
def test_the_start_page_of_a_group_leads_to_its_pages_only(in_group, objects, name):
    shown = in_group(name).get("/admin/").content.decode()
    for label in MODELS:
        address = reverse(f"admin:{label.replace('.', '_')}_changelist")
        assert (f'href="{address}"' in shown) == (label in PAGES_OF_GROUPS[name]), label


def test_moderators_do_what_their_pages_offer(in_group, objects):
    client = in_group("Moderators")
    admission = objects["chat.admission"]
    data = {"action": "approve_newcomers", "_selected_action": [admission.pk], "index": "0", "confirmed": "1"}
    client.post("/admin/chat/admission/", data)
    admission.refresh_from_db()
    assert admission.status == "admitted"
