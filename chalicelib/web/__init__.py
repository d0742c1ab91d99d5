"""HTTP: hooks, desk API, public pages, OpenAPI. Thin: read, call a use case, show."""

from typing import Final

from . import (
    agents_api,
    compensation_api,
    complaints_api,
    desk_page_api,
    entitlements_api,
    flows_api,
    form_api,
    intake_api,
    lexicon_api,
    matters_api,
    orders_api,
    oversight_api,
    policies_page_api,
    queues_api,
    rules_api,
    service_api,
    status_api,
    survey_api,
    urgency_api,
    webhooks_api,
)

BLUEPRINTS: Final = (
    intake_api.blueprint,
    form_api.blueprint,
    status_api.blueprint,
    survey_api.blueprint,
    policies_page_api.blueprint,
    desk_page_api.blueprint,
    queues_api.blueprint,
    rules_api.blueprint,
    complaints_api.blueprint,
    urgency_api.blueprint,
    matters_api.blueprint,
    entitlements_api.blueprint,
    compensation_api.blueprint,
    flows_api.blueprint,
    orders_api.blueprint,
    oversight_api.blueprint,
    lexicon_api.blueprint,
    agents_api.blueprint,
    webhooks_api.blueprint,
    service_api.blueprint,
)
