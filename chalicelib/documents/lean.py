"""WeasyPrint loaded without what no letter uses: half the time of its import.

- fontTools stands in for HarfBuzz's subsetter where that one is missing, and reads variable, coloured and web fonts:
  ours are plain TrueType, and `pdf` asks for HarfBuzz.
- Its three style sheets are parsed while it loads; letters have `templates/letters/socle.css` instead.
- Nothing made while modules load is garbage, so it is not looked for.

Where WeasyPrint was loaded before, by someone else, it is whole and stays so.
"""

import contextlib
import gc
import sys
from collections.abc import Iterator
from types import ModuleType

import tinycss2  # type: ignore[import-untyped]

# fontTools' modules as WeasyPrint imports them, and the names it takes from each.
UNUSED = {
    "fontTools.subset": (),
    "fontTools.ttLib": ("TTFont", "TTLibError", "ttFont", "woff2"),
    "fontTools.varLib.instancer": ("instantiateVariableFont",),
}


@contextlib.contextmanager
def loading() -> Iterator[None]:
    """Around `import weasyprint`."""
    if "weasyprint" in sys.modules:
        yield
    else:
        with _no_collection(), _no_font_tools(), _no_style_sheets():
            yield


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Afterwards, what is loaded is never looked through again."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextlib.contextmanager
def _no_font_tools() -> Iterator[None]:
    """Empty modules while WeasyPrint looks; anyone else who imports them later finds the real ones."""
    empty = {name: ModuleType(name) for name in UNUSED if name not in sys.modules}
    for name, module in empty.items():
        vars(module).update(dict.fromkeys(UNUSED[name]))
    sys.modules.update(empty)
    try:
        yield
    finally:
        for name in empty:
            del sys.modules[name]


@contextlib.contextmanager
def _no_style_sheets() -> Iterator[None]:
    parse = tinycss2.parse_stylesheet
    tinycss2.parse_stylesheet = lambda *_: []
    try:
        yield
    finally:
        tinycss2.parse_stylesheet = parse
