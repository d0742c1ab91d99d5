"""What is shown with personal data hidden, and to whom. Pure but for asking who calls.

By the names of fields, over every shape and fact, so that a new one is covered by what its fields are called. Texts
keep their length: places of evidence and entities stay right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar

from chalicelib.desk.permissions import DESK
from chalicelib.model.message import Customer, Direction
from chalicelib.understanding.privacy import initial, mask, mask_customer, mask_in_place, mask_value

from .complaint_shapes import ComplaintShape
from .operations import Call
from .shapes import Shape

S = TypeVar("S", bound=Shape)
C = TypeVar("C", bound=ComplaintShape)
_TEXTS: Final = frozenset(
    {
        "text", "subject", "quoted", "note", "notes", "why", "decided_why", "how", "outcome", "last_error",
        "recipient", "external_id", "message_id", "references",
    }
)  # fmt: skip


def masked(text: str) -> str:
    """For lists; it need not be as long as the text was."""
    return mask(text).text


def reads_masked(call: Call[Any]) -> bool:
    """Auditors always; everybody where originals are opened on request."""
    return call.runtime.settings.originals == "on_request" or not call.principal.roles & DESK


def masked_complaint(shown: C) -> C:
    person = Customer.model_validate(shown.customer.model_dump())
    masking = _Masking(person, texts=(message.text for message in shown.messages))
    return masking.shape(shown).model_copy(update={"masked": True})


def masked_facts(shown: S, *, person: Customer, texts: Iterable[str]) -> S:
    """Events, or whatever else tells of a complaint; ``texts`` are its messages."""
    return _Masking(person, texts=texts).shape(shown)


class _Masking:
    def __init__(self, person: Customer, *, texts: Iterable[str]) -> None:
        self._person = person
        self._texts = tuple(texts)
        self._done: dict[str, str] = {}

    def shape(self, shape: S) -> S:
        return shape.model_copy(update=self._fields({name: getattr(shape, name) for name in type(shape).model_fields}))

    def _fields(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._field(name, value, beside=fields) for name, value in fields.items()}

    def _field(self, name: str, value: Any, *, beside: Mapping[str, Any]) -> Any:
        if name == "customer":
            return _contacts(value)
        if isinstance(value, str):
            return self._string(name, value, beside=beside)
        return self._inside(name, value)

    def _inside(self, name: str, value: Any) -> Any:
        if isinstance(value, Shape):
            return self.shape(value)
        if isinstance(value, Mapping):
            return self._fields(value)
        if isinstance(value, tuple | list):
            return type(value)(self._field(name, one, beside={}) for one in value)
        return value

    def _string(self, name: str, value: str, *, beside: Mapping[str, Any]) -> str:
        if name == "author":
            return initial(value) if beside.get("direction") == Direction.INBOUND else value
        if name == "name":
            return self._text(value) if "content_type" in beside else value
        if name == "value":
            return mask_value(beside.get("kind", ""), value)
        if name == "text" and "start" in beside:
            return self._part(value, start=beside["start"], end=beside["end"])
        return self._text(value) if name in _TEXTS else value

    def _part(self, part: str, *, start: int, end: int) -> str:
        """Evidence, as it stands in the masked text that it is of."""
        whole = next((text for text in self._texts if text[start:end] == part), None)
        return self._text(part) if whole is None else self._text(whole)[start:end]

    def _text(self, text: str) -> str:
        if text not in self._done:
            self._done[text] = mask_in_place(text, person=self._person)
        return self._done[text]


def _contacts(customer: Any) -> Any:
    """As a shape, or as a fact of the history has it."""
    if isinstance(customer, Shape):
        masked = mask_customer(Customer.model_validate(customer.model_dump()))
        return customer.model_copy(update=masked.model_dump())
    return mask_customer(Customer.model_validate(customer)).model_dump(exclude_none=True)
