"""``import-orders``: files of orders as shops export them, into the API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from chalicelib.model.errors import Upstream
from chalicelib.model.ports import HttpAnswer
from tests.support.fakes import START
from tests.support.orders import NUMBER, order, sent
from tests.support.world import ADMIN, SHOP, World
from tests.web.api import Api
from tools.importing.orders import main
from tools.importing.sending import PAUSES, Outside

CSV = f"""平台,订单号,下单时间,实付金额,收货人,手机号,快递单号,签收时间,商品编码,商品名称,类目,标签
jd,{NUMBER},2026/11/3 10:00,1999.00,王芳,13812345678,SF1234567890123,2026-11-05 18:00,PH-1,手机,phone,TAG-1
jd,{NUMBER},2026/11/3 10:00,1999.00,王芳,13812345678,SF1234567890123,2026-11-05 18:00,CASE-1,手机壳,,
jd,,2026/11/3 10:00,9.00,,,,,A,,,
"""


class ApiOver:
    """The API as the importer's HTTP."""

    def __init__(self, world: World, failures: int = 0) -> None:
        self.api, self.failures = Api(world), failures

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> HttpAnswer:
        self.failures -= 1
        if self.failures >= 0:
            raise Upstream("away")
        path = url.removeprefix("http://huiyin.example")
        given = self.api.call(
            method, path, body, by=None, **{k.replace("-", "_"): v for k, v in (headers or {}).items()}
        )
        return HttpAnswer(given.status, given.body)


@pytest.fixture
def world(tmp_path: Path) -> Any:
    made = World(tmp_path)
    yield made
    made.close()


def run(world: World, path: Path, *more: str, failures: int = 0, token: str = ADMIN.id) -> tuple[int, list[float]]:
    (path.parent / "token").write_text(token)
    slept: list[float] = []
    outside = Outside(http=ApiOver(world, failures), sleep=slept.append, clock=lambda: START)
    arguments = [str(path), "--url", "http://huiyin.example", "--token-file", str(path.parent / "token"), *more]
    return main(arguments, outside=outside), slept


@pytest.mark.parametrize("charset", ["utf-8-sig", "gb18030"])
def test_rows_of_one_number_are_one_order(world: World, tmp_path: Path, capsys: Any, charset: str) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(CSV.encode(charset))
    assert run(world, path)[0] == 1
    [kept] = world.runtime.orders.numbered(SHOP, NUMBER)
    assert [item.sku for item in kept.items] == ["PH-1", "CASE-1"]
    assert len(kept.parcels) == 1
    assert kept.parcels[0].signed_at == order().parcels[0].signed_at
    assert (str(kept.price_paid), kept.customer.phone) == ("1999.00", "13812345678")
    told = capsys.readouterr().err.splitlines()
    assert told == ["line 4: no order number", "1 created, 1 rejected"]


def test_a_line_of_json_is_an_order_and_a_second_run_changes_nothing(world: World, tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "orders.jsonl"
    lines = [json.dumps(sent(), ensure_ascii=False), "{broken", json.dumps(sent(number="2", price_paid="-1"))]
    path.write_text("\n".join(lines), "utf-8")
    assert (run(world, path)[0], run(world, path)[0]) == (1, 1)
    assert world.runtime.orders.numbered(SHOP, NUMBER) == (order(),)
    told = capsys.readouterr().err.splitlines()
    assert told[2::3] == ["1 created, 2 rejected", "1 unchanged, 2 rejected"]
    assert told[1].startswith("line 2: no JSON") or told[0].startswith("line 2: no JSON")
    assert any(line.startswith("line 3: price_paid") for line in told)


def test_a_server_that_is_away_is_asked_again(world: World, tmp_path: Path) -> None:
    path = tmp_path / "orders.jsonl"
    path.write_text(json.dumps(sent()), "utf-8")
    assert run(world, path, failures=2) == (0, [0, *PAUSES[:2]])
    assert run(world, path, failures=99)[0] == 2


@pytest.mark.parametrize(("token", "said"), [("nobody-knows-me", "answers 401"), ("agent-1", "answers 403")])
def test_who_may_not_is_told(world: World, tmp_path: Path, capsys: Any, token: str, said: str) -> None:
    path = tmp_path / "orders.jsonl"
    path.write_text(json.dumps(sent()), "utf-8")
    assert run(world, path, token=token)[0] == 2
    assert said in capsys.readouterr().err


def test_a_file_without_order_numbers_is_no_file_of_orders(world: World, tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    assert run(world, path)[0] == 2
    assert "no column holds order numbers" in capsys.readouterr().err
