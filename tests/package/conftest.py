"""The package, built once for all tests of a run, whichever of its processes asks first."""

import fcntl
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.package.sandbox import Machine

ROOT = Path(__file__).resolve().parents[2]

_spec = importlib.util.spec_from_file_location("packaging", ROOT / ".ci" / "package.py")
packaging = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(packaging)


@pytest.fixture(scope="session")
def builds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """sources/, native/, package/ for `target()`, runtime/, Lambda's client of its Runtime API; emulator/."""
    emulator_home(tmp_path_factory)
    return made_once(tmp_path_factory, "packages", build_all)


def made_once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that all processes of a run share, filled by the first of them."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    folder.parent.mkdir(exist_ok=True)
    with Path(f"{folder}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.with_suffix(".done").exists():
            make(folder)
            folder.with_suffix(".done").touch()
    return folder


def build_all(folder: Path) -> None:
    """What a Machine is made of, in this folder."""
    keep_sources(folder / "sources")
    subprocess.run([sys.executable, ".ci/native.py", "--into", folder / "native"], cwd=ROOT, check=True)
    build(folder, "package")
    install_runtime(folder / "runtime")


def machine_of(folder: Path) -> Machine:
    return Machine(target(), folder / "runtime", folder / "package" / "tree")


def keep_sources(folder: Path) -> None:
    """What is packaged, as it is now: somebody may be writing it."""
    for name in (".ci", ".chalice", "chalicelib", "templates"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "app.py", folder)


@cache
def target() -> Path:
    """Lambda's Python where one can be had; else the one at hand, for which the same recipe makes a package."""
    try:
        return packaging.target_python()
    except subprocess.CalledProcessError:
        return Path(sys.executable)


def build(folder: Path, name: str) -> Path:
    """The package as `make package` makes it, over the bundle of Pango already made."""
    recipe = folder / "sources" / ".ci" / "package.py"
    command = [sys.executable, recipe, "--native", folder / "native", "--into", folder / name]
    subprocess.run([*command, *(["--here"] if target() == Path(sys.executable) else [])], check=True)
    return folder / name


def install_runtime(folder: Path) -> None:
    """As locked for these tests, for the Python of the package."""
    lock = (ROOT / ".ci" / "locks" / "dev.txt").read_text()
    names = ("awslambdaric", "simplejson", "snapshot-restore-py")
    pinned = [re.search(rf"^{name}==\S+", lock, re.M)[0] for name in names]  # type: ignore[index]
    subprocess.run(
        [packaging.uv_path(), "pip", "install", "--quiet", "--target", folder,
         "--python-version", packaging.version(target()), "--python-platform", packaging.PLATFORM,
         "--only-binary", ":all:", "--no-deps", *pinned],
        check=True,
    )  # fmt: skip


def emulator_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """MiniStack in a virtual environment, whoever of a run asks first."""
    return made_once(tmp_path_factory, "packages/emulator", install_emulator)


def install_emulator(folder: Path) -> None:
    """In an environment of the package's Python: it runs functions by its own."""
    uv, lock = packaging.uv_path(), ROOT / ".ci" / "locks" / "emulator.txt"
    subprocess.run([uv, "venv", "--quiet", "--python", target(), folder], check=True)
    subprocess.run([uv, "pip", "install", "--quiet", "--python", folder, "--require-hashes", "-r", lock], check=True)


@pytest.fixture(scope="session")
def artefact(builds: Path) -> Path:
    """The folder of tree/, deployment.zip and sam.yaml."""
    return builds / "package"


@pytest.fixture(scope="session")
def machine(builds: Path) -> Machine:
    return machine_of(builds)
