"""Pictures: SHOTS=dir NAMES=a,b LANGS=ja,en WIDTHS=1440,390"""
import os
from pathlib import Path
import pytest
from tests.browser import pages
from tests.browser.test_pages_axe import sign_in
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
def test_shoot(page, live_server, settings, monkeypatch):
    settings.TETSUZUKI_DEMO = True
    monkeypatch.setattr("casework.views.access._sign_ins", pages.sample_accounts)
    pages.office()
    names = os.environ.get("NAMES","").split(",") if os.environ.get("NAMES") else None
    groups = [dict(pages.LISTS), pages.filings()]
    d = Path(os.environ.get("SHOTS","/tmp/shots-design")); d.mkdir(exist_ok=True)
    full = os.environ.get("FULL","1")=="1"
    def go(stops):
        for lang in os.environ.get("LANGS","ja").split(","):
            for width in map(int, os.environ.get("WIDTHS","1440").split(",")):
                page.set_viewport_size({"width": width, "height": 900})
                page.context.clear_cookies()
                page.context.add_cookies([{"name": "django_language", "value": lang, "url": live_server.url}])
                page.goto(live_server.url+"/sign-in/")
                if names is None or "sign-in" in names: page.screenshot(path=d/f"sign-in-{lang}-{width}.png", full_page=full)
                page.locator("button[name=account]").first.click()
                for n, s in stops.items():
                    if names is not None and n not in names: continue
                    r = page.goto(live_server.url+s.path)
                    if r.status != s.status: print("STATUS", n, r.status)
                    if os.environ.get("PRINT"):
                        page.emulate_media(media="print"); page.pdf(path=d/f"{n}-{lang}.pdf", prefer_css_page_size=True, print_background=True); page.emulate_media(media="screen")
                    else: page.screenshot(path=d/f"{n}-{lang}-{width}.png", full_page=full)
    for g in groups:
        if names is None or set(names) & set(g) or "sign-in" in names: go(g)
    res = pages.residence(monkeypatch)
    if names is None or set(names) & set(res): go(res)
