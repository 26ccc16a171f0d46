"""STORAGE_URL: where files and pictures of people are kept, if not on the local disk."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SHAPE = "STORAGE_URL must look like s3://key:secret@s3.example.org/bucket?region=name."


def storage(url: str) -> dict[str, Any]:
    """The entry of STORAGES. `s3+http` speaks to a store of one's own network without TLS."""
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
    except ValueError:
        raise ImproperlyConfigured(SHAPE) from None
    bucket = parts.path.strip("/")
    if parts.scheme not in {"s3", "s3+http"} or not (parts.hostname and bucket and parts.username and parts.password):
        raise ImproperlyConfigured(SHAPE)
    options = {
        "access_key": unquote(parts.username),
        "secret_key": unquote(parts.password),
        "bucket_name": bucket,
        "endpoint_url": f"{'http' if parts.scheme == 's3+http' else 'https'}://{host}",
        "region_name": parse_qs(parts.query).get("region", [None])[0],
        # Nobody fetches from there but the site, which asks first who comes.
        "default_acl": None,
        "querystring_auth": True,
        "file_overwrite": False,
    }
    return {"BACKEND": "chat.files.object_storage.ObjectStorage", "OPTIONS": options}
