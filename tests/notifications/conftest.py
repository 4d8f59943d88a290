"""The cast: who holds which office, in a directory that a test may change."""

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import pytest

from notifications.directory import Recipient
from notifications.outbox import Message

NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)

CHIEF = Recipient(1, "chief@example.jp", "ja", True)
OTHER_CHIEF = Recipient(2, "other@example.jp", "en", True)
MANAGER = Recipient(9, "manager@example.jp", "ja", True)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def cast(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Audience → people; reached through the setting, as in production."""
    people: dict[str, Any] = {
        "role:chief_inspector@TYO": [CHIEF, OTHER_CHIEF],
        "supervisor@TYO": [MANAGER],
        "user:1": [CHIEF],
        "user:2": [OTHER_CHIEF],
    }

    def find(audience: str) -> list[Recipient]:
        found = people.get(audience, [])
        if isinstance(found, Exception):
            raise found
        if callable(found):
            return list(found(audience))
        return list(found)

    module = ModuleType("cast_of_the_tests")
    module.find = find  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "cast_of_the_tests", module)
    settings.NOTIFICATIONS_DIRECTORY = "cast_of_the_tests.find"
    settings.NOTIFICATIONS_CHANNELS = ["inbox", "email"]
    settings.NOTIFICATIONS_SITE_URL = "https://tetsuzuki.example.jp"
    settings.DEFAULT_FROM_EMAIL = "手続 <notice@example.jp>"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    yield people


@pytest.fixture
def message() -> Callable[..., Message]:
    """A reminder; a test names only what matters to it."""

    def make(key: str = "clock:1:1:0", **changes: Any) -> Message:
        values: dict[str, Any] = {
            "kind": "reminder_ahead",
            "audience": "user:1",
            "facts": {
                "number": "TYO-2026-000123",
                "clock": {"ja": "収容の期間", "en": "period of detention"},
                "due": "2026-11-30",
                "days": 7,
                "articles": {"ja": "法第41条第1項", "en": "Act art. 41(1)"},
                "path": "/cases/TYO-2026-000123/",
            },
            "at": NOW,
            "case": "TYO-2026-000123",
        }
        return Message(key=key, **{**values, **changes})

    return make
