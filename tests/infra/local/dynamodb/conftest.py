"""The fixtures of the engines: `backend` runs a test on all three, `embedded` on ours only."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from moto import mock_aws

from infra.local.dynamodb import Engine
from tests.infra.local.dynamodb.backend import Backend, Clock, make_client
from tests.infra.local.dynamodb.gaps import GAPS, SOMETIMES
from tests.infra.local.dynamodb.oracle import running_oracle


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(tmp_path: Path, clock: Clock) -> Iterator[Engine]:
    engine = Engine(tmp_path / "engine.db", clock=clock)
    yield engine
    engine.close()


@pytest.fixture
def embedded(engine: Engine, clock: Clock) -> Backend:
    """Our engine, with its table made."""
    backend = _embedded(engine, clock)
    backend.create_table()
    return backend


@pytest.fixture(scope="session")
def oracle_endpoint() -> Iterator[str]:
    with running_oracle() as endpoint:
        yield endpoint


@pytest.fixture(params=["embedded", "moto", pytest.param("dynamodb_local", marks=pytest.mark.oracle)])
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    """Every engine in turn, with its table made. What an engine is known to lack is expected to fail."""
    name: str = request.param
    check = request.function.__name__
    if (name, check) in GAPS:
        request.applymarker(pytest.mark.xfail(strict=True, reason=f"{name}: {GAPS[name, check]}"))
    if (name, check) in SOMETIMES:
        request.applymarker(pytest.mark.xfail(run=False, reason=f"{name}: {SOMETIMES[name, check]}"))
    opened: dict[str, Callable[[], Iterator[Backend]]] = {
        "embedded": lambda: _opened_embedded(request),
        "moto": _opened_moto,
        "dynamodb_local": lambda: _opened_oracle(request),
    }
    for backend in opened[name]():
        backend.create_table()
        yield backend


def _embedded(engine: Engine, clock: Clock) -> Backend:
    def attached_client(service: str) -> object:
        client = make_client(service)
        engine.attach(client)
        return client

    def pass_time(seconds: float) -> None:
        clock.now += seconds
        engine.expire_items()

    return Backend("embedded", attached_client, pass_time, clock)


def _opened_embedded(request: pytest.FixtureRequest) -> Iterator[Backend]:
    yield _embedded(request.getfixturevalue("engine"), request.getfixturevalue("clock"))


def _opened_moto() -> Iterator[Backend]:
    with mock_aws():
        yield Backend("moto", make_client, _no_clock)


def _opened_oracle(request: pytest.FixtureRequest) -> Iterator[Backend]:
    endpoint: str = request.getfixturevalue("oracle_endpoint")
    yield Backend("dynamodb_local", lambda service: make_client(service, endpoint), _no_clock)


def _no_clock(_seconds: float) -> None:
    """This engine keeps its own time."""
