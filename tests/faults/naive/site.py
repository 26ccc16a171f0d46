"""The servers and the database of the naive chat."""

import asyncio
import sys
import uuid

import psycopg

from tests.faults.proxy import Proxy
from tests.faults.site import Site
from tests.faults.truth import RoomTruth, Row, Truth
from tests.support.servers import COMMANDS, Process, environment, free_port

APPLICATION = "tests.faults.naive.application:application"


class NaiveSite(Site):
    """A naive chat on the database of a real site, with the same people and rooms."""

    async def add_naive_server(self) -> None:
        assert self.redis is not None
        port = free_port()
        command = COMMANDS["backdoor"].replace("tests.support.backdoor:application", APPLICATION).format(port=port)
        env = environment(self.folder, DATABASE_URL=self.database_url, REDIS_URL=self.redis.url)
        server = Process([sys.executable, *command.split()], port, self.folder / f"naive{len(self.servers)}.log", env)
        self.servers.append(server)  # type: ignore[arg-type]
        self.fronts.append(await Proxy(port).start())
        await asyncio.to_thread(server.start)

    async def truth(self) -> Truth:
        return await asyncio.to_thread(self._read)

    def _read(self) -> Truth:
        truth: Truth = {room: RoomTruth(0, 0, [], dict.fromkeys(members, 0)) for room, members in self.rooms.items()}
        with psycopg.connect(self.database_url) as database:
            query = "SELECT id, room, author, client_id, content FROM naive_message ORDER BY id"
            for id, room, author, client_id, content in database.execute(query):
                truth[room].messages.append(Row(id, room, id, id, author, str(uuid.UUID(str(client_id))), content))
                truth[room].last_seq = truth[room].last_rev = id
        return truth
