"""The service as Lambda takes it: `python .ci/package.py [--here] [--native folder]`.

    build/package/tree             what lands in /var/task, as files
    build/package/deployment.zip   the same, zipped: same input, same bytes
    build/package/sam.yaml         the routes as chalice writes them, merged with .chalice/infra.yaml

- chalice zips app.py, chalicelib and its own runtime, and nothing is asked of its resolver: dependencies are the
  wheels of .ci/locks/lambda.txt, for the target's Python whatever Python runs this, never built from source.
- Beside app.py stand templates/ and native/ (Pango and its kin: .ci/native.py), as in the repository.
- /var/task cannot be written, so what Python, Jinja and cffi would keep for the next start is made here, by an
  interpreter of the target's version (.ci/compile.py).
- `--here` makes the same package for the Python that runs this: the one that the tests run.

Needs the packages of .ci/locks/package.txt, strip (binutils), and a Python 3.13, which uv fetches where there is none.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "package"
RUNTIME = "3.13"
PLATFORM = "x86_64-manylinux_2_28"  # Lambda's glibc is 2.34
AWS_SERVICES = ("dynamodb", "s3", "sesv2", "sqs", "sts")

# What no start reads. Licences stay.
UNUSED = (
    ".lock", "bin", "share", "boto3/data", "boto3/examples", "lxml/includes", "lxml/isoschematron",
    "**/*.pyi", "**/*.pyx", "**/*.pxd", "**/*.pxi", "**/*.c", "**/*.cpp", "**/*.h", "**/*.html.py",
    "*.dist-info/RECORD", "*.dist-info/WHEEL", "*.dist-info/INSTALLER", "*.dist-info/REQUESTED",
    "*.dist-info/entry_points.txt", "*.dist-info/top_level.txt", "*.dist-info/sboms",
    "chalicelib/local", "templates/local", "**/__pycache__",
)  # fmt: skip


def main() -> None:
    """Build aside, then put tree, zip and template in place of the old ones."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--here", action="store_true", help="for the Python that runs this, to try it")
    parser.add_argument("--native", type=Path, help="a bundle made before, instead of making one")
    parser.add_argument("--into", type=Path, default=BUILD, help="the folder to replace")
    chosen = parser.parse_args()
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        sys.exit("The package is made on Linux, x86-64: the libraries of the machine that makes it go into it.")
    python = Path(sys.executable) if chosen.here else target_python()
    shutil.rmtree(chosen.into, ignore_errors=True)
    tree = chosen.into / "tree"
    write_app_and_template(chosen.into / "chalice", tree, chosen.into / "sam.yaml")
    install_dependencies(tree, version(python))
    shutil.copytree(ROOT / "templates", tree / "templates")
    add_native(tree / "native", chosen.native)
    leave_out(tree)
    strip(tree)
    subprocess.run([python, "-I", ROOT / ".ci" / "compile.py", tree], check=True)
    size = write_zip(tree, chosen.into / "deployment.zip")
    print(f"{chosen.into}: {size / 1e6:.1f} MB, {(chosen.into / 'deployment.zip').stat().st_size / 1e6:.1f} MB zipped")  # noqa: T201


def target_python() -> Path:
    """An interpreter of the target's version: this one, one on this machine, or one that uv fetches."""
    installed = Path.home().glob(f".pyenv/versions/{RUNTIME}.*/bin/python")
    for candidate in (sys.executable, shutil.which(f"python{RUNTIME}"), *sorted(installed)):
        if candidate and version(candidate) == RUNTIME:
            return Path(candidate)
    uv("python", "install", "--quiet", RUNTIME)
    command = [uv_path(), "python", "find", "--managed-python", RUNTIME]
    return Path(subprocess.check_output(command, text=True).strip())


def version(python: str | Path) -> str:
    """«3.13», or nothing where that interpreter cannot run."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.run([python, "-c", code], capture_output=True, text=True).stdout.strip()


def write_app_and_template(project: Path, tree: Path, template: Path) -> None:
    """What chalice makes of app.py: its zip, unpacked, and its template, merged with ours."""
    shutil.copytree(ROOT / "chalicelib", project / "chalicelib", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / ".chalice", project / ".chalice", ignore=shutil.ignore_patterns("deployments"))
    shutil.copy(ROOT / "app.py", project)
    (project / "requirements.txt").touch()
    subprocess.run(
        [Path(sys.executable).with_name("chalice"), "package", "--merge-template", ".chalice/infra.yaml", "out"],
        cwd=project, env={**os.environ, "AWS_DEFAULT_REGION": "eu-west-3"}, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    with zipfile.ZipFile(project / "out" / "deployment.zip") as archive:
        archive.extractall(tree)
    merged = yaml.safe_load((project / "out" / "sam.yaml").read_text())
    finish_template(merged)
    template.write_text(yaml.dump(merged, Dumper=NoAliases, allow_unicode=True, width=110))
    shutil.rmtree(project)


def finish_template(template: dict[str, Any]) -> None:
    """What a merge cannot say: the runtime, which is not the Python that runs chalice; what feeds which function."""
    for resource in template["Resources"].values():
        if resource["Type"] != "AWS::Serverless::Function":
            continue
        resource["Properties"]["Runtime"] = f"python{RUNTIME}"
        for event in resource["Properties"].get("Events", {}).values():
            if event["Type"] == "SQS":
                event["Properties"]["Queue"] = {"Fn::GetAtt": ["Steps", "Arn"]}
            if event["Type"] == "SNS":
                event["Properties"]["Topic"] = {"Ref": "MailReports"}


class NoAliases(yaml.SafeDumper):
    """What is said twice is written twice: CloudFormation knows no aliases."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def install_dependencies(tree: Path, version: str) -> None:
    """The wheels of the lock, for this Python («3.13») and no other; fails rather than compile one."""
    lock = ROOT / ".ci" / "locks" / "lambda.txt"
    # Copied, not linked: `strip` would change uv's cache.
    uv("pip", "install", "--quiet", "--target", tree, "--link-mode", "copy",
       "--python-version", version, "--python-platform", PLATFORM,
       "--only-binary", ":all:", "--no-deps", "--require-hashes", "-r", lock)  # fmt: skip


def add_native(target: Path, made: Path | None) -> None:
    if made:
        shutil.copytree(made, target)
    else:
        subprocess.run([sys.executable, ROOT / ".ci" / "native.py", "--into", target], check=True)


def leave_out(tree: Path) -> None:
    """Remove what no start reads; of botocore, the services that are never called."""
    for pattern in UNUSED:
        for path in sorted(tree.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for folder in (tree / "botocore" / "data").iterdir():
        if folder.is_dir() and folder.name not in AWS_SERVICES:
            shutil.rmtree(folder)


def strip(tree: Path) -> None:
    """Without the symbols that only a debugger reads."""
    libraries = [path for path in sorted(tree.rglob("*.so*")) if tree / "native" not in path.parents]
    subprocess.run(["strip", "--strip-unneeded", *libraries], check=True)


def write_zip(tree: Path, target: Path) -> int:
    """Zip in the order of names, with one date and no owner; the size of what was zipped, in bytes."""
    size = 0
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(path for path in tree.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(tree).as_posix(), (1980, 1, 1, 0, 0, 0))
            entry.external_attr = (0o100755 if ".so" in path.suffixes else 0o100644) << 16
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, 9)
            size += path.stat().st_size
    return size


def uv(*arguments: str | Path) -> None:
    subprocess.run([uv_path(), *arguments], check=True)


def uv_path() -> Path:
    return Path(sys.executable).with_name("uv")


if __name__ == "__main__":
    main()
