"""The DynamoDB table: keys, one transaction per change, queries, outbox and timers. boto3 for DynamoDB only here."""

from .lists import Agents, Quarantine, Surveys, Tokens
from .outbox import Due, Outbox
from .polls import Polls
from .store import Dossier, Page, Store
from .table import Table

__all__ = ["Agents", "Dossier", "Due", "Outbox", "Page", "Polls", "Quarantine", "Store", "Surveys", "Table", "Tokens"]
