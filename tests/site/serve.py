"""`python -m tests.site.serve FOLDER [DATA]`: the service with the site built in FOLDER, which prints its address.

With DATA, a folder, it has its store as `make run` does, and the mails it sends are in DATA/mailbox. Posting to
/tomorrow moves its day ahead by one, from the one in ACQUIT_TODAY. What the clock does, tests do by three addresses:
/happens records an event of a case as the clock or the debtor would, /unreachable has a message to its debtor come
back, /link gives the secret of a link to it.
"""

import json
import os
import secrets
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from pydantic import TypeAdapter

from app import app
from chalicelib import wiring
from chalicelib.cases.events import AddressFailure, Event
from chalicelib.cases.history import Author
from chalicelib.law.notice import Document
from chalicelib.local import journal, stage
from chalicelib.local.pages import Pages
from chalicelib.local.server import create_server
from chalicelib.local.site import REPOSITORY, Answer, Site
from chalicelib.services import accounts, answers
from chalicelib.services.cases import record_fact
from chalicelib.services.ports import DeadAddress, Link


def tomorrow(_: str) -> str:
    os.environ["ACQUIT_TODAY"] = (wiring.today() + timedelta(days=1)).isoformat()
    return os.environ["ACQUIT_TODAY"]


def beside(address: str) -> Answer | None:
    """What only these tests ask; None for any other address."""
    path, asked = urlsplit(address).path, dict(parse_qsl(urlsplit(address).query))
    if path not in ("/happens", "/link", "/unreachable"):
        return None
    account = wiring.accounts().of_email(asked["email"], wiring.today()).id
    case = asked["case"]
    if path == "/happens":
        event = TypeAdapter[Event](Event).validate_json(asked["event"])
        version = len(wiring.cases().history(account, case))
        record_fact(wiring.space(account), case, version, secrets.token_hex(8), event, Author(asked["by"]))
        return Answer(204, {})
    if path == "/unreachable":
        debtor = wiring.debtors().get(
            account, wiring.space(account).cases.history(account, case)[0].event.debtor
        )
        dead = DeadAddress(debtor.facts.email or "", AddressFailure.BOUNCED, wiring.today())
        wiring.debtors().put(account, replace(debtor, dead=dead))
        return Answer(204, {})
    letter = int(asked["letter"]) or None
    until = wiring.now() + timedelta(days=int(asked["days"]))
    link = Link(account, case, Document(asked["document"]), letter, until)
    return Answer(200, {"Content-Type": "text/plain"}, wiring.links().create(link).encode())


headers = json.loads((REPOSITORY / "frontend/security-headers.json").read_text(encoding="utf-8"))
site = Site(Path(sys.argv[1]), headers=headers)
if len(sys.argv) > 2:
    accounts.MOST_PER_NETWORK = answers.MOST_PER_NETWORK = 1000  # all these people are here
    kept = journal.start(Path(sys.argv[2]))
    stage.prepare()
    pages = Pages(kept.mailbox, stage.buckets(), site)
    server = create_server(
        app, site, 0, lambda address: beside(address) or pages.get(address), {"/tomorrow": tomorrow}
    )
else:
    server = create_server(app, site, 0)
address = f"http://127.0.0.1:{server.server_port}"
os.environ["ACQUIT_SITE"] = address
print(f"{address}/", flush=True)
server.serve_forever()
