"""Real clients write in one process, which is killed; another process finds everything there."""

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from chalicelib.local.site import REPOSITORY

PRELUDE = """
import json, sys
from pathlib import Path
from chalicelib.local import journal
kept = journal.start(Path(sys.argv[1]))
import boto3
db, s3, ses, sqs = map(boto3.client, ("dynamodb", "s3", "sesv2", "sqs"))
from chalicelib import wiring
table = wiring.table()
def refused(call, **arguments):
    try:
        call(**arguments)
    except Exception as error:
        return type(error).__name__
"""

WRITE = """
from decimal import Decimal
from pynamodb.connection import Connection
from pynamodb.transactions import TransactWrite
table.create_table()
connection = Connection(region=wiring.REGION)
for name in ("put", "deleted", "updated", "moved", "emptied"):
    table("case#1", name, due_bucket="due#0", due_at="2026-11-21").save()
table("case#1", "deleted").delete()
table("case#1", "updated").update(actions=[table.due_at.set("2027-01-01")])
table("case#1", "emptied").update(actions=[table.due_bucket.remove(), table.due_at.remove()])
with TransactWrite(connection=connection) as together:
    together.save(table("case#2", "saved"))
    together.update(table("case#1", "moved"), actions=[table.due_at.set("2027-02-02")])
    together.condition_check(table, "case#1", "put", table.due_at.exists())
def fails():
    with TransactWrite(connection=connection) as together:
        together.save(table("case#2", "never"))
        together.condition_check(table, "case#9", "none", table.pk.exists())
refusals = [refused(fails), refused(table("case#1", "put").save, condition=table.pk.does_not_exist())]
with table.batch_write() as batch:
    for number in range(30):
        batch.save(table("batch", f"{number:02}"))
with table.batch_write() as batch:
    batch.delete(table("batch", "29"))
digits = "12345678901234567890123456789012345678"
odd = {"n": {"N": digits}, "b": {"B": b"\\xff\\x00"}, "l": {"L": [{"NULL": True}]}}
db.put_item(TableName="acquit", Item={"pk": {"S": "odd"}, "sk": {"S": "é"}, **odd})
db.create_table(
    TableName="gone", BillingMode="PAY_PER_REQUEST",
    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "N"}],
)
db.put_item(TableName="gone", Item={"id": {"N": "1"}})
db.delete_table(TableName="gone")

s3.create_bucket(Bucket="letters", CreateBucketConfiguration={"LocationConstraint": wiring.REGION})
s3.put_bucket_versioning(Bucket="letters", VersioningConfiguration={"Status": "Enabled"})
first = s3.put_object(Bucket="letters", Key="a é.pdf", Body=b"%PDF-1", Metadata={"case": "1"})["VersionId"]
s3.put_object(Bucket="letters", Key="a é.pdf", Body=b"%PDF-2", ContentType="application/pdf")
s3.put_object(Bucket="letters", Key="deleted", Body=b"x")
s3.delete_object(Bucket="letters", Key="deleted")
again = {"Bucket": "letters", "Key": "a é.pdf", "Body": b"%PDF-3", "IfNoneMatch": "*"}
refusals.append(refused(s3.put_object, **again))
refusals.append(refused(s3.create_multipart_upload, Bucket="letters", Key="big"))

ses.create_email_identity(EmailIdentity="acquit@example.org")
mail = "Subject: Relance\\r\\n\\r\\nBonjour".encode()
def send(sender="acquit@example.org", **content):
    to = {"ToAddresses": ["debtor@example.org"]}
    return ses.send_email(FromEmailAddress=sender, Destination=to, Content=content)["MessageId"]
ids = [send(Raw={"Data": mail}), send(Raw={"Data": mail})]
simple = {"Subject": {"Data": "x"}, "Body": {"Text": {"Data": "x"}}}
refusals += [refused(send, sender="stranger@example.org", Raw={"Data": mail}), refused(send, Simple=simple)]

queue = sqs.create_queue(QueueName="steps")["QueueUrl"]
sqs.send_message(QueueUrl=queue, MessageBody="case#1")
body = sqs.receive_message(QueueUrl=queue)["Messages"][0]["Body"]
refusals.append(refused(db.execute_statement, Statement="DELETE FROM acquit"))
refusals.append(refused(boto3.client("ec2").describe_vpcs))
print(json.dumps({"refusals": refusals, "first": first, "ids": ids, "queue": body}), flush=True)
"""

