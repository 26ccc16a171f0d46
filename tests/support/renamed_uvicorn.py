"""uvicorn as a later version might be, with an attribute of its WebSocket protocol renamed throughout.

`python -m tests.support.renamed_uvicorn` takes uvicorn's arguments; the attribute is in the variable RENAMED.
"""

import os
import re
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

from uvicorn.protocols.websockets import websockets_sansio_impl


def renamed(name: str) -> ModuleType:
    """Return uvicorn's module with `self.<name>` called `self.renamed_<name>`."""
    source = Path(websockets_sansio_impl.__file__).read_text(encoding="utf-8")
    changed = re.sub(rf"\bself\.{re.escape(name)}\b(?!\()", f"self.renamed_{name.replace('.', '_')}", source)
    assert changed != source, f"this uvicorn has no self.{name}"
    spec = spec_from_loader(websockets_sansio_impl.__name__, loader=None)
    assert spec is not None
    module = module_from_spec(spec)
    exec(compile(changed, str(websockets_sansio_impl.__file__), "exec"), module.__dict__)
    return module


if __name__ == "__main__":
    import sys

    import uvicorn

    replacement = renamed(os.environ["RENAMED"])
    sys.modules[websockets_sansio_impl.__name__] = replacement
    sys.modules["uvicorn.protocols.websockets"].websockets_sansio_impl = replacement  # type: ignore[attr-defined]
    uvicorn.main()
