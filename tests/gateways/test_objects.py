"""One promise, three stores of objects: the fake of the tests, files, and S3."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from chalicelib.gateways.s3 import S3Objects
from chalicelib.model.errors import NotFound, Upstream
from chalicelib.model.ports import Objects
from infra.local.objects import FileObjects
from tests.gateways.aws import OUTAGES, client, failing
from tests.support.fakes import FakeObjects

NUMBERS = count()
KEY = "raw/2026/11/11/d1.json"


@pytest.fixture(params=["fake", "local", "s3"])
def objects(request: pytest.FixtureRequest, aws: None, tmp_path: Path) -> Objects:
    if request.param == "fake":
        return FakeObjects()
    if request.param == "local":
        return FileObjects(tmp_path)
    return bucket(f"bucket-{next(NUMBERS)}")


def bucket(name: str) -> S3Objects:
    s3 = client("s3")
    s3.create_bucket(Bucket=name)
    return S3Objects(lambda: s3, name)


@pytest.mark.parametrize("data", [b"", b"\x00\xff\r\n", b"x" * 2_000_000], ids=len)
def test_what_was_put_is_got_byte_for_byte(objects: Objects, data: bytes) -> None:
    objects.put(KEY, data, content_type="application/octet-stream")
    assert objects.get(KEY) == data


def test_the_newest_bytes_count(objects: Objects) -> None:
    objects.put(KEY, b"old", content_type="text/plain")
    objects.put(KEY, b"new", content_type="text/plain")
    assert objects.get(KEY) == b"new"


@pytest.mark.parametrize("key", ["raw/nothing", "raw", "raw/2026"])
def test_a_missing_object_is_not_found(objects: Objects, key: str) -> None:
    objects.put(KEY, b"", content_type="text/plain")
    with pytest.raises(NotFound):
        objects.get(key)


def test_s3_keeps_the_content_type(aws: None) -> None:
    objects = bucket("typed")
    objects.put(KEY, b"{}", content_type="application/json")
    assert client("s3").head_object(Bucket="typed", Key=KEY)["ContentType"] == "application/json"


def test_s3_reads_a_mail_from_the_bucket_that_ses_put_it_into(aws: None) -> None:
    bucket("mails").put("in/m1", b"mail", content_type="message/rfc822")
    ours = bucket("ours")
    assert ours.get("s3://mails/in/m1") == b"mail"
    with pytest.raises(NotFound):
        ours.get("s3://mails/in/m2")
    with pytest.raises(NotFound):
        ours.get("in/m1")


def test_a_bucket_that_is_not_there_is_an_outage(aws: None) -> None:
    objects = S3Objects(lambda: client("s3"), "missing")
    with pytest.raises(Upstream):
        objects.put(KEY, b"", content_type="text/plain")
    with pytest.raises(Upstream):
        objects.get(KEY)


@pytest.mark.parametrize("outage", OUTAGES, ids=repr)
def test_an_outage_of_s3_may_pass(outage: Exception) -> None:
    objects = S3Objects(lambda: failing("s3", outage), "bucket")
    with pytest.raises(Upstream):
        objects.put(KEY, b"", content_type="text/plain")
    with pytest.raises(Upstream):
        objects.get(KEY)
