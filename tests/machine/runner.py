"""``python -m infra.local`` as a process of its own, on free ports and its own data folder."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from chalicelib.model.identity import Role, utc_now
from infra.local.accounts import SHOP
from infra.local.issuer import KEY_FILE, LocalIssuer

from .client import Client, until

ROOT = Path(__file__).parents[2]
SERVING = "Ctrl-C stops"
STOP_SECONDS = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Runner:
    data: Path
    demo: bool = False
    survey_delay_seconds: int = 1
    port: int = field(default_factory=free_port)
    smtp_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    started_in: float = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> str:
        """Everything printed so far, by every start."""
        return self._log.read_text("utf-8") if self._log.exists() else ""

    def launch(self) -> subprocess.Popen[bytes]:
        """Does not wait until it serves."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "infra.local"],
                cwd=ROOT,
                env=self.environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        return self.process

    def start(self) -> None:
        begun, before = time.monotonic(), self.output.count(SERVING)
        process = self.launch()
        until(lambda: self.output.count(SERVING) > before or process.poll() is not None, what="the machine to serve")
        self.started_in = time.monotonic() - begun
        assert process.poll() is None, self.output

    def stop(self) -> int:
        """Politely; the exit code."""
        return self.terminate().wait(timeout=STOP_SECONDS)

    def terminate(self) -> subprocess.Popen[bytes]:
        """Does not wait until it has stopped."""
        process = self._running()
        process.terminate()
        return process

    def kill(self) -> None:
        """As ``kill -9`` does."""
        process = self._running()
        process.kill()
        process.wait(timeout=STOP_SECONDS)

    def command(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "infra.local", *arguments],
            cwd=ROOT,
            env={**self.environment(), **environment},
            capture_output=True,
            text=True,
            timeout=60,
        )

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PORT": str(self.port),
            "SMTP_PORT": str(self.smtp_port),
            "DATA": str(self.data),
            "DEMO": str(int(self.demo)),
            "SURVEY_DELAY_SECONDS": str(self.survey_delay_seconds),
            "PYTHONUNBUFFERED": "1",
        }

    def client(self, role: str | None = None, *, threads: int = 1) -> Client:
        """Somebody of the demo shop, or with no role a customer."""
        token = json.loads((self.data / "tokens.json").read_bytes())[role] if role else None
        return Client(self.url, token=token, threads=threads)

    def agent(self, subject: str) -> Client:
        """One more agent, with a token of the machine's own issuer."""
        issuer = LocalIssuer(self.data / KEY_FILE, url=self.url)
        token = issuer.token(subject=subject, name=subject, role=Role.AGENT, shop=SHOP, now=utc_now())
        return Client(self.url, token=token)

    @property
    def _log(self) -> Path:
        return self.data.with_name(f"{self.data.name}.log")

    def _running(self) -> subprocess.Popen[bytes]:
        assert self.process is not None
        return self.process
