"""`python -m tests.documents.email_snapshots` writes again every mail kept as text in `emails/`.

Run it after changing words on purpose, then read the difference as who gets the mail would. No-break spaces are made
visible: `~` is U+00A0 and `^` is U+202F.
"""

from pathlib import Path

from chalicelib.documents.emails import Message
from tests.documents.email_samples import MAILS

FOLDER = Path(__file__).parent / "emails"


def shown(mail: Message) -> str:
    said = f"{mail.subject}\n\n{mail.text}"
    assert not set("~^") & set(said)
    return said.replace("\u00a0", "~").replace("\u202f", "^")


def path_of(name: str) -> Path:
    return FOLDER / f"{name}.txt"


def write() -> None:
    FOLDER.mkdir(exist_ok=True)
    for stale in FOLDER.glob("*.txt"):
        stale.unlink()
    for name, mail in MAILS.items():
        path_of(name).write_text(shown(mail) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
