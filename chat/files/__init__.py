"""Uploaded files: names, media types, pictures and storage. Nothing here knows users or rooms."""
