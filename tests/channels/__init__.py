"""Tests of the channels. The conformance suites are no test modules by name, so pytest is told to explain them."""

import pytest

pytest.register_assert_rewrite("tests.channels.conformance", "tests.channels.webhook_conformance")
