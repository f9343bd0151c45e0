"""Files, in S3: written once, never overwritten, read through links that last a minute.

Two buckets hold them. That of issued letters and filed invoices is locked: it keeps every version, for as long as its
own default retention says (governance mode), so that a `put` asks for nothing more; `erase` alone goes past it, with
the permission of whoever may. That of exports, the archives that people take away, forgets by itself what is a day old.
"""

import base64
import hashlib
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from chalicelib.services.ports import Conflict, Gone

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import DeleteMarkerEntryTypeDef, ObjectVersionTypeDef

A_CALL = 1000


class Files:
    """`links`, when given, is where links lead to, instead of S3: this machine serves them itself, bucket by bucket.

    `locked`: whether the bucket was made with object lock.
    """

    def __init__(
        self, client: "S3Client", bucket: str, links: str | None = None, *, locked: bool = True
    ) -> None:
        self.client, self.bucket, self.links, self.locked = client, bucket, links, locked

    def put(self, key: str, content: bytes, mime: str) -> None:
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        try:
            self.client.put_object(
                Bucket=self.bucket,
                Key=key,
                Body=content,
                ContentType=mime,
                ChecksumAlgorithm="SHA256",
                ChecksumSHA256=digest,
                IfNoneMatch="*",
            )
        except ClientError as error:
            if _code(error) not in ("PreconditionFailed", "ConditionalRequestConflict"):
                raise
            if self._digest(key) != digest:
                raise Conflict from error

    def get(self, key: str) -> bytes:
        try:
            return self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except self.client.exceptions.NoSuchKey:
            raise Gone from None

    def link(self, key: str, filename: str, seconds: int = 60) -> str:
        asked = {
            "Bucket": self.bucket,
            "Key": key,
            "ResponseContentDisposition": f"attachment; filename*=UTF-8''{quote(filename, safe='')}",
        }
        url: str = self.client.generate_presigned_url("get_object", Params=asked, ExpiresIn=seconds)
        if self.links is None:
            return url
        parts = urlsplit(url)
        return f"{self.links}/{self.bucket}{parts.path}?{parts.query}"

    def keys(self, prefix: str) -> tuple[str, ...]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        return tuple(item["Key"] for page in pages for item in page.get("Contents", ()))

    def erase(self, prefix: str) -> None:
        """Every version, held or not, and every deletion mark: nothing of it is left.

        Needs s3:BypassGovernanceRetention if the bucket is locked. RuntimeError when some of it stays.
        """
        past_the_lock: dict[str, Any] = {"BypassGovernanceRetention": True} if self.locked else {}
        # From the start each time: what a page ended with is gone, and no place to go on from.
        while kept := self._versions(prefix):
            gone = self.client.delete_objects(
                Bucket=self.bucket,
                Delete={
                    "Objects": [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in kept],
                    "Quiet": True,
                },
                **past_the_lock,  # which S3 refuses to hear of any other bucket
            )
            if errors := gone.get("Errors"):
                raise RuntimeError(f"{len(errors)} files stay: {errors[0].get('Code')}")

    def _versions(self, prefix: str) -> "list[ObjectVersionTypeDef | DeleteMarkerEntryTypeDef]":
        """The first of them, as many as one call may erase."""
        found = self.client.list_object_versions(Bucket=self.bucket, Prefix=prefix, MaxKeys=A_CALL)
        return [*found.get("Versions", ()), *found.get("DeleteMarkers", ())]

    def _digest(self, key: str) -> str | None:
        """The SHA-256 of what is there; None when it has just gone, or is still being written."""
        try:
            return self.client.head_object(Bucket=self.bucket, Key=key, ChecksumMode="ENABLED").get(
                "ChecksumSHA256"
            )
        except ClientError as error:
            if _code(error) != "404":
                raise
            return None


def s3_client(region: str) -> "S3Client":
    """Links are signed for the bucket's own regional host: the global one may redirect, which breaks them."""
    config = Config(
        region_name=region,
        connect_timeout=2,
        read_timeout=10,
        retries={"total_max_attempts": 2},
        signature_version="s3v4",
        s3={"addressing_style": "virtual"},
    )
    return boto3.client("s3", config=config)


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])
