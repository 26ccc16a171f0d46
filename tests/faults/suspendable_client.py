"""One page in a process of its own, which can be stopped: `python -m tests.faults.suspendable_client URL TOKEN`.

Prints a line when it is online; when its input ends it prints, as JSON, how far it knows each room.
"""

import asyncio
import json
import sys

from tests.faults.clients import Page


async def main(url: str, token: str) -> None:
    page = Page([url], token)
    page.start()
    await page.online.wait()
    print("online", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    print(json.dumps({room: page.rev(room) for room in page.state.rooms} if page.state else {}), flush=True)
    await page.leave()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:3]))
