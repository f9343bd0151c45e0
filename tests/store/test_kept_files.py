"""Letters and exports: written once, never overwritten, erased with every version."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from chalicelib import wiring
from chalicelib.services.ports import Conflict, Gone
from chalicelib.store import files
from chalicelib.store.files import Files, s3_client
from tests.store.conftest import BUCKET, EXPORTS, Parts

PDF = "application/pdf"


@pytest.fixture
def account() -> str:
    return uuid4().hex


def test_a_file_is_read_as_it_was_written_and_may_be_written_again_the_same(parts: Parts, account) -> None:
    for _ in range(2):
        parts.files.put(f"{account}/case-0001/1.pdf", b"%PDF-1", PDF)
    assert parts.files.get(f"{account}/case-0001/1.pdf") == b"%PDF-1"


def test_other_bytes_never_replace_a_file(parts: Parts, account: str) -> None:
    parts.files.put(f"{account}/1.pdf", b"%PDF-1", PDF)
    with pytest.raises(Conflict):
        parts.files.put(f"{account}/1.pdf", b"%PDF-2", PDF)
    assert parts.files.get(f"{account}/1.pdf") == b"%PDF-1"


def test_a_file_that_does_not_exist_is_gone(parts: Parts, account: str) -> None:
    with pytest.raises(Gone):
        parts.files.get(f"{account}/1.pdf")


def test_files_are_listed_and_erased_by_their_prefix(parts: Parts, account: str) -> None:
    mine = [f"{account}/a/1.pdf", f"{account}/b/1.pdf"]
    others = f"{account}2/a/1.pdf"
    for key in [*mine, others]:
        parts.files.put(key, b"%PDF", PDF)
    assert parts.files.keys(f"{account}/") == tuple(mine)
    parts.files.erase(f"{account}/")
    parts.files.erase(f"{account}/")
    assert parts.files.keys(f"{account}/") == ()
    assert parts.files.get(others) == b"%PDF"


def test_the_store_keeps_the_digest_and_the_type_of_a_file(real: Parts, account: str) -> None:
    real.files.put(f"{account}/1.pdf", b"%PDF-1", PDF)
    head = s3_client(wiring.REGION).head_object(Bucket=BUCKET, Key=f"{account}/1.pdf", ChecksumMode="ENABLED")
    assert head["ContentType"] == PDF
    assert head["ChecksumSHA256"] == b64encode(sha256(b"%PDF-1").digest()).decode()


def test_no_version_of_an_erased_file_stays(real: Parts, account: str) -> None:
    client = s3_client(wiring.REGION)
    real.files.put(f"{account}/1.pdf", b"%PDF-1", PDF)
    client.delete_object(Bucket=BUCKET, Key=f"{account}/1.pdf")
    assert real.files.keys(f"{account}/") == ()
    real.files.erase(f"{account}/")
    left = client.list_object_versions(Bucket=BUCKET, Prefix=f"{account}/")
    assert not left.get("Versions")
    assert not left.get("DeleteMarkers")


def test_a_file_is_held_as_the_bucket_holds_all_it_is_given(real: Parts, account: str) -> None:
    client, key = s3_client(wiring.REGION), f"{account}/1.pdf"
    real.files.put(key, b"%PDF-1", PDF)
    head = client.head_object(Bucket=BUCKET, Key=key)
    assert head["ObjectLockMode"] == "GOVERNANCE"
    assert head["ObjectLockRetainUntilDate"] > datetime.now(UTC) + timedelta(days=360)
    with pytest.raises(ClientError, match="AccessDenied"):
        client.delete_object(Bucket=BUCKET, Key=key, VersionId=head["VersionId"])
    assert real.files.get(key) == b"%PDF-1"


def test_an_export_is_held_by_nothing_and_no_lock_is_spoken_of_when_it_is_erased(
    real: Parts, account: str
) -> None:
    """S3 refuses whoever would go past the lock of a bucket that has none."""
    client, key, asked = real.exports.client, f"{account}/1.zip", []
    real.exports.put(key, b"PK", "application/zip")
    real.exports.put(key, b"PK", "application/zip")
    assert "ObjectLockMode" not in client.head_object(Bucket=EXPORTS, Key=key)
    hear = lambda params, **_: asked.append(params)  # noqa: E731
    client.meta.events.register("before-call.s3.DeleteObjects", hear)
    real.exports.erase(f"{account}/")
    (told,) = asked
    assert not [name for name in told["headers"] if "bypass" in name.lower()]
    assert "Versions" not in client.list_object_versions(Bucket=EXPORTS)
    with pytest.raises(Gone):
        real.exports.get(key)


def test_more_files_than_one_call_names_are_erased(
    real: Parts, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "A_CALL", 2)
    for number in range(5):
        real.files.put(f"{account}/{number}.pdf", b"%PDF", PDF)
    real.files.erase(f"{account}/")
    left = s3_client(wiring.REGION).list_object_versions(Bucket=BUCKET, Prefix=f"{account}/")
    assert "Versions" not in left


def test_an_erasure_that_leaves_something_says_so(real: Parts, account: str) -> None:
    client, key = s3_client(wiring.REGION), f"{account}/1.pdf"
    real.files.put(key, b"%PDF-1", PDF)
    client.put_object_legal_hold(Bucket=BUCKET, Key=key, LegalHold={"Status": "ON"})
    with pytest.raises(RuntimeError, match="1 files stay: AccessDenied"):
        real.files.erase(f"{account}/")
    client.put_object_legal_hold(Bucket=BUCKET, Key=key, LegalHold={"Status": "OFF"})
    real.files.erase(f"{account}/")


def test_a_link_is_signed_for_a_minute_and_gives_the_file_its_name(real: Parts) -> None:
    link = urlsplit(real.files.link("a/1.pdf", "Mise en demeure n° 1 « été ».pdf"))
    assert link.netloc == f"{BUCKET}.s3.{wiring.REGION}.amazonaws.com"
    asked = parse_qs(link.query)
    assert asked["X-Amz-Expires"] == ["60"]
    assert "X-Amz-Signature" in asked
    (named,) = asked["response-content-disposition"]
    assert named.startswith("attachment; filename*=UTF-8''Mise%20en%20demeure%20n%C2%B0%201")


def test_links_may_lead_to_this_machine(real: Parts) -> None:
    here = Files(s3_client(wiring.REGION), BUCKET, "/fichiers")
    assert here.link("a/1.pdf", "1.pdf").startswith(f"/fichiers/{BUCKET}/a/1.pdf?")
