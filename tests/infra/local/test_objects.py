"""Objects as files: whole or not at all, and never outside the folder."""

import base64
import time
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from chalicelib.model.errors import NotFound, Rejected, TooLarge
from infra.local.objects import FileObjects


@pytest.fixture
def objects(tmp_path: Path) -> FileObjects:
    return FileObjects(tmp_path / "objects")


def test_what_was_put_is_got(objects: FileObjects) -> None:
    objects.put("raw/2026/11/a.eml", b"\x00\xff", content_type="message/rfc822")
    objects.put("raw/2026/11/a.eml", b"new", content_type="message/rfc822")
    assert objects.get("raw/2026/11/a.eml") == b"new"


@pytest.mark.parametrize("key", ["nope", "raw/nope", "raw", "raw/a/b"])
def test_missing_object_is_not_found(objects: FileObjects, key: str) -> None:
    objects.put("raw/a", b"", content_type="text/plain")
    with pytest.raises(NotFound):
        objects.get(key)


@pytest.mark.parametrize(
    "key", ["", "/etc/passwd", "../a", "a/../../b", "a//b", "a/", ".", "a/.hidden", "a\x00b", "a\\b", "訴", "x" * 1025]
)
def test_key_that_could_escape_is_refused(objects: FileObjects, tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="not an object key"):
        objects.put(key, b"x", content_type="text/plain")
    with pytest.raises(ValueError, match="not an object key"):
        objects.get(key)
    assert list(tmp_path.iterdir()) == []


def test_content_type_must_be_one(objects: FileObjects) -> None:
    with pytest.raises(ValueError, match="not a content type"):
        objects.put("a", b"x", content_type="text")


def test_a_failed_write_leaves_the_old_bytes_and_no_rubbish(
    objects: FileObjects, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    objects.put("a", b"old", content_type="text/plain")

    def disk_full(_descriptor: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", disk_full)
    with pytest.raises(OSError, match="no space left"):
        objects.put("a", b"new", content_type="text/plain")
    assert objects.get("a") == b"old"
    assert [path.name for path in (tmp_path / "objects").iterdir()] == ["a"]


def machine(tmp_path: Path, now: list[float]) -> FileObjects:
    return FileObjects(tmp_path / "objects", url="http://127.0.0.1:8000", key=b"k" * 32, clock=lambda: now[0])


def test_an_upload_is_taken_only_as_it_was_signed(tmp_path: Path) -> None:
    now = [1_000.0]
    objects = machine(tmp_path, now)
    fields = dict(objects.upload_form("uploads/demo/u1", largest=3, expires_in=300).fields)
    objects.take_upload(fields, b"abc")
    assert objects.get("uploads/demo/u1") == b"abc"
    for data in (b"", b"abcd"):
        with pytest.raises(TooLarge):
            objects.take_upload(fields, data)
    forged = base64.b64encode(base64.b64decode(fields["policy"]).replace(b"1, 3", b"1, 9")).decode()
    wrong = ({"x-amz-signature": each} for each in ("0", "签名", "\ud800"))
    for change in ({"key": "uploads/demo/u2"}, {"policy": forged}, {"policy": ""}, {"policy": "\ud800"}, *wrong):
        with pytest.raises(Rejected):
            objects.take_upload(fields | change, b"abc")
    now[0] += 300
    with pytest.raises(Rejected):
        objects.take_upload(fields, b"abc")


def test_a_link_gives_one_object_for_a_while(tmp_path: Path) -> None:
    now = [1_000.0]
    objects = machine(tmp_path, now)
    objects.put("files/a", b"abc", content_type="image/png")
    url = urlsplit(objects.download_url("files/a", name="杯子.png", content_type="image/png", expires_in=300))
    query = dict(parse_qsl(url.query))
    assert url.path == "/local/objects/files/a"
    assert objects.give("files/a", query) == (b"abc", "杯子.png", "image/png")
    changes = ({"type": "text/html"}, {"expires": "9999"}, {"expires": "x"}, {"signature": "签名"}, {"name": "\ud800"})
    for key, change in (("files/b", {}), *(("files/a", one) for one in changes)):
        with pytest.raises(Rejected):
            objects.give(key, query | change)
    now[0] += 300
    with pytest.raises(Rejected):
        objects.give("files/a", query)


def test_what_nobody_refers_to_goes_after_a_while(tmp_path: Path) -> None:
    now = [time.time()]
    objects = machine(tmp_path, now)
    for key in ("uploads/demo/u1", "files/demo/d1/0"):
        objects.put(key, b"abc", content_type="image/png")
    objects.expire("uploads", seconds=60)
    assert objects.get("uploads/demo/u1") == b"abc"
    now[0] += 120
    objects.expire("uploads", seconds=60)
    with pytest.raises(NotFound):
        objects.get("uploads/demo/u1")
    assert objects.get("files/demo/d1/0") == b"abc"
