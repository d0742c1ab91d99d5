"""The survey: asked in the customer's language, answered once, counted once."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, message_from_string
from email.policy import default
from typing import Any, Final

import pytest

from chalicelib.desk.desk import Action
from tests.support.world import AGENT, SUPERVISOR, World

from .api import Answer, Api, covers
from .scenes import TEXT, resolved
from .test_form import require_a_safe_page

JSON: Final = "application/json"
GIVEN: Final = {"score": 5, "solved": "yes", "text": "谢谢"}
ENTRY: Final = {"score": "2", "solved": "partly", "text": "太慢"}


@pytest.fixture
def survey(world: World) -> str:
    """The path of a survey that has been sent."""
    complaint = resolved(world)
    world.run_due(after=timedelta(days=1))
    sent = world.complaint(complaint.id).survey
    assert sent is not None
    return world.runtime.survey_url("demo", complaint.id, sent.id).removeprefix("https://huiyin.example")


def send(api: Api, path: str, given: object = GIVEN, **headers: str) -> Answer:
    return api.call("POST", path, given, by=None, Content_Type=JSON, **headers)


def report(api: Api) -> dict[str, Any]:
    numbers: dict[str, Any] = api.get("/v1/reports/satisfaction", by=SUPERVISOR).json["numbers"]
    return numbers


def listed(api: Api) -> dict[str, Any]:
    [survey] = api.get("/v1/surveys", by=SUPERVISOR).json["items"]
    found: dict[str, Any] = survey
    return found


@covers("get_survey")
@pytest.mark.parametrize(("accepted", "tag"), [("en", "zh-Hans"), ("zh-TW", "zh-Hans"), ("", "zh-Hans")])
def test_the_survey_speaks_the_complaints_language(api: Api, survey: str, accepted: str, tag: str) -> None:
    page = api.get(survey, Accept_Language=accepted)
    assert page.status == 200
    require_a_safe_page(page)
    assert f'<html lang="{tag}"' in page.text
    assert '<html lang="en"' in api.get(f"{survey}?lang=en").text


@covers("get_survey")
def test_nothing_is_chosen_beforehand(api: Api, survey: str) -> None:
    page = api.get(survey).text
    assert page.count('name="score"') == 5
    assert " checked" not in page


@covers("get_survey")
def test_a_program_learns_what_is_asked(api: Api, survey: str) -> None:
    shown = api.get(survey, Accept=JSON).json
    assert shown.keys() == {"complaint", "state", "expires_at"}
    assert shown["state"] == "sent"


@covers("post_survey", "get_report", "get_surveys")
def test_an_answer_counts_once(api: Api, world: World, survey: str) -> None:
    assert send(api, survey).json["state"] == "answered"
    send(api, survey).problem(409, "survey_answered")
    send(api, survey, {**GIVEN, "score": 1}).problem(409, "survey_answered")
    numbers = report(api)
    assert (numbers["sent"], numbers["answered"], numbers["csat"]) == (1, 1, 1.0)
    assert numbers["scores"] == {"1": 0, "2": 0, "3": 0, "4": 0, "5": 1}
    assert numbers["solved"] == {"yes": 1, "partly": 0, "no": 0}
    shown = listed(api)
    assert (shown["state"], shown["score"], shown["solved"], shown["text"]) == ("answered", 5, "yes", "谢谢")
    assert shown["agent"] == AGENT.id


@covers("post_survey", "get_survey")
def test_a_person_answers_on_the_page(api: Api, world: World, survey: str) -> None:
    page = api.submit(survey, ENTRY)
    assert page.status == 200
    require_a_safe_page(page)
    assert '<html lang="zh-Hans"' in page.text
    assert (listed(api)["score"], listed(api)["solved"], listed(api)["text"]) == (2, "partly", "太慢")
    again = api.submit(survey, ENTRY)
    assert again.status == 409
    require_a_safe_page(again)
    assert api.get(survey).status == 409
    assert report(api)["answered"] == 1


@covers("post_survey")
def test_a_form_can_be_answered_with_json(api: Api, survey: str) -> None:
    assert api.submit(survey, ENTRY, Accept=JSON).json["state"] == "answered"


@covers("post_survey")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"score": 0}, "score"),
        ({"score": 6}, "score"),
        ({"score": 4.5}, "score"),
        ({"score": True}, "score"),
        ({"score": None}, "score"),
        ({"solved": "maybe"}, "solved"),
        ({"text": "x" * 5_001}, "text"),
    ],
    ids=str,
)
def test_a_wrong_answer_is_named_and_not_counted(api: Api, survey: str, wrong: dict[str, Any], field: str) -> None:
    given = {**GIVEN, **wrong}
    assert send(api, survey, given).wrong_fields() == [field]
    page = api.submit(survey, {name: str(value) for name, value in given.items()})
    assert page.status == 422
    require_a_safe_page(page)
    assert report(api)["answered"] == 0


@covers("post_survey")
@pytest.mark.parametrize("body", [b"{", b"[]", b"7", b"[" * 100_000])
def test_what_is_no_object_is_refused(api: Api, survey: str, body: bytes) -> None:
    assert send(api, survey, body).wrong_fields() == ["body"]


@covers("post_survey")
def test_words_are_not_needed(api: Api, survey: str) -> None:
    send(api, survey, {"score": 4, "solved": "no", "text": None})
    assert listed(api)["text"] == ""


@covers("get_surveys")
def test_what_customers_write_is_masked_in_the_list(api: Api, survey: str) -> None:
    send(api, survey, {**GIVEN, "text": "打我电话13812345678"})
    assert listed(api)["text"] == "打我电话138****5678"


@covers("get_survey", "post_survey")
@pytest.mark.parametrize("is_late", [True, False], ids=["expired", "reopened"])
def test_a_closed_survey_is_gone(api: Api, world: World, survey: str, is_late: bool) -> None:
    if is_late:
        world.clock.advance(timedelta(days=14))
    else:
        world.runtime.desk.reopen(listed(api)["complaint"], Action(by=SUPERVISOR), why="又坏了")
    page = api.get(survey)
    assert page.status == 410
    require_a_safe_page(page)
    assert api.submit(survey, ENTRY).status == 410
    api.get(survey, Accept=JSON).problem(410, "survey_expired")
    send(api, survey).problem(410, "survey_expired")


@covers("get_survey", "post_survey")
def test_a_survey_is_not_open_before_it_is_sent(api: Api, world: World) -> None:
    complaint = resolved(world)
    assert complaint.survey is not None
    url = world.runtime.survey_url("demo", complaint.id, complaint.survey.id)
    path = url.removeprefix("https://huiyin.example")
    api.get(path, Accept=JSON).problem(410, "survey_expired")
    send(api, path).problem(410, "survey_expired")


@covers("get_survey", "post_survey")
def test_the_survey_of_an_earlier_resolution_is_over(api: Api, world: World, survey: str) -> None:
    complaint = listed(api)["complaint"]
    desk = world.runtime.desk
    desk.reopen(complaint, Action(by=SUPERVISOR), why="又坏了")
    desk.resolve(complaint, Action(by=SUPERVISOR), outcome="solved", text="")
    assert api.get(survey).status == 410
    send(api, survey).problem(410, "survey_expired")


@covers("get_survey", "post_survey")
def test_a_link_that_is_not_ours_is_unknown(api: Api) -> None:
    page = api.get("/survey/nonsense")
    assert page.status == 404
    require_a_safe_page(page)
    send(api, "/survey/nonsense").problem(404, "not_found")


@covers("post_survey")
def test_an_answer_meets_an_agent_who_writes_at_the_same_time(
    api: Api, world: World, survey: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaint = listed(api)["complaint"]
    commit = world.runtime.store.commit

    def raced(change: Any) -> None:
        monkeypatch.undo()
        world.runtime.desk.note(complaint, Action(by=AGENT), text="笔记")
        commit(change)

    monkeypatch.setattr(world.runtime.store, "commit", raced)
    assert send(api, survey).status == 200
    assert report(api)["answered"] == 1
    assert world.complaint(complaint).message_count == 2
    assert TEXT in world.complaint(complaint).messages[0].text


@covers("get_survey")
def test_a_tap_in_the_mail_chooses_and_counts_nothing(api: Api, survey: str) -> None:
    """As programs do that follow every link of a mail."""
    for score in range(1, 6):
        page = api.get(f"{survey}?score={score}").text
        assert f'value="{score}" required checked' in page
        assert page.count(" checked") == 1
    assert " checked" not in api.get(f"{survey}?score=9").text
    assert (report(api)["answered"], listed(api)["state"]) == (0, "sent")


@covers("post_survey")
def test_every_question_of_the_plan_can_be_answered(api: Api, survey: str) -> None:
    page = api.get(survey).text
    assert all(f'name="{name}"' in page for name in ("attitude", "efficiency", "result", "recommend"))
    given = {"score": 4, "solved": "yes", "attitude": 5, "efficiency": 2, "result": 4, "effort": 6, "recommend": 9}
    assert send(api, survey, given).status == 200
    told = listed(api)
    assert {name: told[name] for name in given} == given
    assert report(api)["nps"] == {"answers": 1, "score": 100.0, "interval": None}


@covers("get_survey")
@pytest.mark.parametrize(
    ("language", "agree"),
    [
        ("zh-Hans", "这家公司让我很容易就把问题解决了"),
        ("zh-Hant", "這家公司讓我很容易就把問題解決了"),
        ("en", "The company made it easy to solve my problem"),
    ],
)
def test_after_a_refund_it_asks_how_easy_it_was_from_1_to_7(api: Api, world: World, language: str, agree: str) -> None:
    """CES as agreement with a sentence; whether somebody would recommend us is asked elsewhere."""
    complaint = world.complain(TEXT)
    world.runtime.desk.claim(complaint.id, Action(by=AGENT))
    world.runtime.desk.resolve(complaint.id, Action(by=AGENT), outcome="refunded", text="")
    world.run_due(after=timedelta(days=1))
    sent = world.complaint(complaint.id).survey
    assert sent is not None
    path = world.runtime.survey_url("demo", complaint.id, sent.id).removeprefix("https://huiyin.example")
    page = api.get(f"{path}?lang={language}").text
    assert agree in page
    assert [number for number in range(11) if f'name="effort" value="{number}"' in page] == list(range(1, 8))
    assert 'name="recommend"' not in page


@covers("get_survey")
def test_whether_they_would_recommend_us_is_asked_from_0_to_10(api: Api, survey: str) -> None:
    page = api.get(survey).text
    assert [number for number in range(12) if f'name="recommend" value="{number}"' in page] == list(range(11))


@covers("post_survey")
@pytest.mark.parametrize(("name", "value"), [("attitude", "6"), ("effort", "8"), ("recommend", "11"), ("result", "x")])
def test_numbers_off_the_scale_are_asked_again(api: Api, survey: str, name: str, value: str) -> None:
    page = api.submit(survey, {"score": "5", "solved": "yes", name: value})
    assert page.status == 422
    require_a_safe_page(page)
    assert report(api)["answered"] == 0


@pytest.fixture
def unsubscribe(world: World) -> str:
    """The address in the mail's header."""
    resolved(world)
    world.run_due(after=timedelta(days=1))
    world.run_due()
    mail = [one.raw.decode() for one in world.mailer.sent.values() if "List-Unsubscribe:" in one.raw.decode()][-1]
    headers = message_from_string(mail)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = "".join(str(headers["List-Unsubscribe"]).split()).strip("<>")
    return address.removeprefix("https://huiyin.example")


