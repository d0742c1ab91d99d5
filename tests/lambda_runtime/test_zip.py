"""The very zip under the real runtime client, in an environment that holds nothing but what AWS puts there."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

import pytest

from tools.package import Package

from . import events
from .cloud import SHOP, Cloud
from .function import Function, Runtime, function
from .issuer import AUDIENCE, Issuer

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("package")]

COMPLAINT: Final = {
    "shop": SHOP,
    "text": "快递已经十天没有更新了，包裹一直停在中转站，到现在还没送到！",
    "customer": {"name": "王小明", "phone": "13800138000"},
    "order": {"platform": "taobao", "number": "2026112100012345"},
}
HEAVY: Final = {"jieba", "chalicelib.understanding.classifier", "chalicelib.workers"}
LARGEST_ZIP: Final = 15_000_000

Measured = Callable[[str, object], None]


def answer(api: Function, event: dict[str, Any]) -> tuple[int, Any]:
    payload = api.invoke(event).payload
    return payload["statusCode"], json.loads(payload["body"])


@pytest.fixture
def environment(cloud: Cloud, issuer: Issuer) -> dict[str, str]:
    return cloud.environment(
        OidcIssuer=issuer.url, OidcAudience=AUDIENCE, PublicUrl="https://api.example", DefaultShop=SHOP
    )


def test_a_complaint_goes_from_the_form_to_an_agents_list(
    runtime: Runtime, cloud: Cloud, issuer: Issuer, environment: dict[str, str]
) -> None:
    listening = {**environment, "PYTHONPROFILEIMPORTTIME": "1"}
    with function(runtime, "app.app", listening) as api, function(runtime, "app.process_intake", environment) as worker:
        status, accepted = answer(api, events.api_gateway("POST", "/v1/complaints", body=COMPLAINT))
        assert status == 202, accepted

        bodies = cloud.queued("IntakeQueue")
        assert len(bodies) == 1
        processed = worker.invoke(events.sqs(bodies, queue="IntakeQueue")).payload
        assert processed == {"batchItemFailures": []}, worker.said()

        found = complaint_of(api, accepted["receipt"], token=issuer.token("agent", shop=SHOP))
        assert found["category"]["primary"] == "logistics"
        assert found["id"] in listed(api, found["queue"], token=issuer.token("agent", shop=SHOP))
        assert not HEAVY & imported(api)


def imported(process: Function) -> set[str]:
    """Every module that Python's ``-X importtime`` has named."""
    lines = (line for line in process.said().splitlines() if line.startswith("import time:"))
    return {line.rpartition("|")[2].strip() for line in lines}


def complaint_of(api: Function, receipt: str, *, token: str) -> Any:
    resource = "/v1/receipts/{receipt}"
    event = events.api_gateway("GET", f"/v1/receipts/{receipt}", resource=resource, values={"receipt": receipt})
    status, state = answer(api, event)
    assert (status, state["state"]) == (200, "processed")
    name = state["complaint"]
    event = events.api_gateway(
        "GET", f"/v1/complaints/{name}", resource="/v1/complaints/{complaint}", values={"complaint": name}, token=token
    )
    status, found = answer(api, event)
    assert status == 200
    return found


def listed(api: Function, queue: str, *, token: str) -> list[str]:
    resource = "/v1/queues/{queue}/complaints"
    event = events.api_gateway(
        "GET", f"/v1/queues/{queue}/complaints", resource=resource, values={"queue": queue}, token=token
    )
    status, page = answer(api, event)
    assert status == 200
    return [complaint["id"] for complaint in page["items"]]


def test_without_a_token_there_is_no_entry(runtime: Runtime, environment: dict[str, str]) -> None:
    with function(runtime, "app.app", environment) as api:
        status, problem = answer(api, events.api_gateway("GET", "/v1/queues"))
    assert (status, problem["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize(
    ("handler", "event"),
    [
        ("app.process_intake", {"Records": []}),
        ("app.process_due", {"Records": []}),
        ("app.park_dead_letters", {"Records": []}),
        ("app.deliver_effects", {"Records": []}),
        ("app.publish_changes", {"Records": []}),
        ("app.run_timers", events.scheduled()),
        ("app.poll_channels", events.scheduled()),
        ("app.accept_amazon", {"Records": []}),
    ],
)
def test_every_worker_starts_with_what_the_template_gives_it(
    runtime: Runtime, environment: dict[str, str], handler: str, event: dict[str, Any]
) -> None:
    with function(runtime, handler, environment) as worker:
        worker.invoke(event)


def test_the_zip_is_small_and_starts_fast(
    package: Package, runtime: Runtime, environment: dict[str, str], measured: Measured
) -> None:
    with function(runtime, "app.app", environment) as api:
        status, _ = answer(api, events.api_gateway("POST", "/v1/complaints", body=COMPLAINT))
        cold = api.age()
    assert status == 202
    assert package.zip.stat().st_size <= LARGEST_ZIP
    measured("package, zipped", f"{package.zip.stat().st_size / 1e6:.1f} MB")
    measured("cold start to the first complaint accepted", f"{cold * 1000:.0f} ms")
