"""``make deploy`` into an emulator: CloudFormation, API Gateway, SQS, the table's stream and the minute schedule."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

import boto3
import pytest
import urllib3

from tools.deploy import deploy
from tools.package import Package

from .cloud import SHOP, STAGE, connect_accounts
from .environments import python_of
from .issuer import AUDIENCE, Issuer
from .servers import free_port, running

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("package")]

COMPLAINT: Final = {
    "shop": SHOP,
    "text": "收到的杯子是破的，杯口有裂纹，质量太差了，请尽快换一个。",
    "customer": {"name": "李女士", "email": "li@customer.example"},
}
PARAMETERS: Final = {"OidcAudience": AUDIENCE, "DefaultShop": SHOP, "SurveyDelaySeconds": "0"}

SENDER: Final = "service@shop.example"
"""Who the mails of the connected account come from; a mail service sends for those only whom it knows."""


class Client:
    """The deployed API as a customer and as agents see it."""

    def __init__(self, base: str, issuer: Issuer) -> None:
        self.base = base
        self.issuer = issuer
        self.pool = urllib3.PoolManager(timeout=60.0, retries=False)

    def call(self, method: str, path: str, *, body: object = None, role: str | None = None) -> Any:
        headers = {"Accept": "application/json"}
        if role:
            headers["Authorization"] = f"Bearer {self.issuer.token(role, shop=SHOP)}"
        answer = self.pool.request(method, self.base + path, json=body, headers=headers)
        assert answer.status < 400, f"{method} {path}: {answer.status} {answer.data.decode()}"
        return answer.json() if answer.data else None


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """ministack, reachable from this machine only; it runs the functions as processes."""
    folder = tmp_path_factory.mktemp("emulator")
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "STATE_DIR": str(folder),
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
    }
    command = [str(python_of("emulator").with_name("ministack"))]
    with running(command, port=port, environment=environment, output=folder / "output") as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def deployed(emulator: str, package: Package, issuer: Issuer) -> Iterator[Client]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", emulator)
        connect_accounts(emulator)
        boto3.client("sesv2").create_email_identity(EmailIdentity=SENDER)
        named = {**PARAMETERS, "OidcIssuer": issuer.url}
        outputs = deploy(package, stage=STAGE, named=named, session=boto3.Session(), poll_seconds=0.2)
        yield Client(f"{emulator}/restapis/{outputs['RestAPIId']}/api/_user_request_", issuer)


def eventually(look: Callable[[], Any], *, within: float) -> Any:
    """The first thing found that is true."""
    until = time.monotonic() + within
    while not (found := look()):
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.5)
    return found


def test_the_stack_does_the_main_job(deployed: Client) -> None:
    accepted = deployed.call("POST", "/v1/complaints", body=COMPLAINT)
    complaint = eventually(lambda: processed(deployed, accepted["receipt"]), within=60)

    found = deployed.call("GET", f"/v1/complaints/{complaint}", role="agent")
    assert found["category"]["primary"] == "quality"
    queue = deployed.call("GET", f"/v1/queues/{found['queue']}/complaints", role="agent")
    assert complaint in [one["id"] for one in queue["items"]]

    eventually(lambda: attempted(deployed, complaint), within=60)

    deployed.call("POST", f"/v1/complaints/{complaint}/claim", body={}, role="agent")
    deployed.call("POST", f"/v1/complaints/{complaint}/resolve", body={"outcome": "refunded"}, role="agent")
    eventually(lambda: asked(deployed, complaint), within=150)


def processed(client: Client, receipt: str) -> str | None:
    """By the intake queue."""
    state = client.call("GET", f"/v1/receipts/{receipt}")
    assert state["state"] != "quarantined"
    found: str | None = state.get("complaint")
    return found


def attempted(client: Client, complaint: str) -> bool:
    """The acknowledgement, by the table's stream."""
    deliveries = client.call("GET", f"/v1/complaints/{complaint}", role="agent")["deliveries"]
    return any(delivery["attempts"] for delivery in deliveries)


def asked(client: Client, complaint: str) -> bool:
    """The survey, by the schedule and the queue of what is due."""
    surveys = client.call("GET", "/v1/surveys", role="supervisor")["items"]
    return any(one["complaint"] == complaint and one["state"] == "sent" for one in surveys)
