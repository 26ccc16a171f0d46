from typing import Any

from django.apps import AppConfig, apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    name = "chat"
    verbose_name = _("Chat")

    def ready(self) -> None:
        """Connect the signal handlers: of sessions, of changes of log-in, and of new databases."""
        from chat.web.accounts import sessions  # noqa: F401, PLC0415
        from chat.web.accounts.two_step import events  # noqa: F401, PLC0415

        # After those of Django's own, which make the permissions: of all apps, this one comes last.
        post_migrate.connect(make_rights_groups, sender=apps.get_app_config("auth"))


def make_rights_groups(**kwargs: Any) -> None:
    """Make the groups of rights, unless the schema was migrated to a state of before."""
    from chat.actions.people import rights_groups  # noqa: PLC0415

    try:
        (kwargs.get("apps") or apps).get_model("chat", "Installation")._meta.get_field("has_rights_groups")
    except (LookupError, FieldDoesNotExist):
        return
    rights_groups.make_once()
