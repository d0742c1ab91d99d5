"""The table and its client: one place where DynamoDB's errors become ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnection

from chalicelib.model.errors import ConfigurationError, LostRace, Upstream
from chalicelib.model.sealing import Seal

from .keys import bad_cursor

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]
_PASSING: Final = frozenset(
    {
        "InternalServerError",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "ThrottlingException",
        "TransactionInProgressException",
    }
)


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of rows and where the next one starts."""

    items: list[Item]
    last_key: Item | None


class Table:
    """Thin typed calls on one table. Raises ``Upstream`` for what may pass and ``LostRace`` for failed conditions."""

    def __init__(
        self,
        connect: Callable[[], DynamoDBClient],
        name: str,
        *,
        secret: Callable[[], bytes],
        seal: Seal | None = None,
    ) -> None:
        """``connect`` gives the client, ``secret`` the key under which names and search values are hashed; each is
        called when first needed. With a ``seal`` the document of every row is sealed; older rows stay readable.
        """
        self.connect = connect
        self.name = name
        self._secret = secret
        self._seal = seal

    @cached_property
    def secret(self) -> bytes:
        """Raises ``ConfigurationError``."""
        return self._secret()

    def get(self, key: Mapping[str, Any]) -> Item | None:
        with translated():
            answer = self.connect().get_item(TableName=self.name, Key=key, ConsistentRead=True)
        item = answer.get("Item")
        return self.opened(item) if item else None

    def get_many(self, keys: Sequence[Mapping[str, Any]]) -> list[Item]:
        """At most 100 keys, in one call; a second call only when DynamoDB leaves some for later."""
        wanted: Any = {self.name: {"Keys": list(keys), "ConsistentRead": True}}
        found: list[Item] = []
        while keys and wanted:
            with translated():
                answer = self.connect().batch_get_item(RequestItems=wanted)
            found += map(self.opened, answer["Responses"].get(self.name, []))
            wanted = answer.get("UnprocessedKeys")
        return found

    def put(self, item: Item) -> None:
        with translated():
            self.connect().put_item(TableName=self.name, Item=self.sealed(item))

    def delete(self, key: Mapping[str, Any]) -> None:
        """Deleting what is not there is done already."""
        with translated():
            self.connect().delete_item(TableName=self.name, Key=key)

    def update(self, key: Mapping[str, Any], *, update: str, condition: str, names: Item, values: Item) -> None:
        """Raises ``LostRace`` when the condition does not hold."""
        with translated():
            self.connect().update_item(
                TableName=self.name,
                Key=key,
                UpdateExpression=update,
                ConditionExpression=condition,
                ExpressionAttributeNames=names,
                ExpressionAttributeValues=values,
            )

    def query(
        self,
        condition: str,
        values: Item,
        *,
        index: str | None = None,
        limit: int | None = None,
        start: Item | None = None,
        descending: bool = False,
    ) -> Rows:
        more: Item = {"IndexName": index} if index else {"ConsistentRead": True}
        if limit:
            more["Limit"] = limit
        if start:
            more["ExclusiveStartKey"] = start
        with translated(), _from_a_cursor(start):
            answer = self.connect().query(
                TableName=self.name,
                KeyConditionExpression=condition,
                ExpressionAttributeValues=values,
                ScanIndexForward=not descending,
                **more,
            )
        return Rows(items=[self.opened(item) for item in answer["Items"]], last_key=answer.get("LastEvaluatedKey"))

    def sealed(self, item: Item) -> Item:
        """As it is kept: keys, and what conditions and indexes need, stay; the document does not."""
        if self._seal is None or "doc" not in item:
            return item
        partition, name = _sealed_for(item)
        return {**item, "doc": {"B": self._seal.close(item["doc"]["S"].encode(), scope=partition, name=name)}}

    def opened(self, item: Item) -> Item:
        """The other way. Raises ``ConfigurationError`` without the key it was sealed under."""
        kept = item.get("doc", {}).get("B")
        if kept is None:
            return item
        if self._seal is None:
            raise ConfigurationError("the rows of this table are sealed, and there is no key to open them")
        partition, name = _sealed_for(item)
        return {**item, "doc": {"S": self._seal.open(bytes(kept), scope=partition, name=name).decode()}}

    def page_as_kept(self, *, start: Item | None, limit: int) -> Rows:
        """Rows of the whole table as they lie, in no order: for no request, only for what a command does to all."""
        more: Item = {"ExclusiveStartKey": start} if start else {}
        with translated(), _from_a_cursor(start):
            answer = self.connect().scan(TableName=self.name, Limit=limit, ConsistentRead=True, **more)
        return Rows(items=answer["Items"], last_key=answer.get("LastEvaluatedKey"))

    def renew(self, item: Item) -> bool:
        """Seals a row's document, as it was read, under the newest key; whether it had to be. Raises ``LostRace`` when
        somebody has written it since.
        """
        if self._seal is None or "doc" not in item:
            return False
        kept = item["doc"]
        partition, name = _sealed_for(item)
        lying = bytes(kept["B"]) if "B" in kept else kept["S"].encode()
        renewed = self._seal.renewed(lying, scope=partition, name=name)
        if renewed is not None:
            self.update(
                {"PK": item["PK"], "SK": item["SK"]},
                update="SET #doc = :renewed",
                condition="#doc = :kept",
                names={"#doc": "doc"},
                values={":renewed": {"B": renewed}, ":kept": kept},
            )
        return renewed is not None

    def scan(self, prefix: str, sort: str | None = None) -> Iterator[Item]:
        """Every row whose partition begins so, or those of one name. It reads the whole table: only for commands."""
        condition, values = "begins_with(PK, :p)", {":p": {"S": prefix}}
        if sort:
            condition, values = f"{condition} AND SK = :s", {**values, ":s": {"S": sort}}
        more: Item = {}
        while True:
            with translated():
                answer = self.connect().scan(
                    TableName=self.name,
                    ConsistentRead=True,
                    FilterExpression=condition,
                    ExpressionAttributeValues=values,
                    **more,
                )
            yield from map(self.opened, answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            more = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def query_all(self, condition: str, values: Item) -> Iterator[Item]:
        """Every row of a partition, page by page (1 MB each)."""
        start: Item | None = None
        while True:
            rows = self.query(condition, values, start=start)
            yield from rows.items
            if rows.last_key is None:
                return
            start = rows.last_key


def _sealed_for(item: Item) -> tuple[str, str]:
    """The partition, and the row's whole name."""
    partition = item["PK"]["S"]
    return partition, f"{partition}|{item['SK']['S']}"


@contextmanager
def _from_a_cursor(start: Item | None) -> Iterator[None]:
    """Where a query starts is all that a client can get wrong about it."""
    try:
        yield
    except ClientError as error:
        if start and error.response["Error"]["Code"] == "ValidationException":
            raise bad_cursor() from error
        raise


@contextmanager
def translated() -> Iterator[None]:
    """DynamoDB's errors in our words; anything not expected here stays as it is, and is loud."""
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in ("ConditionalCheckFailedException", "TransactionConflictException"):
            raise LostRace("somebody else was first") from error
        if code in _PASSING:
            raise Upstream(f"the table could not answer: {code}") from error
        raise
    except (NoConnection, HTTPClientError) as error:
        raise Upstream(f"the table could not be reached: {type(error).__name__}") from error
