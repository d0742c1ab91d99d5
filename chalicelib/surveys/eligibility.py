"""Who is asked and who is not, with the reason. Pure."""

from __future__ import annotations

import zlib
from datetime import datetime

from chalicelib.model.assessment import Severity, Signal
from chalicelib.model.clock import REGULATOR
from chalicelib.model.complaint import Complaint
from chalicelib.model.message import Direction, ReplyAddress
from chalicelib.model.survey import SkipReason, Survey, SurveyState

from .persons import Remembered
from .plans import ALL, PlanBook, Privacy


def address_of(complaint: Complaint) -> ReplyAddress | None:
    """Where the survey goes first. With an empty recipient delivery looks for another way at once."""
    if complaint.reply_to is not None:
        return complaint.reply_to
    if not (complaint.customer.phone or complaint.customer.email):
        return None
    return ReplyAddress(channel=complaint.channel, account=complaint.account, recipient="")


def matter_is_closed_to_surveys(complaint: Complaint, *, privacy: Privacy) -> SkipReason | None:
    """Matters that are followed up by a person, or not at all."""
    if complaint.severity is Severity.S0:
        return SkipReason.SAFETY
    if Signal.REGULATOR in complaint.signals or any(clock.kind.startswith(REGULATOR) for clock in complaint.clocks):
        return SkipReason.REGULATOR
    if _is_about_privacy(complaint, privacy):
        return SkipReason.PRIVACY
    return None


def why_not(complaint: Complaint, survey: Survey, *, book: PlanBook, now: datetime) -> SkipReason | None:
    """What speaks against asking about this complaint, whoever the customer is."""
    if complaint.status.is_open:
        return SkipReason.OPEN
    if closed := matter_is_closed_to_surveys(complaint, privacy=book.privacy):
        return closed
    if nobody := _nobody_to_ask(complaint, book=book):
        return nobody
    if _was_answered(complaint, survey):
        return SkipReason.ANSWERED_BEFORE
    return SkipReason.TOO_LATE if now >= survey.expires_at else None


def _nobody_to_ask(complaint: Complaint, *, book: PlanBook) -> SkipReason | None:
    if not complaint.is_trusted:
        return SkipReason.UNTRUSTED
    if complaint.channel in book.never_on:
        return SkipReason.PLATFORM
    return SkipReason.UNREACHABLE if address_of(complaint) is None else None


def is_drawn(survey: Survey, *, book: PlanBook) -> bool:
    """By the id alone, whose digits are random: the same survey is drawn or not however often one asks, and all
    rounds of one resolution alike.
    """
    plan = next((plan for plan in book.plans if plan.id == survey.plan), None)
    return plan is None or zlib.crc32(survey.id.partition("-")[0].encode()) % ALL < plan.sample


def why_not_them(person: Remembered) -> SkipReason | None:
    """What speaks against asking this person now."""
    if person.has_opted_out:
        return SkipReason.OPTED_OUT
    return SkipReason.COOL_DOWN if person.asked_until is not None else None


def _is_about_privacy(complaint: Complaint, privacy: Privacy) -> bool:
    facts = complaint.entitlements.facts if complaint.entitlements else {}
    if (issue := facts.get("issue")) and issue.value in privacy.issues:
        return True
    said = (one.text.casefold() for one in complaint.messages if one.direction is Direction.INBOUND)
    return any(word in text for text in said for word in privacy.words)


def _was_answered(complaint: Complaint, survey: Survey) -> bool:
    """About another resolution; a later round about the same one is part of the plan."""
    return any(
        one.state is SurveyState.ANSWERED and one.resolution != survey.resolution for one in complaint.earlier_surveys
    )
