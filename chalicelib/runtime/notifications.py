"""Who is told of changes: other systems by webhook, supervisors by alert."""

from __future__ import annotations

from functools import cached_property

from chalicelib.alerts.alerting import Alerting
from chalicelib.webhooks.administration import Administration
from chalicelib.webhooks.posting import Posting
from chalicelib.webhooks.publishing import Publishing

from .stores import Stores


class NotificationsRuntime(Stores):
    @cached_property
    def webhooks(self) -> Administration:
        return Administration(
            endpoints=self.endpoints,
            deliveries=self.webhook_deliveries,
            secrets=self.secrets,
            ids=self.ids,
            clock=self.clock,
            random=self.random,
        )

    @cached_property
    def publishing(self) -> Publishing:
        return Publishing(endpoints=self.endpoints, deliveries=self.webhook_deliveries, clock=self.clock)

    @cached_property
    def posting(self) -> Posting:
        return Posting(
            endpoints=self.endpoints,
            deliveries=self.webhook_deliveries,
            secrets=self.secrets,
            http=self.public_http,
            clock=self.clock,
            random=self.random,
        )

    @cached_property
    def alerting(self) -> Alerting:
        return Alerting(
            alerts=self.alerts,
            accounts=self.accounts,
            http=self.http,
            queue=self.due_queue,
            clock=self.clock,
            random=self.random,
            settings=self.settings,
        )
