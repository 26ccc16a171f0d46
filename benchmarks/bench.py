"""One run of the benchmarks: its options, cores and services."""

import os
import resource
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Self

from benchmarks import services
from benchmarks.processes import free_port
from benchmarks.services import Service


@dataclass
class Bench:
    """The options of a run and what it started.

    `quick` and `full` choose how much is measured. `members` and `peers` replace the default room sizes and servers.
    """

    quick: bool = False
    full: bool = False
    members: list[int] = field(default_factory=list)
    peers: list[str] = field(default_factory=list)
    migrated: str = ""
    """The name of a migrated database, once it exists. Other databases are copies of it."""
    stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        _, hard_limit = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard_limit, hard_limit))
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    @property
    def server_core(self) -> int | None:
        return self.cores[0] if len(self.cores) > 1 else None

    @property
    def generator_core(self) -> int | None:
        return self.cores[-1] if len(self.cores) > 1 else None

    @cached_property
    def cores(self) -> list[int]:
        return sorted(os.sched_getaffinity(0))

    @cached_property
    def folder(self) -> Path:
        return self.stack.enter_context(services.scratch_folder())

    @cached_property
    def postgres(self) -> Service:
        return self.stack.enter_context(services.postgres(self.folder))

    @cached_property
    def redis(self) -> Service:
        return self.stack.enter_context(services.redis(self.folder))

    def database(self, prefix: str, template: str = "template1") -> str:
        """Create a PostgreSQL database, empty or a copy of `template`, and return its URL."""
        return services.create_database(self.postgres, f"{prefix}_{free_port()}", template)

    def choose(self, *names: str) -> list[str]:
        """Return the peers given on the command line, or else `names`."""
        return self.peers or list(names)
