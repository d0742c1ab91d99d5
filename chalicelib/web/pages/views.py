"""What each page shows, nothing else: whatever is not here cannot reach a customer's screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from chalicelib.channels.form.captcha import Captcha
from chalicelib.channels.form.filetypes import TAKEN
from chalicelib.channels.form.payload import ATTACHMENTS
from chalicelib.intake.uploads import LARGEST
from chalicelib.letters.zones import HOME_ZONE
from chalicelib.model.complaint import Status
from chalicelib.model.survey import USUAL, Question
from chalicelib.reports.monthly import MonthlyReport

from .entries import EntryError


def _home() -> tzinfo:
    return ZoneInfo(HOME_ZONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFiles:
    """``kept`` are (token, name) of files that need not be chosen again, ``refused`` the names of those not taken.

    Sizes are in bytes: of one file, and of all that can come without a script.
    """

    kept: tuple[tuple[str, str], ...] = ()
    refused: tuple[str, ...] = ()
    largest: int = LARGEST
    most: int = ATTACHMENTS
    together: int = 4_000_000
    accept: str = ",".join(extension for kind in TAKEN for extension in kind.extensions)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """``notice``: why the form is shown again although nothing in it is wrong."""

    shop_name: str
    submission_id: str
    files: FormFiles = field(default_factory=FormFiles)
    captcha: Captcha | None = None
    notice: str | None = None
    is_embedded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusMessage:
    """One utterance between the customer and us. ``text`` is masked already."""

    from_customer: bool
    text: str
    at: datetime
    shortened: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowStepView:
    """``titles`` by language; ``state`` done, now or ahead; ``owner`` whose turn it is."""

    titles: Mapping[str, str]
    state: str
    owner: str
    done_at: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowView:
    """An after-sale as its customer may see it: whose turn, until when, no names and no reasons."""

    titles: Mapping[str, str]
    state: str
    steps: tuple[FlowStepView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adding:
    """What a customer adds: blank, sent (``is_taken``), or with what is wrong."""

    text: str = ""
    errors: Mapping[str, EntryError] = field(default_factory=dict)
    is_taken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusView:
    """A complaint as its customer may see it.

    ``promised_by``      the nearest promise still owed; ``None`` when nothing is
    ``reply_by_email``   whether a reply to our mails reaches this complaint
    ``survey_url``       while a survey waits for an answer
    ``has_policies``     whether the shop has a page of its rules
    ``flows``            after-sales with their steps
    ``adding``           what its customer adds here; ``None`` where that is not possible
    """

    shop_name: str
    complaint: str
    subject: str | None
    received_at: datetime
    status: Status
    messages: tuple[StatusMessage, ...]
    promised_by: datetime | None
    reply_by_email: bool
    survey_url: str | None
    now: datetime
    has_policies: bool = False
    flows: tuple[FlowView, ...] = ()
    adding: Adding | None = None
    zone: tzinfo = field(default_factory=_home)


class PendingState(StrEnum):
    PROCESSING = "processing"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingView:
    """A delivery that is no complaint yet: safely kept, to be read in a moment, or by a person."""

    shop_name: str
    receipt: str
    state: PendingState


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRule:
    """``until``: the last day it is in force, as ``2026-12-31``. ``source`` is what it is cited from; ``layer`` is law,
    region, platform or merchant.
    """

    says: str
    source: str
    layer: str
    until: str | None = None
    is_uncertain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyGroup:
    """What a customer may be looking for: ``topic`` names its place on the page."""

    topic: str
    rules: tuple[PolicyRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PoliciesView:
    """``groups`` in the order in which customers ask; ``day`` as ``2026-11-11``."""

    shop_name: str
    jurisdiction: str
    day: str
    groups: tuple[PolicyGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyView:
    shop_name: str
    complaint: str
    subject: str | None
    expires_at: datetime
    now: datetime
    asks: tuple[Question, ...] = USUAL
    zone: tzinfo = field(default_factory=_home)


class MessageKind(StrEnum):
    """Why there is no page to show, named for what a person can do about it."""

    NOT_FOUND = "not_found"
    GONE = "gone"
    INVALID = "invalid"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    FAILED = "failed"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyView:
    """The report of a month. ``zone`` is where its days begin, ``hours`` names whose office hours are business time,
    ``queues`` are titles by name.
    """

    shop_name: str
    report: MonthlyReport
    zone: tzinfo
    hours: str
    made_at: datetime
    queues: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeView:
    """Where everything is on the one machine. ``tokens_file`` holds the demo tokens by role."""

    shop_name: str
    base_url: str
    smtp_address: str
    mail_address: str
    tokens_file: str
    form_url: str = "/form"
    mailbox_url: str = "/local/mail"
    widget_url: str = "/local/widget"
    desk_url: str = "/desk"
    docs_url: str = "/docs"
    openapi_url: str = "/openapi.json"
    health_url: str = "/healthz"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailView:
    """A mail that was sent on the one machine; ``url`` is its own page."""

    url: str
    sender: str
    recipient: str
    subject: str
    sent_at: datetime
    text: str
    zone: tzinfo = field(default_factory=_home)
