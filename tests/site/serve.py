"""`python -m tests.site.serve FOLDER [DATA]`: the service with the site built in FOLDER, which prints its address.

With DATA, a folder, it has its store as `make run` does, and the mails it sends are in DATA/mailbox. Posting to
/tomorrow moves its day ahead by one, from the one in ACQUIT_TODAY.
"""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

from app import app
from chalicelib import wiring
from chalicelib.local import journal, stage
from chalicelib.local.pages import Pages
from chalicelib.local.server import create_server
from chalicelib.local.site import REPOSITORY, Site
from chalicelib.services import accounts


def tomorrow() -> str:
    os.environ["ACQUIT_TODAY"] = (wiring.today() + timedelta(days=1)).isoformat()
    return os.environ["ACQUIT_TODAY"]


headers = json.loads((REPOSITORY / "frontend/security-headers.json").read_text(encoding="utf-8"))
site = Site(Path(sys.argv[1]), headers=headers)
if len(sys.argv) > 2:
    accounts.MOST_PER_NETWORK = 1000  # all these people sign in from here
    kept = journal.start(Path(sys.argv[2]))
    stage.prepare()
    server = create_server(
        app, site, 0, Pages(kept.mailbox, wiring.files(), site).get, {"/tomorrow": tomorrow}
    )
else:
    server = create_server(app, site, 0)
address = f"http://127.0.0.1:{server.server_port}"
os.environ["ACQUIT_SITE"] = address
print(f"{address}/", flush=True)
server.serve_forever()
