from collections.abc import Iterator

import pytest
from moto import mock_aws


@pytest.fixture(scope="module")
def aws() -> Iterator[None]:
    """One AWS in memory for all tests of a module."""
    with mock_aws():
        yield
