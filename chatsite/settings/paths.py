"""The folders of the source code and of the data."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from chatsite.settings.env import read_str

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(read_str("DATA_DIR") or BASE_DIR / "data").resolve()

try:
    DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)  # The folders above it get the usual permissions.
except OSError as error:
    raise ImproperlyConfigured(f"DATA_DIR {DATA_DIR} cannot be used: {error.strerror}.") from None
if not os.access(DATA_DIR, os.W_OK):
    raise ImproperlyConfigured(f"DATA_DIR {DATA_DIR} is not writable.")
