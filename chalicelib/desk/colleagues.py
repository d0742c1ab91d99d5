"""Colleagues on a complaint: who is mentioned in a note, and who works on it beside its holder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from chalicelib.model import event as facts
from chalicelib.model.change import Draft
from chalicelib.model.complaint import Collaborator, Complaint
from chalicelib.model.errors import InvalidInput
from chalicelib.model.identity import Principal
from chalicelib.store import Agents

from . import permissions
from .assigning import agent_name
from .desk import Action, Desk

MOST: Final = 20
"""Mentioned in one note, and collaborators of one complaint."""
_MENTION: Final = re.compile(r"(?<![A-Za-z0-9_.])@([A-Za-z0-9](?:[A-Za-z0-9_.:-]{0,98}[A-Za-z0-9])?)")


def mentioned(agents: Agents, by: Principal, text: str, named: Sequence[str]) -> tuple[str, ...]:
    """Who is named, and who of this desk follows an @ in the text. Raises ``InvalidInput`` for a named one whom nobody
    knows, or too many. Without a candidate nothing is read.
    """
    written = list(dict.fromkeys(_MENTION.findall(text)))[: MOST * 2]
    candidates = dict.fromkeys((*named, *written))
    if not candidates:
        return ()
    known = agents.known(by.shop, list(candidates)) | {by.id}
    if unknown := [one for one in named if one not in known]:
        raise InvalidInput("there is no such agent", fields={"mentions": f"nobody knows {unknown[0]}"})
    called = tuple(one for one in candidates if one in known and one != by.id)
    if len(called) > MOST:
        raise InvalidInput("too many are mentioned", fields={"mentions": f"at most {MOST}"})
    return called


def add_collaborator(desk: Desk, agents: Agents, complaint: str, action: Action, *, agent: str) -> Complaint:
    """Adding one who is there changes nothing. Raises ``InvalidInput`` for an agent nobody knows, or one too many."""

    def decide(now: datetime, one: Complaint) -> Draft:
        name = agent_name(agents, action.by, agent)
        return added(one, action.by, agent=agent, name=name, now=now)

    return desk.act(complaint, action, decide)


def remove_collaborator(desk: Desk, complaint: str, action: Action, *, agent: str) -> Complaint:
    """Removing one who is not there changes nothing."""
    return desk.act(complaint, action, lambda now, one: removed(one, action.by, agent=agent, now=now))


def added(complaint: Complaint, by: Principal, *, agent: str, name: str, now: datetime) -> Draft:
    draft = _draft(complaint, by, now)
    if any(one.agent == agent for one in complaint.collaborators):
        return draft
    if len(complaint.collaborators) >= MOST:
        raise InvalidInput("too many work on it already", fields={"agent": f"at most {MOST} collaborators"})
    draft.say(facts.CollaboratorAdded(collaborator=Collaborator(agent=agent, agent_name=name, since=now, by=by.id)))
    return draft


def removed(complaint: Complaint, by: Principal, *, agent: str, now: datetime) -> Draft:
    draft = _draft(complaint, by, now)
    if any(one.agent == agent for one in complaint.collaborators):
        draft.say(facts.CollaboratorRemoved(agent=agent))
    return draft


def _draft(complaint: Complaint, by: Principal, now: datetime) -> Draft:
    permissions.require_unmerged(complaint)
    return Draft.of(complaint, by=by, at=now)
