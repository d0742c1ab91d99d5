"""How much anybody may give: data of the deployment, per shop and currency."""

from __future__ import annotations

from decimal import Decimal

import pytest

from chalicelib.aftersales.authority import authority, may_give, read_authority
from chalicelib.model.errors import ConfigurationError
from chalicelib.model.identity import Principal
from tests.support.world import ADMIN, AGENT, AUDITOR, STRANGER, SUPERVISOR

OTHER_SHOP = AGENT.model_copy(update={"shop": "elsewhere"})


@pytest.mark.parametrize(
    ("who", "currency", "limit"),
    [
        (AGENT, "CNY", "50.00"),
        (SUPERVISOR, "CNY", "500.00"),
        (ADMIN, "CNY", None),
        (AUDITOR, "CNY", "0.00"),
        (OTHER_SHOP, "CNY", "100.00"),
        (STRANGER, "CNY", "1000.00"),
        (AGENT, "GBP", "15.00"),
        (SUPERVISOR, "XAF", "0.00"),
        (ADMIN, "XAF", None),
    ],
)
def test_the_limit_is_of_role_shop_and_currency(who: Principal, currency: str, limit: str | None) -> None:
    assert authority().limit_of(who, currency) == (None if limit is None else Decimal(limit))


def test_the_limit_itself_may_be_given() -> None:
    assert may_give(AGENT, Decimal("50.00"), "CNY")
    assert not may_give(AGENT, Decimal("50.01"), "CNY")


@pytest.mark.parametrize(
    "text",
    [
        "[limits.CNY]\nagent = 'much'\nsupervisor = '1'",
        "[limits.CNY]\nagent = '-1'\nsupervisor = '1'",
        "limits = ",
        "x = 1",
    ],
)
def test_wrong_data_stops_the_deployment(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"authority\.toml"):
        read_authority(text)
