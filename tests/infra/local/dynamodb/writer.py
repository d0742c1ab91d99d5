"""A process of its own that writes to an engine and prints each name after its write was acknowledged.

Arguments: the file, a prefix of names, how many.
"""

import sys
import time
from pathlib import Path

from infra.local.dynamodb import Engine
from infra.local.dynamodb.errors import DynamoError
from tests.infra.local.dynamodb.backend import key, number, table_definition, text

TABLE = "shared"


def main(path: str, prefix: str, count: str) -> None:
    engine = Engine(Path(path), clock=time.time)
    try:
        engine.execute("CreateTable", table_definition(TABLE))
    except DynamoError as error:
        if error.code != "ResourceInUseException":
            raise
    for position in range(int(count)):
        name = f"{prefix}{position:06d}"
        item = key(name, "META") | {"GPK": text("Q"), "GSK": text(f"{position:06d}")}
        add = {
            "TableName": TABLE,
            "Key": key("counter", "META"),
            "UpdateExpression": "ADD n :one",
            "ExpressionAttributeValues": {":one": number(1)},
        }
        put = {"TableName": TABLE, "Item": item, "ConditionExpression": "attribute_not_exists(PK)"}
        engine.execute(
            "TransactWriteItems", {"ClientRequestToken": name, "TransactItems": [{"Put": put}, {"Update": add}]}
        )
        print(name, flush=True)
    engine.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
