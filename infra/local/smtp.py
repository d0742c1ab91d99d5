"""SMTP intake of the one machine: a mail is accepted with 250 only once it is durable."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from chalicelib.model.errors import HuiyinError, Rejected, TooLarge

Accept = Callable[[bytes, str, list[str]], None]
"""Takes the raw mail, the envelope sender (empty for a bounce) and the envelope recipients; returns when durable."""

TAKEN: Final = "250 2.0.0 Accepted"
TRY_AGAIN: Final = "451 4.3.0 Cannot take mail right now, try again later"
TOO_LARGE: Final = "552 5.3.4 Message too big"
REFUSED: Final = "554 5.6.0 Message refused"
LONGEST_LINE: Final = 1024 * 1024
WORKERS: Final = 8
_LOG: Final = logging.getLogger(__name__)


class SmtpIntake:
    """Listens on ``host`` and ``port`` until stopped."""

    def __init__(self, host: str, port: int, accept: Accept, max_bytes: int) -> None:
        self._workers = ThreadPoolExecutor(max_workers=WORKERS, thread_name_prefix="smtp")
        self._controller = _Controller(
            _Handler(accept, self._workers),
            hostname=host,
            port=port,
            data_size_limit=max_bytes,
            enable_SMTPUTF8=True,
            decode_data=False,
            ident="Huiyin",
        )

    def start(self) -> None:
        """Returns when it listens. Raises ``OSError`` when the port is taken."""
        try:
            self._controller.start()
        except OSError:
            self._controller.loop.close()
            raise

    def stop(self) -> None:
        """Stops listening. What is being stored is still stored; its sender may deliver it again."""
        self._controller.stop()
        self._workers.shutdown(wait=True)


class _Server(SMTP):
    """Takes lines of any length: what breaks RFC 5321 there is still somebody's complaint."""

    line_length_limit = LONGEST_LINE


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Server(self.handler, **self.SMTP_kwargs)


class _Handler:
    def __init__(self, accept: Accept, workers: ThreadPoolExecutor) -> None:
        self._accept = accept
        self._workers = workers

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        sender, recipients = (envelope.mail_from or "").strip("<>"), list(envelope.rcpt_tos)
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._workers, self._accept, content, sender, recipients)
        except TooLarge:
            return TOO_LARGE
        except Rejected as error:
            _LOG.info("mail refused: %s", error.code)
            return REFUSED
        except (HuiyinError, OSError) as error:
            _LOG.warning("mail not taken, the sender will try again: %s", type(error).__name__)
            return TRY_AGAIN
        return TAKEN

    async def handle_exception(self, error: Exception) -> str:
        """What nobody foresaw may pass, too: the sender keeps the mail and tries again."""
        _LOG.error("mail not taken", exc_info=error)
        return TRY_AGAIN
