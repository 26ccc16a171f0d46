"""The REST API, documented at /api/v1/docs. `routers.api` includes every router."""
