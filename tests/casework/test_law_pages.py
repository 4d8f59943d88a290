"""The pages of the law: procedures to be read, articles, and changes between two days."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.templatetags.tetsuzuki import cite as cite_tag
from casework.views import law_words
from casework.views.law_articles import find
from tests.casework import page_rows as rows
from workflows.about import ABOUT, FAMILIES
from workflows.changes import days_of_change
from workflows.declare import Start
from workflows.law import cites
from workflows.provisions import Part, of, uses
from workflows.registry import procedures
from workflows.texts import Refusal, Text

pytestmark = pytest.mark.django_db
PROCEDURES = {p.code: p for p in procedures()}
PAGES = [
    (code, machine, part)
    for code, p in PROCEDURES.items()
    for machine in p.machines
    for part in range(1, len(law_words.layout(p, machine)) + 1)
]


@pytest.fixture
def reader(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("casework.moment.now", lambda: rows.NOW)
    rows.offices()
    client.force_login(rows.user("sato", "TYO", "inspector"))
    return client


def page_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, (path, response.status_code)
    return str(response.content.decode())


# --- a procedure ------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_page_of_every_procedure_stays_small_and_tells_all(reader: Client, lang: str) -> None:
    """Under 120 kB and 30 queries; each step is told once, with its label, offices and articles."""
    reader.cookies["django_language"] = lang
    told: dict[str, set[str]] = {}
    for code, machine, part in PAGES:
        with CaptureQueriesContext(connection) as queries:
            text = page_of(reader, f"/procedures/{code}/?machine={machine}&part={part}")
        assert len(text.encode()) < 120_000 and len(queries) <= 30, (code, machine, part)
        ids = re.findall(r'id="([^"]+)"', text)
        assert len(ids) == len(set(ids)), (code, machine, part)
        for step in re.findall(r'<article class="card law-step" id="step-([^"]+)"', text):
            assert step not in told.setdefault(code, set())
            told[code].add(step)
    assert told == {code: set(p.steps) for code, p in PROCEDURES.items()}
    for code, p in PROCEDURES.items():
        for view in ("clocks", "index"):
            with CaptureQueriesContext(connection) as queries:
                text = page_of(reader, f"/procedures/{code}/?machine={view}")
            assert len(text.encode()) < 120_000 and len(queries) <= 30, (code, view)
            if view == "clocks":
                assert set(re.findall(r'<article [^>]*id="clock-([^"]+)"', text)) == set(p.clocks)


def test_a_step_is_told_with_all_that_is_declared(reader: Client) -> None:
    """Facts, conditions, clocks, papers, who is told, separation of duties: each in words on the page."""
    for code in ("deportation", "extension", "revocation"):
        procedure = PROCEDURES[code]
        pages = " ".join(
            page_of(reader, f"/procedures/{c}/?machine={m}&part={n}") for c, m, n in PAGES if c == code
        )
        text = unescape(re.sub(r"<[^>]+>", "", pages))
        for step in procedure.steps.values():
            said = [
                step.label.ja,
                step.label.en[1:],
                *(procedure.facts[name].label.ja for name in step.needs),
            ]
            said += [guard.rule.ja for guard in step.guards] + [apart.rule.ja for apart in step.apart]
            said += [c.label() for c in step.cites]
            clocks = [s.clock if isinstance(s, Start) else s for s in step.starts]
            said += [procedure.clocks[clock].label.ja for clock in clocks]
            for sentence in said:
                assert sentence in text, (step.id, sentence)


def test_a_clock_is_told_with_a_worked_example(reader: Client) -> None:
    text = unescape(re.sub(r"<[^>]+>", "\n", page_of(reader, "/procedures/extension/?machine=clocks")))
    # Two months after the sample end of the stay, counted with the first day left out.
    assert "起点: 2027-03-31(水)" in text and "満了: 2027-05-31(月) 24時" in text
    assert "2026-11-18(水) 10:00" in text
    for clock in PROCEDURES["extension"].clocks.values():
        assert clock.label.ja in text and clock.silence.ja in text


@pytest.mark.parametrize("code", PROCEDURES)
def test_every_clock_with_a_date_has_an_example(code: str) -> None:
    for clock in law_words.clocks(PROCEDURES[code], "ja"):
        open_ended = PROCEDURES[code].clocks[clock.id].shape.value == "open"
        assert bool(clock.working) != open_ended, clock.id


def test_marks_are_said_plainly(reader: Client) -> None:
    inferred = next(s for s in PROCEDURES["extension"].steps.values() if s.mark == "inferred")
    text = page_of(reader, f"/procedures/extension/?machine={inferred.machine}")
    card = text.split(f'id="step-{inferred.id}"')[1].split("</article>")[0]
    assert "条文からの推論" in card and (inferred.note is None or inferred.note.ja in unescape(card))


def test_an_old_address_of_a_step_leads_to_its_page(reader: Client) -> None:
    """On each page every step and clock of the procedure has its id: told whole, or as a link to where it is."""
    for step in PROCEDURES["deportation"].steps.values():
        answer = reader.get(f"/procedures/deportation/steps/{step.id}/")
        path, _, fragment = answer["Location"].partition("#")
        assert fragment == f"step-{step.id}"
        assert f"machine={step.machine}" in path
    text = page_of(reader, path)
    assert f'<article class="card law-step" id="{fragment}"' in text
    assert reader.get("/procedures/deportation/steps/nothing/").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/procedures/none/",
        "/procedures/extension/?machine=%00",
        "/procedures/deportation/?machine=stage&part=9",
        "/procedures/deportation/?machine=stage&part=0",
        "/procedures/deportation/?machine=clocks&part=2",
        "/procedures/deportation/?machine=stage&part=" + "9" * 5000,
        "/procedures/none/changes/",
        "/law/none/1/",
        "/law/icrra/99999/",
        "/law/icrra/%00/",
        "/law/icrra/44-2%27/",
    ],
)
def test_what_is_not_there_is_not_found(reader: Client, address: str) -> None:
    assert reader.get(address).status_code == 404
    assert reader.post(address).status_code == 405


def test_the_list_of_procedures_has_each_once_with_a_sentence_and_its_changes(reader: Client) -> None:
    text = page_of(reader, "/procedures/")
    assert sorted(code for family in FAMILIES for code in family.procedures) == sorted(PROCEDURES)
    assert set(ABOUT) == set(PROCEDURES)
    for code in PROCEDURES:
        assert text.count(f'href="/procedures/{code}/"') == 1 and ABOUT[code].ja in text
    # On 24 November 2026 the last change of the extension is the card of June, the next the law of April.
    card = text.split('href="/procedures/extension/changes/"')[1].split("</section>")[0]
    assert "2026-06-14(日)" in card and "2027-04-01(木)" in card


def test_the_drawing_has_three_sizes(reader: Client) -> None:
    def image(zoom: str) -> str:
        text = page_of(reader, f"/procedures/deportation/?machine=stage{zoom}")
        return text.split("<img ")[1].split(">")[0]

    assert 'class="law-fit"' in image("") and 'class="law-fit"' in image("&zoom=fit")
    natural = int(re.findall(r'width="(\d+)"', image("&zoom=100"))[0])
    assert re.findall(r'width="(\d+)"', image("&zoom=200")) == [str(natural * 2)]
    assert 'class="law-fit"' in image("&zoom=%00")


# --- articles ---------------------------------------------------------------------------------------


def test_every_citation_of_every_step_and_clock_has_its_page(reader: Client) -> None:
    """The index has every citation, and a page for each article answers."""
    index = page_of(reader, "/law/")
    assert len(index.encode()) < 120_000
    for procedure in PROCEDURES.values():
        steps = [(step.label, step.cites) for step in procedure.steps.values()]
        clocks = [(clock.label, clock.cites) for clock in procedure.clocks.values()]
        for label, cited_there in (*steps, *clocks):
            for cited in cited_there:
                assert label in {use.label for use in of(cited.act.value, cited.article)}
    for act, articles in uses().items():
        for article in articles:
            address = reverse("article", args=[act.value, article])
            assert f'href="{address}"' in index


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_fullest_article_pages_stay_small(reader: Client, lang: str) -> None:
    reader.cookies["django_language"] = lang
    full = sorted(
        ((len(rests), act.value, article) for act, a in uses().items() for article, rests in a.items()),
        reverse=True,
    )
    for _, act, article in full[:12]:
        with CaptureQueriesContext(connection) as queries:
            text = page_of(reader, f"/law/{act}/{article}/")
        assert len(text.encode()) < 120_000 and len(queries) <= 30
        ids = re.findall(r'id="([^"]+)"', text)
        assert len(ids) == len(set(ids))


def test_an_article_page_says_what_the_system_makes_of_it(reader: Client) -> None:
    text = page_of(reader, "/law/icrra/22-4/")
    assert "法第22条の4第1項" in text
    rests = of("icrra", "22-4")
    assert {u.part for u in rests} >= {Part.STEP, Part.REFUSAL}
    for use in rests:
        if use.part is Part.REFUSAL and use.says is not None:
            assert use.says.ja in unescape(text)
    links = re.findall(r'href="(/procedures/[^"]+)"', text)
    assert any("#step-" in link for link in links)
    answer = reader.get(unescape(next(link for link in links if "#step-" in link)).split("#")[0])
    assert answer.status_code == 200
    practice = page_of(reader, "/law/practice/tb-screening/")
    assert "入国前結核スクリーニング" in practice and "実務" in practice


def test_links_on_article_pages_lead_to_what_they_name(reader: Client) -> None:
    text = page_of(reader, "/law/icrra/54/")
    links = {unescape(link) for link in re.findall(r'href="(/procedures/[^"]+#[^"]+)"', text)}
    assert links
    for link in sorted(links)[:15]:
        path, _, fragment = link.partition("#")
        assert re.search(rf'<article [^>]*id="{fragment}"', page_of(reader, path)), link


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("44-2", "icrra 44-2"),
        ("法44条の2", "icrra 44-2"),
        ("第44条の2", "icrra 44-2"),
        ("入管法", None),
        ("規則6条の2", "reg 6-2"),
        ("規則第21条", "reg 21"),
        ("reg 6-2", "reg 6-2"),
        ("民法143", "civil-code 143"),
        ("２０", "icrra 20"),
        ("99999", None),
        ("\x00", None),
        ("法" * 4000, None),
    ],
)
def test_an_article_is_found_as_officers_write_it(reader: Client, asked: str, found: str | None) -> None:
    cited = find(asked)
    assert (str(cited) if cited else None) == found
    answer = reader.get("/law/", {"find": asked})
    if found:
        act, article = found.split()
        assert answer.status_code == 302 and answer["Location"] == f"/law/{act}/{article}/"
    else:
        assert answer.status_code == 200 and "aria-invalid" in answer.content.decode()


def test_citations_become_links_once_each() -> None:
    assert cite_tag(cites("icrra 44-2(4); icrra 44-2(4); reg 36-2")) == (
        '<a href="/law/icrra/44-2/#p4">法第44条の2第4項</a>、<a href="/law/reg/36-2/">規則第36条の2</a>'
    )
    for procedure in PROCEDURES.values():
        for clock in procedure.clocks.values():
            assert cite_tag(clock.cites).count("<a ") == len(set(clock.cites))


def test_a_refusal_leads_to_its_articles() -> None:
    say = Text("事実", "fact")
    refusal = Refusal("code", say, say, say, cites("icrra 44-2(4)"))
    box = render_to_string("casework/_refusal.html", {"refusal": refusal})
    assert '<a href="/law/icrra/44-2/#p4">' in box


# --- changes ----------------------------------------------------------------------------------------


def test_changes_are_told_old_to_new_with_their_article(reader: Client) -> None:
    text = page_of(reader, "/procedures/extension/changes/?from=2025-03-31&to=2025-04-01")
    assert "窓口 4,000円" in text and "窓口 6,000円" in text and "/law/order/25/#p1" in text
    assert "1件の違い" in text
    for day in days_of_change("extension"):
        assert f"to={day.isoformat()}" in text


def test_without_days_the_last_change_is_shown(reader: Client) -> None:
    text = page_of(reader, "/procedures/residence/changes/")
    assert 'name="from" value="2026-06-13"' in text and 'name="to" value="2026-06-14"' in text
    assert "1歳から" in text
    text = page_of(reader, "/procedures/deportation/changes/")
    assert "この二つの日の間に違いはありません。" in text and "この日から後に変わるものはありません。" in text


def test_days_the_wrong_way_round_are_put_right(reader: Client) -> None:
    one = page_of(reader, "/procedures/extension/changes/?from=2025-04-01&to=2025-03-31")
    assert 'name="from" value="2025-03-31"' in one


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2024-06-09", "2026-01-01", "2024-06-10からのもの"),
        ("2024-06-10", "2100-01-01", "2099-12-31まで"),
        ("yesterday", "2026-01-01", "日付として読めません"),
        ("2026-02-30", "2026-01-01", "日付として読めません"),
        ("2026-W01-1", "", "日付として読めません"),
        ("\x00", "", "日付として読めません"),
        ("9" * 4000, "", "日付として読めません"),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_words(reader: Client, start: str, end: str, said: str) -> None:
    answer = reader.get("/procedures/change/changes/", {"from": start, "to": end})
    text = answer.content.decode()
    assert answer.status_code == 422 and said in text and 'id="refusal"' in text
    assert 'name="from"' in text


@pytest.mark.parametrize("code", PROCEDURES)
def test_the_widest_comparison_of_each_procedure_stays_small(reader: Client, code: str) -> None:
    for lang in ("ja", "en"):
        reader.cookies["django_language"] = lang
        with CaptureQueriesContext(connection) as queries:
            text = page_of(reader, f"/procedures/{code}/changes/?from=2024-06-10&to={date(2099, 12, 31)}")
        assert len(text.encode()) < 120_000 and len(queries) <= 30


def test_the_pages_are_for_officers(client: Client) -> None:
    for path in ("/procedures/", "/procedures/coe/changes/", "/law/", "/law/icrra/20/"):
        answer: Any = client.get(path)
        assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/")
