"""A logo from outside, before it is kept: a picture that really opens, and that a letter can print.

PNG or JPEG, at most 1200 pixels a side and 100 kB; in black and white or RGB, as the archive format of letters wants.
"""

import base64
import binascii
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from chalicelib.cases.facts import Logo
from chalicelib.core.errors import Refusal

MOST_KILOBYTES = 100
MOST_PIXELS = 1200

_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG"}
_MODES = {"1", "L", "LA", "P", "RGB", "RGBA"}


def check(logo: Logo, field: str) -> None:
    """Refuses FILE_NOT_BASE64, LOGO_TOO_HEAVY, LOGO_NOT_A_PICTURE, LOGO_TOO_LARGE, LOGO_COLOURS, under `field`."""
    try:
        content = base64.b64decode(logo.content_base64, validate=True)
    except (binascii.Error, ValueError):
        raise Refusal("FILE_NOT_BASE64", field) from None
    if len(content) > MOST_KILOBYTES * 1024:
        raise Refusal("LOGO_TOO_HEAVY", field, most=MOST_KILOBYTES)
    (width, height), mode = _opened(content, _FORMATS[logo.mime], field)
    if mode not in _MODES:
        raise Refusal("LOGO_COLOURS", field)
    if max(width, height) > MOST_PIXELS:
        raise Refusal("LOGO_TOO_LARGE", field, most=MOST_PIXELS)


def _opened(content: bytes, expected: str, field: str) -> tuple[tuple[int, int], str]:
    """Size and kind of colours; the pixels are only read once the size is known to be small."""
    from PIL import Image

    try:
        with _whole_files_only(), Image.open(BytesIO(content), formats=[expected]) as picture:
            if max(picture.size) <= MOST_PIXELS:
                picture.load()
            return picture.size, picture.mode
    except Exception as damage:  # a decoder raises anything on a damaged file
        raise Refusal("LOGO_NOT_A_PICTURE", field) from damage


@contextmanager
def _whole_files_only() -> Iterator[None]:
    """WeasyPrint, once imported, lets Pillow take the beginning of a picture for the whole of it."""
    from PIL import ImageFile

    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before
