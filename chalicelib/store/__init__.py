"""The DynamoDB table: keys, one transaction per change, queries, outbox and timers. boto3 for DynamoDB only here."""

from .agents import Agents
from .alerts import Alerts
from .buyers import Buyers
from .costs import Costs
from .familiar import FAMILIAR, familiar_names
from .histories import Histories
from .in_force import InForce
from .lexicons import Lexicons
from .likenesses import Likenesses
from .limits import Limits
from .lists import Corrections, Quarantine, Surveys, Tokens
from .mentions import Mentions
from .orders import Orders, Taken
from .outbox import Due, Outbox
from .pages import Page
from .polls import Polls
from .proposals import Proposals
from .rises import Rises
from .samples import Samples
from .shop_rules import ShopRules
from .store import Dossier, Store
from .table import Table
from .transaction import Write
from .views import SHARED, Views
from .visits import Visits
from .watches import Watch, Watches
from .webhooks import Endpoints, WebhookDeliveries
from .weeklies import Weeklies

__all__ = [
    "FAMILIAR",
    "SHARED",
    "Agents",
    "Alerts",
    "Buyers",
    "Corrections",
    "Costs",
    "Dossier",
    "Due",
    "Endpoints",
    "Histories",
    "InForce",
    "Lexicons",
    "Likenesses",
    "Limits",
    "Mentions",
    "Orders",
    "Outbox",
    "Page",
    "Polls",
    "Proposals",
    "Quarantine",
    "Rises",
    "Samples",
    "ShopRules",
    "Store",
    "Surveys",
    "Table",
    "Taken",
    "Tokens",
    "Views",
    "Visits",
    "Watch",
    "Watches",
    "WebhookDeliveries",
    "Weeklies",
    "Write",
    "familiar_names",
]
