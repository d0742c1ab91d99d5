"""What is stored of a complaint is what its history says, whatever happened to it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Final

from hypothesis import given, settings

from chalicelib.model.complaint import Status
from chalicelib.model.evolve import fold
from chalicelib.model.timers import timers_of
from chalicelib.store import Dossier
from tests.support.programs import Step, programs, run
from tests.support.world import SHOP


def the_fold_of_the_history_is_the_complaint(dossier: Dossier) -> None:
    assert fold(dossier.events, shop=SHOP) == dossier.complaint


def the_timers_are_those_the_complaint_needs(dossier: Dossier) -> None:
    assert {timer.kind: timer for timer in dossier.timers} == timers_of(dossier.complaint)


def the_history_has_no_gaps_and_never_goes_back_in_time(dossier: Dossier) -> None:
    first, last = dossier.events[0], dossier.events[-1]
    assert (first.version, first.index, last.version) == (1, 0, dossier.complaint.version)
    for before, after in pairwise(dossier.events):
        assert before.at <= after.at
        assert (after.version, after.index) in ((before.version, before.index + 1), (before.version + 1, 0))


def who_is_not_waited_for_has_a_promise_that_runs(dossier: Dossier) -> None:
    head = dossier.complaint
    assert head.queue
    if head.status is Status.WAITING_CUSTOMER:
        assert head.wait
    elif head.status.is_open:
        assert head.nearest_due


def the_messages_are_counted_as_they_are_kept(dossier: Dossier) -> None:
    assert dossier.complaint.message_count == len(dossier.messages)


CHECKS: Final[tuple[Callable[[Dossier], None], ...]] = (
    the_fold_of_the_history_is_the_complaint,
    the_timers_are_those_the_complaint_needs,
    the_history_has_no_gaps_and_never_goes_back_in_time,
    who_is_not_waited_for_has_a_promise_that_runs,
    the_messages_are_counted_as_they_are_kept,
)


@settings(max_examples=20)
@given(programs)
def test_after_any_program_every_dossier_agrees_with_itself(program: list[Step]) -> None:
    with run(program) as (world, complaints):
        for complaint in complaints:
            dossier = world.runtime.store.dossier(SHOP, complaint)
            for check in CHECKS:
                check(dossier)
