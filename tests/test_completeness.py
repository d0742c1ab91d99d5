"""Nothing is added half: an operation needs a route, a schema and a test; an event handler a page that names it and a
test; a channel its page and its specimen. Tests are read, not run, so this is quick enough for ``make check``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest

from app import app
from chalicelib.channels.registry import CHANNELS
from chalicelib.web import openapi
from chalicelib.web.operations import OPERATIONS, Operation
from tests.channels.specimens import SPECIMENS

ROOT: Final = Path(__file__).parents[1]
HANDLER_PAGES: Final = ("architecture.md", "operations.md")


@dataclass(frozen=True, kw_only=True)
class Project:
    """What there is, and what is said and tested of it.

    ``routes``   (method, path) as Chalice serves them
    ``covered``  names of operations that tests say they cover
    ``named``    every name that occurs in a test
    """

    operations: tuple[Operation, ...]
    routes: frozenset[tuple[str, str]]
    covered: frozenset[str]
    handlers: frozenset[str]
    handler_pages: str
    named: frozenset[str]
    channels: frozenset[str]
    channel_pages: frozenset[str]
    specimens: frozenset[str]


def gaps(project: Project) -> Iterator[str]:
    yield from _operation_gaps(project)
    for handler in sorted(project.handlers):
        if handler not in project.handler_pages:
            yield f"the event handler {handler} is named neither in {' nor in '.join(HANDLER_PAGES)}"
        if handler not in project.named:
            yield f"no test calls the event handler {handler}"
    for channel in sorted(project.channels - project.channel_pages):
        yield f"the channel {channel} has no page docs/channels/{channel}.md"
    for channel in sorted(project.channels - project.specimens):
        yield f"the channel {channel} has no specimen in tests/channels/specimens"


def _operation_gaps(project: Project) -> Iterator[str]:
    documented = openapi.document(project.operations, server="https://huiyin.example")["paths"]
    names = {one.name for one in project.operations}
    places = {(one.method, one.path) for one in project.operations}
    for method, path in sorted(project.routes - places):
        yield f"the route {method} {path} is no operation, so OpenAPI does not know it"
    for method, path in sorted(places - project.routes):
        yield f"the operation {method} {path} has no route"
    for name in sorted(names - project.covered):
        yield f'no test in tests/web says @covers("{name}")'
    for name in sorted(project.covered - names):
        yield f'a test says @covers("{name}"), and there is no such operation'
    for one in project.operations:
        if not documented[one.path][one.method.lower()]["responses"].keys() & {"200", "201", "202", "204"}:
            yield f"the operation {one.name} has no answer in OpenAPI"


def covered_by(sources: Iterable[str]) -> Iterator[str]:
    """The arguments of every ``@covers`` on a test."""
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield from _covered(node.decorator_list)


def _covered(decorators: Iterable[ast.expr]) -> Iterator[str]:
    for decorator in decorators:
        if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id == "covers":
            yield from (str(one.value) for one in decorator.args if isinstance(one, ast.Constant))


def named_in(sources: Iterable[str]) -> Iterator[str]:
    """Every name, attribute and piece of text in the functions of test files."""
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Attribute):
                yield node.attr
            elif isinstance(node, ast.Name):
                yield node.id
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def _sources(folder: str) -> list[str]:
    return [path.read_text("utf-8") for path in sorted((ROOT / folder).rglob("test_*.py")) if path != Path(__file__)]


@pytest.fixture(scope="module")
def project() -> Project:
    return Project(
        operations=tuple(OPERATIONS),
        routes=frozenset((method, path) for path, methods in app.routes.items() for method in methods),
        covered=frozenset(covered_by(_sources("tests/web"))),
        handlers=frozenset(one.name for one in app.event_sources) | {one.name for one in app.pure_lambda_functions},
        handler_pages="".join((ROOT / "docs" / page).read_text("utf-8") for page in HANDLER_PAGES),
        named=frozenset(named_in(_sources("tests"))),
        channels=frozenset(CHANNELS),
        channel_pages=frozenset(path.stem for path in (ROOT / "docs" / "channels").glob("*.md")),
        specimens=frozenset(SPECIMENS),
    )


def test_nothing_is_missing(project: Project) -> None:
    assert list(gaps(project)) == []


def test_what_is_looked_at_is_there(project: Project) -> None:
    assert len(project.routes) == len(project.operations) > 30
    assert project.handlers == {
        "process_intake", "process_due", "park_dead_letters", "deliver_effects", "publish_changes", "run_timers",
        "accept_amazon", "poll_channels",
    }  # fmt: skip
    assert project.channels >= {"email", "form", "relay", "wechat_oa"}


EXTRA: Final = Operation(
    method="GET", path="/v1/extra", name="get_extra", summary="", tag="Service", answers={200: None}
)


def test_an_operation_without_a_test_is_named(project: Project) -> None:
    more = replace(project, operations=(*project.operations, EXTRA), routes=project.routes | {("GET", "/v1/extra")})
    assert list(gaps(more)) == ['no test in tests/web says @covers("get_extra")']


def test_a_route_beside_the_operations_is_named(project: Project) -> None:
    more = replace(project, routes=project.routes | {("GET", "/v1/extra")})
    assert list(gaps(more)) == ["the route GET /v1/extra is no operation, so OpenAPI does not know it"]


def test_an_operation_that_is_not_served_is_named(project: Project) -> None:
    more = replace(project, operations=(*project.operations, EXTRA), covered=project.covered | {"get_extra"})
    assert list(gaps(more)) == ["the operation GET /v1/extra has no route"]


def test_an_operation_that_never_succeeds_is_named(project: Project) -> None:
    silent = replace(EXTRA, answers={})
    more = replace(
        project,
        operations=(*project.operations, silent),
        routes=project.routes | {("GET", "/v1/extra")},
        covered=project.covered | {"get_extra"},
    )
    assert list(gaps(more)) == ["the operation get_extra has no answer in OpenAPI"]


def test_a_test_of_an_operation_that_is_gone_is_named(project: Project) -> None:
    more = replace(project, covered=project.covered | {"get_extra"})
    assert list(gaps(more)) == ['a test says @covers("get_extra"), and there is no such operation']


def test_an_event_handler_without_a_page_and_a_test_is_named(project: Project) -> None:
    more = replace(project, handlers=project.handlers | {"count_stars"})
    assert list(gaps(more)) == [
        "the event handler count_stars is named neither in architecture.md nor in operations.md",
        "no test calls the event handler count_stars",
    ]


def test_a_channel_without_a_page_and_a_specimen_is_named(project: Project) -> None:
    more = replace(project, channels=project.channels | {"fax"})
    assert list(gaps(more)) == [
        "the channel fax has no page docs/channels/fax.md",
        "the channel fax has no specimen in tests/channels/specimens",
    ]


def test_only_a_decorated_test_covers() -> None:
    source = """
@covers("one", "two")
def test_it(): ...

@mark("three")
def test_more(): ...

@covers("four")
def helper(): ...

covers("five")
# @covers("six")
"""
    assert list(covered_by([source])) == ["one", "two"]
