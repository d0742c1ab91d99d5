from __future__ import annotations

import json
import os
import sys
import zipfile
from collections.abc import Iterator

import pytest

from tools.package import Package, ensure

from .cloud import Cloud
from .environments import ROOT, python_of
from .function import Runtime
from .issuer import Issuer
from .servers import free_port, running


@pytest.fixture(scope="session")
def package() -> Package:
    """What ``make package`` makes of the sources as they are."""
    return ensure(ROOT / "build" / "package")


@pytest.fixture(scope="session")
def runtime(package: Package, tmp_path_factory: pytest.TempPathFactory) -> Runtime:
    task_root = tmp_path_factory.mktemp("task")
    with zipfile.ZipFile(package.zip) as archive:
        archive.extractall(task_root)
    return Runtime(python=python_of("managed_runtime"), task_root=task_root, output=tmp_path_factory.mktemp("output"))


@pytest.fixture(scope="session")
def issuer() -> Iterator[Issuer]:
    with Issuer() as running:
        yield running


@pytest.fixture(scope="session")
def cloud(package: Package, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """In a process of its own: what other tests do to moto in this one does not reach it."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    output = tmp_path_factory.mktemp("moto") / "output"
    with running(command, port=port, environment=os.environ, output=output) as endpoint:
        yield Cloud(endpoint, json.loads(package.template.read_text(encoding="utf-8")))
