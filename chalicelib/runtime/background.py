"""What happens by itself: letters leave, timers fire, what is due is swept, changes are followed."""

from __future__ import annotations

from functools import cached_property

from chalicelib.background.delivery import Delivering
from chalicelib.background.orders import Reconsidering
from chalicelib.background.recognising import Recognising
from chalicelib.background.recomputing import Recomputing
from chalicelib.background.surveying import Surveying
from chalicelib.background.sweep import Sweeping
from chalicelib.background.timers import Firing

from .intake import IntakeRuntime


class BackgroundRuntime(IntakeRuntime):
    @cached_property
    def delivering(self) -> Delivering:
        return Delivering(
            store=self.store,
            outbox=self.outbox,
            accounts=self.accounts,
            http=self.http,
            mailer=self.mailer,
            tokens=self.tokens,
            clock=self.clock,
            random=self.random,
            settings=self.settings,
            status_url=self.status_url,
        )

    @cached_property
    def firing(self) -> Firing:
        return Firing(
            store=self.store,
            clock=self.clock,
            surveying=Surveying(
                store=self.store,
                outbox=self.outbox,
                ids=self.ids,
                settings=self.settings,
                survey_url=self.survey_url,
                unsubscribe_url=self.unsubscribe_url,
                assess=self.hear,
                in_force=self.in_force,
            ),
        )

    @cached_property
    def sweeping(self) -> Sweeping:
        return Sweeping(outbox=self.outbox, queue=self.due_queue, clock=self.clock)

    @cached_property
    def reconsidering(self) -> Reconsidering:
        return Reconsidering(
            store=self.store, orders=self.orders, buyers=self.buyers, in_force=self.in_force, clock=self.clock
        )

    @cached_property
    def recognising(self) -> Recognising:
        return Recognising(store=self.store, likenesses=self.likenesses, clock=self.clock)

    @cached_property
    def recomputing(self) -> Recomputing:
        return Recomputing(store=self.store, clock=self.clock)
