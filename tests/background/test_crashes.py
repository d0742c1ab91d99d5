"""A worker may die before or after any call to the table; the next sweep loses nothing and doubles nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.background.outbox import counting
from tests.desk.invariants import check
from tests.desk.situations import assigned, resolved, waiting_for_customer
from tests.support.faults import Crash, CrashPoints, watch_client
from tests.support.understanding import understood
from tests.support.world import SHOP, World

LATER = timedelta(days=8)
"""Everything has come due: lease, wait, survey, closing, warnings and breaches."""


class Story(NamedTuple):
    said: Counter[tuple[int, str]]
    """Facts of each complaint."""
    mails: Counter[str]
    """Mails each customer has."""
    handed_over: int
    """How often a mail was given to the mail service."""
    points: int
    """Moments at which the worker could have died."""


def story(folder: Path, *, dies_at: int | None) -> Story:
    folder.mkdir()
    world = World(folder, assess=understood)
    mailer, points = counting(world), CrashPoints(at=dies_at)
    complaints = [
        made(world, customer={"email": f"{number}@customer.example"}).id
        for number, made in enumerate((assigned, waiting_for_customer, resolved))
    ]
    watch_client(world.client, points)
    with suppress(Crash):
        world.run_due(after=LATER)
    passed, points.at = points.passed, None
    world.due.take()  # died with the worker
    while world.run_due(after=timedelta(seconds=world.runtime.settings.effect_lease_seconds)):
        pass
    check(world, complaints)
    said: Counter[tuple[int, str]] = Counter(
        (number, event.body.type)
        for number, complaint in enumerate(complaints)
        for event in world.runtime.store.dossier(SHOP, complaint).events
    )
    mails = Counter(mail.recipients[0] for mail in mailer.sent.values())
    world.close()
    return Story(said, mails, len(mailer.keys), passed)


@pytest.mark.slow
def test_a_worker_that_dies_anywhere_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    calm = story(tmp_path / "calm", dies_at=None)
    assert calm.mails == {"0@customer.example": 1, "1@customer.example": 1, "2@customer.example": 2}
    assert {(0, "released"), (1, "wait_ended"), (2, "survey_sent"), (2, "closed")} <= set(calm.said)
    assert (calm.handed_over, calm.points > 60) == (4, True)
    for at in range(calm.points):
        told = story(tmp_path / f"crash-{at}", dies_at=at)
        assert (told.said, told.mails) == (calm.said, calm.mails), f"died at point {at}"
        assert told.handed_over - calm.handed_over in (0, 1), f"died at point {at}"


@pytest.mark.parametrize("sent", range(3))
def test_what_a_dying_sweep_has_sent_is_sent_again_and_done_once(
    world: World, sent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailer = counting(world)
    complaints = [made(world).id for made in (assigned, waiting_for_customer, resolved)]
    world.clock.advance(LATER)

    def send_some(bodies: Sequence[str]) -> None:
        world.due.bodies += bodies[:sent]
        raise Crash

    with monkeypatch.context() as dying:
        dying.setattr(world.due, "send_many", send_some)
        with suppress(Crash):
            world.runtime.sweeping.sweep()
    assert len(world.due.bodies) == sent
    while world.run_due():
        pass
    check(world, complaints)
    said = [Counter(one.body.type for one in world.runtime.store.dossier(SHOP, each).events) for each in complaints]
    assert (said[0]["released"], said[1]["wait_ended"], said[2]["survey_sent"]) == (1, 1, 1)
    assert len(mailer.keys) == len(mailer.sent) == len(complaints) + 1
