"""The desk API for one customer over all channels."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from chalice.app import Response

from chalicelib.desk.customers import Known
from chalicelib.desk.permissions import EVERYBODY
from chalicelib.model.errors import InvalidInput
from chalicelib.model.message import Customer
from chalicelib.understanding.privacy import mask_customer

from .complaint_shapes import ComplaintShape
from .desk_language import desk_language
from .http import json_answer
from .operations import Call, Operations, Parameter
from .shapes import Shape
from .showing import listed
from .survey_shapes import SurveyShape
from .survey_showing import listed_survey

blueprint = Operations(__name__)
KEYS: Final = ("phone", "email", "customer", "order")


class KnownShape(Shape):
    kind: str
    """``phone``, ``email``, or ``customer`` for the platform's own id."""
    value: str
    """Masked."""
    channel: str | None = None
    """On which the platform's id means them."""


class ProfileShape(Shape):
    names: tuple[KnownShape, ...]
    tier: str | None
    language: str | None
    """In which they wrote last."""
    last_contact: datetime | None
    complaints: tuple[ComplaintShape, ...]
    """Newest first, as in a list."""
    surveys: tuple[SurveyShape, ...]
    is_whole: bool
    """False where there may be older complaints or further names; ``GET /v1/search`` pages through them."""


@blueprint.operation(
    "GET",
    "/v1/customers",
    summary="One customer over all channels",
    tag="Complaints",
    answers={200: ProfileShape},
    parameters=tuple(Parameter(name=kind, description=f"By {kind}; exactly one key.") for kind in KEYS),
    roles=EVERYBODY,
)
def get_customer(call: Call[Any]) -> Response:
    """What their complaints tell: names, membership, language, surveys. Names lead on to each other only where a
    channel vouches for the sender. Personal data is masked; nobody found is an empty profile.
    """
    given = [(kind, call.query[kind]) for kind in KEYS if call.query.get(kind, "").strip()]
    if len(given) != 1:
        raise InvalidInput("look a customer up by exactly one key", fields={"query": f"one of {', '.join(KEYS)}"})
    [(kind, value)] = given
    profile = call.runtime.customers.profile(call.principal.shop, kind=kind, value=value)
    now, language = call.runtime.clock(), desk_language(call)
    return json_answer(
        ProfileShape(
            names=tuple(map(_masked, profile.names)),
            tier=profile.tier,
            language=profile.language,
            last_contact=profile.last_contact,
            complaints=tuple(listed(one, now=now, language=language) for one in profile.complaints),
            surveys=tuple(listed_survey(complaint, survey) for complaint, survey in profile.surveys),
            is_whole=profile.is_whole,
        )
    )


def _masked(known: Known) -> KnownShape:
    field = "id" if known.kind == "customer" else known.kind
    hidden = getattr(mask_customer(Customer(**{field: known.value})), field)
    return KnownShape(kind=known.kind, value=hidden, channel=known.channel or None)
