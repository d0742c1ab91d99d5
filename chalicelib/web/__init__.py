"""HTTP: hooks, desk API, public pages, OpenAPI. Thin: read, call a use case, show."""

from typing import Final

from . import complaints_api, customer_pages, desk_api, intake_api, service_api

BLUEPRINTS: Final = (
    intake_api.blueprint,
    customer_pages.blueprint,
    complaints_api.blueprint,
    desk_api.blueprint,
    service_api.blueprint,
)
