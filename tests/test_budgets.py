"""The budgets of the design, counted: calls to AWS per use case, rows read per page, modules and clients per function.

CPU and sizes are in ``make bench`` and in the tests of the package; they depend on the machine.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import pytest

from chalicelib.background import sweep
from chalicelib.desk.desk import Action
from chalicelib.intake.accept import read_delivery
from chalicelib.model.complaint import Complaint, Status
from tests.channels.specimen import NOW, Specimen
from tests.channels.specimens import SPECIMENS
from tests.support.arrivals import wechat
from tests.support.proposals import proposal, proposed
from tests.support.understanding import understood
from tests.support.world import AGENT, SHOP, SUPERVISOR, TABLE, World
from tests.web.api import Api
from tests.web.scenes import TEXT, path_of, ready_for, resolved
from tests.web.test_hooks import relay
from tools.bench.filling import fill

ROOT: Final = Path(__file__).parents[1]
EMAIL: Final = {"email": "wang@customer.example"}


class Budgeted(World):
    """Counts the sends to queues and the object store among the calls, in the order made."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, assess=understood)
        for port, call, name in (
            (self.intake, "send_many", "SendMessage"),
            (self.due, "send_many", "SendMessage"),
            (self.objects, "put", "PutObject"),
            (self.objects, "get", "GetObject"),
            (self.objects, "glimpse", "GetObject"),
            (self.objects, "copy", "CopyObject"),
        ):
            self._count_port(port, call, name)

    def _count_port(self, port: object, call: str, name: str) -> None:
        plain = getattr(port, call)

        def counted(*given: Any, **more: Any) -> Any:
            self.calls.operations.append(name)
            return plain(*given, **more)

        setattr(port, call, counted)

    def taken(self) -> list[str]:
        """The calls since last asked."""
        calls = list(self.calls.operations)
        self.calls.clear()
        return calls


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Budgeted]:
    made = Budgeted(tmp_path)
    yield made
    made.close()


@pytest.fixture
def api(world: Budgeted) -> Api:
    return Api(world)


# Accepting: one write, nothing read


def test_a_webhook_is_acknowledged_after_one_write(api: Api, world: Budgeted) -> None:
    assert relay(world).to(api).status == 200
    assert world.taken() == ["SendMessage"]


@pytest.mark.parametrize("specimen", [pytest.param(each, id=each.name) for each in SPECIMENS.values() if each.hook])
def test_every_channels_webhook_is_acknowledged_after_one_write(api: Api, world: Budgeted, specimen: Specimen) -> None:
    world.accounts.add(specimen.account)
    world.clock.now = NOW
    call = specimen.request(specimen.examples[0].body)
    path = f"/hooks/{specimen.name}/{specimen.account.account}?{urlencode(call.query)}"
    answer = api.call("POST", path, call.body, by=None, **call.headers)
    assert specimen.hook is not None
    assert answer.status == specimen.hook.acknowledgement.status
    assert world.taken() == ["SendMessage"]


def test_a_large_webhook_is_acknowledged_after_two(api: Api, world: Budgeted) -> None:
    body = json.dumps({"type": "complaint.received", "data": {"text": "x" * 800_000}}).encode()
    assert relay(world, body).to(api).status == 200
    assert world.taken() == ["PutObject", "SendMessage"]


def test_a_refused_webhook_costs_nothing(api: Api, world: Budgeted) -> None:
    assert api.post("/hooks/relay/demo", b"{}").status == 401
    assert world.taken() == []


def test_a_complaint_by_form_is_counted_and_written_and_with_a_key_written_twice(api: Api, world: Budgeted) -> None:
    assert api.post("/v1/complaints", {"text": TEXT}).status == 202
    assert world.taken() == ["UpdateItem", "SendMessage"]
    assert api.post("/v1/complaints", {"text": TEXT}, Idempotency_Key="k1").status == 202
    assert world.taken() == ["UpdateItem", "TransactWriteItems", "SendMessage"]


