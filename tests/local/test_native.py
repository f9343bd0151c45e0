"""The bundle of Pango that .ci/native.py builds is complete, is the one in use, and is the same twice."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from chalicelib.local.site import REPOSITORY

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("apt-get"), reason="the bundle is made from Debian's packages"),
]

PRINT = """
import sys
from datetime import date
from pathlib import Path
from chalicelib.documents import pdf
pdf.NATIVE = (Path(sys.argv[1]),)
css = Path(sys.argv[2])
css.write_text("body { font-family: sans-serif }")
html = "<html lang=fr><head><title>Essai</title></head><body>Œuvre, 1\\u202f240,00\\u00a0€</body></html>"
made = pdf.print_pdf(pdf.PrintJob(html, date(2026, 11, 21)), stylesheet=css)
assert made.startswith(b"%PDF-1.7"), made[:20]
print(Path("/proc/self/maps").read_text())
"""


ELSEWHERE = r"""
import os, platform, re, runpy, sys
from pathlib import Path
sources = "\n".join(each.read_text() for each in Path("/etc/apt").rglob("*") if each.suffix in (".list", ".sources"))
os.environ["ACQUIT_DEBIAN_MIRROR"] = re.search(r"^(?:URIs:|deb)\s.*?(http\S+/debian)/?(?:\s|$)", sources, re.M)[1]
platform.freedesktop_os_release = lambda: {"VERSION_CODENAME": "noble"}
sys.argv = [".ci/native.py", "--into", sys.argv[1]]
runpy.run_path(".ci/native.py", run_name="__main__")
"""


def build(folder: Path) -> Path:
    subprocess.run([sys.executable, ".ci/native.py", "--into", folder], cwd=REPOSITORY, check=True)
    return folder


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("bundle") / "native")


def test_a_pdf_is_made_with_the_libraries_of_the_bundle_alone(bundle: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", PRINT, bundle, tmp_path / "sheet.css"]
    maps = subprocess.check_output(command, cwd=REPOSITORY, text=True)
    names = "glib|gobject|pango|harfbuzz|fontconfig|freetype"
    loaded = set(re.findall(rf"/\S*/lib(?:{names})\S*\.so\S*", maps))
    assert len(loaded) >= 8
    assert all(path.startswith(str(bundle)) for path in loaded), loaded


def test_no_library_asks_for_more_than_the_glibc_of_lambda(bundle: Path) -> None:
    for library in (bundle / "lib").iterdir():
        symbols = subprocess.check_output(["objdump", "-T", library], text=True)
        assert max(map(int, re.findall(r"GLIBC_2\.(\d+)", symbols)), default=0) <= 34, library.name


def test_every_package_is_named_with_its_version_and_licence(bundle: Path) -> None:
    versions = json.loads((bundle / "versions.json").read_text())
    assert set(versions) == {path.name for path in (bundle / "licences").iterdir()}
    assert {"libpango-1.0-0", "libharfbuzz-subset0", "libexpat1"} <= set(versions)
    assert all(versions.values())


def test_the_same_packages_give_the_same_bytes(bundle: Path, tmp_path: Path) -> None:
    assert files(build(tmp_path / "native")) == files(bundle)


def test_another_release_makes_the_same_bundle(bundle: Path, tmp_path: Path) -> None:
    made = tmp_path / "native"
    subprocess.run([sys.executable, "-c", ELSEWHERE, made], cwd=REPOSITORY, check=True)
    assert files(made) == files(bundle)


def files(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
