"""The desk's frame, its scripts, and the words they say."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from typing import Any, Final, get_args

import pytest

from chalicelib.channels.registry import CHANNELS
from chalicelib.model.agent import Presence
from chalicelib.model.assessment import Category, Severity, Signal
from chalicelib.model.clock import ClockState
from chalicelib.model.complaint import Status
from chalicelib.model.effect import EffectKind, EffectState
from chalicelib.model.errors import HuiyinError
from chalicelib.model.event import Body
from chalicelib.model.identity import ActorKind, Role
from chalicelib.model.proposal import ProposalKind, ProposalState
from chalicelib.model.survey import SurveyState
from chalicelib.model.visit import VisitKind, VisitOutcome
from chalicelib.routing.accepted import RuleStep
from chalicelib.web.pages import Language
from chalicelib.web.pages.desk_pages import DESK_SCRIPTS
from chalicelib.web.pages.rendering import SCRIPTS as FOLDER
from chalicelib.web.pages.wording import TEXTS

from .api import Api, covers

SCRIPTS: Final = {name: (FOLDER / "desk" / name).read_text("utf-8") for name in DESK_SCRIPTS}
WORDS: Final[dict[Language, dict[str, str]]] = {
    language: json.loads((TEXTS / "desk" / f"{language}.json").read_text("utf-8")) for language in Language
}
CODES: Final[dict[str, type[StrEnum]]] = {
    "status": Status,
    "severity": Severity,
    "category": Category,
    "signal": Signal,
    "presence": Presence,
    "actor": ActorKind,
    "role": Role,
    "clock_state": ClockState,
    "delivery": EffectState,
    "effect": EffectKind,
    "survey": SurveyState,
    "proposal_state": ProposalState,
    "proposal_kind": ProposalKind,
    "rule_step": RuleStep,
    "visit_kind": VisitKind,
    "visit_outcome": VisitOutcome,
}


@covers("get_desk", "get_desk_script", "get_desk_stylesheet")
@pytest.mark.parametrize("language", Language)
def test_the_page_brings_its_words_and_runs_only_our_scripts(api: Api, language: Language) -> None:
    page = api.get(f"/desk?lang={language}")
    assert (page.status, page.media_type) == (200, "text/html")
    assert f'<html lang="{language}"' in page.text
    policy = page.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    [data] = re.findall(r'<script type="application/json" id="words">(.*?)</script>', page.text)
    words = json.loads(data)
    assert words.items() >= WORDS[language].items()
    assert {key.partition(".")[0] for key in words.keys() - WORDS[language].keys()} == {"platform", "solved"}
    for linked in re.findall(r'(?:src|href)="(desk[^"]+)"', page.text):
        assert api.get(f"/{linked}").status == 200


@covers("get_desk_script")
@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_every_script_is_served(api: Api, name: str) -> None:
    script = api.get(f"/desk/{name}")
    assert (script.status, script.media_type, script.text) == (200, "text/javascript", SCRIPTS[name])
    assert script.headers["x-content-type-options"] == "nosniff"


@covers("get_desk_script")
@pytest.mark.parametrize("name", ["nothing.js", "..%2fform.js", "desk.css"])
def test_nothing_else_is_served(api: Api, name: str) -> None:
    api.get(f"/desk/{name}").problem(404, "not_found")


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_a_script_never_reads_text_as_markup_and_knows_what_it_imports(name: str) -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", SCRIPTS[name])
    for imported, source in re.findall(r'import \{([^}]+)\} from "\./([^"]+)"', SCRIPTS[name]):
        for thing in imported.split(","):
            assert re.search(rf"export (?:const|class) {thing.strip()}\b", SCRIPTS[source]), (name, thing)


def test_the_languages_say_the_same_things() -> None:
    english = WORDS[Language.ENGLISH]
    for words in WORDS.values():
        assert list(words) == list(english)
        for key, sentence in words.items():
            assert set(re.findall(r"\{\w+\}", sentence)) == set(re.findall(r"\{\w+\}", english[key])), key


@pytest.mark.parametrize("language", Language)
def test_every_sentence_has_a_key_of_its_own(language: Language) -> None:
    """Of two under one key a page would know only the second."""
    written = (TEXTS / "desk" / f"{language}.json").read_text("utf-8")
    keys = [key for key, _ in json.loads(written, object_pairs_hook=list)]
    assert len(keys) == len(set(keys))


def test_every_sentence_that_a_script_says_exists_and_every_one_is_said() -> None:
    whole = "".join(SCRIPTS.values())
    said = set(re.findall(r'\bt\("([\w.]+)"', whole)) | set(
        re.findall(r'withReason\("\w+", "[^"]+", "([\w.]+)"', whole)
    )
    made = {"empty", "done", "check", "problem"}
    kinds = set(re.findall(r'named\("(\w+)"', whole))
    keys = set(WORDS[Language.ENGLISH])
    assert not said - keys
    unsaid = {key for key in keys - said if key.partition(".")[0] not in made | kinds}
    assert not unsaid


@pytest.mark.parametrize("kind", CODES)
def test_every_code_has_a_word(kind: str) -> None:
    for words in WORDS.values():
        assert not [code for code in CODES[kind] if f"{kind}.{code.value}" not in words]


def test_every_channel_has_a_word() -> None:
    for words in WORDS.values():
        assert not [name for name in (*CHANNELS, "desk") if f"channel.{name}" not in words]


def test_what_goes_wrong_is_said_in_words_of_the_desk() -> None:
    """Each code that the desk's own calls can meet; the others are said as the API says them."""
    keys = WORDS[Language.ENGLISH]
    codes = {key.removeprefix("problem.") for key in keys if key.startswith("problem.")}
    known = {error.code for error in _every(HuiyinError)} | {"internal_server_error", "unknown", "offline"}
    assert codes <= known
    assert codes >= {
        "not_found",
        "forbidden",
        "stale_version",
        "already_claimed",
        "illegal_transition",
        "invalid_input",
    }


def _every(error: type[HuiyinError]) -> set[type[HuiyinError]]:
    return {error}.union(*map(_every, error.__subclasses__()))


def test_every_event_has_a_word() -> None:
    [events, *_] = get_args(Body)
    types: list[Any] = [event.model_fields["type"].default for event in get_args(events)]
    assert len(types) > 20
    for words in WORDS.values():
        assert not [name for name in types if f"event.{name}" not in words]


def test_the_scripts_stay_small() -> None:
    assert sum(len(script.encode()) for script in SCRIPTS.values()) < 60_000
