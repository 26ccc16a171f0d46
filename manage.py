#!/usr/bin/env python
"""Django's command line for the site: `python manage.py runserver`, `migrate`, `populate` …"""

import logging
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")
    if len(sys.argv) > 1 and sys.argv[1] == "runserver":
        os.environ.setdefault("DEBUG", "1")
    from django.core.management import execute_from_command_line
    from django.db import InterfaceError, OperationalError

    from chatsite import start

    start.set_up()
    if sys.argv[1:2] == ["migrate"]:
        start.create_database_file()
    # The pool reports each attempt to connect; the last error is enough.
    logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)
    try:
        execute_from_command_line(sys.argv)
    except (OperationalError, InterfaceError):
        if "--traceback" in sys.argv or not (reason := start.explain_database()):
            raise
        sys.exit(reason)


if __name__ == "__main__":
    main()
