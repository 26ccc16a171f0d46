"""One run of the benchmarks: which cores, how long, the services, and everything that must end with it."""

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
    """`quick` and `full` say how much is measured; `members` and `peers`, where given, narrow it."""

    quick: bool = False
    full: bool = False
    members: list[int] = field(default_factory=list)
    peers: list[str] = field(default_factory=list)
    migrated: str = ""
    """The name of our own database after its migrations, once there is one: others are copies of it."""
    stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
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
        """The address of a new PostgreSQL database: an empty one, or a copy of `template`."""
        return services.create_database(self.postgres, f"{prefix}_{free_port()}", template)

    def choose(self, *names: str) -> list[str]:
        """Those of `names` that are wanted, or just what was asked for by name."""
        return self.peers or list(names)
