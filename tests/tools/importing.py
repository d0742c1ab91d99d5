"""What the tests of ``import`` share: a relay that counts, files in every format, and the command as it is called."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook

from chalicelib.channels.relay import standard_webhooks
from chalicelib.model.errors import Upstream
from chalicelib.model.ports import HttpAnswer
from tools.importing.command import main
from tools.importing.sending import Outside

SECRET: Final = "whsec_YW4gaW1wb3J0J3Mgc2VjcmV0LCBsb25nIGVub3VnaA=="
NOW: Final = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
HEADER: Final = ("投诉编号", "投诉内容", "姓名", "联系电话", "订单号", "投诉时间", "商品名称", "身份证号")
ROWS: Final = (
    ("T1", "儿童座椅安全带扣失灵", "林女士", "13800000000", "2711884213377510001", "2026/11/3 14:05", "座椅", "x"),
    ("T2", "快递丢了，没人管\n打了三次电话", "何先生", "138****0000", "2711884213377510002", "2026年11月3日", "鞋", ""),
    ("T3", "客服态度恶劣", "", "", "", "昨天", "", ""),
)


@dataclass
class Relay:
    """Checks every signature and keeps what it acknowledged. ``statuses`` are its first answers; ``None`` is none."""

    statuses: list[int | None] = field(default_factory=list)
    taken: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    calls: int = 0
    on_taken: Callable[[int], None] = lambda count: None

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> HttpAnswer:
        assert (method, body is not None) == ("POST", True)
        standard_webhooks.verify(headers or {}, body or b"", keys=[SECRET], now=NOW)
        self.calls += 1
        status = self.statuses.pop(0) if self.statuses else 200
        if status is None:
            raise Upstream("no answer")
        if status == 200:
            self.taken.append(((headers or {})[standard_webhooks.ID], json.loads(body or b"")))
            self.on_taken(len(self.taken))
        return HttpAnswer(status, b"")

    @property
    def data(self) -> list[dict[str, Any]]:
        return [event["data"] for _, event in self.taken]


@dataclass
class Run:
    """The command against a relay of its own."""

    folder: Path
    relay: Relay = field(default_factory=Relay)
    slept: list[float] = field(default_factory=list)

    def __call__(self, file: Path, *arguments: str) -> int:
        secret = self.folder / "secret"
        secret.write_text(SECRET)
        outside = Outside(http=self.relay, sleep=self.slept.append, clock=lambda: NOW)
        return main([str(file), "--secret-file", str(secret), *arguments], outside=outside)

    def file(self, content: bytes, name: str = "complaints.csv") -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def csv(self, *lines: str, name: str = "complaints.csv") -> Path:
        return self.file("\n".join(lines).encode(), name)


def delimited(rows: Sequence[Sequence[str]] = (HEADER, *ROWS), delimiter: str = ",") -> str:
    return "".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n" for row in rows)


def workbook(rows: Sequence[Sequence[object]] = (HEADER, *ROWS), *, title: str = "Sheet1") -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def json_lines(rows: Sequence[Sequence[str]] = ROWS) -> bytes:
    return b"".join(
        json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False).encode() + b"\n" for row in rows
    )
