"""The one machine: the same code as in AWS, over durable local adapters in one data folder."""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import boto3
from botocore.config import Config

from chalicelib.gateways.identity import TokenVerifier
from chalicelib.gateways.public_http import PublicHttp
from chalicelib.gateways.sealed_objects import SealedObjects
from chalicelib.intake.accept import accept
from chalicelib.intake.mail import mail_accounts, mail_delivery
from chalicelib.model.identity import Role, utc_now
from chalicelib.model.sealing import Seal
from chalicelib.model.settings import Originals, Settings
from chalicelib.model.tokens import Signer
from chalicelib.runtime import Runtime, install
from chalicelib.store import Table
from chalicelib.store.definition import create

from . import files
from .accounts import SHOP, LocalAccounts
from .bell import Bell
from .dynamodb import Engine
from .folder import FolderLock, Unusable
from .issuer import AUDIENCE, KEY_FILE, TOKENS_FILE, LocalIssuer
from .mailbox import Mailbox
from .objects import FileObjects
from .platforms import SimulatedPlatforms
from .pump import Handler, Pump, QueuePump, StreamPump, ticker
from .queue import Redrive, SqliteQueue
from .secret_files import FileSecrets

TABLE: Final = "huiyin"
COMMITTED: Final = "after-call.dynamodb.TransactWriteItems"
"""The botocore event after which there may be new effects in the stream."""
RECEIVES: Final = 5
MAIL_LIMIT: Final = 40_000_000
INTAKE_THREADS: Final = 2
EXPIRY_SECONDS: Final = 60.0
POLLING_SECONDS: Final = 60.0
"""As in AWS; the sweep runs every second here."""
UPLOAD_LIFE_SECONDS: Final = 7 * 86_400
"""As the lifecycle rule of the bucket."""
EFFECT_LEASE_SECONDS: Final = 10
"""A mail into a folder takes milliseconds; after a crash it is tried again this soon."""
SHORTEST_KEY: Final = 32
PEOPLE: Final = (
    (Role.AGENT, "agent-lin", "林晓"),
    (Role.SUPERVISOR, "supervisor-chen", "陈静"),
    (Role.ADMIN, "admin-wu", "吴敏"),
)


@dataclass(frozen=True, kw_only=True)
class Options:
    """``survey_delay_seconds`` is short here, so that one can see a survey without waiting a day."""

    data: Path
    url: str
    survey_delay_seconds: int = 5
    originals: Originals = "open"


