"""The marketplaces' hooks end to end: named headers travel, signatures do not, and each hears its own answer."""

from __future__ import annotations

from typing import Final

import pytest

from chalicelib.intake.accept import read_delivery
from tests.channels.specimen import Specimen
from tests.channels.specimens.ebay import EBAY
from tests.channels.specimens.lazada import LAZADA
from tests.channels.specimens.shopee import SHOPEE
from tests.channels.specimens.shopify import SHOPIFY
from tests.channels.specimens.tiktok_shop import TIKTOK_SHOP
from tests.channels.specimens.woocommerce import WOOCOMMERCE
from tests.support.world import World

from .api import Answer, Api

SECRET_HEADERS: Final = {"authorization", "x-shopify-hmac-sha256", "x-wc-webhook-signature", "x-ebay-signature"}
ALL: Final = pytest.mark.parametrize(
    "specimen", [SHOPIFY, WOOCOMMERCE, SHOPEE, LAZADA, TIKTOK_SHOP, EBAY], ids=lambda specimen: specimen.name
)


def posted(api: Api, specimen: Specimen, *, body: bytes | None = None) -> Answer:
    """The first example, or another body under its signature."""
    call = specimen.request(specimen.examples[0].body)
    headers = {name.replace("-", "_"): value for name, value in call.headers.items()}
    path = f"/hooks/{specimen.name}/{specimen.account.account}"
    return api.call("POST", path, call.body if body is None else body, by=None, **headers)


@ALL
def test_a_genuine_call_becomes_a_complaint(api: Api, world: World, specimen: Specimen) -> None:
    world.accounts.add(specimen.account)
    answer = posted(api, specimen)
    assert (answer.status, answer.text) == (204 if specimen is EBAY else 200, "")
    assert not SECRET_HEADERS & read_delivery(world.intake.bodies[0]).headers.keys()
    [outcome] = world.process_queue()
    assert world.complaint(outcome.complaint).messages[0].text == specimen.examples[0].text


@ALL
def test_another_body_under_that_signature_is_refused(api: Api, world: World, specimen: Specimen) -> None:
    world.accounts.add(specimen.account)
    assert posted(api, specimen, body=b"{}").status == (412 if specimen is EBAY else 401)
    assert world.intake.bodies == []


def test_the_ping_of_a_saved_webhook_is_answered_and_not_kept(api: Api, world: World) -> None:
    world.accounts.add(WOOCOMMERCE.account)
    kind = "application/x-www-form-urlencoded"
    answer = api.call("POST", "/hooks/woocommerce/demo-shop", b"webhook_id=142", by=None, Content_Type=kind)
    assert answer.status == 200
    assert world.intake.bodies == []


def test_ebays_challenge_is_answered_in_json(api: Api, world: World) -> None:
    world.accounts.add(EBAY.account)
    answer = api.call("GET", "/hooks/ebay/demo?challenge_code=71745723", by=None)
    assert (answer.status, answer.media_type) == (200, "application/json")
    assert set(answer.json) == {"challengeResponse"}
