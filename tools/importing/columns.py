"""Which column fills which field: by known headings, and above all by what the user says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .headings import ALL, FIELDS, HEADINGS, NOTE, plain
from .problems import Unusable


@dataclass(frozen=True, slots=True)
class Wishes:
    """What ``--map`` says. A field wished empty is not filled at all."""

    by_field: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @classmethod
    def read(cls, written: Iterable[str]) -> Wishes:
        """Raises ``Unusable``."""
        by_field: dict[str, str] = {}
        notes: list[str] = []
        for wish in written:
            name, equals, column = (part.strip() for part in wish.partition("="))
            if not equals or name not in FIELDS:
                raise Unusable(f"--map wants FIELD=COLUMN, not '{wish}'; the fields are: {', '.join(FIELDS)}")
            if name == NOTE:
                notes.append(column)
            elif name in by_field:
                raise Unusable(f"--map gives '{name}' two columns; only '{NOTE}' may have more than one")
            else:
                by_field[name] = column
        return cls(by_field, tuple(notes))

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(filter(None, (*self.by_field.values(), *self.notes)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    by_field: Mapping[str, str]
    notes: tuple[str, ...]
    unsent: tuple[str, ...]


def score(row: Sequence[object], *, wishes: Wishes) -> int:
    """How many cells look like headings: a row of data has none, a title above the table at most one."""
    looked_for = ALL | {plain(name) for name in wishes.columns}
    return sum(plain(str(cell)) in looked_for for cell in row if cell)


def assign(columns: Sequence[str], *, wishes: Wishes) -> Columns:
    """Raises ``Unusable`` when a wished column is absent, or none is known to hold the complaint."""
    by_field = {name: _column(wish, columns) for name, wish in wishes.by_field.items() if wish}
    notes = [_column(wish, columns) for wish in wishes.notes]
    free = _by_plain_name(columns, taken={*by_field.values(), *notes})
    for name in FIELDS:
        if name != NOTE and name not in wishes.by_field and (found := _first(HEADINGS[name], free)):
            by_field[name] = free.pop(found)
    notes += [column for heading, column in free.items() if heading in HEADINGS[NOTE] and column not in notes]
    if "text" not in by_field:
        raise Unusable(
            f"no column is known to hold the complaint; name it: --map text=COLUMN. Columns: {', '.join(columns)}"
            " (unreadable? --encoding names the charset)"
        )
    sent = {*by_field.values(), *notes}
    return Columns(by_field=by_field, notes=tuple(notes), unsent=tuple(name for name in columns if name not in sent))


def _column(wish: str, columns: Sequence[str]) -> str:
    """As written, else in the same words."""
    if wish in columns:
        return wish
    for column in columns:
        if plain(column) == plain(wish):
            return column
    raise Unusable(f"there is no column '{wish}'; there are: {', '.join(columns)}")


def _by_plain_name(columns: Iterable[str], *, taken: set[str]) -> dict[str, str]:
    """The first of equal names counts."""
    free = {plain(column): column for column in reversed([*columns]) if column not in taken}
    return dict(reversed(free.items()))


def _first(headings: Iterable[str], free: Mapping[str, str]) -> str | None:
    return next((heading for heading in headings if heading in free), None)
