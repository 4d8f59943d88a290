"""The ways into the office: a session that is there already, a name and a password, a sample account."""

from __future__ import annotations

from django.test import Client
from playwright.sync_api import Page, expect

from casework.models import User

# The button of the form for a name and a password, in either language.
_ENTER = "main form:has([name=password]) button"


def seat(page: Page, base: str, who: User | str, language: str = "ja") -> None:
    """The officer sits there, signed in already, and reads in that language. No page is opened."""
    client = Client()
    client.force_login(who if isinstance(who, User) else User.objects.get(username=who))
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base}])
    speak(page, base, language)


def speak(page: Page, base: str, language: str) -> None:
    """Pages come in that language from now on."""
    page.context.add_cookies([{"name": "django_language", "value": language, "url": base}])


def sign_in(page: Page, base: str, name: str) -> None:
    """By name and password, whoever sat there before; the day is open afterwards."""
    page.context.clear_cookies()
    page.goto(f"{base}/sign-in/")
    enter(page, name)
    page.wait_for_url(f"{base}/")


def enter(page: Page, name: str) -> None:
    """Fill and send the form for signing in, where it stands; in these tests the password is the name."""
    page.fill("[name=username]", name)
    page.fill("[name=password]", name)
    page.locator(_ENTER).click()


def sit_down(page: Page, base: str, account: str) -> None:
    """One click on a sample account; the day is open afterwards."""
    page.goto(f"{base}/sign-in/")
    page.locator(f"button[name=account][value={account}]").click()
    page.wait_for_url(f"{base}/")
    expect(page.locator("h1")).to_be_visible()
