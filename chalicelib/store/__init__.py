"""The DynamoDB table: keys, one transaction per change, queries, outbox and timers. boto3 for DynamoDB only here."""

from .lists import Agents, Quarantine, Surveys, Tokens
from .outbox import Due, Outbox
from .store import Dossier, Page, Store
from .table import Table

__all__ = ["Agents", "Dossier", "Due", "Outbox", "Page", "Quarantine", "Store", "Surveys", "Table", "Tokens"]
