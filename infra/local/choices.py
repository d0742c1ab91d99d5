"""What is chosen from outside, as ``make run`` passes it in the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast, get_args

from chalicelib.model.settings import Originals

HOST: Final = "127.0.0.1"
LAST_PORT: Final = 65_535


class BadChoice(Exception):
    """The message names the variable and what it may be."""


@dataclass(frozen=True, kw_only=True)
class Choices:
    port: int = 8000
    smtp_port: int = 2525
    data: Path = Path("var")
    demo: bool = True
    survey_delay_seconds: int = 5
    originals: Originals = "open"

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def smtp_address(self) -> str:
        return f"{HOST}:{self.smtp_port}"

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Choices:
        """Raises ``BadChoice``."""
        return cls(
            port=_number(environment, "PORT", cls.port, low=1, high=LAST_PORT),
            smtp_port=_number(environment, "SMTP_PORT", cls.smtp_port, low=1, high=LAST_PORT),
            data=Path(environment.get("DATA") or cls.data).absolute(),
            demo=environment.get("DEMO", "1") != "0",
            survey_delay_seconds=_number(environment, "SURVEY_DELAY_SECONDS", cls.survey_delay_seconds, low=0),
            originals=_originals(environment.get("ORIGINALS") or cls.originals),
        )


def _originals(given: str) -> Originals:
    if given not in get_args(Originals):
        raise BadChoice(f"ORIGINALS is {' or '.join(get_args(Originals))}, not {given!r}")
    return cast("Originals", given)


def _number(environment: Mapping[str, str], name: str, otherwise: int, *, low: int, high: int | None = None) -> int:
    given = environment.get(name) or str(otherwise)
    number = int(given) if given.isascii() and given.isdigit() else -1
    if number < low or (high is not None and number > high):
        wanted = f"from {low} to {high}" if high else f"of at least {low}"
        raise BadChoice(f"{name} is a whole number {wanted}, not {given!r}")
    return number
