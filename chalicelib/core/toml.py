"""TOML, parsed once for all processes: what comes out is kept beside this file's own bytecode.

Python reads TOML slowly: 40 ms for the law, which every first letter waits for; its copy takes one. A copy is named
after the text it was made from, so a changed text makes another; where none can be written and none was shipped,
the text is parsed.
"""

import contextlib
import hashlib
import pickle
from decimal import Decimal
from pathlib import Path
from typing import Any

KEPT = Path(__file__).parent / "__pycache__"


def parsed(content: bytes, folder: Path = KEPT) -> dict[str, Any]:
    """What the text says, its numbers with decimals exact; TOMLDecodeError when it is no TOML."""
    copy = folder / f"toml_{hashlib.sha256(content).hexdigest()}"
    with contextlib.suppress(OSError, EOFError, pickle.UnpicklingError):  # absent, or cut by a power failure
        kept: dict[str, Any] = pickle.loads(copy.read_bytes())
        return kept
    import tomllib  # loading it takes as long as reading all the copies

    tables = tomllib.loads(content.decode(), parse_float=Decimal)
    with contextlib.suppress(OSError):
        _keep(tables, copy)
    return tables


def _keep(tables: dict[str, Any], copy: Path) -> None:
    """Under another name first: two processes may start at once, and neither may read half a copy."""
    import tempfile

    copy.parent.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=copy.parent, delete=False) as partial:
        partial.write(pickle.dumps(tables))
    Path(partial.name).chmod(0o644)  # whoever starts the service may read it, as bytecode
    Path(partial.name).replace(copy)
