"""Serving: ports, signals, what is printed, and an orderly end."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from waitress import create_server

from chalicelib.model.identity import Role

from . import demo
from .choices import HOST, Choices
from .front import Front
from .issuer import TOKENS_FILE
from .machine import MAIL_LIMIT, Machine, Options
from .object_door import UPLOAD_LIMIT, ObjectDoor
from .pages import MachinePages
from .smtp import SmtpIntake

THREADS: Final = 8
CONNECTIONS: Final = 1000
"""At once. A browser keeps up to six open for a while, and a whole team may sit at its desks."""
LAST_ANSWERS_SECONDS: Final = 5.0
"""How long requests in hand may take after the signal to stop."""


class PortTaken(Exception):
    """The message names the ports."""


def _options(chosen: Choices) -> Options:
    return Options(
        data=chosen.data,
        url=chosen.url,
        survey_delay_seconds=chosen.survey_delay_seconds,
        originals=chosen.originals,
    )


def serve(chosen: Choices) -> None:
    """Until SIGINT or SIGTERM. Raises ``PortTaken`` and ``Unusable``."""
    stopped = _stop_signals()
    import app

    machine = Machine(_options(chosen))
    machine_pages = MachinePages(machine, url=chosen.url, smtp=chosen.smtp_address)
    front = Front(app.app, pages=(machine_pages, ObjectDoor(machine.objects)))
    smtp = SmtpIntake(HOST, chosen.smtp_port, machine.accept_mail, MAIL_LIMIT)
    try:
        server = create_server(
            front,
            host=HOST,
            port=chosen.port,
            threads=THREADS,
            connection_limit=CONNECTIONS,
            asyncore_use_poll=True,
            max_request_body_size=UPLOAD_LIMIT,
            ident=None,
        )
        smtp.start()
    except OSError as error:
        machine.close()
        raise PortTaken(
            f"cannot listen on {chosen.port} (web) and {chosen.smtp_port} (mail): {error.strerror}. "
            "Choose other ports: make run PORT=8001 SMTP_PORT=2526"
        ) from error
    tokens = machine.write_tokens()
    machine.start(app)
    threading.Thread(target=server.run, name="http", daemon=True).start()
    if chosen.demo:
        demo.fill(machine, show=_progress)
    _announce(chosen, tokens)
    stopped.wait()
    print("\nstopping …", flush=True)
    _let_answer(server)
    server.close()
    smtp.stop()
    machine.close()


def _stop_signals() -> threading.Event:
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    return stopped


def _let_answer(server: Any) -> None:
    """Requests in hand, also half received ones, get their answers, within reason."""
    deadline = time.monotonic() + LAST_ANSWERS_SECONDS
    _wait(lambda: not _busy(server), deadline)
    server.task_dispatcher.shutdown(cancel_pending=False, timeout=LAST_ANSWERS_SECONDS)
    _wait(lambda: not _busy(server), deadline)


def _busy(server: Any) -> bool:
    return any(
        channel.request or channel.requests or channel.total_outbufs_len
        for channel in list(server.active_channels.values())
    )


def _wait(is_done: Callable[[], bool], deadline: float) -> None:
    while not is_done() and time.monotonic() < deadline:
        time.sleep(0.01)


def _progress(done: int, of: int) -> None:
    """One line that grows on a terminal, and only its end elsewhere."""
    if sys.stdout.isatty() or done == of:
        print(f"\r  filling the demo shop: {done} of {of} complaints", end="\n" if done == of else "", flush=True)


def _announce(chosen: Choices, tokens: dict[str, str]) -> None:
    lines = [
        "",
        "  回音 Huiyin — every complaint gets an answer",
        "",
        f"  start here       {chosen.url}/",
        f"  complaint form   {chosen.url}/form",
        f"  mail intake      smtp://{chosen.smtp_address}   (any recipient)",
        f"  mails sent       {chosen.url}/local/mail",
        f"  API reference    {chosen.url}/docs",
        f"  desk             {chosen.url}/desk",
        f"  data             {chosen.data}",
        f"  surveys go out   {chosen.survey_delay_seconds} s after a complaint is resolved",
        "",
        f"  tokens, also in {chosen.data / TOKENS_FILE}:",
        *(f"    {role:11} {token}" for role, token in tokens.items()),
        "",
        "  the desk, signed in as the agent:",
        f"    {chosen.url}/desk#token={tokens[Role.AGENT]}",
        "",
        "  Ctrl-C stops; everything is kept.",
        "",
    ]
    print("\n".join(lines), flush=True)
