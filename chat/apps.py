from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    name = "chat"
    verbose_name = _("Chat")

    def ready(self) -> None:
        """Connect the signal handlers that close the sockets of ended sessions and record changes of log-in."""
        from chat.web.accounts import sessions  # noqa: F401, PLC0415
        from chat.web.accounts.two_step import events  # noqa: F401, PLC0415
