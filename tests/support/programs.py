"""Random programs: what customers, agents and time may do to a few complaints, in any order.

An action that the present state does not allow is refused; that is part of the program.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Final

from hypothesis import strategies as st

from chalicelib.desk.desk import Action
from chalicelib.intake.survey_answers import answered as survey_answered
from chalicelib.model.assessment import Category
from chalicelib.model.errors import HuiyinError
from chalicelib.model.survey import Solved, SurveyAnswer
from tests.support.arrivals import MAILER_DAEMON, answered, mailed
from tests.support.understanding import understood
from tests.support.world import AGENT, OTHER_AGENT, SUPERVISOR, World

Do = Callable[[World, str], object]
Step = tuple[str, int]
"""Name of an action, and which of the complaints so far it is about."""

TEXTS: Final = ("质量太差 订单1", "物流一直没动 电话13800000000", "充电时起火 订单2", "你好", "12315 态度 订单1 订单3")
PASSING: Final = (timedelta(minutes=31), timedelta(hours=5), timedelta(days=2), timedelta(days=8))


def _claim(world: World, complaint: str) -> object:
    return world.runtime.desk.claim(complaint, Action(by=AGENT))


def _answer_survey(world: World, complaint: str) -> None:
    present = world.complaint(complaint)
    survey = present.survey.id if present.survey else ""
    given = SurveyAnswer(score=4, solved=Solved.PARTLY, at=world.clock())
    draft = survey_answered(present, survey, given, now=world.clock())
    world.runtime.store.commit(draft.change())


def _survey_to_the_end(world: World, complaint: str) -> None:
    """Resolved, asked and answered: too long a way for chance alone."""
    world.runtime.desk.resolve(complaint, Action(by=SUPERVISOR), outcome="refunded", text="")
    world.run_due(after=timedelta(days=1))
    _answer_survey(world, complaint)


def _wait(world: World, complaint: str) -> None:
    with suppress(HuiyinError):
        _claim(world, complaint)
    world.runtime.desk.wait(complaint, Action(by=AGENT), why="需要照片", until=None)


def _new(text: str) -> Do:
    return lambda world, _: world.process(mailed(world, text, subject=text))


def _answer(text: str) -> Do:
    return lambda world, one: world.process(answered(world, one, text))


def _pass(time: timedelta) -> Do:
    return lambda world, _: world.run_due(after=time)


CUSTOMER: Final[dict[str, Do]] = {
    **{f"new {text}": _new(text) for text in TEXTS},
    **{f"answer {text}": _answer(text) for text in TEXTS},
    "bounce": lambda world, one: world.process(
        answered(world, one, "退信", sender=MAILER_DAEMON, headers=("Auto-Submitted: auto-replied",))
    ),
    "answer survey": _answer_survey,
    "survey to the end": _survey_to_the_end,
}
TIME: Final[dict[str, Do]] = {f"pass {time}": _pass(time) for time in PASSING}
DESK: Final[dict[str, Do]] = {
    "claim": _claim,
    "claim by another": lambda world, one: world.runtime.desk.claim(one, Action(by=OTHER_AGENT)),
    "claim next": lambda world, _: world.runtime.pulling.claim_next("quality", Action(by=OTHER_AGENT)),
    "heartbeat": lambda world, one: world.runtime.desk.heartbeat(one, Action(by=AGENT)),
    "release": lambda world, one: world.runtime.desk.release(one, Action(by=AGENT)),
    "reply": lambda world, one: world.runtime.desk.reply(one, Action(by=SUPERVISOR), text="我们在查"),
    "note": lambda world, one: world.runtime.desk.note(one, Action(by=AGENT), text="已电话联系"),
    "transfer": lambda world, one: world.runtime.desk.transfer(one, Action(by=SUPERVISOR), queue="policy", why="政策"),
    "reclassify": lambda world, one: world.runtime.desk.reclassify(
        one, Action(by=SUPERVISOR), primary=Category.LOGISTICS, labels=(Category.POLICY,), why="看过"
    ),
    "wait": _wait,
    "resolve": lambda world, one: world.runtime.desk.resolve(one, Action(by=SUPERVISOR), outcome="refunded", text=""),
    "reopen": lambda world, one: world.runtime.desk.reopen(one, Action(by=SUPERVISOR), why="弄错了"),
}
ACTIONS: Final = {**CUSTOMER, **TIME, **DESK}

programs: Final[st.SearchStrategy[list[Step]]] = st.lists(
    st.tuples(st.one_of(*(st.sampled_from(list(group)) for group in (CUSTOMER, TIME, DESK, DESK))), st.integers(0, 1)),
    min_size=20,
    max_size=50,
)


@contextmanager
def run(program: Sequence[Step]) -> Iterator[tuple[World, list[str]]]:
    """A world after the program, with the ids of all its complaints."""
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), assess=understood)
        complaints = [world.process(mailed(world, text, subject=text)).complaint for text in TEXTS[:2]]
        for name, which in program:
            world.clock.advance(timedelta(seconds=1))
            with suppress(HuiyinError):
                ACTIONS[name](world, complaints[which])
        yield world, complaints_of(world)
        world.close()


def complaints_of(world: World) -> list[str]:
    """Every complaint in the table, whatever finds it or does not."""
    return [row["PK"]["S"].rpartition("#")[2] for row in all_rows(world) if row["SK"]["S"] == "complaint"]


def all_rows(world: World) -> list[dict[str, dict[str, str]]]:
    found: list[dict[str, dict[str, str]]] = []
    for page in world.client.get_paginator("scan").paginate(TableName=world.runtime.table.name):
        found += page["Items"]
    return found
