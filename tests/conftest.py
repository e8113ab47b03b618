"""What holds for all tests: no test is timed; in continuous integration a skip is a failure."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# Speed is measured in benchmarks; a busy machine is no failure.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which tests were skipped where none may be."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped and os.environ.get("LIGHTWELL_SKIPS") == "fail":
        told = f"{len(skipped)} skipped tests count as failures here"
        terminalreporter.write_line(told, red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail the run if a test was skipped where none may be."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or os.environ.get("LIGHTWELL_SKIPS") != "fail":
        return
    if reporter.stats.get("skipped") and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
