"""`python -m benchmarks.scripts.rooms SIZE...`: creates bench rooms of these sizes.

Each line is `{"roomId", "tokens"}`.
"""

import io
import json
import sys

from django.core.management import call_command


def room(size: int) -> dict[str, object]:
    output = io.StringIO()
    call_command("bench_room", members=size, stdout=output)
    first, *members = (json.loads(line) for line in output.getvalue().splitlines())
    return {"roomId": first["roomId"], "tokens": [member["token"] for member in members]}


if __name__ == "__main__":
    for size in sys.argv[1:]:
        print(json.dumps(room(int(size))))
