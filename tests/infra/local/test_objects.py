"""Objects as files: whole or not at all, and never outside the folder."""

from pathlib import Path

import pytest

from chalicelib.model.errors import NotFound
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