READ = """
odd = db.get_item(TableName="acquit", Key={"pk": {"S": "odd"}, "sk": {"S": "é"}})["Item"]
send_again = ses.send_email(
    FromEmailAddress="acquit@example.org", Destination={"ToAddresses": ["debtor@example.org"]},
    Content={"Raw": {"Data": b"Subject: 3\\r\\n\\r\\n"}},
)["MessageId"]
versions = s3.list_object_versions(Bucket="letters", Prefix="a")["Versions"]
oldest = s3.head_object(Bucket="letters", Key="a é.pdf", VersionId=versions[-1]["VersionId"])
told = {
    "case": {row.sk: row.due_at for row in table.query("case#1")},
    "due": sorted(row.sk for row in table.due.query("due#0")),
    "transaction": [row.sk for row in table.query("case#2")],
    "batch": [row.sk for row in table.query("batch")],
    "odd": [odd["n"]["N"], odd["b"]["B"].hex(), odd["l"]["L"]],
    "tables": db.list_tables()["TableNames"],
    "ttl": db.describe_time_to_live(TableName="acquit")["TimeToLiveDescription"]["AttributeName"],
    "objects": [found["Key"] for found in s3.list_objects_v2(Bucket="letters")["Contents"]],
    "newest": s3.get_object(Bucket="letters", Key="a é.pdf")["Body"].read().decode(),
    "type": s3.head_object(Bucket="letters", Key="a é.pdf")["ContentType"],
    "metadata": oldest["Metadata"],
    "versions": [version["VersionId"] for version in versions],
    "mails": [path.name for path in kept.mailbox.mails()],
    "mail": kept.mailbox.mails()[0].read_text(),
    "id": send_again,
}
kept.close()
told["closed"] = refused(db.list_tables)
print(json.dumps(told), flush=True)
"""


def session(folder: Path, code: str) -> dict[str, Any]:
    """Run the code on the data of the folder, kill the process with SIGKILL, and give what it printed."""
    source = PRELUDE + code + "\nimport os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    command = [sys.executable, "-c", textwrap.dedent(source), str(folder)]
    ended = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


Written = tuple[dict[str, Any], dict[str, Any]]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """What the first process was told, and what the second one read."""
    folder = tmp_path_factory.mktemp("data")
    return session(folder, WRITE), session(folder, READ)


def test_put_update_and_delete_survive(written: Written) -> None:
    _, read = written
    days = {"put": "2026-11-21", "updated": "2027-01-01", "moved": "2027-02-02", "emptied": None}
    assert read["case"] == days
    assert read["due"] == ["moved", "put", "updated"]


def test_a_transaction_survives_whole_or_leaves_nothing(written: Written) -> None:
    first, read = written
    assert first["refusals"][0] == "TransactWriteError"
    assert read["transaction"] == ["saved"]


def test_batches_survive(written: Written) -> None:
    _, read = written
    assert read["batch"] == [f"{number:02}" for number in range(29)]


def test_values_of_every_kind_come_back_exactly(written: Written) -> None:
    _, read = written
    assert read["odd"] == ["12345678901234567890123456789012345678", "ff00", [{"NULL": True}]]


def test_tables_come_back_with_their_expiry_and_deleted_ones_do_not(written: Written) -> None:
    _, read = written
    assert read["tables"] == ["acquit"]
    assert read["ttl"] == "expires"


