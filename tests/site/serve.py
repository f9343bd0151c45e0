"""`python -m tests.site.serve FOLDER`: the service with the site built in FOLDER; prints its address, then serves."""

import json
import sys
from pathlib import Path

from app import app
from chalicelib.local.server import create_server
from chalicelib.local.site import REPOSITORY, Site

headers = json.loads((REPOSITORY / "frontend/security-headers.json").read_text(encoding="utf-8"))
server = create_server(app, Site(Path(sys.argv[1]), headers=headers), 0)
print(f"http://127.0.0.1:{server.server_port}/", flush=True)
server.serve_forever()
