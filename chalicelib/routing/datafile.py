"""Policy kept as data: a YAML file becomes one checked value, or the deployment stops with the place that is wrong."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, Any, Protocol, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, ValidationError

from chalicelib.model.errors import ConfigurationError

Shape = TypeVar("Shape", bound=BaseModel)


class Named(Protocol):
    @property
    def id(self) -> str: ...


Entry = TypeVar("Entry", bound=Named)


def _each_once(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    repeated = [name for name, count in Counter(entry.id for entry in entries).items() if count > 1]
    if repeated:
        raise ValueError(f"defined more than once: {', '.join(repeated)}")
    return entries


Entries = Annotated[tuple[Entry, ...], AfterValidator(_each_once)]
"""A list whose entries have ids of their own."""

_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def packaged(name: str, shape: type[Shape]) -> Shape:
    return parse((Path(__file__).parent / name).read_text(encoding="utf-8"), shape, source=name)


def parse(text: str, shape: type[Shape], *, source: str) -> Shape:
    """Raises ``ConfigurationError`` naming the source, the entry's id and the field."""
    try:
        raw = yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader, the C one where there is one
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{source} is not YAML: {error}") from error
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        faults = "; ".join(f"{_place(raw, fault['loc'])}: {fault['msg']}" for fault in error.errors())
        raise ConfigurationError(f"{source}: {faults}") from error


def _place(raw: Any, path: tuple[int | str, ...]) -> str:
    """``rules[safety].when.signals[0]``: an entry of a list is called by its id where it has one."""
    place = ""
    for step in path:
        raw = _inside(raw, step)
        if isinstance(step, int):
            place += f"[{raw.get('id', step) if isinstance(raw, dict) else step}]"
        else:
            place += f".{step}" if place else step
    return place or "the file"


def _inside(raw: Any, step: int | str) -> Any:
    if isinstance(raw, list) and isinstance(step, int):
        return raw[step]
    return raw.get(step) if isinstance(raw, dict) else None