def test_objects_come_back_with_versions_types_and_metadata(written: Written) -> None:
    first, read = written
    assert read["objects"] == ["a é.pdf"]
    assert (read["newest"], read["type"]) == ("%PDF-2", "application/pdf")
    assert read["metadata"] == {"case": "1"}
    assert len(read["versions"]) == 2
    assert first["first"] in read["versions"]


def test_sent_mails_are_files_and_the_sender_stays_known(written: Written) -> None:
    first, read = written
    assert read["mails"] == ["000001.eml", "000002.eml", "000003.eml"]
    assert read["mail"].endswith("Bonjour")
    assert len({*first["ids"], read["id"]}) == 3


def test_a_queue_works_while_the_process_lives(written: Written) -> None:
    first, _ = written
    assert first["queue"] == "case#1"


def test_what_cannot_be_kept_is_refused(written: Written) -> None:
    first, read = written
    condition_failed, pre_existing, *rest = first["refusals"][1:]
    assert (condition_failed, pre_existing) == ("PutError", "ClientError")
    multipart, stranger, simple_mail, partiql, other_service = rest
    assert stranger == "MessageRejected"
    assert [multipart, simple_mail, partiql, other_service] == ["NotKeptError"] * 4
    assert read["closed"] == "NotKeptError"


def test_every_acknowledged_write_survives_a_kill_at_any_moment(tmp_path: Path) -> None:
    code = PRELUDE + textwrap.dedent("""
        table.create_table()
        number = 0
        while True:
            table("case", f"{number:06}").save()
            print(number, flush=True)
            number += 1
    """)
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        acknowledged = [int(writer.stdout.readline()) for _ in range(25)]
        os.kill(writer.pid, signal.SIGKILL)
        acknowledged += [int(line) for line in writer.stdout.read().split()]
    rows = "[int(row.sk) for row in table.query('case')]"
    read = session(tmp_path, f"print(json.dumps({{'rows': {rows}}}), flush=True)")
    assert set(read["rows"]) >= set(acknowledged)
    assert len(read["rows"]) <= len(acknowledged) + 1


def test_when_the_disk_refuses_a_write_nothing_more_is_answered(tmp_path: Path) -> None:
    full = """
        import resource, signal
        table.create_table()
        table("case", "kept").save()
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        told = [refused(table("case", "lost").save), refused(db.list_tables)]
        print(json.dumps({"told": told}), flush=True)
    """
    assert session(tmp_path, textwrap.dedent(full))["told"] == ["OperationalError", "NotKeptError"]
    rows = "print(json.dumps({'rows': [row.sk for row in table.query('case')]}), flush=True)"
    assert session(tmp_path, rows)["rows"] == ["kept"]


def test_a_letter_that_was_erased_is_in_no_file_and_the_others_stay(tmp_path: Path) -> None:
    erase = """
        from chalicelib.local import stage
        stage.prepare()
        files = wiring.files()
        for key in ("léa/case-0001/1.pdf", "léa/case-0001/2.pdf", "zoé/case-0001/1.pdf"):
            files.put(key, f"%PDF of {key}".encode(), "application/pdf")
        files.erase("léa/")
        kept.close()
        print(json.dumps({}), flush=True)
    """
    session(tmp_path, textwrap.dedent(erase))
    held = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert "%PDF of zoé".encode() in held
    assert "%PDF of léa".encode() not in held
    read = """
        files = wiring.files()
        left = {key: files.get(key).decode() for key in files.keys("")}
        print(json.dumps(left), flush=True)
    """
    assert session(tmp_path, textwrap.dedent(read)) == {"zoé/case-0001/1.pdf": "%PDF of zoé/case-0001/1.pdf"}


