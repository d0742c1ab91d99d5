"""S3 as ``model.ports.Objects``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.model.errors import LostRace, NotFound, Upstream
from chalicelib.model.ports import Glimpse, UploadForm

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

OPAQUE: Final = "application/octet-stream"
_ABSENT: Final = ("NoSuchKey", "404")
_CHANGED: Final = ("PreconditionFailed", "412")


class S3Objects:
    """One bucket. A key ``s3://bucket/key`` reads from another one, as for mail that SES has put there."""

    def __init__(self, connect: Callable[[], S3Client], bucket: str, *, region: str = "us-east-1") -> None:
        self.connect = connect
        self.bucket = bucket
        self.region = region

    @property
    def upload_origin(self) -> str:
        suffix = ".cn" if self.region.startswith("cn-") else ""
        return f"https://{self.bucket}.s3.{self.region}.amazonaws.com{suffix}"

    def put(self, key: str, data: bytes, *, content_type: str) -> None:
        with _translated(key):
            self.connect().put_object(Bucket=self.bucket, Key=key, Body=data, ContentType=content_type)

    def get(self, key: str) -> bytes:
        bucket, name = self._place(key)
        with _translated(key):
            return self.connect().get_object(Bucket=bucket, Key=name)["Body"].read()

    def delete(self, key: str) -> None:
        bucket, name = self._place(key)
        with _translated(key):
            self.connect().delete_object(Bucket=bucket, Key=name)

    def glimpse(self, key: str, *, length: int) -> Glimpse:
        with _translated(key):
            found = self.connect().get_object(Bucket=self.bucket, Key=key, Range=f"bytes=0-{length - 1}")
            head = found["Body"].read()
        size = int(found.get("ContentRange", "").rpartition("/")[2] or found["ContentLength"])
        return Glimpse(head=head, size=size, version=found["ETag"])

    def copy(self, source: str, target: str, *, version: str, content_type: str) -> None:
        with _translated(source):
            self.connect().copy_object(
                Bucket=self.bucket,
                Key=target,
                CopySource={"Bucket": self.bucket, "Key": source},
                CopySourceIfMatch=version,
                MetadataDirective="REPLACE",
                ContentType=content_type,
            )

    def names(self, prefix: str, *, after: str = "") -> Iterator[str]:
        with _translated(prefix):
            pages = (
                self.connect()
                .get_paginator("list_objects_v2")
                .paginate(Bucket=self.bucket, Prefix=prefix, StartAfter=after)
            )
            for page in pages:
                yield from (one["Key"] for one in page.get("Contents", []))

    def replace(self, key: str, data: bytes, *, version: str) -> None:
        with _translated(key):
            self.connect().put_object(Bucket=self.bucket, Key=key, Body=data, ContentType=OPAQUE, IfMatch=version)

    def _place(self, key: str) -> tuple[str, str]:
        """Bucket and name in it."""
        if not key.startswith("s3://"):
            return self.bucket, key
        bucket, _, name = key.removeprefix("s3://").partition("/")
        return bucket, name

    def upload_form(self, key: str, *, largest: int, expires_in: int) -> UploadForm:
        """The policy names the bucket and not the host, so the form may go to the bucket's regional address."""
        signed = self.connect().generate_presigned_post(
            Bucket=self.bucket,
            Key=key,
            Fields={"Content-Type": OPAQUE},
            Conditions=[{"Content-Type": OPAQUE}, ["content-length-range", 1, largest]],
            ExpiresIn=expires_in,
        )
        return UploadForm(url=f"{self.upload_origin}/", fields=signed["fields"])

    def download_url(self, key: str, *, name: str, content_type: str, expires_in: int) -> str:
        return self.connect().generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self.bucket,
                "Key": key,
                "ResponseContentType": content_type,
                "ResponseContentDisposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
                "ResponseCacheControl": "private, no-store",
            },
            ExpiresIn=expires_in,
        )


@contextmanager
def _translated(key: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in _ABSENT:
            raise NotFound("there is no such object", key=key) from error
        if code in _CHANGED:
            raise LostRace("the object has changed meanwhile") from error
        raise Upstream(f"the object store refused: {code}") from error
    except BotoCoreError as error:
        raise Upstream("the object store could not be reached") from error
