"""Opening what a customer wrote, without masks: by role and hold, with a reason, and recorded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from chalicelib.model import event as facts
from chalicelib.model.change import Draft
from chalicelib.model.errors import LostRace, Upstream
from chalicelib.model.identity import Clock, Principal
from chalicelib.store import Dossier, Store

from . import permissions
from .desk import Action

ATTEMPTS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Originals:
    """For the agent who holds the complaint, and for seniors."""

    store: Store
    clock: Clock

    def open(self, complaint: str, action: Action, *, why: str) -> Dossier:
        """Nothing is shown that was not recorded before. Raises ``AlreadyRecorded`` where ``action`` was done."""
        for _ in range(ATTEMPTS):
            dossier = self.again(complaint, action.by)
            permissions.require_version(dossier.complaint, action.if_version)
            draft = Draft.of(dossier.complaint, by=action.by, at=self.clock())
            draft.say(facts.OriginalOpened(why=why))
            change = draft.change(once=action.remember(draft.now))
            try:
                self.store.commit(change)
            except LostRace:
                continue
            return replace(dossier, complaint=change.after, events=(*dossier.events, *change.events))
        raise Upstream("too many others are writing to this complaint: try again")

    def again(self, complaint: str, by: Principal) -> Dossier:
        """What an opening that is recorded already showed, for a repeated request."""
        permissions.require_role(by, one_of=permissions.DESK)
        dossier = self.store.dossier(by.shop, complaint)
        permissions.require_hold(dossier.complaint, by)
        return dossier
