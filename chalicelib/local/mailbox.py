"""The mails that the service sends on this machine: numbered .eml files that any mail program opens."""

import os
from pathlib import Path


class Mailbox:
    """A folder of sent mails, in the order they were sent."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder

    def mails(self) -> list[Path]:
        """The files, oldest first."""
        return sorted(self.folder.glob("*.eml"))

    def keep(self, raw: bytes) -> Path:
        """Write one message; it is on the disk, whole, when this returns. One caller at a time."""
        sent = self.mails()
        number = int(sent[-1].stem) + 1 if sent else 1
        path = self.folder / f"{number:06}.eml"
        draft = path.with_suffix(".part")
        with draft.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
        return path
