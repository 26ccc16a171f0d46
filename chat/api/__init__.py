"""REST: the protocol over plain HTTP."""

from ninja import NinjaAPI

api = NinjaAPI(title="Chatsite", version="1")
