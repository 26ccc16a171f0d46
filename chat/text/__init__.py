"""Pure functions over text, without models, I/O or requests."""
