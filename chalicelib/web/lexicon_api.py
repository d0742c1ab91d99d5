"""The desk API for the shop's own lexicon."""

from __future__ import annotations

from typing import Any, Final

from chalice.app import Response

from chalicelib.desk.permissions import OVERSEERS, SENIOR
from chalicelib.desk.wording import Trial, check
from chalicelib.model.assessment import Assessment
from chalicelib.model.errors import InvalidInput
from chalicelib.model.lexicon import ShopLexicon, ShopTerm

from .changing import if_match
from .complaint_shapes import EvidenceShape
from .http import json_answer
from .lexicon_shapes import (
    LexiconBody,
    LexiconShape,
    LexiconTrialBody,
    LexiconTrialShape,
    LexiconTrialsShape,
    TermShape,
    UnderstoodShape,
)
from .masking import masked
from .operations import Call, Operations, Parameter

blueprint = Operations(__name__)
TAG: Final = "Lexicon"


@blueprint.operation(
    "GET",
    "/v1/lexicon",
    summary="The shop's own words",
    tag=TAG,
    answers={200: LexiconShape},
    parameters=(
        Parameter(name="version", description="An earlier one, as assessments name it; the newest when absent."),
    ),
    faults=(404,),
    roles=OVERSEERS,
)
def get_lexicon(call: Call[Any]) -> Response:
    lexicons, shop = call.runtime.lexicons, call.principal.shop
    wanted = call.query.get("version")
    if not wanted:
        return _shown(lexicons.newest(shop))
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) <= _LONGEST_VERSION):
        raise InvalidInput("this is not a version", fields={"version": "a whole number, for example 3"})
    return _shown(lexicons.version(shop, int(wanted)))


_LONGEST_VERSION: Final = 8


@blueprint.operation(
    "PUT",
    "/v1/lexicon",
    summary="Replace the shop's own words",
    tag=TAG,
    body=LexiconBody,
    answers={200: LexiconShape},
    parameters=(
        Parameter(name="If-Match", place="header", description="The version you read; 412 when it has changed since."),
    ),
    faults=(412,),
    roles=SENIOR,
)
def put_lexicon(call: Call[LexiconBody]) -> Response:
    """Counts for messages that come in from a minute later on. Every version is kept."""
    written = call.runtime.wording.write(
        _terms(call.content.terms), call.content.hot_words, by=call.principal, if_version=if_match(call)
    )
    return _shown(written)


@blueprint.operation(
    "POST",
    "/v1/lexicon/dry-run",
    summary="Try words before they count",
    tag=TAG,
    body=LexiconTrialBody,
    answers={200: LexiconTrialsShape},
    roles=SENIOR,
)
def try_lexicon(call: Call[LexiconTrialBody]) -> Response:
    """Beside the lexicon in force; nothing is stored."""
    sent = call.content
    if not (sent.texts or sent.recent):
        raise InvalidInput("there is nothing to try it on", fields={"texts": "some texts, or how many 'recent'"})
    terms = _terms(sent.terms)
    check(terms, sent.hot_words)
    tried = ShopLexicon(terms=terms, hot_words=sent.hot_words)
    wording = call.runtime.wording
    trials = [
        *wording.on_texts(sent.texts, tried, by=call.principal),
        *(wording.on_recent(tried, by=call.principal, most=sent.recent) if sent.recent else ()),
    ]
    items = tuple(map(_trial, trials))
    return json_answer(
        LexiconTrialsShape(tried=len(trials), changed=sum(trial.is_changed for trial in trials), items=items)
    )


def _terms(sent: tuple[TermShape, ...]) -> tuple[ShopTerm, ...]:
    return tuple(ShopTerm(**one.model_dump()) for one in sent)


def _shown(lexicon: ShopLexicon) -> Response:
    return json_answer(LexiconShape(**lexicon.model_dump()), headers={"ETag": f'"{lexicon.version}"'})


def _trial(trial: Trial) -> LexiconTrialShape:
    return LexiconTrialShape(
        complaint=trial.complaint,
        changed=trial.is_changed,
        before=_understood(trial.before),
        after=_understood(trial.after),
    )


def _understood(assessment: Assessment) -> UnderstoodShape:
    evidence = (one.model_dump() | {"text": masked(one.text)} for one in assessment.evidence)
    return UnderstoodShape(
        primary=assessment.primary,
        labels=assessment.labels,
        confidence=assessment.confidence,
        abstained=assessment.abstained,
        signals=assessment.signals,
        evidence=tuple(EvidenceShape(**one) for one in evidence),
    )