def test_announcing_a_file_is_one_write_and_a_file_costs_a_look_and_a_copy(api: Api, world: Budgeted) -> None:
    announced = api.post("/v1/uploads", {"name": "a.png", "size": 9}).json
    assert world.taken() == ["UpdateItem"]
    world.objects.kept[announced["fields"]["key"]] = b"\x89PNG\r\n\x1a\n."
    files = [{"upload": announced["upload"]}]
    assert api.post("/v1/complaints", {"text": TEXT, "attachments": files}).status == 202
    assert world.taken() == ["UpdateItem", "GetObject", "CopyObject", "SendMessage"]


# Processing: at most five calls, one of them a transaction


def processing(world: Budgeted, text: str, *, cold: bool = False, **about: Any) -> list[str]:
    """The calls for one message; ``cold``: the shop's own words and rules were not read within the last minute."""
    delivery = world.form(text, **about)
    if not cold:
        world.runtime.in_force.rules(SHOP)
    world.taken()
    world.process(delivery)
    return world.taken()


def test_a_new_message_is_three_calls(world: Budgeted) -> None:
    assert processing(world, TEXT) == ["PutObject", "BatchGetItem", "TransactWriteItems"]


def test_the_first_message_of_a_minute_reads_words_and_rules_of_the_shop_within_the_budget(world: Budgeted) -> None:
    order = {"number": "1"}
    new = processing(world, TEXT, cold=True, customer=EMAIL, order=order)
    assert new == ["PutObject", "BatchGetItem", "Query", "Query", "TransactWriteItems"], "words and rules; the order"
    world.runtime.in_force.forget(SHOP)
    assert len(processing(world, "还是没有人理我", cold=True, customer=EMAIL, order=order)) == 5


def test_a_message_that_first_names_an_order_looks_it_up_once(world: Budgeted) -> None:
    order = {"number": "1", "platform": "jd"}
    assert processing(world, TEXT, customer=EMAIL, order=order) == [
        "PutObject",
        "BatchGetItem",
        "Query",
        "TransactWriteItems",
    ]


def test_a_message_to_a_known_complaint_is_four_calls(world: Budgeted) -> None:
    about: dict[str, Any] = {"customer": EMAIL, "order": {"number": "1"}}
    processing(world, TEXT, **about)
    assert processing(world, "还是没有人理我", **about) == [
        "PutObject",
        "BatchGetItem",
        "GetItem",
        "TransactWriteItems",
    ]


def test_a_message_that_comes_again_writes_only_its_receipt(world: Budgeted) -> None:
    processing(world, TEXT, customer=EMAIL)
    assert processing(world, TEXT, customer=EMAIL) == ["PutObject", "BatchGetItem", "TransactWriteItems"]
    delivery = world.form(TEXT, customer=EMAIL)
    world.process(delivery)
    world.taken()
    world.process(delivery)
    assert world.taken() == ["PutObject", "BatchGetItem"]


def test_a_message_from_the_queue_keeps_the_budget(api: Api, world: Budgeted) -> None:
    relay(world).to(api)
    world.taken()
    [body] = world.intake.take()
    world.process(read_delivery(body))
    calls = world.taken()
    assert len(calls) <= 5
    assert calls.count("TransactWriteItems") == 1


# The desk


@pytest.mark.parametrize(
    "name", ["claim", "release", "heartbeat", "reply", "note", "transfer", "wait", "resolve", "reopen"]
)
def test_an_action_is_one_read_and_one_transaction(api: Api, world: Budgeted, name: str) -> None:
    bodies = {"reply": {"text": "好"}, "note": {"text": "好"}, "transfer": {"queue": "policy"}}
    complaint = ready_for(world, name)
    world.taken()
    assert api.post(path_of(name, complaint.id), bodies.get(name, {}), by=AGENT).status in (200, 202)
    assert world.taken() == ["GetItem", "TransactWriteItems"]


def test_a_correction_reads_the_rules_of_the_shop_at_most_once_a_minute(api: Api, world: Budgeted) -> None:
    path = path_of("reclassify", ready_for(world, "reclassify").id)
    world.runtime.in_force.forget(SHOP)
    world.taken()
    assert api.post(path, {"primary": "policy"}, by=SUPERVISOR).status == 200
    assert world.taken() == ["Query", "GetItem", "TransactWriteItems"]
    assert api.post(path, {"primary": "logistics"}, by=SUPERVISOR).status == 200
    assert world.taken() == ["GetItem", "TransactWriteItems"]


