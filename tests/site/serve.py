"""`python -m tests.site.serve FOLDER [DATA]`: the service with the site built in FOLDER; prints its address, then serves.

With DATA, a folder, it has its store as `make run` does, and the mails it sends are in DATA/mailbox.
"""

import json
import sys
from pathlib import Path
from typing import Any

from app import app
from chalicelib import wiring
from chalicelib.local import journal
from chalicelib.local.server import create_server
from chalicelib.local.site import REPOSITORY, Site
from tests.web.space import create_bucket

headers = json.loads((REPOSITORY / "frontend/security-headers.json").read_text(encoding="utf-8"))
server = create_server(app, Site(Path(sys.argv[1]), headers=headers), 0)
if len(sys.argv) > 2:
    journal.start(Path(sys.argv[2]))
    wiring.table().create_table()
    create_bucket()
    mailer: Any = wiring.mailer()
    mailer.client.create_email_identity(EmailIdentity="bonjour@acquit.example")
print(f"http://127.0.0.1:{server.server_port}/", flush=True)
server.serve_forever()
