"""A logo is a small picture that really opens; anything else is refused by its own code."""

import base64
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageFile

from chalicelib.cases.parties import Logo
from chalicelib.core.errors import Refusal
from chalicelib.reading import logo


def drawn(kind: str = "PNG", size: tuple[int, int] = (300, 80), mode: str = "RGB") -> bytes:
    picture = BytesIO()
    Image.new(mode, size).save(picture, kind)
    return picture.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of(width: int, height: int) -> bytes:
    """A PNG whose header says this size, whatever its pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + rows + chunk(b"IEND", b"")


def refusal(content: bytes | str, mime: str = "image/png") -> str | None:
    text = content if isinstance(content, str) else base64.b64encode(content).decode()
    try:
        logo.check(Logo(mime=mime, content_base64=text), "logo")
    except Refusal as refused:
        return refused.code
    return None


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_a_png_is_taken_whatever_its_colours(mode: str) -> None:
    assert refusal(drawn(mode=mode)) is None


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_jpeg_too(mode: str) -> None:
    assert refusal(drawn("JPEG", mode=mode), "image/jpeg") is None


def test_the_largest_is_1200_pixels_a_side() -> None:
    assert refusal(drawn(size=(1200, 1200))) is None
    assert refusal(drawn(size=(1201, 10))) == "LOGO_TOO_LARGE"
    assert refusal(drawn(size=(10, 1201))) == "LOGO_TOO_LARGE"


def test_the_heaviest_is_100_kilobytes() -> None:
    picture = drawn("JPEG")
    assert refusal(picture.ljust(100 * 1024, b"\0"), "image/jpeg") is None
    assert refusal(picture.ljust(100 * 1024 + 1, b"\0"), "image/jpeg") == "LOGO_TOO_HEAVY"


def test_the_colours_of_a_printing_house_do_not_fit_the_archive_format() -> None:
    assert refusal(drawn("JPEG", mode="CMYK"), "image/jpeg") == "LOGO_COLOURS"
    assert refusal(drawn(mode="I;16")) == "LOGO_COLOURS"


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (b"", "image/png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png"),
        (drawn("GIF", mode="P"), "image/png"),
        (drawn("JPEG"), "image/png"),
        (drawn("PNG"), "image/jpeg"),
        (drawn("PNG")[:-30], "image/png"),
        (drawn("JPEG")[:100], "image/jpeg"),
        (b"%PDF-1.7 drawing", "image/jpeg"),
    ],
    ids=["empty", "svg", "gif", "jpeg as png", "png as jpeg", "cut png", "cut jpeg", "pdf"],
)
def test_what_is_not_the_picture_it_claims_to_be_is_refused(content: bytes, mime: str) -> None:
    assert refusal(content, mime) == "LOGO_NOT_A_PICTURE"


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_half_a_picture_is_none_even_beside_a_printer_that_makes_do_with_it(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    noise = Image.effect_noise((200, 200), 60)
    picture = BytesIO()
    noise.save(picture, kind)
    whole = picture.getvalue()
    assert refusal(whole, f"image/{kind.lower()}") is None
    assert refusal(whole[: len(whole) // 2], f"image/{kind.lower()}") == "LOGO_NOT_A_PICTURE"
    assert ImageFile.LOAD_TRUNCATED_IMAGES is True


def test_what_is_not_base64_is_refused() -> None:
    assert refusal("pas du base64 !") == "FILE_NOT_BASE64"


@pytest.mark.parametrize("side", [1201, 60_000, 2**31 - 1])
def test_a_bomb_is_measured_before_it_is_opened(side: int) -> None:
    assert refusal(png_of(side, side)) in ("LOGO_TOO_LARGE", "LOGO_NOT_A_PICTURE")
