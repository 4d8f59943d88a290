"""What every test may rely on: a database, the flush, a browser, quick passwords.

Database: DATABASE_URL if set (`dev.py test` sets it), else an embedded server that is started when
the first test asks for a database. So the tests of the law alone start nothing.
"""

import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
NO_BROWSER = (
    "NO BROWSER FOUND: browser tests are skipped. Get one with `apt install chromium fonts-noto-cjk`, "
    "or put the path of a Chromium or Chrome into CHROMIUM."
)
NO_BROKER = "NO REDIS FOUND: broker tests are skipped. Install redis-server, or set REDIS_URL."
# Playwright keeps an event loop in the test's thread, and Django would refuse the ORM there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


# No test is timed: a busy machine makes an example slow, not wrong.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def on_ci() -> bool:
    """Whether a missing tool is a failure rather than a reason to skip."""
    return os.environ.get("CI", "").lower() in {"1", "true"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests: skipped without a browser, except on CI, where they run and fail."""
    if CHROMIUM or on_ci():
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """On CI a browser test without a browser fails with the sentence that says what is missing."""
    if item.get_closest_marker("browser") and not CHROMIUM:
        pytest.fail(NO_BROWSER, pytrace=False)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One loud line when browser tests were skipped."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any(NO_BROWSER in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(NO_BROWSER, red=True, bold=True)


# --- database -------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def _embedded() -> Iterator[tuple[str, str | None]]:
    """Servers of this run's own, where the environment names none."""
    from config import embedded, local

    yield local.test_services(ROOT / ".data" / "test")
    embedded.stop_services()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """Points Django at the embedded server when no DATABASE_URL was given."""
    if os.environ.get("DATABASE_URL"):
        return
    from django.db import connections

    from config.settings import database

    url, _ = request.getfixturevalue("_embedded")
    os.environ["DATABASE_URL"] = url  # for child processes a test starts
    # In place: the connection object already holds this very dictionary.
    connections["default"].settings_dict.update(database(url))


@pytest.fixture(scope="session", autouse=True)
def _flush_past_append_only_triggers() -> Iterator[None]:
    """Lets `django_db(transaction=True)` empty the append-only tables.

    Such a test ends with TRUNCATE of all tables, which the triggers of the record refuse, as they
    should. In the flush's own transaction, and nowhere else, PostgreSQL is told to act as a replica,
    where ordinary triggers do not fire. That needs a superuser; the embedded server gives one. That
    the triggers hold is tested separately.
    """
    from django.db.backends.postgresql.operations import DatabaseOperations

    original = DatabaseOperations.execute_sql_flush

    def flush(self: DatabaseOperations, sql_list: list[str]) -> None:
        original(self, ["SET LOCAL session_replication_role = replica", *sql_list])

    DatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign, assignment]
    yield
    DatabaseOperations.execute_sql_flush = original  # type: ignore[method-assign]


@pytest.fixture(scope="session", autouse=True)
def _searches_take_their_time() -> Iterator[None]:
    """A busy machine makes a search slow, not wrong: the database stops one only where a test asks for it."""
    from casework.finding import asking

    before = asking.BOUNDS["statement_timeout"]
    asking.BOUNDS["statement_timeout"] = "60s"
    yield
    asking.BOUNDS["statement_timeout"] = before


@pytest.fixture(scope="session")
def redis_url(request: pytest.FixtureRequest) -> str:
    """A real Redis for tests marked `broker`."""
    url = os.environ.get("REDIS_URL") or request.getfixturevalue("_embedded")[1]
    if url:
        return str(url)
    if on_ci():
        pytest.fail(NO_BROKER, pytrace=False)
    pytest.skip(NO_BROKER)


# --- settings -------------------------------------------------------------------------------------


_folders = count()


@pytest.fixture(autouse=True)
def _test_settings(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Quick password hashes, no lock-out (its own test switches it on), mail kept in memory by
    Django's test runner, and no broker: a nudge reaches nobody, as after a lost message. Folders of
    each test's own, made by whoever writes into them: making one for each test takes seconds in all."""
    own = tmp_path_factory.getbasetemp() / f"own-{next(_folders)}"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.AXES_ENABLED = False
    settings.MAIL_DIR = own / "mail"
    settings.DOCUMENTS_DIR = own / "documents"


@pytest.fixture(scope="session", autouse=True)
def _no_broker() -> Iterator[None]:
    """Sends tasks to the memory of this process, where no worker listens. A test marked `broker`
    gives its own worker the real address."""
    from config.celery import app

    before = app.conf.broker_url
    app.conf.update(broker_url="memory://")
    yield
    app.conf.update(broker_url=before)


# --- browser --------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The browser of the machine: Playwright's own is never downloaded."""
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": [
            # Chromium's sandbox does not start for root, and CI runs as root.
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A Japanese office's browser."""
    return {
        **browser_context_args,
        "locale": "ja-JP",
        "timezone_id": "Asia/Tokyo",
        "viewport": {"width": 1440, "height": 900},
    }
