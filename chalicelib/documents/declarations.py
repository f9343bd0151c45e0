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
    path, source, inline = _found()
    if inline is None:
        return False
    try:
        ready = _loaded(_copy(inline["declarations"], folder))
    except OSError:
        return False
    module = ModuleType(MODULE)
    module.__file__, module.__package__ = str(path), MODULE.rpartition(".")[0]
    vars(module)["ffi"] = ready
    rest = source[: inline.start()] + "\n" * inline[0].count("\n") + source[inline.end() :]
    exec(compile(rest, path, "exec"), vars(module))
    sys.modules[MODULE] = module
    return True


def keep(folder: Path = KEPT) -> Path:
    """The copy, written ahead of the first start and without any library: what is shipped with the service."""
    inline = _found()[2]
    assert inline is not None
    return _copy(inline["declarations"], folder)


def _found() -> tuple[Path, str, re.Match[str] | None]:
    """WeasyPrint's module, what it says, and the declarations in it; without importing it."""
    found = importlib.util.find_spec("weasyprint")
    assert found is not None
    assert found.origin is not None
    path = Path(found.origin).parent / "text" / "ffi.py"
    source = path.read_text(encoding="utf-8")
    return path, source, _INLINE.search(source)


def _copy(declarations: str, folder: Path) -> Path:
    """The copy of these declarations; OSError when there is none and none can be written."""
    import _cffi_backend

    made_from = f"{_cffi_backend.__version__}\n{declarations}"
    name = f"declarations_{hashlib.sha256(made_from.encode()).hexdigest()[:16]}"
    copy = folder / f"{name}.py"
    if not copy.exists():
        _write(declarations, name, copy)
    return copy


def _loaded(copy: Path) -> object:
    """cffi's object, from the copy."""
    spec = importlib.util.spec_from_file_location(copy.stem, copy)
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
