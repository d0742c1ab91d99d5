"""Who may do what to a complaint. Pure."""

from __future__ import annotations

from typing import Final

from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.errors import AlreadyClaimed, Forbidden, IllegalTransition, MergedAway, StaleVersion
from chalicelib.model.identity import Principal, Role

DESK: Final = frozenset({Role.AGENT, Role.SUPERVISOR, Role.ADMIN})
SENIOR: Final = frozenset({Role.SUPERVISOR, Role.ADMIN})
OVERSEERS: Final = SENIOR | {Role.AUDITOR}
EVERYBODY: Final = frozenset(Role) - {Role.SERVICE}
ORDER_SOURCES: Final = SENIOR | {Role.SERVICE}


def require_role(principal: Principal, *, one_of: frozenset[Role]) -> None:
    """Raises ``Forbidden``."""
    if not principal.roles & one_of:
        needed = ", ".join(sorted(role.value for role in one_of))
        raise Forbidden(f"this needs one of the roles: {needed}", roles=sorted(role.value for role in one_of))


def require_hold(complaint: Complaint, principal: Principal) -> None:
    """The agent who holds it, or a senior. Raises ``IllegalTransition`` (unclaimed), ``AlreadyClaimed`` or
    ``MergedAway``.
    """
    require_unmerged(complaint)
    if principal.roles & SENIOR:
        return
    if complaint.lease is None:
        raise IllegalTransition("claim the complaint first", **state_of(complaint))
    if complaint.lease.agent != principal.id:
        raise held_by_another(complaint)


def require_hold_or_waiting(complaint: Complaint, principal: Principal) -> None:
    """As ``require_hold``, but anybody may move what nobody holds."""
    if complaint.status is not Status.WAITING:
        require_hold(complaint, principal)


def require_status(complaint: Complaint, *allowed: Status) -> None:
    """Raises ``IllegalTransition`` with the present state, ``MergedAway`` with who goes on in its place."""
    require_unmerged(complaint)
    if complaint.status not in allowed:
        expected = " or ".join(status.value for status in allowed)
        raise IllegalTransition(
            f"the complaint is {complaint.status.value}, it would have to be {expected}", **state_of(complaint)
        )


def require_unmerged(complaint: Complaint) -> None:
    """Raises ``MergedAway``."""
    if complaint.merged_into:
        raise MergedAway(
            f"it was merged into {complaint.merged_into}: go on there",
            merged_into=complaint.merged_into,
            **state_of(complaint),
        )


def require_version(complaint: Complaint, if_version: int | None) -> None:
    """Raises ``StaleVersion`` when another version was named than the present one."""
    if if_version is not None and if_version != complaint.version:
        raise StaleVersion("the complaint has changed since you read it: read it again", **state_of(complaint))


def held_by_another(complaint: Complaint) -> AlreadyClaimed:
    return AlreadyClaimed("another agent holds this complaint", **state_of(complaint))


def state_of(complaint: Complaint) -> dict[str, object]:
    """What a refused caller needs to know of the present state."""
    lease = complaint.lease
    return {
        "status": complaint.status.value,
        "version": complaint.version,
        "holder": {"id": lease.agent, "name": lease.agent_name, "until": lease.until} if lease else None,
    }
