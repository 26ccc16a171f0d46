"""Limit what this process may use. Child processes call it first; it imports nothing else, so that they start fast."""

import contextlib
import os

NICE = 10


def limit_this_process(*, cpu_seconds: int, memory_bytes: int) -> None:
    """Give this process low priority, and end it when it exceeds a limit.

    Args:
        cpu_seconds: Processor time, after which the process is killed.
        memory_bytes: Address space, beyond which no memory is allocated. It is more than what the process really uses.
    """
    import resource  # noqa: PLC0415 - Windows does not have it

    os.nice(NICE)
    for kind, value in (
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        # macOS cannot limit the address space.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (value, value))
