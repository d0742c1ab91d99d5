"""A process that dies, or a table that refuses, at a moment the test chooses."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from botocore.exceptions import ClientError

from tests.support.fakes import FakeObjects
from tests.support.world import World


class Crash(Exception):
    """The process ended here."""


@dataclass
class CrashPoints:
    """Counts the moments just before and just after every call to the outside; at ``at`` the process dies."""

    at: int | None = None
    passed: int = 0

    def reach(self, **_: Any) -> None:
        here = self.passed
        self.passed += 1
        if here == self.at:
            raise Crash(f"at point {here}")


@dataclass
class CrashingObjects(FakeObjects):
    points: CrashPoints = field(default_factory=CrashPoints)

    def put(self, key: str, data: bytes, *, content_type: str) -> None:
        self.points.reach()
        super().put(key, data, content_type=content_type)
        self.points.reach()


def watch(world: World, points: CrashPoints) -> None:
    """From now on every call of processing to the table and the object store passes two points."""
    watch_client(world.client, points)
    objects = CrashingObjects(kept=world.objects.kept, points=points)
    world.runtime.processing = replace(world.runtime.processing, objects=objects)


def watch_client(client: Any, points: CrashPoints) -> None:
    client.meta.events.register("before-parameter-build.dynamodb", points.reach)
    client.meta.events.register("after-call.dynamodb", points.reach)


def refuse(client: Any, operation: str, code: str) -> None:
    """The next such operation is refused by DynamoDB with this error code and does nothing."""
    event = f"before-parameter-build.dynamodb.{operation}"

    def answer(**_: Any) -> None:
        client.meta.events.unregister(event, answer)
        raise ClientError({"Error": {"Code": code, "Message": "refused by the test"}}, operation)

    client.meta.events.register(event, answer)
