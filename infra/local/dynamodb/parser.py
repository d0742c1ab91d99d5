"""Expression texts to trees (Developer Guide, "Expressions in DynamoDB"). Trees are frozen: a text is parsed once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import TypeVar

from infra.local.dynamodb.conditions import (
    And,
    Between,
    Comparison,
    Condition,
    Membership,
    Not,
    Or,
)
from infra.local.dynamodb.errors import validation
from infra.local.dynamodb.functions import CONDITION_FUNCTIONS, PREDICATES, UPDATE_FUNCTIONS, Function, check_distinct
from infra.local.dynamodb.operands import Arithmetic, Operand, Path, Placeholder
from infra.local.dynamodb.reserved_words import RESERVED_WORDS
from infra.local.dynamodb.scope import PathStep
from infra.local.dynamodb.tokens import END, syntax_error, tokens
from infra.local.dynamodb.updates import Add, Assign, Discard, Remove, Update, UpdateAction

MAXIMUM_OPTIONS = 100
COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})

Tree = TypeVar("Tree")


@lru_cache(maxsize=4096)
def parse_condition(text: str) -> Condition:
    parser = _Parser(text, CONDITION_FUNCTIONS)
    return parser.finished(parser.disjunction())


def condition_paths(condition: Condition) -> tuple[Path, ...]:
    """Every path a condition mentions."""
    return tuple(_paths(condition))


def _paths(tree: object) -> Iterator[Path]:
    if isinstance(tree, Path):
        yield tree
    elif isinstance(tree, tuple):
        for branch in tree:
            yield from _paths(branch)
    elif is_dataclass(tree):
        for field in fields(tree):
            yield from _paths(getattr(tree, field.name))


@lru_cache(maxsize=4096)
def parse_update(text: str) -> Update:
    parser = _Parser(text, UPDATE_FUNCTIONS)
    return parser.finished(parser.update())


@lru_cache(maxsize=4096)
def parse_projection(text: str) -> tuple[Path, ...]:
    parser = _Parser(text, {})
    return parser.finished(parser.separated(parser.path))


class _Parser:
    """Recursive descent, one method for each rule of the grammar."""

    def __init__(self, text: str, functions: Mapping[str, Function[Operand]]) -> None:
        self._tokens = tokens(text)
        self._functions = functions
        self._position = 0

    def finished(self, tree: Tree) -> Tree:
        if self._peek() != END:
            raise syntax_error(self._peek())
        return tree

    def separated(self, rule: Callable[[], Tree]) -> tuple[Tree, ...]:
        found = [rule()]
        while self._take(","):
            found.append(rule())
        return tuple(found)

    # Conditions

    def disjunction(self) -> Condition:
        left = self._conjunction()
        while self._take("OR"):
            left = Or(left, self._conjunction())
        return left

    def _conjunction(self) -> Condition:
        left = self._negation()
        while self._take("AND"):
            left = And(left, self._negation())
        return left

    def _negation(self) -> Condition:
        return Not(self._negation()) if self._take("NOT") else self._primary()

    def _primary(self) -> Condition:
        if self._take("("):
            condition = self.disjunction()
            self._expect(")")
            return condition
        if self._peek(1) == "(" and self._peek() not in self._functions:
            return self._call(PREDICATES)
        return self._comparison()

    def _comparison(self) -> Condition:
        left = self.operand()
        if self._take("BETWEEN"):
            lower = self.operand()
            self._expect("AND")
            return Between(left, lower, self.operand())
        if self._take("IN"):
            return Membership(left, self._options())
        symbol = self._next()
        if symbol not in COMPARISONS:
            raise syntax_error(symbol)
        right = self.operand()
        check_distinct(symbol, left, right)
        return Comparison(symbol, left, right)

    def _options(self) -> tuple[Operand, ...]:
        self._expect("(")
        options = self.separated(self.operand)
        self._expect(")")
        if len(options) > MAXIMUM_OPTIONS:
            raise validation("Invalid expression: The IN operator is provided with too many operands")
        return options

    # Operands

    def operand(self) -> Operand:
        if self._peek().startswith(":"):
            return Placeholder(self._next())
        if self._peek(1) == "(":
            return self._call(self._functions)
        return self.path()

    def _call(self, functions: Mapping[str, Function[Tree]]) -> Tree:
        name = self._next()
        if name not in functions:
            raise validation(f"Invalid expression: Invalid function name; function: {name}")
        self._expect("(")
        arguments = self.separated(self.operand)
        self._expect(")")
        return functions[name].applied(name, arguments)

    def path(self) -> Path:
        steps: list[PathStep] = [self._name()]
        while self._peek() in (".", "["):
            if self._take("."):
                steps.append(self._name())
            else:
                self._expect("[")
                steps.append(self._index())
                self._expect("]")
        return Path(tuple(steps))

    def _name(self) -> str:
        name = self._next()
        if name.upper() in RESERVED_WORDS:
            raise validation(f"Invalid expression: Attribute name is a reserved keyword; reserved keyword: {name}")
        if not (name[:1] in ("#", "_") or name[:1].isalpha()):
            raise syntax_error(name)
        return name

    def _index(self) -> int:
        index = self._next()
        if not index.isdigit():
            raise syntax_error(index)
        return int(index)

    # Updates

    def update(self) -> Update:
        clauses: dict[str, tuple[UpdateAction, ...]] = {}
        while self._peek() != END:
            clause = self._next().upper()
            rules: dict[str, Callable[[], UpdateAction]] = {
                "SET": self._assignment,
                "REMOVE": lambda: Remove(self.path()),
                "ADD": lambda: Add(self.path(), self._value()),
                "DELETE": lambda: Discard(self.path(), self._value()),
            }
            if clause not in rules:
                raise syntax_error(clause)
            if clause in clauses:
                raise validation(f'Invalid expression: The "{clause}" section can only be used once')
            clauses[clause] = self.separated(rules[clause])
        return Update(tuple(action for actions in clauses.values() for action in actions))

    def _assignment(self) -> Assign:
        path = self.path()
        self._expect("=")
        return Assign(path, self._sum())

    def _sum(self) -> Operand:
        if self._take("("):
            inner = self._sum()
            self._expect(")")
            return inner
        left = self.operand()
        if self._peek() in ("+", "-"):
            return Arithmetic(self._next(), left, self.operand())
        return left

    def _value(self) -> Operand:
        if not self._peek().startswith(":"):
            raise syntax_error(self._peek())
        return Placeholder(self._next())

    # Tokens

    def _peek(self, ahead: int = 0) -> str:
        position = self._position + ahead
        return self._tokens[position] if position < len(self._tokens) else END

    def _next(self) -> str:
        token = self._peek()
        if token == END:
            raise syntax_error(END)
        self._position += 1
        return token

    def _take(self, word: str) -> bool:
        taken = self._peek().upper() == word
        self._position += taken
        return taken

    def _expect(self, word: str) -> None:
        if not self._take(word):
            raise syntax_error(self._peek())
