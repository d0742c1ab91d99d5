"""The stored complaint is the fold of its stored history, whatever happened to it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings

from chalicelib.model.complaint import Status
from chalicelib.model.evolve import fold
from chalicelib.model.timers import timers_of
from tests.support.programs import Step, programs, run
from tests.support.world import SHOP


@settings(max_examples=60)
@given(programs)
def test_what_is_stored_of_a_complaint_is_what_its_history_says(program: list[Step]) -> None:
    with run(program) as (world, complaints):
        for complaint in complaints:
            dossier = world.runtime.store.dossier(SHOP, complaint)
            assert fold(dossier.events, shop=SHOP) == dossier.complaint
            assert {timer.kind: timer for timer in dossier.timers} == timers_of(dossier.complaint)
            assert dossier.complaint.message_count == len(dossier.messages)


@settings(max_examples=40)
@given(programs)
def test_a_history_has_no_gaps_and_never_goes_back_in_time(program: list[Step]) -> None:
    with run(program) as (world, complaints):
        for complaint in complaints:
            dossier = world.runtime.store.dossier(SHOP, complaint)
            versions = sorted({event.version for event in dossier.events})
            assert versions == list(range(1, dossier.complaint.version + 1))
            for before, after in pairwise(dossier.events):
                assert before.at <= after.at
                assert (after.version, after.index) in ((before.version, before.index + 1), (before.version + 1, 0))


@settings(max_examples=40)
@given(programs)
def test_an_open_complaint_has_a_queue_and_a_promise_that_runs_or_a_wait_that_ends(program: list[Step]) -> None:
    with run(program) as (world, complaints):
        for complaint in complaints:
            head = world.complaint(complaint)
            if head.status is Status.WAITING_CUSTOMER:
                assert head.wait
            elif head.status.is_open:
                assert head.nearest_due
            assert head.queue
