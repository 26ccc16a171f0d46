"""Pictures are decoded in child processes, one at a time."""
