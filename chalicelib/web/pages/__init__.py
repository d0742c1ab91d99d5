"""The pages people see, as pure functions from a view to HTML: three languages, no script needed, nothing from
elsewhere.
"""

from .complaint_pages import form_page, form_received_page, pending_page, status_page
from .customer_view import status_view
from .desk_pages import DESK_SCRIPTS, desk_page
from .entries import HONEYPOT, LONGEST, OPTIONAL, SCORES, EntryError, form_errors, survey_errors
from .flow_view import flow_views
from .language import Language, negotiate_language
from .machine_pages import home_page, mail_page, mailbox_page
from .message_pages import message_page
from .monthly_pages import monthly_page
from .policy_pages import policies_page
from .reference import docs_page
from .rendering import Allowed, content_security_policy, script
from .survey_pages import (
    opt_out_page,
    opted_out_page,
    survey_already_answered_page,
    survey_expired_page,
    survey_page,
    survey_thanks_page,
)
from .views import (
    Adding,
    FlowStepView,
    FlowView,
    FormFiles,
    FormView,
    HomeView,
    MailView,
    MessageKind,
    MonthlyView,
    PendingState,
    PendingView,
    PoliciesView,
    PolicyGroup,
    PolicyRule,
    StatusMessage,
    StatusView,
    SurveyView,
)

__all__ = [
    "DESK_SCRIPTS",
    "HONEYPOT",
    "LONGEST",
    "OPTIONAL",
    "SCORES",
    "Adding",
    "Allowed",
    "EntryError",
    "FlowStepView",
    "FlowView",
    "FormFiles",
    "FormView",
    "HomeView",
    "Language",
    "MailView",
    "MessageKind",
    "MonthlyView",
    "PendingState",
    "PendingView",
    "PoliciesView",
    "PolicyGroup",
    "PolicyRule",
    "StatusMessage",
    "StatusView",
    "SurveyView",
    "content_security_policy",
    "desk_page",
    "docs_page",
    "flow_views",
    "form_errors",
    "form_page",
    "form_received_page",
    "home_page",
    "mail_page",
    "mailbox_page",
    "message_page",
    "monthly_page",
    "negotiate_language",
    "opt_out_page",
    "opted_out_page",
    "pending_page",
    "policies_page",
    "script",
    "status_page",
    "status_view",
    "survey_already_answered_page",
    "survey_errors",
    "survey_expired_page",
    "survey_page",
    "survey_thanks_page",
]
