"""The groups of rights that a site begins with. A superuser gives them to staff in the administration."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from chat.models import Installation

MODERATION = ("report", "moderationaction", "filterrule", "admission", "networkban", "signuplock")
"""The pages of moderators, by their models."""
ADMINISTRATION = (
    *MODERATION,
    *("user", "apitoken", "invitation", "room", "membership", "message", "attachment", "grant", "auditentry"),
)
"""Those of administrators. Groups, and rights of others, are for superusers alone."""
GROUPS = {"Moderators": MODERATION, "Administrators": ADMINISTRATION}
VERBS = ("view", "add", "change")


def make_once() -> None:
    """Make the groups, once in the life of a site: what a superuser changes or deletes afterwards stays so.

    Groups of these names that exist are left as they are.
    """
    if Installation.objects.filter(pk=1, has_rights_groups=True).exists():
        return
    with transaction.atomic():
        Installation.current()
        if Installation.objects.select_for_update().get(pk=1).has_rights_groups:
            return
        for name, models in GROUPS.items():
            group, is_new = Group.objects.get_or_create(name=name)
            if is_new:
                codenames = [f"{verb}_{model}" for verb in VERBS for model in models]
                group.permissions.set(Permission.objects.filter(content_type__app_label="chat", codename__in=codenames))
        Installation.objects.filter(pk=1).update(has_rights_groups=True)
