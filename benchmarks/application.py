"""Our site as production serves it, without the limit of the commands and requests that one person makes in a second.

In the benchmarks a few people do what thousands do.
"""

from chat import conf

conf.COMMAND_RATE, conf.COMMAND_BURST = 1e9, 10**9

from chatsite.asgi import application  # noqa: E402, F401 (the limit is read before)