@covers("get_unsubscribe")
def test_following_the_link_takes_nobody_off(api: Api, world: World, unsubscribe: str) -> None:
    page = api.get(unsubscribe)
    assert page.status == 200
    require_a_safe_page(page)
    assert listed(api)["state"] == "sent"
    assert api.get(unsubscribe, Accept=JSON).json == {"opted_out": False}
    assert api.get("/unsubscribe/none").status == 404


@covers("post_unsubscribe")
def test_one_click_stops_surveys_for_good(api: Api, world: World, unsubscribe: str) -> None:
    for _ in range(2):
        assert api.submit(unsubscribe, {"List-Unsubscribe": "One-Click"}).status == 200
    assert (listed(api)["state"], listed(api)["why"]) == ("cancelled", "opted_out")
    assert api.call("POST", unsubscribe, {}, by=None, Content_Type=JSON, Accept=JSON).json == {"opted_out": True}


def test_the_mail_shows_five_scores_to_tap(world: World, unsubscribe: str) -> None:
    mail = message_from_bytes([one.raw for one in world.mailer.sent.values()][-1], policy=default)
    shown = mail.get_body(("html",))
    plain = mail.get_body(("plain",))
    assert shown is not None
    assert plain is not None
    assert [f"?score={score}" in shown.get_content() for score in range(1, 6)] == [True] * 5
    assert "?score=" not in plain.get_content()
