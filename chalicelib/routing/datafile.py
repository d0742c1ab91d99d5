"""Policy kept as data: a YAML file becomes one checked value, or the deployment stops with the place that is wrong."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final, Protocol, TypeVar

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

FOLDER: Final = Path(__file__).parent


def packaged(name: str, shape: type[Shape], *, folder: Path = FOLDER) -> Shape:
    """The file as packaging compiled it, or as people write it where nothing was compiled."""
    compiled = _compiled(folder / name)
    if compiled.exists():
        return _checked(json.loads(compiled.read_text(encoding="utf-8")), shape, source=name)
    return parse((folder / name).read_text(encoding="utf-8"), shape, source=name)


def compile_all(folder: Path = FOLDER) -> None:
    """Turns every YAML file of the folder into JSON, so that no function carries a YAML reader. For packaging."""
    for written in sorted(folder.glob("*.yaml")):
        raw = _read(written.read_text(encoding="utf-8"), source=written.name)
        _compiled(written).write_text(json.dumps(raw, ensure_ascii=False, default=str), encoding="utf-8")
        written.unlink()


def parse(text: str, shape: type[Shape], *, source: str) -> Shape:
    """Raises ``ConfigurationError`` naming the source, the entry's id and the field."""
    return _checked(_read(text, source=source), shape, source=source)


def _compiled(written: Path) -> Path:
    return written.with_suffix(".json")


def _read(text: str, *, source: str) -> Any:
    import yaml

    try:
        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{source} is not YAML: {error}") from error


def _checked(raw: Any, shape: type[Shape], *, source: str) -> Shape:
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        faults = "; ".join(f"{place}: {what}" for place, what in faults_of(raw, error))
        raise ConfigurationError(f"{source}: {faults}") from error


def faults_of(raw: Any, error: ValidationError) -> Iterator[tuple[str, str]]:
    """(place, what is wrong), as people who wrote the file find it."""
    for fault in error.errors():
        yield _place(raw, fault["loc"]), fault["msg"]


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
