"""Taking complaints in: understanding, recording, polling, files, quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.channels.base import Outlets
from chalicelib.gateways.released_models import ReleasedModels
from chalicelib.intake.guarding import Guard
from chalicelib.intake.polling import Polling
from chalicelib.intake.process import Processing
from chalicelib.intake.quarantine import Quarantining
from chalicelib.intake.recording import Recording
from chalicelib.intake.uploads import Uploads
from chalicelib.model.assessment import Assessment

from .stores import Stores


class IntakeRuntime(Stores):
    @cached_property
    def models(self) -> ReleasedModels:
        return ReleasedModels(self.objects, self.model_key)

    def understand(self, text: str, *, written: Sequence[tuple[int, datetime]] = (), **about: Any) -> Assessment:
        """The understanding port; imported when first used, so that the API never loads the classifier. ``written``
        says from which place of the text on it was written when.
        """
        from chalicelib.understanding.assess import assess

        zone = ZoneInfo(self.settings.zone)
        days = tuple((place, at.astimezone(zone).date()) for place, at in written)
        return assess(text, model=self.models.in_use(), written=days, **about)

    def hear(self, text: str, **about: Any) -> Assessment:
        """As ``understand``, by the packaged model: what fires timers reads no objects."""
        from chalicelib.understanding.assess import assess

        return assess(text, **about)

    @cached_property
    def recording(self) -> Recording:
        return Recording(
            store=self.store,
            orders=self.orders,
            in_force=self.in_force,
            assess=self.understand,
            ids=self.ids,
            clock=self.clock,
            status_url=self.status_url,
        )

    @cached_property
    def processing(self) -> Processing:
        return Processing(objects=self.objects, accounts=self.accounts, outlets=self.outlets, recording=self.recording)

    @cached_property
    def polling(self) -> Polling:
        return Polling(
            polls=self.polls,
            accounts=self.accounts,
            queue=self.intake_queue,
            objects=self.objects,
            outlets=self.outlets,
            clock=self.clock,
            random=self.random,
        )

    def outlets(self) -> Outlets:
        return Outlets(http=self.http, mailer=self.mailer, tokens=self.tokens, now=self.clock())

    @cached_property
    def guard(self) -> Guard:
        return Guard(limits=self.limits, http=self.http, signer=self.signer, clock=self.clock)

    @cached_property
    def uploads(self) -> Uploads:
        return Uploads(objects=self.objects, signer=self.signer, ids=self.ids, clock=self.clock)

    @cached_property
    def quarantining(self) -> Quarantining:
        return Quarantining(
            rows=self.quarantine,
            store=self.store,
            objects=self.objects,
            intake=self.intake_queue,
            clock=self.clock,
            default_shop=self.settings.default_shop,
        )
