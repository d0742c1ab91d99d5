"""Who may do what, in which state: every action by everybody, as one table."""

from __future__ import annotations

import pytest

from chalicelib.desk.desk import Action
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.errors import AlreadyClaimed, Conflict, Forbidden, HuiyinError, IllegalTransition, NotFound
from chalicelib.model.identity import Principal
from tests.desk.situations import ACTIONS, SITUATIONS, assigned, waiting
from tests.support.world import AGENT, AUDITOR, OTHER_AGENT, STRANGER, SUPERVISOR, World

PEOPLE = {"holder": AGENT, "colleague": OTHER_AGENT, "supervisor": SUPERVISOR}
STATES = (Status.WAITING, Status.ASSIGNED, Status.WAITING_CUSTOMER, Status.RESOLVED, Status.CLOSED)
OUTCOMES: dict[str, Status | type[HuiyinError]] = {
    "W": Status.WAITING,
    "A": Status.ASSIGNED,
    "C": Status.WAITING_CUSTOMER,
    "R": Status.RESOLVED,
    "X": Status.CLOSED,
    "!": IllegalTransition,
    "H": AlreadyClaimed,
}
# one letter a state: waiting, assigned, waiting for the customer, resolved, closed
TABLE = """
claim       holder AAA!!  colleague AHA!!  supervisor AHA!!
heartbeat   holder !A!!!  colleague !H!!!  supervisor !H!!!
release     holder !W!!!  colleague !H!!!  supervisor !W!!!
reply       holder !A!!!  colleague !H!!!  supervisor WACRX
note        holder WACRX  colleague WACRX  supervisor WACRX
transfer    holder WW!!!  colleague WH!!!  supervisor WW!!!
reclassify  holder WA!!!  colleague WH!!!  supervisor WAC!!
set_severity holder WA!!! colleague WH!!!  supervisor WAC!!
escalate    holder WAC!!  colleague WAC!!  supervisor WAC!!
wait        holder !C!!!  colleague !H!!!  supervisor !C!!!
resolve     holder !RR!!  colleague !HR!!  supervisor RRR!!
reopen      holder !!!WW  colleague !!!WW  supervisor !!!WW
"""


def rows() -> list[tuple[str, str, str]]:
    found = []
    for line in TABLE.strip().splitlines():
        action, *cells = line.split()
        found += [(action, who, letters) for who, letters in zip(cells[::2], cells[1::2], strict=True)]
    return found


def refusal(world: World, action: str, complaint: Complaint, by: Principal) -> HuiyinError:
    with pytest.raises(HuiyinError) as refused:
        ACTIONS[action](world.runtime.desk, complaint.id, Action(by=by))
    return refused.value


def test_the_table_has_every_action() -> None:
    assert {(action, who) for action, who, _ in rows()} == {(action, who) for action in ACTIONS for who in PEOPLE}


@pytest.mark.parametrize(("action", "who", "letters"), rows())
def test_action(world: World, action: str, who: str, letters: str) -> None:
    complaints = {status: made(world) for status, made in SITUATIONS.items()}
    assert {status: one.status for status, one in complaints.items()} == {status: status for status in STATES}
    for status, letter in zip(STATES, letters, strict=True):
        before, expected = complaints[status], OUTCOMES[letter]
        if isinstance(expected, Status):
            after = ACTIONS[action](world.runtime.desk, before.id, Action(by=PEOPLE[who]))
            assert (after.status, after.version) == (expected, before.version + 1), status
            assert world.complaint(before.id) == after
        else:
            error = refusal(world, action, before, PEOPLE[who])
            assert type(error) is expected, (status, error)
            assert (error.facts["status"], error.facts["version"]) == (status.value, before.version)
            assert world.complaint(before.id) == before


@pytest.mark.parametrize("action", ACTIONS)
def test_an_auditor_writes_nothing(world: World, action: str) -> None:
    complaint = waiting(world)
    assert type(refusal(world, action, complaint, AUDITOR)) is Forbidden
    assert world.complaint(complaint.id) == complaint


def test_an_auditor_claims_nothing(world: World) -> None:
    with pytest.raises(Forbidden):
        world.runtime.pulling.claim_next(waiting(world).queue, Action(by=AUDITOR))


@pytest.mark.parametrize("action", ACTIONS)
def test_another_shop_finds_nothing(world: World, action: str) -> None:
    complaint = assigned(world)
    error = refusal(world, action, complaint, STRANGER)
    unknown = refusal(world, action, complaint.model_copy(update={"id": "c0"}), AGENT)
    assert type(error) is type(unknown) is NotFound
    assert error.detail == unknown.detail
    assert world.complaint(complaint.id) == complaint


def test_another_shop_claims_nothing_of_ours(world: World) -> None:
    assert world.runtime.pulling.claim_next(waiting(world).queue, Action(by=STRANGER)) is None


def test_the_refused_are_told_who_holds_it_and_until_when(world: World) -> None:
    complaint = assigned(world)
    assert complaint.lease
    error = refusal(world, "claim", complaint, OTHER_AGENT)
    assert isinstance(error, Conflict)
    assert error.facts["holder"] == {"id": AGENT.id, "name": "林晓", "until": complaint.lease.until}


def test_nobody_holds_what_is_only_waiting(world: World) -> None:
    assert refusal(world, "release", waiting(world), AGENT).facts["holder"] is None
