"""The page of the rules in force, for each shop with a form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from chalice.app import Response

from chalicelib.aftersales.gathering import HOME
from chalicelib.model.errors import ConfigurationError
from chalicelib.model.ports import ChannelAccount

from . import pages
from .entitlement_shapes import PoliciesShape, PolicyShape
from .form_intake import form_account, set_up
from .operations import Call, Operations, Parameter
from .page_answers import LANGUAGE, answered, html, language_of

blueprint = Operations(__name__)
JURISDICTION: Final = "policies_jurisdiction"
PROFILE: Final = "policies_profile"
"""Settings of the form account: whose law holds for the shop, and which platform's or merchant's promises it gives."""


@blueprint.operation(
    "GET",
    "/policies",
    summary="The rules in force today, as a page",
    tag="Pages",
    answers={200: "text/html"},
    parameters=(
        *LANGUAGE,
        Parameter(name="shop", description="Whose rules; those of the deployment's default shop without it."),
    ),
    is_page=True,
)
def get_policies_page(call: Call[Any]) -> Response:
    """From the same data as ``GET /v1/policies``."""
    return answered(call, lambda: _shown(call))


def _shown(call: Call[Any]) -> Response:
    account, language = form_account(call.runtime, call.query.get("shop")), language_of(call)
    with set_up(account):
        found = _in_force(call, account, language=language)
    view = pages.PoliciesView(
        shop_name=account.shop,
        jurisdiction=found.jurisdiction,
        day=found.day.isoformat(),
        groups=tuple(_grouped(found.items)),
    )
    return html(pages.policies_page(language=language, view=view))


def _in_force(call: Call[Any], account: ChannelAccount, *, language: str) -> PoliciesShape:
    """Raises ``ConfigurationError`` for a jurisdiction or profile without rules."""
    from chalicelib.policies.facts import ZONES  # the rules are loaded for those who ask
    from chalicelib.policies.rulebook import rulebook

    from .entitlement_showing import policies_shape

    jurisdiction = account.settings.get(JURISDICTION) or HOME
    profile = account.settings.get(PROFILE) or None
    if jurisdiction not in ZONES:
        raise ConfigurationError(f"form account {account.account}: {JURISDICTION} is one of {', '.join(ZONES)}")
    profiles = sorted({name for rule in rulebook().rules for name in rule.profiles})
    if profile and profile not in profiles:
        raise ConfigurationError(f"form account {account.account}: {PROFILE} is one of {', '.join(profiles)}")
    return policies_shape(
        jurisdiction=jurisdiction,
        profile=profile,
        day=call.runtime.clock().astimezone(ZoneInfo(ZONES[jurisdiction])).date(),
        language=language,
    )


TOPICS: Final[Mapping[str, frozenset[str]]] = {
    "returns": frozenset({"no_reason"}),
    "quality": frozenset(
        {"quality_fault", "repair_request", "repair_delay", "not_as_described", "wrong_size"},
    ),
    "delivery": frozenset(
        {"late", "late_dispatch", "lost", "damaged", "short", "wrong_item", "false_signing", "courier_conduct"},
    ),
    "money": frozenset({"refund_delay", "price_drop"}),
    "harm": frozenset({"counterfeit", "food_safety", "food_label", "safety_incident"}),
    "authorities": frozenset({"regulator"}),
}
"""Topic of the page → issues, in the order in which customers ask. A rule stands under the first that fits."""
OTHER: Final = "other"


def _grouped(rules: Iterable[PolicyShape]) -> Iterator[pages.PolicyGroup]:
    """Under each topic those that give something come first."""
    by_topic: dict[str, list[PolicyShape]] = {topic: [] for topic in (*TOPICS, OTHER)}
    for rule in rules:
        by_topic[_topic(rule)].append(rule)
    for topic, found in by_topic.items():
        if found:
            ordered = sorted(found, key=lambda rule: not rule.grants)
            yield pages.PolicyGroup(topic=topic, rules=tuple(map(_rule, ordered)))


def _topic(rule: PolicyShape) -> str:
    return next((topic for topic, issues in TOPICS.items() if not issues.isdisjoint(rule.topics)), OTHER)


def _rule(rule: PolicyShape) -> pages.PolicyRule:
    return pages.PolicyRule(
        says=rule.says,
        source=rule.source,
        layer=rule.layer,
        until=rule.valid_to.isoformat() if rule.valid_to else None,
        is_uncertain=rule.confidence == "L",
    )
