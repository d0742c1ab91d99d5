"""Canned macros: several actions of an agent decided one after the other and committed as one change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from chalicelib.drafting.filling import filled_in, spoken
from chalicelib.model.base import Word
from chalicelib.model.change import Change, Draft
from chalicelib.model.complaint import Complaint, Resolution
from chalicelib.model.errors import InvalidInput, NotFound
from chalicelib.model.message import Direction, Message
from chalicelib.routing.datafile import Entries, packaged
from chalicelib.routing.titles import Titles

from . import decisions
from .desk import Action, Desk
from .replying import reply_effects, require_filled

FILE: Final = Path(__file__).with_name("macros.yaml")


class ReplyStep(Word):
    """``texts`` may hold fields of the templates; without them the agent writes the answer."""

    does: Literal["reply"]
    texts: Titles | None = None


class NoteStep(Word):
    does: Literal["note"]
    text: str


class WaitStep(Word):
    does: Literal["wait"]
    days: Annotated[int, Field(ge=1, le=30)]
    reason: str


class ResolveStep(Word):
    does: Literal["resolve"]
    outcome: str


class TransferStep(Word):
    does: Literal["transfer"]
    queue: str
    reason: str


Step = Annotated[ReplyStep | NoteStep | WaitStep | ResolveStep | TransferStep, Field(discriminator="does")]


class Macro(Word):
    """``needs_text``: the agent writes the answer; else theirs takes the place of the canned one."""

    id: str
    titles: Titles
    needs_text: bool = False
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _an_answer_has_words(self) -> Self:
        replies = [step for step in self.steps if isinstance(step, ReplyStep)]
        if len(replies) > 1:
            raise ValueError("a macro answers once")
        if self.needs_text and not replies:
            raise ValueError("needs_text, but it answers nothing")
        if any(step.texts is None for step in replies) and not self.needs_text:
            raise ValueError("an answer without texts needs the agent's: say needs_text")
        return self


class MacroBook(Word):
    version: str
    macros: Entries[Macro]


@lru_cache(maxsize=1)
def macro_book() -> MacroBook:
    """The macros in force."""
    return packaged(FILE.name, MacroBook, folder=FILE.parent)


@dataclass(slots=True)
class _Made:
    """What the steps have said so far, and what goes with it."""

    draft: Draft
    messages: list[Message]
    answer: Message | None = None


def run_macro(desk: Desk, complaint: str, action: Action, *, macro: str, text: str | None) -> Complaint:
    """All steps in one transaction. Raises ``NotFound`` for a macro that does not exist, ``InvalidInput`` where its
    answer is missing or has blanks, and whatever one of its steps may not do now.
    """
    found = next((one for one in macro_book().macros if one.id == macro), None)
    if found is None:
        raise NotFound(f"there is no macro '{macro}'", macros=[one.id for one in macro_book().macros])
    if text:
        require_filled(text)
    return desk.carry_out(complaint, action, lambda now, one: _decided(desk, one, action, found, text=text, now=now))


def _decided(
    desk: Desk, complaint: Complaint, action: Action, macro: Macro, *, text: str | None, now: datetime
) -> Change:
    made = _Made(draft=Draft.of(complaint, by=action.by, at=now), messages=[])
    for step in macro.steps:
        _do(step, made, desk=desk, action=action, text=text)
    effects = reply_effects(complaint, made.answer, ids=desk.ids, now=now) if made.answer else ()
    return made.draft.change(messages=made.messages, effects=effects)


def _do(step: Step, made: _Made, *, desk: Desk, action: Action, text: str | None) -> None:
    present, now, by = made.draft.now, made.draft.at, action.by
    match step:
        case ReplyStep():
            said = text or _canned(step, present, agent=by.name or by.id)
            made.answer = desk.message(Direction.OUTBOUND, said, by=by, now=now)
            made.messages.append(made.answer)
            made.draft.also(decisions.reply(present, by, made.answer, now=now))
        case NoteStep():
            note = desk.message(Direction.INTERNAL, step.text, by=by, now=now)
            made.messages.append(note)
            made.draft.also(decisions.note(present, by, note, now=now))
        case WaitStep():
            until = now + timedelta(days=step.days)
            made.draft.also(decisions.wait(present, by, why=step.reason, until=until, now=now))
        case ResolveStep():
            resolution = Resolution(outcome=step.outcome, agent=by.id, at=now)
            follow_up = {"survey": desk.ids.new("v"), "visit": desk.ids.new("w")}
            made.draft.also(decisions.resolve(present, by, resolution, **follow_up, now=now, settings=desk.settings))
        case TransferStep():
            made.draft.also(decisions.transfer(present, by, queue=step.queue, why=step.reason, now=now))


def _canned(step: ReplyStep, complaint: Complaint, *, agent: str) -> str:
    """In the customer's language. Raises ``InvalidInput`` where it needs the agent's own words."""
    if step.texts is None:
        raise InvalidInput("this macro needs your answer", fields={"text": "what the customer will read"})
    draft = filled_in(step.texts, complaint, agent=agent, language=spoken(complaint))
    if draft.blanks:
        raise InvalidInput(
            "this macro does not know all it has to say",
            fields={"text": f"write it yourself: {', '.join(draft.blanks)}"},
        )
    return draft.text
