"""One promise, three stores of objects: the fake of the tests, files, and S3."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

import pytest

from chalicelib.gateways.s3 import S3Objects
from chalicelib.model.errors import LostRace, NotFound, Upstream
from chalicelib.model.ports import Objects
from infra.local.objects import FileObjects
from tests.gateways.aws import OUTAGES, client, failing, refused
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


def test_what_is_deleted_is_gone_and_stays_gone(objects: Objects) -> None:
    objects.put(KEY, b"x", content_type="text/plain")
    for _ in range(2):
        objects.delete(KEY)
        with pytest.raises(NotFound):
            objects.get(KEY)


def test_the_newest_bytes_count(objects: Objects) -> None:
    objects.put(KEY, b"old", content_type="text/plain")
    objects.put(KEY, b"new", content_type="text/plain")
    assert objects.get(KEY) == b"new"


@pytest.mark.parametrize("key", ["raw/nothing", "raw", "raw/2026"])
def test_a_missing_object_is_not_found(objects: Objects, key: str) -> None:
    objects.put(KEY, b"", content_type="text/plain")
    with pytest.raises(NotFound):
        objects.get(key)


def test_names_are_those_of_a_prefix_behind_a_place(objects: Objects) -> None:
    for key in ("raw/b", "raw/a", "raw/c/d", "quarantine/a"):
        objects.put(key, b"x", content_type="text/plain")
    assert list(objects.names("raw/")) == ["raw/a", "raw/b", "raw/c/d"]
    assert list(objects.names("raw/", after="raw/a")) == ["raw/b", "raw/c/d"]
    assert list(objects.names("nothing/")) == []


def test_only_the_version_that_was_seen_is_replaced(objects: Objects) -> None:
    objects.put(KEY, b"old", content_type="text/plain")
    seen = objects.glimpse(KEY, length=1).version
    objects.replace(KEY, b"new", version=seen)
    assert objects.get(KEY) == b"new"
    with pytest.raises(LostRace):
        objects.replace(KEY, b"late", version=seen)
    objects.delete(KEY)
    with pytest.raises((LostRace, NotFound)):
        objects.replace(KEY, b"late", version=seen)
    with pytest.raises(NotFound):
        objects.get(KEY)


def test_a_glimpse_is_the_beginning_and_the_size(objects: Objects) -> None:
    objects.put(KEY, b"abcdef", content_type="text/plain")
    seen = objects.glimpse(KEY, length=3)
    assert (seen.head, seen.size) == (b"abc", 6)
    assert objects.glimpse(KEY, length=99).head == b"abcdef"
    with pytest.raises(NotFound):
        objects.glimpse("raw/nothing", length=3)


def test_only_the_version_that_was_seen_is_copied(objects: Objects) -> None:
    objects.put(KEY, b"seen", content_type="text/plain")
    seen = objects.glimpse(KEY, length=4)
    objects.copy(KEY, "files/a", version=seen.version, content_type="image/png")
    assert objects.get("files/a") == b"seen"
    with pytest.raises(NotFound):
        objects.copy("raw/nothing", "files/c", version=seen.version, content_type="image/png")
    if isinstance(objects, S3Objects):
        return  # moto copies whatever the version; the next test reads what S3 is asked
    objects.put(KEY, b"other", content_type="text/plain")
    with pytest.raises(LostRace):
        objects.copy(KEY, "files/b", version=seen.version, content_type="image/png")
    with pytest.raises(NotFound):
        objects.get("files/b")


def test_s3_is_asked_for_that_version_and_its_refusal_is_a_lost_race(aws: None) -> None:
    asked: list[dict[str, object]] = []
    s3 = failing("s3", refused("PreconditionFailed"))
    s3.meta.events.register_first("before-parameter-build.s3.CopyObject", lambda params, **_: asked.append(params))
    with pytest.raises(LostRace):
        S3Objects(lambda: s3, "bucket").copy(KEY, "files/a", version='"e-1"', content_type="image/png")
    assert asked[0]["CopySourceIfMatch"] == '"e-1"'


@pytest.mark.parametrize(
    ("region", "origin"),
    [
        ("us-east-1", "https://typed.s3.us-east-1.amazonaws.com"),
        ("cn-north-1", "https://typed.s3.cn-north-1.amazonaws.com.cn"),
    ],
)
def test_an_upload_form_of_s3_is_signed_for_one_key_a_size_and_a_while(aws: None, region: str, origin: str) -> None:
    objects = S3Objects(lambda: client("s3"), "typed", region=region)
    form = objects.upload_form("uploads/demo/u1", largest=20, expires_in=300)
    assert form.url == f"{origin}/"
    assert form.url.startswith(objects.upload_origin)
    policy = json.loads(base64.b64decode(form.fields["policy"]))
    assert ["content-length-range", 1, 20] in policy["conditions"]
    assert {"key": "uploads/demo/u1"} in policy["conditions"]
    assert {"bucket": "typed"} in policy["conditions"]
    assert {"Content-Type": "application/octet-stream"} in policy["conditions"]
    until = datetime.fromisoformat(policy["expiration"]) - datetime.now(UTC)
    assert timedelta(seconds=200) < until <= timedelta(seconds=300)


def test_a_link_of_s3_makes_the_browser_save_the_file(aws: None) -> None:
    url = bucket("linked").download_url("files/a", name="杯子 1.png", content_type="image/png", expires_in=300)
    query = dict(parse_qsl(urlsplit(url).query))
    assert query["response-content-disposition"] == f"attachment; filename*=UTF-8''{quote('杯子 1.png')}"
    assert query["response-content-type"] == "image/png"


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
