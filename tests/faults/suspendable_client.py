"""One client in a process that can be suspended: `python -m tests.faults.suspendable_client URL TOKEN`.

It prints a line when it is online. When its input ends, it prints the rev of each room as JSON.
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
