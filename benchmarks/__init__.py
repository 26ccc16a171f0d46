"""Measures the site's speed and compares it with other servers: `make bench`, or `python -m benchmarks --help`."""
