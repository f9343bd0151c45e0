"""WeasyPrint's declarations of Pango and its kin, kept parsed.

At each start WeasyPrint hands cffi 460 lines of C to parse: a third of its import. cffi can write the result as a
Python module; the first process writes it beside this file's own bytecode and the next ones load it. The copy is
named after the text it was made from, so another WeasyPrint makes another copy; where nothing can be written and
nothing was shipped, WeasyPrint is imported as it is.
"""

import contextlib
import hashlib
import importlib.util
import io
import os
import re
import sys
from pathlib import Path
from types import ModuleType

KEPT = Path(__file__).parent / "__pycache__"
MODULE = "weasyprint.text.ffi"

_INLINE = re.compile(r"^ffi = cffi\.FFI\(\)\nffi\.cdef\('''(?P<declarations>.*?)'''\)$", re.DOTALL | re.MULTILINE)


def serve(folder: Path = KEPT) -> bool:
    """Put WeasyPrint's module of declarations in place before WeasyPrint looks for it; False where it cannot be."""
    if MODULE in sys.modules:
        return False
    found = importlib.util.find_spec("weasyprint")  # finds the package without importing it
    assert found is not None
    assert found.origin is not None
    path = Path(found.origin).parent / "text" / "ffi.py"
    source = path.read_text(encoding="utf-8")
    inline = _INLINE.search(source)
    if inline is None:
        return False
    try:
        ready = _kept(inline["declarations"], folder)
    except OSError:
        return False
    module = ModuleType(MODULE)
    module.__file__, module.__package__ = str(path), MODULE.rpartition(".")[0]
    vars(module)["ffi"] = ready
    rest = source[: inline.start()] + "\n" * inline[0].count("\n") + source[inline.end() :]
    exec(compile(rest, path, "exec"), vars(module))
    sys.modules[MODULE] = module
    return True


def _kept(declarations: str, folder: Path) -> object:
    """cffi's object for these declarations, from the copy; OSError when there is none and none can be written."""
    import _cffi_backend

    made_from = f"{_cffi_backend.__version__}\n{declarations}"
    name = f"declarations_{hashlib.sha256(made_from.encode()).hexdigest()[:16]}"
    copy = folder / f"{name}.py"
    if not copy.exists():
        _write(declarations, name, copy)
    spec = importlib.util.spec_from_file_location(name, copy)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.ffi


def _write(declarations: str, name: str, copy: Path) -> None:
    """Under another name first: two processes may start at once, and neither may read half a copy."""
    import cffi

    copy.parent.mkdir(exist_ok=True)
    partial = copy.with_suffix(f".{os.getpid()}")
    ffi = cffi.FFI()
    ffi.cdef(declarations)
    ffi.set_source(name, None)
    with contextlib.redirect_stdout(io.StringIO()):  # cffi says aloud what it writes; the child's output is a pipe
        ffi.emit_python_code(str(partial))
    partial.replace(copy)
