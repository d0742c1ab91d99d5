"""What the numbers say by themselves: sudden rises, the digest of a week, proposals for rules."""

from __future__ import annotations

from functools import cached_property

from chalicelib.background.proposing import Proposing
from chalicelib.background.watching import Watching
from chalicelib.background.weekly import WeeklyDigests
from chalicelib.desk.proposing import Deciding

from .desk import DeskRuntime
from .notifications import NotificationsRuntime


class InsightsRuntime(DeskRuntime, NotificationsRuntime):
    @cached_property
    def watching(self) -> Watching:
        return Watching(
            store=self.store,
            likenesses=self.likenesses,
            rises=self.rises,
            watches=self.watches,
            alerting=self.alerting,
            clock=self.clock,
            zone=self.settings.zone,
            public_url=self.settings.public_url,
        )

    @cached_property
    def weekly_digests(self) -> WeeklyDigests:
        return WeeklyDigests(
            store=self.store,
            reporting=self.reporting,
            likenesses=self.likenesses,
            weeklies=self.weeklies,
            watches=self.watches,
            alerting=self.alerting,
            clock=self.clock,
            public_url=self.settings.public_url,
        )

    @cached_property
    def proposing(self) -> Proposing:
        return Proposing(
            store=self.store,
            likenesses=self.likenesses,
            lexicons=self.lexicons,
            rules=self.shop_rules,
            proposals=self.proposals,
            assess=self.hear,
            watches=self.watches,
            clock=self.clock,
            zone=self.settings.zone,
        )

    @cached_property
    def deciding_proposals(self) -> Deciding:
        return Deciding(
            proposals=self.proposals,
            rules=self.shop_rules,
            lexicons=self.lexicons,
            in_force=self.in_force,
            clock=self.clock,
        )
