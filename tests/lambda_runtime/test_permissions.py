"""Every function goes through its work under its own name, and whatever it asks of AWS must be in its policy.

Emulators do not look at policies, so a missing permission would first show in production.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any, Final

import boto3
import pytest

from tests.channels.specimens.amazon import order_change

from . import events
from .cloud import MAILBOX, SELLER, SHOP, Cloud
from .function import Function, Runtime, function
from .issuer import AUDIENCE, Issuer
from .permissions import allowed
from .recording import ACCOUNT, Asked, Recorder

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("package")]

FUNCTIONS: Final = (
    "app",
    "process_intake",
    "process_due",
    "park_dead_letters",
    "deliver_effects",
    "publish_changes",
    "run_timers",
    "poll_channels",
    "accept_amazon",
)
COMPLAINT: Final = {
    "shop": SHOP,
    "text": "客服态度很差，把电话直接挂断了。",
    "customer": {"name": "陈先生", "email": "chen@customer.example"},
}


class Work:
    """All functions at once, each known to AWS by its name."""

    def __init__(self, cloud: Cloud, issuer: Issuer, functions: dict[str, Function]) -> None:
        self.cloud = cloud
        self.issuer = issuer
        self.functions = functions

    def call(
        self,
        method: str,
        route: str,
        *,
        role: str = "agent",
        body: object = None,
        query: dict[str, str] | None = None,
        **values: str,
    ) -> Any:
        event = events.api_gateway(
            method,
            route.format(**values),
            resource=route,
            values=values,
            query=query,
            body=body,
            token=self.issuer.token(role, shop=SHOP),
        )
        payload = self.functions["app"].invoke(event).payload
        assert payload["statusCode"] < 300, payload
        return json.loads(payload["body"])

    def take(self, worker: str, bodies: list[str]) -> None:
        payload = self.functions[worker].invoke(events.sqs(bodies, queue="any")).payload
        assert payload == {"batchItemFailures": []}, self.functions[worker].said()


@pytest.fixture
def recorder(cloud: Cloud) -> Iterator[Recorder]:
    with Recorder(cloud.endpoint) as recording:
        yield recording


@pytest.fixture
def work(runtime: Runtime, cloud: Cloud, issuer: Issuer, recorder: Recorder) -> Iterator[Work]:
    given = cloud.environment(
        OidcIssuer=issuer.url,
        OidcAudience=AUDIENCE,
        PublicUrl="https://api.example",
        DefaultShop=SHOP,
        SurveyDelaySeconds="0",
    )
    contexts = {
        name: function(
            runtime, f"app.{name}", {**given, "AWS_ENDPOINT_URL": recorder.endpoint, "AWS_ACCESS_KEY_ID": name}
        )
        for name in FUNCTIONS
    }
    started = {name: context.__enter__() for name, context in contexts.items()}
    yield Work(cloud, issuer, started)
    for context in contexts.values():
        context.__exit__(None, None, None)


def test_policies_allow_what_functions_do(work: Work, recorder: Recorder, cloud: Cloud) -> None:
    complaint = a_form_is_processed(work)
    a_mail_is_processed(work, cloud)
    something_unreadable_is_replayed(work)
    new_effects_leave(work, cloud)
    notifications_of_amazon_come_in(work)
    a_platform_is_asked(work)
    work.call("POST", "/v1/complaints/{complaint}/claim", body={}, complaint=complaint)
    work.call("POST", "/v1/complaints/{complaint}/resolve", body={}, complaint=complaint)
    changes_are_published(work, cloud)
    work.functions["run_timers"].invoke(events.scheduled())
    work.take("process_due", cloud.queued("DueQueue"))

    assert {one.function for one in recorder.asked} == set(FUNCTIONS)
    assert sorted(one for one in recorder.asked if not allowed(cloud.template, one)) == []


def a_form_is_processed(work: Work) -> str:
    receipt = work.call("POST", "/v1/complaints", body=COMPLAINT)["receipt"]
    work.take("process_intake", work.cloud.queued("IntakeQueue"))
    return str(work.call("GET", "/v1/receipts/{receipt}", receipt=receipt)["complaint"])


def a_mail_is_processed(work: Work, cloud: Cloud) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "wu@customer.example", MAILBOX, "物流太慢"
    mail["Message-ID"] = "<1@customer.example>"
    mail.set_content("包裹两周没有动静。")
    bucket = cloud.names["MailBucket"]
    boto3.client("s3", endpoint_url=cloud.endpoint).put_object(Bucket=bucket, Key="raw/1", Body=mail.as_bytes())
    work.take("process_intake", [events.ses_notice(bucket=bucket, key="raw/1", recipient=MAILBOX)])
    found = work.call("GET", "/v1/search", query={"email": "wu@customer.example"})
    assert [one["channel"] for one in found["items"]] == ["email"], work.functions["process_intake"].said()


def something_unreadable_is_replayed(work: Work) -> None:
    work.take("process_intake", ["not a delivery"])
    work.take("park_dead_letters", ["not a delivery either"])
    entries = work.call("GET", "/v1/quarantine", role="admin")["items"]
    assert len(entries) == 2
    work.call("POST", "/v1/quarantine/{entry}/replay", role="admin", body={}, entry=entries[0]["id"])


def new_effects_leave(work: Work, cloud: Cloud) -> None:
    rows = boto3.client("dynamodb", endpoint_url=cloud.endpoint).scan(TableName=cloud.names["Table"])["Items"]
    effects = [row for row in rows if row["SK"]["S"].startswith("effect#")]
    assert effects
    answer = work.functions["deliver_effects"].invoke(events.stream_inserts(effects))
    assert answer.payload == {"batchItemFailures": []}


def notifications_of_amazon_come_in(work: Work) -> None:
    work.take("accept_amazon", [json.dumps(order_change(SellerId=SELLER)), "no notification"])
    work.take("process_intake", work.cloud.queued("IntakeQueue"))


def a_platform_is_asked(work: Work) -> None:
    """An account that is closed, so that nobody outside is asked."""
    asked = work.functions["poll_channels"].invoke(events.scheduled()).payload
    assert asked == {"polled": 1, "accepted": 0, "failed": 1}
    [poll] = work.call("GET", "/v1/polls", role="admin")["items"]
    assert "experimental" in poll["last_error"]


def changes_are_published(work: Work, cloud: Cloud) -> None:
    """An endpoint that is told of them, and a robot that is told of what went to quarantine."""
    sent = {"url": "https://hooks.merchant.example/"}
    endpoint = work.call("POST", "/v1/webhooks", role="admin", body=sent)["id"]
    work.call("POST", "/v1/webhooks/{endpoint}/rotate-secret", role="admin", body={}, endpoint=endpoint)
    rows = boto3.client("dynamodb", endpoint_url=cloud.endpoint).scan(TableName=cloud.names["Table"])["Items"]
    told = [row for row in rows if row["SK"]["S"].startswith("commit#") or row["PK"]["S"].startswith("Z#")]
    assert len(told) > 2
    answer = work.functions["publish_changes"].invoke(events.stream_inserts(told))
    assert answer.payload == {"batchItemFailures": []}


@pytest.mark.parametrize(
    ("action", "resource", "expected"),
    [
        ("dynamodb:Query", "table/Table/index/due", True),
        ("dynamodb:Query", "table/Table/index/queue", False),
        ("dynamodb:PutItem", "table/Table/index/due", False),
    ],
)
def test_a_missing_permission_is_noticed(cloud: Cloud, action: str, resource: str, expected: bool) -> None:
    asked = Asked("run_timers", action, f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:{resource}")
    assert allowed(cloud.template, asked) is expected
