"""What the tests in a browser share: pages that are listened to, one of them without JavaScript, an officer at the
keyboard and one with a mouse, and the demo office on a fixed morning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Page

from casework.samples import make_accounts
from tests.browser import pages, tour_way
from tests.browser.desk import Desk
from tests.browser.faults import Faults
from tests.browser.tour_hands import Hands


@pytest.fixture
def faults() -> Iterator[Faults]:
    """What the browser complains of in this test; at its end there must be nothing."""
    found = Faults()
    yield found
    found.must_be_none()


@pytest.fixture
def page(page: Page, faults: Faults) -> Page:
    """A page that is listened to."""
    faults.listen(page)
    return page


@pytest.fixture
def bare_page(browser: Browser, browser_context_args: dict[str, Any], faults: Faults) -> Iterator[Page]:
    """A page without JavaScript."""
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    faults.listen(page)
    yield page
    context.close()


@pytest.fixture
def desk(page: Page, live_server: Any) -> Iterator[Desk]:
    """An officer at the keyboard, to whose eyes the focus was never lost."""
    at = Desk(page, live_server.url)
    yield at
    assert at.lost == []


@pytest.fixture
def hands(page: Page, live_server: Any) -> Hands:
    """An officer with a mouse."""
    return Hands(page, live_server.url)


@pytest.fixture
def full_office(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The office of `pages.office`, with a sample account to sign in by."""
    settings.TETSUZUKI_DEMO = True
    monkeypatch.setattr("casework.views.access._sign_ins", pages.sample_accounts)
    pages.office()


# --- the demo ---------------------------------------------------------------------------------------


@pytest.fixture
def morning(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo is on, and it is a fixed morning from which time goes on."""
    settings.TETSUZUKI_DEMO = True
    system, shift = timezone.now, tour_way.BEGIN - timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: system() + shift)


@pytest.fixture
def bare_office(morning: None) -> None:
    """The officers of the demo and no file: three months of reminders about everybody take their time."""
    call_command("load_offices", verbosity=0)
    make_accounts()


@pytest.fixture
def demo_office(morning: None) -> None:
    """The demo as `dev.py run` makes it."""
    call_command("seed_demo", verbosity=0)
