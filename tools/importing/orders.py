"""``python -m tools import-orders FILE``: orders of a CSV, XLSX or JSONL file into the order directory.

A row is an item; rows of the same platform and number are one order. A line of a JSONL file is an order as the API
takes it. Exit status: 0 all is taken, 1 something is not, 2 the file or the call is wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from chalicelib.model.errors import Upstream
from chalicelib.model.order import Order

from .charset import charset_of
from .complaints import shown
from .dates import moment_of
from .headings import plain
from .options import MACHINE
from .problems import Rejected, Unanswered, Unusable
from .sending import PAUSES, Outside
from .tables import Row, Table, read_table

TOKEN_VARIABLE: Final = "HUIYIN_TOKEN"  # noqa: S105 - the name of a variable
BATCH: Final = 50
_ORDER: Final = {
    "platform": "平台 购买平台 电商平台 渠道 平臺 platform channel",
    "number": "订单号 订单编号 訂單號 訂單編號 ordernumber orderno orderid order number",
    "source_at": "更新时间 修改时间 导出时间 更新時間 updatedat modifiedat sourceat",
    "ordered_at": "下单时间 下单日期 订单时间 下單時間 訂單時間 orderedat orderdate createdat",
    "paid_at": "付款时间 支付时间 付款時間 paidat paymentdate",
    "price_paid": "实付金额 实付 订单金额 實付金額 訂單金額 pricepaid total amount",
    "currency": "币种 幣種 currency",
    "merchant": "店铺 店铺名称 店鋪 merchant shop store",
    "member_tier": "会员等级 會員等級 membertier tier",
    "installed_on": "安装日期 安裝日期 installedon",
    "invoice_on": "开票日期 發票日期 invoiceon invoicedate",
}
_CUSTOMER: Final = {
    "id": "买家id 会员id 用户id 買家id customerid buyerid",
    "name": "收货人 收件人 姓名 收貨人 客户姓名 customername recipient name",
    "phone": "手机号 手机 电话 联系电话 收货人手机 手機 電話 phone mobile",
    "email": "邮箱 电子邮箱 信箱 email",
}
_PARCEL: Final = {
    "tracking": "快递单号 运单号 物流单号 物流單號 tracking trackingnumber waybill",
    "carrier": "快递公司 物流公司 承运商 carrier",
    "shipped_at": "发货时间 發貨時間 出貨時間 shippedat",
    "signed_at": "签收时间 簽收時間 收货时间 signedat deliveredat",
    "signed_by": "签收人 簽收人 signedby",
    "promised_by": "承诺送达时间 預計送達 promisedby",
}
_ITEM: Final = {
    "sku": "商品编码 货号 商品id sku skuid itemid 商品編號",
    "name": "商品名称 商品 品名 商品名稱 product productname item title",
    "category": "类目 品类 分类 類別 category",
    "quantity": "数量 件数 數量 quantity qty",
    "price": "单价 价格 單價 price unitprice",
    "tag": "标签 电子标签 吊牌号 標籤 rfid epc tag",
    "batch": "批次 批号 批號 生产批次 生產批次 batch lot batchnumber lotnumber",
    "serial": "序列号 串号 機身序號 序號 imei sn serial serialnumber",
    "warranty_months": "质保月数 保修月数 保固月數 warrantymonths",
}
_MOMENTS: Final = frozenset({"source_at", "ordered_at", "paid_at", "shipped_at", "signed_at", "promised_by"})
_DAYS: Final = frozenset({"installed_on", "invoice_on"})
_PARTS: Final = {"order": _ORDER, "customer": _CUSTOMER, "parcel": _PARCEL, "item": _ITEM}
_PLACE: Final = {
    plain(heading): (part, name)
    for part, fields in _PARTS.items()
    for name, headings in fields.items()
    for heading in headings.split()
}


@dataclass(slots=True)
class Reader:
    """``platform`` and ``source_at`` stand in for columns that the file has not."""

    zone: ZoneInfo
    platform: str | None
    source_at: datetime
    found: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Raises ``Rejected``."""
        if row.problem:
            raise Rejected(row.problem)
        parts: dict[str, dict[str, Any]] = {part: {} for part in _PARTS}
        for column, cell in row.cells.items():
            place = _PLACE.get(plain(column))
            if place and (value := self._value(place[1], cell)) is not None:
                parts[place[0]].setdefault(place[1], value)
        order = parts["order"]
        platform, number = str(order.setdefault("platform", self.platform or "")).lower(), order.get("number")
        if not platform or not number:
            raise Rejected("no order number" if platform else "no platform: give the column, or --platform")
        order.setdefault("source_at", self.source_at.isoformat())
        whole = self.found.setdefault((platform, number), {"items": [], "parcels": [], "customer": {}})
        whole.update(order, platform=platform)
        whole["customer"].update(parts["customer"])
        if parts["item"]:
            whole["items"].append({"sku": parts["item"].get("serial") or "-", **parts["item"]})
        if parts["parcel"] and parts["parcel"] not in whole["parcels"]:
            whole["parcels"].append(parts["parcel"])

    def _value(self, name: str, cell: Any) -> str | None:
        if name not in _MOMENTS | _DAYS:
            return shown(cell) or None
        moment = moment_of(cell if isinstance(cell, datetime) else shown(cell), self.zone)
        if moment is None:
            return None
        return moment.date().isoformat() if name in _DAYS else moment.isoformat()


