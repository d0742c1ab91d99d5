"""One complaint at the desk: everything about it, and everything an agent does to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

import pytest

from chalicelib.desk.desk import Action
from chalicelib.model.ports import HttpAnswer
from chalicelib.routing.titles import LANGUAGES
from tests.support.arrivals import wechat
from tests.support.world import AGENT, AUDITOR, OTHER_AGENT, SUPERVISOR, World

from .api import Answer, Api, covers
from .scenes import BODIES, CHANGES, TEXT, caller_of, path_of, ready_for

TOLD: Final[dict[str, Any]] = {
    "customer": {"name": "王小明", "phone": "13812345678", "email": "wang@customer.example"},
    "order": {"platform": "taobao", "number": "202611110001"},
    "subject": "屏幕",
}
PROMISED_FIELDS: Final = {
    "id", "version", "shop", "status", "channel", "customer", "order", "language", "category", "severity", "signals",
    "queue", "assignee", "lease", "clocks", "entitlements", "cluster", "messages", "created_at", "updated_at",
}  # fmt: skip
OF_ONE: Final = tuple(name for name in CHANGES if name != "claim_next")
MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")


def do(api: Api, name: str, complaint: str, content: object = None, **about: Any) -> Answer:
    about.setdefault("by", caller_of(name))
    return api.post(path_of(name, complaint), BODIES[name] if content is None else content, **about)


@pytest.fixture
def held(world: World) -> str:
    """The id of a complaint that the agent holds."""
    return ready_for(world, "release").id


def clocks(answer: Answer) -> dict[str, dict[str, Any]]:
    return {clock["kind"]: clock for clock in answer.json["clocks"]}


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value


# Reading


def test_why_it_is_here_is_told_in_the_callers_language_with_the_words_that_decided(api: Api, world: World) -> None:
    path = f"/v1/complaints/{world.complain('充电时起火，我要找律师').id}"
    first = {name: api.get(f"{path}?lang={name}", by=AGENT).json["routing"]["reasons"][0] for name in LANGUAGES}
    assert {reason["code"] for reason in first.values()} == {"safety"}
    assert first["en"]["text"] == "S0: Somebody's safety is at risk."
    assert first["zh-Hans"]["text"] == "S0：有人的人身安全受到威胁。"
    assert first["en"]["words"] == ["起火"]
    wished = api.get(path, by=AGENT, **{"accept-language": "zh-TW"}).json["routing"]["reasons"]
    assert wished[0]["text"] == first["zh-Hant"]["text"]
    assert [reason["words"] for reason in wished if reason["code"] == "rule"] == [[]] * (len(wished) - 1)


@covers("get_complaint")
def test_a_complaint_shows_everything_it_has(api: Api, world: World) -> None:
    complaint = world.complain(TEXT, **TOLD)
    answer = api.get(path_of("get_complaint", complaint.id), by=AGENT)
    shown = answer.json
    assert answer.status == 200
    assert answer.headers["etag"] == '"1"'
    assert shown.keys() >= PROMISED_FIELDS
    assert shown["category"].keys() >= {"primary", "labels", "confidence", "evidence"}
    assert shown["customer"] == {"id": None, "tier": None, **TOLD["customer"]}
    assert shown["order"] == TOLD["order"]
    assert (shown["subject"], shown["shop"], shown["channel"], shown["status"]) == ("屏幕", "demo", "form", "waiting")
    assert (shown["category"]["primary"], shown["category"]["labels"]) == ("quality", ["quality"])
    assert (shown["queue"], shown["severity"], shown["signals"]) == ("quality", "S2", [])
    assert shown["routing"]["rules"] == ["quality"]
    assert [message["text"] for message in shown["messages"]] == [TEXT]
    assert shown["history"][0]["type"] == "received"
    assert [delivery["kind"] for delivery in shown["deliveries"]] == ["acknowledgement"]
    assert "质量太差" in answer.text


@covers("get_complaint")
def test_each_clock_says_when_how_long_and_why(api: Api, world: World) -> None:
    complaint = world.complain(TEXT)
    world.clock.advance(timedelta(minutes=20))
    shown = clocks(api.get(path_of("get_complaint", complaint.id), by=AGENT))
    assert shown.keys() == {"first_response", "next_update", "resolution"}
    first = shown["first_response"]
    assert first["state"] == "running"
    assert first["remaining_seconds"] == 40 * 60
    assert datetime.fromisoformat(first["due_at"]) - datetime.fromisoformat(first["started_at"]) == timedelta(hours=1)
    assert all(clock["reason"] for clock in shown.values())


@covers("get_complaint")
def test_long_messages_are_shown_whole(api: Api, world: World) -> None:
    text = TEXT + "很" * 10_000
    complaint = world.complain(text)
    [message] = api.get(path_of("get_complaint", complaint.id), by=AGENT).json["messages"]
    assert message["text"] == text
    assert message["truncated"] is False


@covers("get_complaint", "get_clocks", "get_history")
def test_every_time_has_an_offset(api: Api, world: World, held: str) -> None:
    do(api, "wait", held, {"until": "2026-11-20T18:00:00+08:00"})
    for name in ("get_complaint", "get_clocks", "get_history"):
        moments = [text for text in strings(api.get(path_of(name, held), by=AGENT).json) if MOMENT.fullmatch(text)]
        assert moments
        assert all(datetime.fromisoformat(moment).tzinfo for moment in moments)


@covers("get_clocks")
@pytest.mark.parametrize(
    ("language", "word"), [("zh-Hans", "工作"), ("zh-Hant", "工作"), ("en", "working")], ids=lambda value: value
)
def test_due_times_are_explained_in_three_languages(api: Api, world: World, language: str, word: str) -> None:
    path = path_of("get_clocks", world.complain(TEXT).id)
    asked = api.get(f"{path}?lang={language}", by=AGENT)
    preferred = api.get(path, by=AGENT, Accept_Language=language)
    explained = {clock["kind"]: clock["steps"] for clock in asked.json["items"]}
    assert explained.keys() == {"first_response", "next_update", "resolution"}
    assert all(len(steps) >= 2 for steps in explained.values())
    assert word in "".join(explained["resolution"])
    assert preferred.json == asked.json


@covers("get_clocks")
def test_the_languages_of_explanations_differ(api: Api, world: World) -> None:
    path = path_of("get_clocks", world.complain(TEXT).id)
    said = {api.get(f"{path}?lang={language}", by=AGENT).text for language in ("zh-Hans", "zh-Hant", "en")}
    assert len(said) == 3


@covers("get_history")
def test_the_history_tells_what_happened_in_order(api: Api, world: World, held: str) -> None:
    do(api, "note", held)
    do(api, "resolve", held)
    events = api.get(path_of("get_history", held), by=AUDITOR).json["items"]
    told = [event["type"] for event in events]
    assert told[:4] == ["received", "assessed", "routed", "clocks_changed"]
    assert told.index("claimed") < told.index("noted") < told.index("resolved") < told.index("survey_scheduled")
    assert [event["at"] for event in events] == sorted(event["at"] for event in events)
    assert (events[0]["actor"], events[1]["actor"]) == ("customer", "system")
    assert events[told.index("claimed")]["actor_id"] == AGENT.id
    assert events[told.index("resolved")]["facts"]["resolution"]["outcome"] == "exchanged"


# Every change


@pytest.mark.parametrize("name", OF_ONE)
def test_a_change_counts_the_version_on(api: Api, world: World, name: str) -> None:
    complaint = ready_for(world, name)
    answer = do(api, name, complaint.id)
    assert answer.status == (202 if name == "reply" else 200)
    assert answer.json["version"] == complaint.version + 1
    assert answer.headers["etag"] == f'"{complaint.version + 1}"'
    assert world.complaint(complaint.id).version == complaint.version + 1
    opened = api.get(path_of("get_complaint", complaint.id), by=AGENT)
    assert opened.headers["etag"] == answer.headers["etag"]
    assert opened.json["status"] == answer.json["status"]


@pytest.mark.parametrize("name", OF_ONE)
def test_a_stale_version_changes_nothing(api: Api, world: World, name: str) -> None:
    complaint = ready_for(world, name)
    do(api, "note", complaint.id)
    refused = do(api, name, complaint.id, If_Match=f'"{complaint.version}"').problem(412, "stale_version")
    assert (refused["version"], refused["state"]) == (complaint.version + 1, complaint.status)
    assert world.complaint(complaint.id).version == complaint.version + 1


@pytest.mark.parametrize("name", OF_ONE)
@pytest.mark.parametrize("form", ['"{}"', 'W/"{}"', "{}", "*"])
def test_the_present_version_lets_through(api: Api, world: World, name: str, form: str) -> None:
    complaint = ready_for(world, name)
    assert do(api, name, complaint.id, If_Match=form.format(complaint.version)).status in (200, 202)


@pytest.mark.parametrize("etag", ['"one"', "", '"1", "2"', '"-1"', '"１"', "9" * 5_000])
def test_what_is_no_etag_of_ours_is_refused(api: Api, held: str, etag: str) -> None:
    assert do(api, "note", held, If_Match=etag).wrong_fields() == ["If-Match"]


@pytest.mark.parametrize("name", ["release", "heartbeat", "reply", "wait", "resolve"])
def test_what_another_agent_holds_is_theirs(api: Api, world: World, held: str, name: str) -> None:
    before = world.complaint(held)
    assert before.lease is not None
    refused = do(api, name, held, by=OTHER_AGENT).problem(409, "already_claimed")
    holder = refused["holder"]
    assert (holder["id"], holder["name"]) == (AGENT.id, "林晓")
    assert datetime.fromisoformat(holder["until"]) == before.lease.until
    assert (refused["version"], refused["state"]) == (before.version, "assigned")
    assert world.complaint(held) == before


@pytest.mark.parametrize("name", ["transfer", "reclassify"])
def test_another_agents_complaint_is_not_moved(api: Api, world: World, held: str, name: str) -> None:
    before = world.complaint(held)
    do(api, name, held, by=OTHER_AGENT).problem(409, "already_claimed")
    assert world.complaint(held) == before


@pytest.mark.parametrize("name", ["release", "heartbeat", "reply", "wait", "resolve", "reopen"])
def test_what_nobody_holds_has_to_be_claimed_first(api: Api, world: World, name: str) -> None:
    complaint = world.complain(TEXT)
    refused = do(api, name, complaint.id).problem(409, "illegal_transition")
    assert (refused["holder"], refused["state"], refused["version"]) == (None, "waiting", 1)
    assert world.complaint(complaint.id) == complaint


@pytest.mark.parametrize("name", ["claim", "release", "heartbeat", "transfer", "reclassify", "wait", "resolve"])
def test_what_is_settled_is_reopened_first(api: Api, world: World, name: str) -> None:
    complaint = ready_for(world, "reopen")
    refused = do(api, name, complaint.id, by=SUPERVISOR).problem(409, "illegal_transition")
    assert (refused["version"], refused["state"]) == (complaint.version, "resolved")
    assert world.complaint(complaint.id) == complaint


@pytest.mark.parametrize("name", ["release", "reply", "wait", "resolve"])
def test_a_supervisor_acts_on_anybodys_complaint(api: Api, held: str, name: str) -> None:
    assert do(api, name, held, by=SUPERVISOR).status in (200, 202)


# Each change


@covers("claim")
def test_a_claim_holds_it_for_a_while(api: Api, world: World) -> None:
    complaint = world.complain(TEXT)
    answer = do(api, "claim", complaint.id)
    assert (answer.json["status"], answer.json["assignee"]) == ("assigned", AGENT.id)
    assert (answer.json["lease"]["agent"], answer.json["lease"]["agent_name"]) == (AGENT.id, "林晓")
    assert datetime.fromisoformat(answer.json["lease"]["until"]) == world.clock() + timedelta(minutes=30)
    do(api, "claim", complaint.id, by=OTHER_AGENT).problem(409, "already_claimed")


@covers("claim", "heartbeat")
@pytest.mark.parametrize("name", ["claim", "heartbeat"])
def test_the_holder_can_hold_it_longer(api: Api, world: World, held: str, name: str) -> None:
    world.clock.advance(timedelta(minutes=20))
    lease = do(api, name, held).json["lease"]
    do(api, "claim" if name == "heartbeat" else "heartbeat", held)
    assert datetime.fromisoformat(lease["until"]) == world.clock() + timedelta(minutes=30)
    assert datetime.fromisoformat(lease["taken_at"]) == world.clock() - timedelta(minutes=20)


@covers("release")
def test_a_release_gives_it_back(api: Api, held: str) -> None:
    released = do(api, "release", held).json
    assert (released["status"], released["assignee"], released["lease"]) == ("waiting", None, None)
    assert do(api, "claim", held, by=OTHER_AGENT).status == 200


@covers("reply")
def test_a_reply_is_owed_to_the_customer(api: Api, world: World) -> None:
    complaint = world.complain(TEXT, **TOLD)
    world.run_due(after=timedelta(minutes=1))
    do(api, "claim", complaint.id)
    answer = do(api, "reply", complaint.id, {"text": "  您好，马上为您换货。\n", "macro": "exchange"})
    assert answer.status == 202
    assert answer.json["messages"][-1]["text"] == "您好，马上为您换货。"
    assert clocks(answer)["first_response"]["state"] == "met"
    opened = api.get(path_of("get_complaint", complaint.id), by=AGENT).json
    said = opened["messages"][-1]
    assert (said["direction"], said["author"]) == ("outbound", "林晓")
    delivery = opened["deliveries"][-1]
    assert (delivery["kind"], delivery["state"], delivery["channel"]) == ("reply", "pending", "email")
    assert delivery["message"] == said["id"]
    world.run_due()
    assert [mail.recipients for mail in world.mailer.sent.values()] == [("wang@customer.example",)] * 2
    assert api.get(path_of("get_complaint", complaint.id), by=AGENT).json["deliveries"][-1]["state"] == "done"


@covers("note")
def test_a_note_stays_in_the_house(api: Api, world: World) -> None:
    complaint = world.complain(TEXT)
    world.run_due()
    answer = do(api, "note", complaint.id, by=OTHER_AGENT)
    assert answer.json["status"] == "waiting"
    assert clocks(answer)["first_response"]["state"] == "running"
    assert answer.json["messages"][-1]["direction"] == "internal"
    world.run_due()
    assert len(world.mailer.sent) == 1
    status = world.runtime.status_url("demo", complaint.id).removeprefix("https://huiyin.example")
    assert TEXT in api.get(status).text
    assert "客户很着急" not in api.get(status).text


@covers("transfer")
def test_another_queue_takes_over(api: Api, held: str) -> None:
    answer = do(api, "transfer", held)
    assert (answer.json["queue"], answer.json["status"], answer.json["lease"]) == ("policy", "waiting", None)
    event = api.get(path_of("get_history", held), by=AGENT).json["items"][-1]
    assert (event["type"], event["facts"]["queue"], event["facts"]["why"]) == ("transferred", "policy", "关于退货政策")
    do(api, "transfer", held).problem(409, "illegal_transition")


@covers("reclassify")
def test_a_person_corrects_the_category(api: Api, world: World) -> None:
    complaint = world.complain(TEXT)
    answer = do(
        api, "reclassify", complaint.id, {"primary": "policy", "labels": ["quality", "policy"], "reason": "规则"}
    )
    category = answer.json["category"]
    assert (category["primary"], category["labels"]) == ("policy", ["policy", "quality"])
    assert (category["confidence"], category["decided_by"]) == (1.0, AGENT.id)
    assert (answer.json["queue"], answer.json["routing"]["rules"]) == ("policy", ["policy"])
    kept = api.get(path_of("get_history", complaint.id), by=AGENT).json["items"]
    corrected = next(event for event in kept if event["type"] == "reclassified")
    assert corrected["facts"]["previous"]["primary"] == "quality"


@covers("start_clock")
@covers("stop_clock")
def test_a_repair_and_a_regulator_have_clocks_of_their_own(api: Api, world: World, held: str) -> None:
    do(api, "start_clock", held)
    passed_on = (world.clock.now - timedelta(days=1)).isoformat()
    answer = do(api, "start_clock", held, {"kind": "regulator:12315", "since": passed_on, "reason": "转来"})
    shown = clocks(answer)
    assert shown["repair_confirmation"]["remaining_seconds"] == 86_400
    assert datetime.fromisoformat(shown["regulator:12315"]["started_at"]) == world.clock.now - timedelta(days=1)
    do(api, "start_clock", held).problem(409, "illegal_transition")
    assert clocks(do(api, "stop_clock", held))["repair_confirmation"]["state"] == "met"
    do(api, "stop_clock", held).problem(409, "illegal_transition")
    do(api, "start_clock", held, {"kind": "first_response"}).problem(422, "invalid_input")
    future = (world.clock.now + timedelta(days=1)).isoformat()
    do(api, "start_clock", held, {"kind": "regulator:12315", "since": future}).problem(422, "invalid_input")
    explained = api.get(f"{path_of('get_clocks', held)}?lang=zh-Hant", by=AGENT).json["items"]
    regulator = next(one for one in explained if one["kind"] == "regulator:12315")
    assert regulator["reason"] == "12315 平臺轉來的投訴，10 個工作日內與消費者自行和解。"
    assert "按整日計算" in regulator["steps"][2]


@covers("wait")
def test_waiting_for_the_customer_rests_the_promises(api: Api, world: World, held: str) -> None:
    do(api, "reply", held)
    answer = do(api, "wait", held, {"reason": "等客户寄回", "until": "2026-11-20T18:00:00+08:00"})
    assert answer.json["status"] == "waiting_customer"
    assert answer.json["wait"]["why"] == "等客户寄回"
    assert datetime.fromisoformat(answer.json["wait"]["until"]) == datetime.fromisoformat("2026-11-20T10:00:00Z")
    resting = {kind: clock["state"] for kind, clock in clocks(answer).items()}
    assert resting == {"first_response": "met", "next_update": "paused", "resolution": "paused"}


@covers("wait")
def test_without_a_time_we_wait_a_week(api: Api, world: World, held: str) -> None:
    until = do(api, "wait", held, {}).json["wait"]["until"]
    assert datetime.fromisoformat(until) == world.clock() + timedelta(days=7)


@covers("resolve")
def test_a_resolution_ends_the_promises_and_schedules_the_survey(api: Api, world: World, held: str) -> None:
    answer = do(api, "resolve", held, {"outcome": "exchanged", "text": "已换新机"})
    assert answer.json["status"] == "resolved"
    resolution = answer.json["resolution"]
    assert (resolution["outcome"], resolution["note"], resolution["agent"]) == ("exchanged", "已换新机", AGENT.id)
    assert {clock["state"] for clock in clocks(answer).values()} <= {"met", "cancelled"}
    survey = answer.json["survey"]
    assert (survey["state"], survey["agent"]) == ("scheduled", AGENT.id)
    assert datetime.fromisoformat(survey["due_at"]) == world.clock() + timedelta(days=1)


@covers("reopen")
def test_reopening_starts_the_promises_anew(api: Api, world: World) -> None:
    complaint = ready_for(world, "reopen")
    answer = do(api, "reopen", complaint.id, by=OTHER_AGENT)
    assert (answer.json["status"], answer.json["lease"]) == ("waiting", None)
    assert answer.json["survey"]["state"] == "cancelled"
    assert "running" in {clock["state"] for clock in clocks(answer).values()}


def test_a_customer_without_an_address_is_still_answered(api: Api, world: World) -> None:
    """They find the answer on the status page."""
    complaint = world.complain(TEXT, customer={"phone": "13812345678"})
    world.runtime.desk.claim(complaint.id, Action(by=AGENT))
    assert do(api, "reply", complaint.id).status == 202
    opened = api.get(path_of("get_complaint", complaint.id), by=AGENT).json
    assert (opened["reply_channel"], opened["deliveries"]) == (None, [])


# What the platform still takes, and what a person has to do


@covers("finish_task")
def test_a_task_is_open_until_somebody_says_how_it_was_done(api: Api, world: World) -> None:
    complaint = ready_for(world, "finish_task")
    [task] = api.get(path_of("get_complaint", complaint.id), by=AUDITOR).json["tasks"]
    assert (task["id"], task["kind"], task["why"]) == ("x0", "reach_customer", "the customer cannot be reached")
    answer = do(api, "finish_task", complaint.id)
    assert (answer.status, answer.json["tasks"]) == (200, [])
    [*_, last] = api.get(path_of("get_history", complaint.id), by=AGENT).json["items"]
    assert (last["type"], last["facts"]["how"]) == ("task_done", "打电话说明了")
    assert do(api, "finish_task", complaint.id).status == 404


def test_the_window_is_shown_with_what_is_left_of_it(api: Api, world: World) -> None:
    complaint = world.process(wechat(world, TEXT, message="1")).complaint
    path = path_of("get_complaint", complaint)
    closes = (world.clock() + timedelta(hours=48)).isoformat().replace("+00:00", "Z")
    assert api.get(path, by=AGENT).json["reply_window"] == {
        "is_open": True,
        "open_until": closes,
        "takes": 5,
        "remaining": 5,
    }
    world.http.answer = lambda _, url: HttpAnswer(
        200, b'{"access_token": "t", "expires_in": 7200}' if "stable_token" in url else b'{"errcode": 0}'
    )
    world.run_due()
    assert api.get(path, by=AGENT).json["reply_window"]["remaining"] == 4
    world.clock.advance(timedelta(hours=48, seconds=1))
    assert api.get(path, by=AGENT).json["reply_window"]["is_open"] is False


def test_a_channel_without_limits_has_a_window_that_stays_open(api: Api, world: World) -> None:
    complaint = world.complain(TEXT)
    shown = api.get(path_of("get_complaint", complaint.id), by=AGENT).json["reply_window"]
    assert shown == {"is_open": True, "open_until": None, "takes": None, "remaining": None}


def test_no_way_back_is_no_window(api: Api, world: World) -> None:
    complaint = world.complain(TEXT, customer={"phone": "13812345678"})
    assert api.get(path_of("get_complaint", complaint.id), by=AGENT).json["reply_window"] is None
