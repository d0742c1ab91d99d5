"""One Lambda function: a process that runs a handler from the unpacked zip and sees nothing of this project."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from .runtime_api import Outcome, RuntimeApi

SECONDS: Final = 60.0

# As the managed runtime sets them; nothing is inherited from this process.
BASE_ENVIRONMENT: Final = {
    "PATH": "/usr/bin:/bin",
    "LANG": "en_US.UTF-8",
    "TZ": ":UTC",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_EXECUTION_ENV": "AWS_Lambda_python3.11",
    "AWS_LAMBDA_FUNCTION_NAME": "packaged",
    "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
    "PYTHONDONTWRITEBYTECODE": "1",  # /var/task is read-only
}


@dataclass(frozen=True, slots=True)
class Runtime:
    """Where functions run: an interpreter with the runtime client, the unpacked zip, and a place for output."""

    python: Path
    task_root: Path
    output: Path


@dataclass(frozen=True, slots=True)
class Function:
    api: RuntimeApi
    process: subprocess.Popen[bytes]
    errors: Path
    started: float

    def invoke(self, event: dict[str, Any], *, timeout: float = SECONDS) -> Outcome:
        outcome = self.api.invoke(event, timeout=timeout)
        assert not outcome.failed, f"{outcome.payload}\n{self.said()}"
        return outcome

    def said(self) -> str:
        """What the process wrote to standard error."""
        return self.errors.read_text(encoding="utf-8", errors="replace")

    def age(self) -> float:
        """Seconds since the process was started."""
        return time.perf_counter() - self.started


@contextmanager
def function(runtime: Runtime, handler: str, environment: Mapping[str, str]) -> Iterator[Function]:
    errors = runtime.output / f"{handler}.{time.monotonic_ns()}.stderr"
    with RuntimeApi() as api, errors.open("wb") as stream:
        variables = {
            **BASE_ENVIRONMENT,
            "AWS_LAMBDA_RUNTIME_API": api.address,
            "_HANDLER": handler,
            "LAMBDA_TASK_ROOT": str(runtime.task_root),
            "PYTHONPATH": str(runtime.task_root),
            "TMPDIR": str(runtime.output),
            **environment,
        }
        started = time.perf_counter()
        process = subprocess.Popen(
            [str(runtime.python), "-m", "awslambdaric", handler],
            cwd=runtime.task_root,
            env=variables,
            stdout=stream,
            stderr=stream,
        )
        try:
            yield Function(api, process, errors, started)
        finally:
            process.kill()
            process.wait()
