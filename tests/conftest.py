"""The ground under every test: no real AWS account is reachable, examples repeat, and what is left out is named."""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

AWS_DUMMIES: Final = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_REGION": "us-east-1",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
}
AWS_UNSET: Final = ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SECURITY_TOKEN")

MEASURED: Final = "measured: "
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")


def _has_browser() -> bool:
    return any(shutil.which(name) for name in BROWSERS)


def _has_java_and_npm() -> bool:
    return all(shutil.which(name) for name in ("java", "npm"))


# marker -> is it here, and what to say when it is not
NEEDS: Final[dict[str, tuple[Callable[[], bool], str]]] = {
    "browser": (_has_browser, "no browser on this machine: install chromium"),
    "oracle": (_has_java_and_npm, "no Java or npm on this machine: install default-jre-headless and npm"),
}

for _name in AWS_UNSET:
    os.environ.pop(_name, None)
os.environ.update(AWS_DUMMIES)

settings.register_profile("ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Skips what needs something this machine does not have."""
    absent = {marker: reason for marker, (is_here, reason) in NEEDS.items() if not is_here()}
    for item in items:
        for marker, reason in absent.items():
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture
def measured(record_property: Callable[[str, object], None]) -> Callable[[str, object], None]:
    """``measured("cold start", "840 ms")`` shows up at the end of the run."""

    def note(name: str, value: object) -> None:
        record_property(MEASURED + name, value)

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    _show_measured(terminalreporter)
    _show_left_out(terminalreporter)


def _show_measured(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests measured on the way."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    found = [(name, value) for report in reports for name, value in report.user_properties if name.startswith(MEASURED)]
    if not found:
        return
    terminalreporter.section("measured")
    for name, value in found:
        terminalreporter.line(f"{name.removeprefix(MEASURED)}: {value}")


def _show_left_out(terminalreporter: pytest.TerminalReporter) -> None:
    """Every test that did not run, by reason."""
    left_out: dict[str, list[str]] = defaultdict(list)
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        left_out[reason.removeprefix("Skipped: ")].append(report.nodeid)
    if not left_out:
        return
    terminalreporter.section("left out")
    for reason, names in sorted(left_out.items()):
        terminalreporter.line(f"{reason} ({len(names)})")
        for name in sorted(names):
            terminalreporter.line(f"    {name}")
