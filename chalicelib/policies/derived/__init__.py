"""What follows from the facts before any rule is asked: real delivery, days in repair, kinds of goods, sums."""

from . import abroad, cars, dates, goods, money, promises, repairs, sales, warranty
from .case import DERIVED, RESTS_ON, Case

__all__ = [
    "DERIVED",
    "RESTS_ON",
    "Case",
    "abroad",
    "cars",
    "dates",
    "goods",
    "money",
    "promises",
    "repairs",
    "sales",
    "warranty",
]
