"""REST: the protocol over plain HTTP. `routers.api` lists every router; /api/v1/docs shows them all."""
