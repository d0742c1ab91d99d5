"""The number rules of DynamoDB: 38 significant digits, magnitudes from 1E-130 to 9.99...E+125.

Source: Developer Guide, "Supported data types and naming rules", section Number.
"""

from collections.abc import Callable
from decimal import Context, Decimal, Inexact, InvalidOperation

from infra.local.dynamodb.errors import validation

MAXIMUM_DIGITS = 38
MAXIMUM_EXPONENT = 125
MINIMUM_EXPONENT = -130

_EXACT = Context(prec=MAXIMUM_DIGITS, traps=[Inexact, InvalidOperation])


def parse(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise _not_a_number(text) from None
    if not number.is_finite() or text != text.strip() or "_" in text:
        raise _not_a_number(text)
    return _checked(number)


def render(number: Decimal) -> str:
    """The one text of a number: no exponent, no sign on zero, no superfluous zeros."""
    return format(number.normalize(_EXACT), "f") if number else "0"


def normalised(text: str) -> str:
    return render(parse(text))


def add(left: str, right: str) -> str:
    return _combined(_EXACT.add, left, right)


def subtract(left: str, right: str) -> str:
    return _combined(_EXACT.subtract, left, right)


def digits_of(number: Decimal) -> tuple[int, ...]:
    """The significant digits, without zeros at the end."""
    return number.normalize(_EXACT).as_tuple().digits


def size(text: str) -> int:
    """One byte for two significant digits and one byte more (Developer Guide, "DynamoDB item sizes and formats")."""
    return (len(digits_of(Decimal(text))) + 1) // 2 + 1


def _combined(operate: Callable[[Decimal, Decimal], Decimal], left: str, right: str) -> str:
    try:
        return render(_checked(operate(parse(left), parse(right))))
    except Inexact:
        raise validation("Number overflow. Attempting to store a number with more than 38 significant digits") from None


def _checked(number: Decimal) -> Decimal:
    if not number:
        return Decimal(0)
    try:
        exact = number.normalize(_EXACT)
    except Inexact:
        raise validation("Attempting to store more than 38 significant digits in a Number") from None
    if exact.adjusted() > MAXIMUM_EXPONENT:
        raise validation("Number overflow. Attempting to store a number with magnitude larger than supported range")
    if exact.adjusted() < MINIMUM_EXPONENT:
        raise validation("Number underflow. Attempting to store a number with magnitude smaller than supported range")
    return exact


def _not_a_number(text: str) -> Exception:
    return validation(f"The parameter cannot be converted to a numeric value: {text}")
