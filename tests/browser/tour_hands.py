"""What an officer's hands do: sign in with one click, find the file, take a step, move the demo's clock."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from casework.models import ClockRow
from tests.browser.tour_way import Act
from workflows.declare import Step
from workflows.registry import procedures

STEPS: dict[str, Step] = {id: step for p in procedures() for id, step in p.steps.items()}


class Hands:
    """One browser, used by one officer after another."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base
        self.who = ""
        self.number = ""

    @property
    def case(self) -> str:
        """The address of the file."""
        return f"{self.base}/cases/{self.number}/"

    def to(self, path: str) -> Page:
        """Open a page by its address."""
        self.page.goto(self.base + path)
        return self.page

    def menu(self, name: str) -> None:
        """Open a page from the menu, and first the group it is in."""
        place = self.page.locator(".menu a").filter(has_text=name).first
        group = place.locator("xpath=ancestor::details")
        if group.count() and group.get_attribute("open") is None:
            group.locator("summary").click()
        place.click()

    def be(self, who: str) -> None:
        """Leave the seat to another officer: sign out, and one click on the sample account."""
        if self.who == who:
            return
        if self.who:
            self.page.get_by_role("button", name="サインアウト").click()
        else:
            self.to("/sign-in/")
        self.page.locator(f"button[name=account][value={who}]").click()
        self.page.wait_for_url(f"{self.base}/")
        self.who = who

    def find(self) -> None:
        """Look the file up by its number."""
        self.menu("事件")
        self.page.get_by_label("事件番号").fill(self.number)
        self.page.get_by_label("事件番号").press("Enter")
        self.page.wait_for_url(self.case)

    def find_name(self, name: str) -> None:
        """Look a file up by the person's name."""
        self.menu("事件")
        self.page.get_by_label("氏名(旅券・漢字・カナ・通称)").fill(name)
        self._send(self.page.get_by_role("button", name="氏名で探す"))
        self.page.locator("table .case-number").first.click()
        self.page.wait_for_url("**/cases/*-*/")
        self.number = self.page.url.rstrip("/").rpartition("/")[2]

    def open_file(self, procedure: str) -> None:
        """From the page of a file or of the person to the person's newest file of a procedure."""
        if "/people/" not in self.page.url:
            self.page.goto(self.case)
            self.page.locator(".case-bar h1 a").click()
        row = self.page.locator("section[aria-labelledby=h-cases] tbody tr").filter(has_text=procedure).first
        row.locator("a.case-number").click()
        self.page.wait_for_url("**/cases/*-*/")
        self.number = self.page.url.rstrip("/").rpartition("/")[2]

    def begin(self, act: Act, person: dict[str, Any] | None = None) -> None:
        """Open a file by a step: for somebody new, or for the person of the file looked at."""
        self.be(act.who)
        if person is None:
            self.page.goto(self.case)
            self.page.locator(".case-bar h1 a").click()
            self.page.get_by_role("link", name="この人の新しい事件を始める").click()
        else:
            self.to("/cases/new/")
        self.page.get_by_role("link", name=STEPS[act.step].label.ja, exact=True).click()
        self.fill((person or {}) | act.facts)
        self._send(self.page.get_by_role("button", name="事件を始める"))
        if self.page.locator(".case-twins").count():  # somebody on file may be the same person: they are
            self.page.locator(".case-twins input[name=same]").first.check()
            self._send(self.page.get_by_role("button", name="事件を始める"))
        expect(self.page.locator(".messages")).to_contain_text("を始めました。")
        self.number = self.page.url.rstrip("/").rpartition("/")[2]

    def form(self, act: Act) -> None:
        """From the file to the form of the step, by the button that carries its name."""
        self.be(act.who)
        if self.page.url != self.case:
            self.page.goto(self.case)
        label = STEPS[act.step].label.ja
        self.page.locator(".step-offer").get_by_role("link", name=label, exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(label)

    def take(self, act: Act) -> None:
        """Take the step; the file answers with what happened."""
        self.form(act)
        self.fill(act.facts)
        self.record(act)

    def fill(self, facts: dict[str, Any]) -> None:
        """Enter each fact in the control it has."""
        for name, value in facts.items():
            control = self.page.locator(f"main [name={name}]")
            seldom = self.page.locator("details.step-seldom:not([open])")
            if seldom.count() and seldom.locator(f"[name={name}]").count():
                seldom.locator("summary").click()
            match self._kind(control.first):
                case "radio" | "checkbox":
                    for one in [value] if isinstance(value, str) else value:
                        self.page.locator(f"main [name={name}][value={one}]").check()
                case "select-one":
                    control.select_option(value)
                case _:
                    control.fill(value)
        confirm = self.page.locator("#id_confirm")
        if confirm.count():
            confirm.check()

    def record(self, act: Act) -> None:
        """Send the form."""
        self.page.get_by_role("button", name="記録する").click()
        expect(self.page.locator(".messages")).to_contain_text(
            f"「{STEPS[act.step].label.ja}」を記録しました。"
        )

    def forward(self, button: str, times: int = 1) -> str:
        """Press a button of the demo's clock; what the page then says."""
        self.menu("時計")
        for _ in range(times):
            self._send(self.page.get_by_role("button", name=button, exact=True))
            expect(self.page.locator(".messages")).to_contain_text("時計を進めました。")
        return self.page.locator(".messages").inner_text()

    def _send(self, button: Locator) -> None:
        """Press a button and wait for the page that answers, which may look like the one before."""
        with self.page.expect_navigation(timeout=60_000):
            button.click()

    @staticmethod
    def _kind(control: Locator) -> str:
        return str(control.evaluate("element => element.type"))


def open_clocks(number: str) -> dict[str, Any]:
    """The clocks that run on a file: until when."""
    rows = ClockRow.objects.filter(case__number=number, status=ClockRow.Status.OPEN)
    return dict(rows.values_list("clock", "alarm_at"))
