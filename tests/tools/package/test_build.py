"""When a build can be spared."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.package.build import fingerprint


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("app.py", "chalicelib/room/a.py", "requirements.txt", "docs/page.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    return tmp_path


def test_content_counts(root: Path) -> None:
    before = fingerprint(root)
    (root / "chalicelib/room/a.py").write_text("other", encoding="utf-8")
    assert fingerprint(root) != before


def test_names_count(root: Path) -> None:
    """Chalice's own cache does not see a renamed file."""
    before = fingerprint(root)
    (root / "chalicelib/room/a.py").rename(root / "chalicelib/room/b.py")
    assert fingerprint(root) != before


def test_what_is_not_packaged_does_not_count(root: Path) -> None:
    before = fingerprint(root)
    (root / "docs/page.md").write_text("other", encoding="utf-8")
    (root / "chalicelib/room/a.cpython-311.pyc").write_bytes(b"")
    assert fingerprint(root) == before
