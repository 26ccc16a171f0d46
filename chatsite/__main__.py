"""Serves the site: `python -m chatsite`, which takes the options of uvicorn.

It proves the settings before uvicorn reads any of them, and starts uvicorn as the site needs it.
"""

import importlib
import os
import sys

import uvicorn
from django.core.exceptions import ImproperlyConfigured

from chatsite import start

OPTIONS = (
    "--lifespan off --ws websockets-sansio --ws-per-message-deflate false --ws-max-size 65536 "
    "--timeout-graceful-shutdown 4 --timeout-worker-healthcheck 30"
)
"""The last one: after SIGHUP a new worker on a busy machine needs more than uvicorn's 5 seconds to start."""


def main() -> None:
    """Run until the server ends. Exits with 1 and one line if a setting is wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")
    try:
        importlib.import_module(os.environ["DJANGO_SETTINGS_MODULE"])
    except ImproperlyConfigured as error:
        sys.exit(start.say(str(error)))
    uvicorn.main(["chatsite.asgi:application", *OPTIONS.split(), *sys.argv[1:]], prog_name="python -m chatsite")


if __name__ == "__main__":
    main()
