"""Looking at what is owed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.model.complaint import Complaint
from chalicelib.model.effect import Effect, EffectKind
from chalicelib.store import Due
from tests.support.fakes import FakeMailer
from tests.support.world import SHOP, World


@dataclass
class CountingMailer(FakeMailer):
    """Keeps the key of every call, repeated ones too."""

    keys: list[str] = field(default_factory=list)

    def send(self, *, raw: bytes, sender: str, recipients: Sequence[str], idempotency_key: str) -> str:
        self.keys.append(idempotency_key)
        return super().send(raw=raw, sender=sender, recipients=recipients, idempotency_key=idempotency_key)


def counting(world: World) -> CountingMailer:
    """From now on the world's mail goes through this one."""
    mailer = CountingMailer()
    world.runtime.delivering = replace(world.runtime.delivering, mailer=mailer)
    return mailer


def effects(world: World, complaint: Complaint, kind: EffectKind = EffectKind.ACKNOWLEDGEMENT) -> list[Effect]:
    return [one for one in world.runtime.store.dossier(SHOP, complaint.id).effects if one.kind is kind]


def reference(effect: Effect) -> Due:
    return Due(kind="effect", shop=effect.shop, complaint=effect.complaint, name=effect.id, at="")


def timer(complaint: Complaint, kind: str) -> Due:
    return Due(kind="timer", shop=complaint.shop, complaint=complaint.id, name=kind, at="")


def just_before(world: World, operation: str, act: Callable[[], object]) -> None:
    """Somebody else acts just before our next such call to the table."""
    event = f"before-parameter-build.dynamodb.{operation}"

    def once(**_: Any) -> None:
        world.client.meta.events.unregister(event, once)
        act()

    world.client.meta.events.register(event, once)