def test_accepting_a_rule_and_taking_it_back_are_two_reads_and_one_transaction(api: Api, world: Budgeted) -> None:
    proposed(world, proposal())
    for decision in ("accept", "retire"):
        world.taken()
        assert api.post(f"/v1/proposals/p1/{decision}", {"reason": "so be it"}, by=SUPERVISOR).status == 200
        assert world.taken() == ["GetItem", "GetItem", "TransactWriteItems"]


def test_a_key_costs_one_read_more_and_a_repetition_only_that(api: Api, world: Budgeted) -> None:
    path = path_of("claim", world.complain(TEXT).id)
    world.taken()
    api.post(path, by=AGENT, Idempotency_Key="k1")
    assert world.taken() == ["BatchGetItem", "GetItem", "TransactWriteItems"]
    api.post(path, by=AGENT, Idempotency_Key="k1")
    assert world.taken() == ["BatchGetItem"]


def test_claim_next_is_two_calls(api: Api, world: Budgeted) -> None:
    world.complain(TEXT)
    world.taken()
    assert api.post(path_of("claim_next"), by=AGENT).status == 200
    assert world.taken() == ["Query", "TransactWriteItems"]
    assert api.post(path_of("claim_next"), by=AGENT).status == 204
    assert world.taken() == ["Query"]


def test_opening_a_complaint_is_one_query_of_its_own_rows(api: Api, world: Budgeted) -> None:
    complaint = world.complain(TEXT)
    for number in range(3):
        world.complain(f"{TEXT}{number}")
    world.taken()
    assert api.get(path_of("get_complaint", complaint.id), by=AGENT).status == 200
    own = 1 + 1 + 1 + 1 + len(world.runtime.store.dossier(SHOP, complaint.id).timers)
    assert world.calls.operations == ["Query", "Query"]
    assert world.calls.items_read == 2 * own


def test_an_original_costs_what_reading_costs_and_one_write(api: Api, world: Budgeted) -> None:
    complaint = world.complain(TEXT)
    world.taken()
    opened = api.post(path_of("open_original", complaint.id), {"reason": "asked by the customer"}, by=SUPERVISOR)
    assert opened.status == 200
    assert world.taken() == ["Query", "TransactWriteItems"]


def test_looking_at_one_thing_is_one_call(api: Api, world: Budgeted) -> None:
    complaint = world.complain(TEXT)
    receipt = world.runtime.signer.sign("receipt", SHOP, "d1")
    status = world.runtime.signer.sign("status", SHOP, complaint.id)
    world.taken()
    for path, calls in (
        (path_of("get_clocks", complaint.id), ["GetItem"]),
        (path_of("get_history", complaint.id), ["Query"]),
        (f"/v1/receipts/{receipt}", ["BatchGetItem"]),
        (f"/status/{status}", ["Query"]),
        (f"/v1/search?id={complaint.id}", ["GetItem"]),
        ("/v1/search?email=nobody@customer.example", ["Query"]),
        ("/v1/quarantine", ["Query"]),
        ("/v1/surveys", ["Query"]),
        ("/v1/visits", ["Query"]),
        ("/v1/reports/satisfaction", ["Query"]),
        ("/v1/reports/monthly?month=2026-11", ["Query"] * (9 + 1 + 1)),
        ("/v1/agents/me", ["GetItem"]),
        ("/healthz", ["GetItem"]),
        ("/form", []),
        ("/docs", []),
    ):
        assert api.get(path, by=SUPERVISOR).status == 200, path
        assert world.taken() == calls, path


def test_a_search_that_finds_is_two_calls(api: Api, world: Budgeted) -> None:
    world.complain(TEXT, customer=EMAIL)
    world.taken()
    assert len(api.get(f"/v1/search?email={EMAIL['email']}", by=AGENT).json["items"]) == 1
    assert world.taken() == ["Query", "BatchGetItem"]


