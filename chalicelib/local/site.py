"""The static site: a URL path becomes a file, or nothing. It answers as the site's bucket and CDN will."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

REPOSITORY = Path(__file__).resolve().parents[2]
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
    ".webp": "image/webp",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
HASHED = "assets/"  # the build names these files after their content: they never change
# A letter's preview stands in a sandboxed frame, whose origin is opaque: without these it could load neither.
FOR_THE_PREVIEW = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


@dataclass(frozen=True)
class Answer:
    """One answer, whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Site:
    """The built pages below `root`, and the letter's own sheets and faces below /letter/."""

    root: Path
    templates: Path = REPOSITORY / "templates"
    headers: Mapping[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer | None:
        """The file for a URL path, as it came in the request; None when there is none."""
        name = unquote(path).removeprefix("/")
        if name in ("letter/lettre.css", "letter/apercu.css"):
            return _file(self.templates / "letters", name.removeprefix("letter/"), FOR_THE_PREVIEW)
        if name.startswith("letter/fonts/"):
            return _file(self.templates / "fonts", name.removeprefix("letter/fonts/"), FOR_THE_PREVIEW)
        if name == "" or name.endswith("/"):
            return _file(self.root, f"{name}index.html")
        if _file(self.root, f"{name}/index.html"):
            return Answer(302, {"Location": f"./{path.rsplit('/', 1)[-1]}/"})
        if name.startswith(HASHED):
            return _file(self.root, name, {"Cache-Control": "public, max-age=31536000, immutable"})
        return _file(self.root, name)

    def missing(self) -> Answer | None:
        """The site's own page for an unknown address, if it has one."""
        page = _file(self.root, "404.html")
        return Answer(404, page.headers, page.body) if page else None


def standard_site() -> Site:
    """The site of this repository, as `make front` builds it."""
    frontend = REPOSITORY / "frontend"
    headers = json.loads((frontend / "security-headers.json").read_text(encoding="utf-8"))
    return Site(root=frontend / "dist", headers=headers)


def _file(root: Path, name: str, headers: Mapping[str, str] | None = None) -> Answer | None:
    try:
        file = (root / name).resolve()
        if not file.is_relative_to(root.resolve()) or not file.is_file():
            return None
        mime = {"Content-Type": TYPES.get(file.suffix, "application/octet-stream")}
        return Answer(200, {"Cache-Control": "no-cache", **mime, **(headers or {})}, file.read_bytes())
    except (OSError, ValueError):  # a name that no file can have: a NUL, or too long
        return None
