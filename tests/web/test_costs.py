"""The shop's table of costs over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.world import AUDITOR, STRANGER, SUPERVISOR

from .api import Api, covers

SENT: dict[str, Any] = {"currency": "CNY", "each": {"reply": "1.50", "parcel": "8.00"}}


def put(api: Api, sent: dict[str, Any] | None = None, **headers: str) -> Any:
    return api.call("PUT", "/v1/costs", SENT if sent is None else sent, by=SUPERVISOR, **headers)


@covers("get_costs", "put_costs")
def test_what_is_written_is_read_and_every_writing_has_a_version(api: Api) -> None:
    empty = api.get("/v1/costs", by=AUDITOR)
    assert (empty.json["version"], empty.json["each"]) == (0, {})
    written = put(api)
    assert (written.status, written.json["version"], written.headers["etag"]) == (200, 1, '"1"')
    assert api.get("/v1/costs", by=AUDITOR).json == written.json
    assert written.json["each"] == {"reply": "1.50", "parcel": "8.00"}
    assert written.json["written_by"] == SUPERVISOR.id
    assert api.get("/v1/costs", by=STRANGER).json["version"] == 0


@covers("put_costs")
def test_who_read_an_older_table_writes_over_nobody(api: Api) -> None:
    put(api)
    assert put(api, If_Match='"0"').status == 412
    assert put(api, If_Match='"1"').json["version"] == 2


@covers("put_costs")
@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"each": {"reply": "-1"}}, "each.reply"),
        ({"each": {"reply": "1.234"}}, "each.reply"),
        ({"each": {"lunch": "1.00"}}, "each.lunch.[key]"),
        ({"currency": "yuan", "each": {}}, "currency"),
        ({}, "each"),
    ],
)
def test_a_wrong_cost_is_named(api: Api, sent: dict[str, Any], field: str) -> None:
    assert put(api, sent).wrong_fields() == [field]


@covers("put_costs", "get_report")
def test_a_report_knows_the_table(api: Api) -> None:
    put(api)
    assert api.get("/v1/reports/costs", by=SUPERVISOR).json["numbers"]["table_version"] == 1
