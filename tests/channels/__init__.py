"""Tests of the channels. The conformance suite is no test module by name, so its assertions are explained on request."""

import pytest

pytest.register_assert_rewrite("tests.channels.conformance")