def test_the_overview_asks_only_about_queues_where_somebody_waits(api: Api, world: Budgeted) -> None:
    world.complain(TEXT)
    world.complain("态度恶劣")
    world.taken()
    api.get("/v1/queues", by=AGENT)
    assert world.taken() == ["Query"] * (1 + 2 * 2)


# What happens by itself


def test_delivering_an_effect_takes_it_and_marks_it_done(world: Budgeted) -> None:
    world.complain(TEXT, customer=EMAIL)
    world.taken()
    assert world.run_due() == 1
    calls = world.taken()
    swept, delivered = calls[: calls.index("SendMessage") + 1], calls[calls.index("SendMessage") + 1 :]
    assert swept == [*["Query"] * 8, "SendMessage"]
    assert delivered == ["GetItem", "TransactWriteItems", "TransactWriteItems"]


def test_a_platform_that_counts_costs_one_more_look(world: Budgeted) -> None:
    world.process(wechat(world, TEXT, message="1"))
    world.taken()
    world.run_due()
    calls = world.taken()
    assert calls[calls.index("SendMessage") + 1 : calls.index("SendMessage") + 4] == [
        "GetItem",
        "TransactWriteItems",
        "Query",
    ]


def test_a_survey_is_asked_within_three_calls_and_answered_within_two(api: Api, world: Budgeted) -> None:
    complaint = resolved(world)
    world.run_due()
    world.clock.advance(timedelta(days=1))
    world.runtime.sweeping.sweep()
    [timer] = [body for body in world.due.take() if '"survey"' in body]
    world.taken()
    assert world.runtime.firing.fire(sweep.read(timer))
    assert world.taken() == ["GetItem", "BatchGetItem", "TransactWriteItems"]
    survey = world.complaint(complaint.id).survey
    assert survey is not None
    path = world.runtime.survey_url(SHOP, complaint.id, survey.id).removeprefix("https://huiyin.example")
    world.taken()
    assert api.submit(path, {"score": "5", "solved": "yes"}).status == 200
    assert world.taken() == ["GetItem", "TransactWriteItems"]


# However long the queue


def queue_of(world: Budgeted, length: int) -> Complaint:
    first = world.complain(TEXT)
    fill(world.client, TABLE, first, count=length - 1)
    world.taken()
    return first


def spent(world: Budgeted) -> tuple[list[str], int]:
    read = world.calls.items_read
    return world.taken(), read


@pytest.mark.parametrize("length", [100, 3_000])
def test_a_page_of_a_queue_costs_the_page(api: Api, world: Budgeted, length: int) -> None:
    queue_of(world, length)
    page = api.get("/v1/queues/quality/complaints", by=AGENT).json
    assert spent(world) == (["Query"], 25)
    api.get(f"/v1/queues/quality/complaints?cursor={page['next']}", by=AGENT)
    assert spent(world) == (["Query"], 25)


@pytest.mark.parametrize("length", [100, 3_000])
def test_claim_next_costs_the_same_in_a_long_queue(world: Budgeted, length: int) -> None:
    first = queue_of(world, length)
    claimed = world.runtime.pulling.claim_next("quality", Action(by=AGENT))
    assert claimed is not None
    assert claimed.id == first.id
    assert spent(world) == (["Query", "TransactWriteItems"], 10)


@pytest.mark.slow
def test_a_page_and_claim_next_are_billed_the_same_with_a_thousand_waiting_and_with_ten_thousand(
    world: Budgeted,
) -> None:
    first = queue_of(world, 1_000)
    short = [billed(world, first.queue) for _ in range(2)]
    fill(world.client, TABLE, first, count=9_000, beginning=1_000)
    assert [billed(world, first.queue) for _ in range(2)] == short


def billed(world: Budgeted, queue: str) -> dict[str, tuple[float, int]]:
    """Read capacity and items of a page, and of claim-next; what was claimed is let go again."""
    action, found = Action(by=AGENT), {}
    world.calls.clear()
    world.runtime.store.queue_page(SHOP, queue, status=Status.WAITING, limit=25)
    found["page"] = (world.calls.read_units, world.calls.items_read)
    world.calls.clear()
    claimed = world.runtime.pulling.claim_next(queue, action)
    found["claim-next"] = (world.calls.read_units, world.calls.items_read)
    assert claimed is not None
    world.runtime.desk.release(claimed.id, action)
    assert all(units > 0 for units, _ in found.values())
    return found


