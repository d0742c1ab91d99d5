"""``import`` through the real hook: rows become complaints, and twice the same file changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from chalicelib.model.ports import HttpAnswer
from tests.support.fixtures import world
from tests.support.world import World
from tests.web.api import Api, covers
from tools.importing.command import main
from tools.importing.options import SECRET_VARIABLE
from tools.importing.sending import Outside

__all__ = ["world"]


@dataclass
class Wire:
    """Carries a call to the app as it stands in ``app.py``."""

    api: Api

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> HttpAnswer:
        answer = self.api.call(method, urlsplit(url).path, body, by=None, **headers or {})
        return HttpAnswer(answer.status, answer.body)


@covers("post_hook")
def test_rows_become_complaints_once(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET_VARIABLE, *world.accounts.get("relay", "demo").secret("signing"))
    outside = Outside(http=Wire(Api(world)), clock=world.clock)
    path = tmp_path / "12315.csv"
    path.write_bytes(
        "投诉编号,投诉内容,姓名,联系电话,订单号,投诉时间,商品名称\n"
        "T1,手机用了两天屏幕就坏了，要求换货,林女士,13800000000,2711884213377510001,2026/11/3 14:05,手机\n"
        "T2,快递一直没有收到,何先生,138****0000,,,\n".encode("gb18030")
    )
    assert main([str(path), "--channel", "12315"], outside=outside) == 0
    first, second = (world.complaint(outcome.complaint) for outcome in world.process_queue())
    assert (first.channel, second.channel) == ("12315", "12315")
    assert first.customer.phone == "13800000000"

    (tmp_path / "12315.csv.import.jsonl").unlink()
    assert main([str(path), "--channel", "12315"], outside=outside) == 0
    again = [outcome.complaint for outcome in world.process_queue()]
    assert again == [first.id, second.id]
    assert world.complaint(first.id) == first


def test_a_wrong_secret_is_told(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET_VARIABLE, "whsec_YW5vdGhlciBzZWNyZXQsIGxvbmcgZW5vdWdo")
    path = tmp_path / "a.csv"
    path.write_text("内容\n坏了\n", "utf-8")
    assert main([str(path)], outside=Outside(http=Wire(Api(world)), clock=world.clock)) == 2
    assert world.intake.take() == []
