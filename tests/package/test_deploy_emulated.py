"""`make deploy` and `make destroy` against MiniStack: made, changed, taken away, found again, erased; and failed."""

from pathlib import Path

import pytest

from tests.package.conftest import ROOT
from tests.package.emulator import STACK, VARIABLES, Emulator, known, running

pytestmark = pytest.mark.slow

LOST = "the case of a creditor"


def test_a_stage_lives_and_its_data_outlives_it(builds: Path, artefact: Path, tmp_path: Path) -> None:
    package = known(artefact, tmp_path / "package")
    (tmp_path / "emulator").mkdir()
    with running(builds / "emulator", tmp_path / "emulator") as cloud:
        said = cloud.deploy(package, **VARIABLES)
        assert "CREATE_COMPLETE" in said
        assert f"https://{cloud.outputs()['SiteAddress']}/" in said
        the_site_is_there(cloud)
        leave_data(cloud)
        made = table(cloud)["TableId"]

        assert "as asked already" in cloud.deploy(package)

        changed = cloud.deploy(package, OPERATOR="somebody@acquit.example")
        assert "UPDATE_COMPLETE" in changed
        assert "modify  Operator" in changed
        assert "Table" not in changed
        assert table(cloud)["TableId"] == made
        data_is_there(cloud)

        exports = leave_an_export(cloud)
        said = cloud.run("down")
        assert f"Kept: the table {STACK}" in said
        assert not cloud.stands()
        assert exports not in [each["Name"] for each in cloud.client("s3").list_buckets()["Buckets"]]
        data_is_there(cloud)

        assert "import  Table" in cloud.deploy(package, **VARIABLES)
        assert table(cloud)["TableId"] == made
        data_is_there(cloud)
        the_site_is_there(cloud)
        status, _, _ = cloud.call("GET", "/health")
        assert status == 200

        assert "Erased: the table" in cloud.run("down", DATA="erase-test-for-good")
        assert not cloud.stands()
        assert cloud.client("dynamodb").list_tables()["TableNames"] == []
        (packages,) = cloud.client("s3").list_buckets()["Buckets"]
        assert packages["Name"].startswith("acquit-packages-")


def test_a_first_creation_that_failed_is_made_again_with_what_it_was_told(
    builds: Path, artefact: Path, tmp_path: Path
) -> None:
    package = known(artefact, tmp_path / "package")
    (tmp_path / "emulator").mkdir()
    with running(builds / "emulator", tmp_path / "emulator") as cloud:
        cloud.client("sesv2").create_email_identity(EmailIdentity="acquit.example")
        front = cloud.client("cloudfront")
        name = f"{STACK}-folders"
        taken = front.create_function(
            Name=name, FunctionConfig={"Comment": "", "Runtime": "cloudfront-js-2.0"}, FunctionCode=b"taken"
        )
        with pytest.raises(AssertionError, match="ROLLBACK_COMPLETE"):
            cloud.deploy(package, **VARIABLES)
        assert cloud.stack()["StackStatus"] == "ROLLBACK_COMPLETE"
        front.delete_function(Name=name, IfMatch=taken["ETag"])

        assert "removed" in cloud.deploy(package)
        told = {each["ParameterKey"]: each["ParameterValue"] for each in cloud.stack()["Parameters"]}
        assert (told["Domain"], told["SenderKind"]) == (VARIABLES["DOMAIN"], "existing")
        assert "Sender" not in cloud.resources(), "the identity was there before the stage"
        the_site_is_there(cloud)


def the_site_is_there(cloud: Emulator) -> None:
    site, s3 = cloud.outputs()["SiteBucket"], cloud.client("s3")
    page = s3.get_object(Bucket=site, Key="aide/index.html")
    assert (page["ContentType"], page["CacheControl"]) == ("text/html; charset=utf-8", "no-cache")
    assert page["Body"].read() == (ROOT / "frontend" / "dist" / "aide" / "index.html").read_bytes()
    script = next(key["Key"] for key in s3.list_objects_v2(Bucket=site, Prefix="assets/")["Contents"])
    assert s3.head_object(Bucket=site, Key=script)["CacheControl"].endswith("immutable")
    assert s3.head_object(Bucket=site, Key="letter/lettre.css")["ContentType"] == "text/css; charset=utf-8"


def leave_data(cloud: Emulator) -> None:
    item = {"pk": {"S": LOST}, "sk": {"S": "1"}}
    cloud.client("dynamodb").put_item(TableName=STACK, Item=item)
    cloud.client("s3").put_object(Bucket=files(cloud), Key=LOST, Body=b"its letter")


def leave_an_export(cloud: Emulator) -> str:
    """Its bucket."""
    bucket = cloud.physical("Exports")
    cloud.client("s3").put_object(Bucket=bucket, Key=LOST, Body=b"an archive")
    return bucket


def data_is_there(cloud: Emulator) -> None:
    found = cloud.client("dynamodb").get_item(TableName=STACK, Key={"pk": {"S": LOST}, "sk": {"S": "1"}})
    assert "Item" in found
    assert cloud.client("s3").get_object(Bucket=files(cloud), Key=LOST)["Body"].read() == b"its letter"


def table(cloud: Emulator) -> dict[str, object]:
    found: dict[str, object] = cloud.client("dynamodb").describe_table(TableName=STACK)["Table"]
    return found


def files(cloud: Emulator) -> str:
    return f"{STACK}-files-000000000000"
