"""Headers that a channel names travel with its deliveries; its signature does not."""

from __future__ import annotations

from chalicelib.intake.accept import read_delivery
from tests.channels.specimens.shopify import SHOPIFY, shopify_request
from tests.support.world import World

from .api import Api


def test_the_headers_a_channel_names_reach_intake(api: Api, world: World) -> None:
    world.accounts.add(SHOPIFY.account)
    call = shopify_request(SHOPIFY.examples[0].body, SHOPIFY.account)
    headers = {name.replace("-", "_"): value for name, value in call.headers.items()}
    assert api.call("POST", "/hooks/shopify/demo-shop", call.body, by=None, **headers).status == 200
    kept = read_delivery(world.intake.bodies[0]).headers
    assert kept["x-shopify-topic"] == "refunds/create"
    assert "x-shopify-hmac-sha256" not in kept
    [outcome] = world.process_queue()
    assert world.complaint(outcome.complaint).messages[0].text == SHOPIFY.examples[0].text
