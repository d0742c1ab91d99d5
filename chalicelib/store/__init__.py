"""The DynamoDB table: keys, one transaction per change, queries, outbox and timers. boto3 for DynamoDB only here."""

from .alerts import Alerts
from .lexicons import Lexicons
from .limits import Limits
from .lists import Agents, Corrections, Quarantine, Surveys, Tokens
from .orders import Orders, Taken
from .outbox import Due, Outbox
from .polls import Polls
from .store import Dossier, Page, Store
from .table import Table
from .webhooks import Endpoints, WebhookDeliveries

__all__ = [
    "Agents",
    "Alerts",
    "Corrections",
    "Dossier",
    "Due",
    "Endpoints",
    "Lexicons",
    "Limits",
    "Orders",
    "Outbox",
    "Page",
    "Polls",
    "Quarantine",
    "Store",
    "Surveys",
    "Table",
    "Taken",
    "Tokens",
    "WebhookDeliveries",
]
