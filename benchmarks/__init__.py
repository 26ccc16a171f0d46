"""How fast the site is, beside others: `make bench`, or `python -m benchmarks --help`."""