@dataclass(slots=True)
class Tally:
    results: dict[str, int] = field(default_factory=dict)
    rejected: int = 0

    def told(self) -> str:
        parts = [f"{count} {result}" for result, count in sorted(self.results.items())]
        return ", ".join([*parts, f"{self.rejected} rejected"])


def main(argv: list[str], *, outside: Outside | None = None) -> int:
    options = _parse(argv)
    try:
        return _run(options, outside or Outside())
    except (Unusable, Unanswered) as problem:
        _tell(f"import-orders: {problem}")
    except OSError as error:
        _tell(f"import-orders: {error.filename or options.file}: {error.strerror}")
    return 2


def _run(options: argparse.Namespace, outside: Outside) -> int:
    tally, token = Tally(), _token(options)
    orders = list(_checked(_orders(options, outside, tally), tally))
    for start in range(0, len(orders), BATCH):
        for taken in _post(orders[start : start + BATCH], url=f"{options.url}/v1/orders", token=token, outside=outside):
            tally.results[taken["result"]] = tally.results.get(taken["result"], 0) + 1
    _tell(tally.told())
    return 1 if tally.rejected else 0


def _orders(options: argparse.Namespace, outside: Outside, tally: Tally) -> Iterator[tuple[str, Any]]:
    """(where it stands, the order as the API takes it)."""
    if options.file.suffix.lower() in (".jsonl", ".ndjson"):
        text = options.file.read_text(charset_of(options.file, said=options.encoding))
        for number, line in enumerate(text.splitlines(), start=1):
            if line.strip():
                try:
                    yield f"line {number}", json.loads(line)
                except ValueError as error:
                    _reject(tally, f"line {number}", f"no JSON: {error}")
        return
    table: Table = read_table(options.file, score=_score, encoding=options.encoding, sheet=options.sheet)
    if ("order", "number") not in {_PLACE.get(plain(column)) for column in table.columns}:
        raise Unusable(f"no column holds order numbers (订单号, order number): {', '.join(table.columns)}")
    reader = Reader(zone=options.zone, platform=options.platform, source_at=outside.clock())
    for row in table.rows():
        try:
            reader.add(row)
        except Rejected as problem:
            _reject(tally, f"line {row.number}", str(problem))
    yield from ((f"order {number}", order) for (_, number), order in reader.found.items())


def _checked(orders: Iterator[tuple[str, Any]], tally: Tally) -> Iterator[dict[str, Any]]:
    for place, written in orders:
        try:
            yield Order.model_validate(written).model_dump(mode="json", exclude_none=True)
        except ValidationError as error:
            wrong = error.errors(include_url=False)[0]
            _reject(tally, place, f"{'.'.join(map(str, wrong['loc'])) or 'order'}: {wrong['msg']}")


def _post(orders: Sequence[dict[str, Any]], *, url: str, token: str, outside: Outside) -> list[dict[str, str]]:
    """Sending again is harmless. Raises ``Unanswered`` or ``Unusable``."""
    headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
    body = json.dumps({"orders": orders}, ensure_ascii=False).encode()
    said = "does not answer"
    for pause in (0, *PAUSES):
        outside.sleep(pause)
        try:
            answer = outside.http.request("POST", url, headers=headers, body=body)
        except Upstream:
            continue
        if answer.status == 200:
            items: list[dict[str, str]] = json.loads(answer.body)["items"]
            return items
        said = f"answers {answer.status}: {answer.body.decode('utf-8', 'replace')[:300]}"
        if answer.status < 500 and answer.status != 429:
            raise Unusable(f"{url} {said}")
    raise Unanswered(f"{url} {said}; the same command sends the rest")


def _score(row: Sequence[object]) -> int:
    return sum(plain(str(cell)) in _PLACE for cell in row if cell)


def _reject(tally: Tally, place: str, reason: str) -> None:
    tally.rejected += 1
    _tell(f"{place}: {reason}")


def _token(options: argparse.Namespace) -> str:
    """Raises ``Unusable`` and ``OSError``."""
    if options.token_file:
        return str(options.token_file.read_text("utf-8-sig")).strip()
    if options.data:
        return str(json.loads((options.data / "tokens.json").read_text("utf-8"))["admin"])
    if token := os.environ.get(TOKEN_VARIABLE, "").strip():
        return token
    raise Unusable(f"no token: give --token-file FILE or --data FOLDER, or set {TOKEN_VARIABLE}")


def _parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tools import-orders", description=(__doc__ or "").partition("\n")[2]
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--platform", help="where the orders were made, when no column says so")
    parser.add_argument("--url", default=MACHINE, help="of the API (default: %(default)s)")
    parser.add_argument("--token-file", type=Path, help=f"holds a token of a service or admin; or set {TOKEN_VARIABLE}")
    parser.add_argument("--data", type=Path, help="data folder of the one machine, whose admin token is taken")
    parser.add_argument(
        "--zone", type=ZoneInfo, default="Asia/Shanghai", help="of times without one (default: %(default)s)"
    )
    parser.add_argument("--encoding", help="the charset, when it is not found out")
    parser.add_argument("--sheet", help="of a workbook (default: the first)")
    return parser.parse_args(argv)


def _tell(line: str) -> None:
    print(line, file=sys.stderr)
