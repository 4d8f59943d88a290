"""What a browser complains of while a test goes on, breaches of the content policy above all."""

from __future__ import annotations

from playwright.sync_api import ConsoleMessage, Page, Response

# How the browser notes an answer of 400 or more. The answer itself is heard, so this says nothing new.
_NOTED = "Failed to load resource: the server responded with a status of"


class Faults:
    """Errors and warnings of every page that is listened to. A page that is refused is a fault too, unless the test
    has said that it `expects` that status; then one must come."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._expected: set[int] = set()
        self._refused: set[int] = set()

    def listen(self, page: Page) -> None:
        """From now on, to this page."""
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.found.append(str(error)))
        page.on("response", self._answer)

    def expect(self, *statuses: int) -> None:
        """Pages with these statuses are part of the test. No script, style or renewal may be refused all the same."""
        self._expected |= set(statuses)

    def must_be_none(self) -> None:
        """Nothing was complained of, and what was expected came."""
        assert not self.found, self.found
        assert self._refused == self._expected, f"refused {self._refused}, expected {self._expected}"

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_NOTED):
            self.found.append(message.text)

    def _answer(self, response: Response) -> None:
        if response.status < 400:
            return
        if response.status in self._expected and response.request.is_navigation_request():
            self._refused.add(response.status)
        else:
            self.found.append(f"{response.status} {response.request.method} {response.url}")
