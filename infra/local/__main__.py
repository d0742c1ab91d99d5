"""``python -m infra.local``: serves Huiyin on this machine until interrupted."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from waitress import create_server

from .machine import MAIL_LIMIT, Machine, Options
from .pages import MachinePages

BODY_LIMIT = 10_000_000
"""As API Gateway's."""
THREADS = 8


@dataclass(frozen=True, kw_only=True)
class Choices:
    """From the environment, as ``make run`` passes it."""

    port: int
    smtp_port: int
    data: Path
    demo: bool
    survey_delay_seconds: int
    host: str = "127.0.0.1"

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"


def choices() -> Choices:
    """Exits with a message when a number is none."""
    given = os.environ
    try:
        return Choices(
            port=int(given.get("PORT", "8000")),
            smtp_port=int(given.get("SMTP_PORT", "2525")),
            data=Path(given.get("DATA", "var")).resolve(),
            demo=given.get("DEMO", "1") != "0",
            survey_delay_seconds=int(given.get("SURVEY_DELAY_SECONDS", "5")),
        )
    except ValueError as error:
        sys.exit(f"PORT, SMTP_PORT and SURVEY_DELAY_SECONDS are whole numbers: {error}")


def main() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    chosen = choices()
    import app

    from . import demo
    from .front import Front
    from .smtp import SmtpIntake

    machine = Machine(Options(data=chosen.data, url=chosen.url, survey_delay_seconds=chosen.survey_delay_seconds))
    smtp_address = f"{chosen.host}:{chosen.smtp_port}"
    front = Front(app.app, page=MachinePages(machine, url=chosen.url, smtp=smtp_address))
    smtp = SmtpIntake(chosen.host, chosen.smtp_port, machine.accept_mail, MAIL_LIMIT)
    try:
        server = create_server(
            front, host=chosen.host, port=chosen.port, threads=THREADS, max_request_body_size=BODY_LIMIT, ident=None
        )
        smtp.start()
    except OSError as error:
        machine.close()
        sys.exit(f"cannot listen: {error}. Choose other ports: make run PORT=8001 SMTP_PORT=2526")
    tokens = machine.write_tokens()
    filled = demo.fill(machine) if chosen.demo else 0
    machine.start(app)
    _announce(chosen, tokens, filled=filled, smtp=smtp_address)
    _serve(server)
    smtp.stop()
    machine.close()


def _serve(server: object) -> None:
    """Returns on SIGINT or SIGTERM."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    thread = threading.Thread(target=server.run, name="http", daemon=True)  # type: ignore[attr-defined]
    thread.start()
    stopped.wait()
    print("\nstopping …", flush=True)
    server.close()  # type: ignore[attr-defined]


def _announce(chosen: Choices, tokens: dict[str, str], *, filled: int, smtp: str) -> None:
    lines = [
        "",
        "  回音 Huiyin — every complaint gets an answer",
        "",
        f"  start here       {chosen.url}/",
        f"  complaint form   {chosen.url}/form",
        f"  mail intake      smtp://{smtp}   (any recipient)",
        f"  mails sent       {chosen.url}/local/mail",
        f"  API reference    {chosen.url}/docs",
        f"  data             {chosen.data}" + (f"   ({filled} demo complaints put in)" if filled else ""),
        f"  surveys go out   {chosen.survey_delay_seconds} s after a complaint is resolved",
        "",
        f"  tokens, also in {chosen.data / 'tokens.json'}:",
        *(f"    {role:11} {token}" for role, token in tokens.items()),
        "",
        "  Ctrl-C stops; everything is kept.",
        "",
    ]
    print("\n".join(lines), flush=True)


if __name__ == "__main__":
    main()
