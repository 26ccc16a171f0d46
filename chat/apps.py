from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chat"
    verbose_name = "Chat"

    def ready(self) -> None:
        """Listen to what ends sessions: it may happen on pages that are not ours, such as the admin's log-out."""
        from chat.web import sessions  # noqa: F401, PLC0415
