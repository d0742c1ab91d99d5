"""S3 as ``model.ports.Objects``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.model.errors import NotFound, Upstream

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3Objects:
    """One bucket. A key ``s3://bucket/key`` reads from another one, as for mail that SES has put there."""

    def __init__(self, connect: Callable[[], S3Client], bucket: str) -> None:
        self.connect = connect
        self.bucket = bucket

    def put(self, key: str, data: bytes, *, content_type: str) -> None:
        try:
            self.connect().put_object(Bucket=self.bucket, Key=key, Body=data, ContentType=content_type)
        except (ClientError, BotoCoreError) as error:
            raise Upstream("the object store did not take the object") from error

    def get(self, key: str) -> bytes:
        bucket, name = self.bucket, key
        if key.startswith("s3://"):
            bucket, _, name = key.removeprefix("s3://").partition("/")
        try:
            return self.connect().get_object(Bucket=bucket, Key=name)["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
                raise NotFound("there is no such object", key=key) from error
            raise Upstream("the object store did not give the object") from error
        except BotoCoreError as error:
            raise Upstream("the object store could not be reached") from error
