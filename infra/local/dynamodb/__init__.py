"""A durable subset of Amazon DynamoDB on one SQLite file, inside this process, under the ordinary boto3 client.

Sources: Amazon DynamoDB API Reference and Developer Guide; single pages are named where they were followed.
"""

from infra.local.dynamodb.engine import Engine

__all__ = ["Engine"]