class Machine:
    """Everything but the ports it listens on. ``start`` moves the queues, ``close`` lets go of all files."""

    def __init__(self, options: Options) -> None:
        self.data = options.data
        self._lock = FolderLock(self.data)
        self.engine = Engine(self.data / "table.sqlite", clock=time.time)
        self.mailbox = Mailbox(self.data / "mail")
        self.issuer = LocalIssuer(self.data / KEY_FILE, url=options.url)
        self._intake_bell, self._due_bell, self._stream_bell = Bell(), Bell(), Bell()
        self.intake = self._queue("intake", bell=self._intake_bell, dead_letters=True)
        self.dead = self._queue("intake-dead")
        self.due = self._queue("due", bell=self._due_bell, dead_letters=True)
        self._signing_key = _own_key(self.data / "signing-key", "sign links")
        self._search_key = _own_key(self.data / "search-key", "hash what is searched for")
        seal_keys = _own_key(self.data / "seal-key", "seal what is kept")
        self._seal = Seal(seal_keys.split)
        self.objects = FileObjects(self.data / "objects", url=options.url, key=self._signing_key)
        self._dynamodb = self._client("dynamodb")
        self._dynamodb.meta.events.register(COMMITTED, lambda **_: self._stream_bell.ring())
        create(self._dynamodb, TABLE)
        self.runtime = self._runtime(options)
        install(self.runtime)
        self.pump = Pump()

    def start(self, app: Any) -> None:
        """``app`` is the module ``app``, with every handler that Lambda would call."""
        for queue in self._queues:
            queue.take_back()
        intake = QueuePump(name="intake", queue=self.intake, handler=app.process_intake)
        self.pump.add("intake", intake, bell=self._intake_bell, threads=INTAKE_THREADS)
        self.pump.add("dead", QueuePump(name="intake-dead", queue=self.dead, handler=app.park_dead_letters))
        self.pump.add("due", QueuePump(name="due", queue=self.due, handler=app.process_due), bell=self._due_bell)
        effects = self._stream(app.deliver_effects, place="stream-place")
        self.pump.add("stream", effects, bell=self._stream_bell)
        changes = self._stream(app.publish_changes, place="changes-place", names=("INSERT", "MODIFY"))
        self.pump.add("changes", changes, bell=self._stream_bell)
        self.pump.add("ticker", ticker(app.run_timers, rule="run_timers"))
        self.pump.add("poller", ticker(app.poll_channels, rule="poll_channels"), every=POLLING_SECONDS)
        self.pump.add("expiry", self._expire, every=EXPIRY_SECONDS)
        self.pump.start()

    def close(self) -> None:
        self.pump.stop()
        for queue in self._queues:
            queue.close()
        self.engine.close()
        self._lock.release()

    def accept_mail(self, raw: bytes, sender: str, recipients: list[str]) -> None:
        """Returns when the mail is durable; raises as ``accept`` does."""
        for account in mail_accounts(self.runtime.accounts, recipients):
            delivery = mail_delivery(
                account,
                id=self.runtime.ids.new("d"),
                received_at=self.runtime.clock(),
                sender=sender,
                recipients=recipients,
                body=raw,
            )
            accept(delivery, queue=self.intake, objects=self.runtime.objects)

    def write_tokens(self) -> dict[str, str]:
        """A token for each role of the demo shop, also in ``tokens.json``."""
        now = utc_now()
        tokens = {
            role.value: self.issuer.token(subject=subject, name=name, role=role, shop=SHOP, now=now)
            for role, subject, name in PEOPLE
        }
        files.write(self.data / TOKENS_FILE, json.dumps(tokens, indent=2).encode())
        return tokens

    def _runtime(self, options: Options) -> Runtime:
        return Runtime(
            table=Table(lambda: self._dynamodb, TABLE, secret=lambda: self._search_key, seal=self._seal),
            intake_queue=self.intake,
            due_queue=self.due,
            objects=SealedObjects(self.objects, self._seal),
            mailer=self.mailbox,
            http=SimulatedPlatforms(self.mailbox),
            public_http=PublicHttp(),
            secrets=FileSecrets(self.data / "secrets"),
            accounts=LocalAccounts(self.data / "accounts.json"),
            doorkeeper=TokenVerifier(self.issuer, issuer=self.issuer.url, audience=AUDIENCE),
            signer=Signer((self._signing_key,)),
            model_key=lambda: _text(self.data / "model-public-key"),
            settings=Settings(
                public_url=options.url,
                default_shop=SHOP,
                originals=options.originals,
                survey_delay_seconds=options.survey_delay_seconds,
                effect_lease_seconds=EFFECT_LEASE_SECONDS,
            ),
        )

    @property
    def _queues(self) -> tuple[SqliteQueue, ...]:
        return self.intake, self.dead, self.due

    def _queue(self, name: str, *, bell: Bell | None = None, dead_letters: bool = False) -> SqliteQueue:
        redrive = Redrive(dead_letter_queue=f"{name}-dead", max_receive_count=RECEIVES) if dead_letters else None
        return SqliteQueue(
            self.data / "queues.sqlite",
            name,
            clock=time.time,
            new_id=lambda: secrets.token_hex(16),
            redrive=redrive,
            on_send=bell.ring if bell else None,
        )

    def _stream(self, handler: Handler, *, place: str, names: tuple[str, ...] = ("INSERT",)) -> StreamPump:
        arn = self._dynamodb.describe_table(TableName=TABLE)["Table"]["LatestStreamArn"]
        streams = self._client("dynamodbstreams")
        return StreamPump(streams, arn, handler=handler, place=self.data / place, names=names)

    def _expire(self) -> bool:
        self.engine.expire_items()
        self.objects.expire("uploads", seconds=UPLOAD_LIFE_SECONDS)
        return False

    def _client(self, service: str) -> Any:
        """An ordinary client whose calls end in the embedded engine; the credentials are never used."""
        client = boto3.session.Session().client(  # type: ignore[call-overload]
            service,
            region_name="us-east-1",
            aws_access_key_id="local",
            aws_secret_access_key="local",  # noqa: S106 - not a secret
            config=Config(retries={"max_attempts": 0}, parameter_validation=False),
        )
        self.engine.attach(client)
        return client


def _text(path: Path) -> str | None:
    return path.read_text("utf-8").strip() if path.exists() else None


def _own_key(path: Path, purpose: str) -> bytes:
    files.write_new(path, secrets.token_urlsafe(SHORTEST_KEY).encode())
    key = path.read_bytes()
    if len(key) < SHORTEST_KEY:
        raise Unusable(f"{path} is too short to {purpose}: restore it, or delete it and lose what was made with it")
    return key
