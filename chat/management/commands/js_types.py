"""Write static/js/wire_types.js."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from chat.management.wire_types import wire_types


class Command(BaseCommand):
    help = "Writes the models of the protocol as JSDoc types into static/js/wire_types.js."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "static/js/wire_types.js"
        path.write_text(wire_types(), encoding="utf-8")
        self.stdout.write(f"Wrote {path.relative_to(settings.BASE_DIR)}.")
