"""Static files, and uploaded files: on the local disk, or in an S3-compatible store (STORAGE_URL)."""

import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

from django.core.exceptions import ImproperlyConfigured

from chatsite.settings.env import parse_url, read_str
from chatsite.settings.paths import BASE_DIR, DATA_DIR
from chatsite.settings.site import DEBUG

_EXAMPLE = "s3://key:secret@s3.example.org/bucket?region=name."


def upload_storage(url: str) -> dict[str, Any]:
    """Return the `STORAGES` entry for uploaded files.

    Args:
        url: Empty for the local disk, `s3://…` for a store behind TLS, `s3+http://…` for a store without TLS in the
            operator's own network.
    """
    if not url:
        private = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": private}
    parts = parse_url("STORAGE_URL", url, _EXAMPLE)
    host = parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
    bucket = parts.path.strip("/")
    if parts.scheme not in {"s3", "s3+http"} or not (parts.hostname and bucket and parts.username and parts.password):
        raise ImproperlyConfigured(f"STORAGE_URL must look like {_EXAMPLE}")
    if "/" in bucket:
        raise ImproperlyConfigured("STORAGE_URL must name a bucket, without a folder in it.")
    if parts.query and parse_qs(parts.query).keys() != {"region"}:
        raise ImproperlyConfigured("STORAGE_URL takes one option, ?region=name.")
    options = {
        "access_key": unquote(parts.username),
        "secret_key": unquote(parts.password),
        "bucket_name": bucket,
        "endpoint_url": f"{'http' if parts.scheme == 's3+http' else 'https'}://{host}",
        "region_name": parse_qs(parts.query).get("region", [None])[0],
        # The bucket stays private: only the site reads from it, after it has checked who asks.
        "default_acl": None,
        "querystring_auth": True,
        "file_overwrite": False,
    }
    return {"BACKEND": "chat.files.object_storage.ObjectStorage", "OPTIONS": options}


MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Outside DATA_DIR: a volume mounted there would hide the static files that an image was built with.
STATIC_ROOT = Path(read_str("STATIC_ROOT") or BASE_DIR / "staticfiles").resolve()
if STATIC_ROOT in {BASE_DIR, BASE_DIR / "static"}:
    raise ImproperlyConfigured(f"STATIC_ROOT {STATIC_ROOT} is a folder of the source code; choose an empty one.")
if not next(folder for folder in (STATIC_ROOT, *STATIC_ROOT.parents) if folder.exists()).is_dir():
    raise ImproperlyConfigured(f"STATIC_ROOT {STATIC_ROOT} cannot be a folder: a file is in its way.")
# Until `collectstatic` has run, the source files are served under their plain names, so that the first start needs no
# preparation.
STATIC_COLLECTED = not DEBUG and (STATIC_ROOT / "staticfiles.json").exists()
SERVESTATIC_USE_FINDERS = SERVESTATIC_AUTOREFRESH = not STATIC_COLLECTED
SERVESTATIC_MINIFY = True  # Minifies the compressed copies, which are the ones that browsers request.
STORAGES = {
    "default": upload_storage(read_str("STORAGE_URL")),
    "staticfiles": {
        "BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"
        if STATIC_COLLECTED or "collectstatic" in sys.argv
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
