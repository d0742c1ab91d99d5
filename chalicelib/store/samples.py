"""What may be audited: a row for each resolution, so sorted that the first rows of a month are a random sample.

The sort key begins with an HMAC of complaint and resolution: nobody can foresee who is drawn, the same ones are drawn
whenever it is asked, and drawing reads the sample and not the month.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.model import event as facts
from chalicelib.model.audit import Candidate, Stratum
from chalicelib.model.change import Change
from chalicelib.model.event import Event

from . import keys, rows
from .table import Table


class Samples:
    def __init__(self, table: Table) -> None:
        self.table = table

    def drawn(self, shop: str, month: str, stratum: Stratum, *, limit: int) -> tuple[Candidate, ...]:
        """At most ``limit`` of a month (``2026-11``), always the same ones while no more come in."""
        values = {":p": {"S": _partition(shop, month, stratum)}}
        found = self.table.query("PK = :p", values, limit=limit)
        return tuple(rows.read(Candidate, item) for item in found.items)


def sample_rows(change: Change, *, zone: str, secret: bytes) -> Iterator[dict[str, Any]]:
    for event in change.events:
        if candidate := _candidate(change, event):
            month = f"{event.at.astimezone(ZoneInfo(zone)):%Y-%m}"
            name = f"{candidate.complaint}#{candidate.resolution}"
            partition = _partition(change.after.shop, month, candidate.stratum)
            yield {
                **keys.key(partition, f"{keys.hashed(name, secret)}#{name}"),
                "doc": rows.document(candidate),
            }


def _candidate(change: Change, event: Event) -> Candidate | None:
    """A resolution, and once more when its customer says they are unhappy with it."""
    body, after = event.body, change.after
    if isinstance(body, facts.Resolved):
        stratum = Stratum.ESCALATED if after.escalation else Stratum.RANDOM
        number, agent = after.resolutions, body.resolution.agent
    elif isinstance(body, facts.SurveyAnswered) and body.answer.is_unhappy and change.before and change.before.survey:
        stratum = Stratum.UNHAPPY
        number, agent = change.before.survey.resolution, change.before.survey.agent
    else:
        return None
    return Candidate(
        complaint=after.id, resolution=number, stratum=stratum, agent=agent, queue=after.queue, at=event.at
    )


def _partition(shop: str, month: str, stratum: Stratum) -> str:
    return f"U#{shop}#{month}#{stratum}"
