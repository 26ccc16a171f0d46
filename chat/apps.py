from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    name = "chat"
    verbose_name = _("Chat")

    def ready(self) -> None:
        """Listen to what ends sessions: it may happen on pages that are not ours, such as the admin's log-out."""
        from chat.web.accounts import sessions  # noqa: F401, PLC0415