@pytest.mark.parametrize("length", [100, 3_000])
def test_the_overview_costs_the_same_with_long_queues(api: Api, world: Budgeted, length: int) -> None:
    queue_of(world, length)
    api.get("/v1/queues", by=AGENT)
    assert spent(world) == (["Query"] * 3, 1 + 1 + 1)


def test_the_long_queue_is_really_there(world: Budgeted) -> None:
    queue_of(world, 300)
    store, cursor, seen = world.runtime.store, None, set()
    while True:
        page = store.queue_page(SHOP, "quality", status=Status.WAITING, limit=100, cursor=cursor)
        seen |= {one.id for one in page.items}
        if (cursor := page.next) is None:
            break
    assert len(seen) == 300


# What the API function loads

SERVE: Final = """
import json, os, sys
import boto3

made = []


class Client:
    def __init__(self, service, *_, **__):
        made.append(service)

    def get_parameter(self, Name, **_):
        is_key = Name.endswith(("signing-key", "search-key", "seal-key"))
        return {"Parameter": {"Value": "a key that is long enough" if is_key else json.dumps({"shop": "demo"})}}

    def send_message(self, **_):
        pass

    def get_item(self, **_):
        return {}

    def update_item(self, **_):
        pass


boto3.client = Client
import app

imported = sorted(sys.modules)
for method, route, path in json.loads(sys.argv[1]):
    event = {
        "requestContext": {"httpMethod": method, "resourcePath": route, "path": path, "identity": {}},
        "headers": {}, "pathParameters": {}, "multiValueQueryStringParameters": None, "stageVariables": None,
        "body": json.dumps({"text": "x"}),
    }
    status = app.app(event, None)["statusCode"]
    assert status < 300, status
print(json.dumps({"made": made, "imported": imported, "loaded": sorted(sys.modules)}))
"""
VARIABLES: Final = {
    "STAGE": "test", "TABLE_NAME": "t", "INTAKE_QUEUE_URL": "i", "DUE_QUEUE_URL": "d", "OBJECTS_BUCKET": "b",
    "PARAMETER_PREFIX": "/huiyin/test", "OIDC_ISSUER": "https://issuer.example", "OIDC_AUDIENCE": "desk",
    "PUBLIC_URL": "https://huiyin.example",
}  # fmt: skip
HEAVY: Final = (
    "jieba",
    "aws_lambda_powertools",
    "chalicelib.understanding.assess",
    "chalicelib.understanding.classifier",
    "chalicelib.understanding.segmenter",
    "chalicelib.channels.email",
    "chalicelib.workers",
    "jinja2",
    "sklearn",
    "moto",
    "infra",
    "tools",
)
FORM: Final = ("POST", "/v1/complaints", "/v1/complaints")
HEALTH: Final = ("GET", "/healthz", "/healthz")
PAGE: Final = ("GET", "/form", "/form")


def served(*requests: tuple[str, str, str]) -> dict[str, list[str]]:
    """What a fresh function has made and loaded after these requests."""
    done = subprocess.run(
        [sys.executable, "-c", SERVE, json.dumps(requests)],
        env={**VARIABLES, "PYTHONPATH": str(ROOT), "AWS_DEFAULT_REGION": "us-east-1"},
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def heavy(modules: list[str]) -> set[str]:
    return {name for name in HEAVY for module in modules if module == name or module.startswith(f"{name}.")}


def test_the_api_function_never_loads_what_it_does_not_need() -> None:
    serving = served(FORM, HEALTH)
    assert "chalicelib.web.intake_api" in serving["imported"]
    assert heavy(serving["loaded"]) == set()


def test_only_a_page_loads_the_template_engine() -> None:
    assert heavy(served(PAGE)["loaded"]) == {"jinja2"}


def test_the_api_function_makes_only_the_clients_it_uses() -> None:
    assert served()["made"] == []
    assert served(FORM)["made"] == ["ssm", "dynamodb", "sqs"]
    assert served(FORM, FORM, HEALTH)["made"] == ["ssm", "dynamodb", "sqs"]
