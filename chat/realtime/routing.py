"""Which application serves a WebSocket."""
