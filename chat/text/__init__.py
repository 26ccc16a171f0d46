"""Pure functions over text: no models, no I/O, nothing that knows a request."""