@pytest.mark.slow
def test_cases_debtors_files_and_accounts_survive_a_kill(tmp_path: Path) -> None:
    prelude = textwrap.dedent("""
        from datetime import date
        from chalicelib.local import stage
        from chalicelib.cases.fold import fold
        from chalicelib.services.ports import Debtor
        from tests.builders import a_debtor, history, opened, paid
        from tests.store.conftest import at
        stage.prepare()
        links = history(("2026-10-01", opened()), ("2026-10-12", paid("200.00")))
        account = wiring.accounts().of_email("lea@example.fr", date(2026, 11, 22)).id
        cases, debtors, files = wiring.cases(), wiring.debtors(), wiring.files()
    """)
    write = """
        opened_case, case = fold("case-0001", links[:1]), fold("case-0001", links)
        cases.append(account, opened_case, links[:1], at(opened_case, date(2026, 11, 22)))
        cases.append(account, case, links[1:], at(case, date(2026, 11, 30)))
        debtors.put(account, Debtor("debtor-01", a_debtor()))
        files.put(f"{account}/case-0001/1.pdf", b"%PDF", "application/pdf")
        wiring.exports().put(f"{account}/1.zip", b"an archive of everything", "application/zip")
        assert wiring.exports().get(f"{account}/1.zip") == b"an archive of everything"
        print(json.dumps({"account": account}), flush=True)
    """
    read = """
        files.put(f"{account}/case-0001/1.pdf", b"%PDF", "application/pdf")
        told = {
            "account": account,
            "history": cases.history(account, "case-0001") == links,
            "list": cases.open_cases(account).cases == (fold("case-0001", links),),
            "debtor": debtors.get(account, "debtor-01").facts == a_debtor(),
            "file": files.get(f"{account}/case-0001/1.pdf").decode(),
            "link": files.link(f"{account}/case-0001/1.pdf", "1.pdf").partition("?")[0],
            "exported": wiring.exports().keys(""),
        }
        print(json.dumps(told), flush=True)
    """
    account = session(tmp_path, prelude + textwrap.dedent(write))["account"]
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"an archive" in path.read_bytes()]
    assert session(tmp_path, prelude + textwrap.dedent(read)) == {
        "account": account,
        "history": True,
        "list": True,
        "debtor": True,
        "file": "%PDF",
        "link": f"/fichiers/acquit-files/{account}/case-0001/1.pdf",
        "exported": [],
    }


@pytest.mark.slow
def test_data_made_before_the_clock_survive_its_index(tmp_path: Path) -> None:
    before = """
        table.create_table()
        described = db.describe_table(TableName="acquit")["Table"]
        db.delete_table(TableName="acquit")
        asked = ("IndexName", "KeySchema", "Projection")
        indexes = lambda kind: [{name: index[name] for name in asked} for index in described[kind]]
        db.create_table(
            TableName="acquit", BillingMode="PAY_PER_REQUEST", KeySchema=described["KeySchema"],
            AttributeDefinitions=[a for a in described["AttributeDefinitions"] if "check" not in a["AttributeName"]],
            GlobalSecondaryIndexes=[i for i in indexes("GlobalSecondaryIndexes") if i["IndexName"] != "check"],
            LocalSecondaryIndexes=indexes("LocalSecondaryIndexes"),
        )
        from datetime import date
        account = wiring.accounts().of_email("lea@example.fr", date(2026, 11, 22)).id
        print(json.dumps({"account": account}), flush=True)
    """
    after = """
        from chalicelib.local import stage
        stage.prepare()
        from datetime import date
        told = {
            "account": wiring.accounts().of_email("lea@example.fr", date(2026, 11, 22)).id,
            "due": list(table.check.query("check#0")),
            "updates": kept._db.execute("SELECT count(*) FROM request WHERE operation = 'UpdateTable'").fetchone(),
        }
        print(json.dumps(told), flush=True)
    """
    account = session(tmp_path, textwrap.dedent(before))["account"]
    for _ in range(2):
        told = session(tmp_path, textwrap.dedent(after))
        assert told == {"account": account, "due": [], "updates": [1]}
