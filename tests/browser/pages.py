"""Every page that a reader can open, by name, with the rows it needs: the list that the browser tests go over.

A page is a `Stop`: its address and the status it answers with. Pages that need nothing but the office are in
`LISTS`; `filings` and `residence` make the rows of theirs and say where they are. A new page gets a line here, and
with it the checks of accessibility, zoom, targets, text spacing, focus, forced colours and paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from casework import clocks, people
from casework.models import User
from notifications.drain import drain
from tests.casework import files
from tests.casework import filing_rows as filed
from tests.casework import page_rows as rows
from tests.casework.lives import FILED, Life

# The account of the tests: every office whose pages differ, and a supervisor.
BOSS = "ito"
ROLES = ("chief_inspector", "special_inquiry_officer", "front_desk", "inspector")
# When the pages of residence are looked at.
RESIDENCE_NOW = "2027-04-05T12:00"


@dataclass(frozen=True, slots=True)
class Stop:
    """A page: the address to open and the HTTP status it answers with."""

    path: str
    status: int = 200


LISTS: dict[str, Stop] = {
    "day": Stop("/"),
    "queue": Stop("/queues/?whose=all"),
    "queue-tags": Stop("/queues/?whose=all&role=inspector&procedure=deportation"),
    "queue-empty": Stop("/queues/?whose=all&role=inspector&procedure=coe"),
    "distribution": Stop("/queues/distribution/?role=inspector"),
    "signing": Stop("/signing/"),
    "signing-officers": Stop("/signing/officers/"),
    "absences": Stop("/absences/"),
    "search": Stop("/search/"),
    "cases": Stop("/cases/"),
    "wall": Stop("/wall/"),
    "clocks": Stop("/clocks/?scope=office"),
    "inbox": Stop("/inbox/"),
    "inbox-unread": Stop("/inbox/?show=unread&kind=clock"),
    "clocks-calendar": Stop("/clocks/calendar/?scope=office"),
    "clocks-weeks": Stop("/clocks/calendar/?scope=office&view=weeks"),
    "figures": Stop("/figures/"),
    "supervise": Stop("/supervise/"),
    "workload": Stop("/supervise/workload/"),
    "breaches": Stop("/supervise/breaches/"),
    "stuck": Stop("/supervise/stuck/"),
    "what-if": Stop("/supervise/what-if/"),
    "what-if-answer": Stop("/supervise/what-if/?office=TYO&role=inspector&change=2"),
    "invariants": Stop("/supervise/invariants/"),
    "demo": Stop("/demo/clock/"),
    "design": Stop("/design/"),
    "arrivals": Stop("/arrivals/"),
    "duties": Stop("/duties/"),
    "letters": Stop("/letters/"),
    "open": Stop("/cases/new/"),
    "open-landing": Stop("/cases/new/?procedure=landing&step=landing_apply"),
    "intake": Stop("/intake/"),
    "intake-new": Stop("/intake/new/"),
    "intake-form": Stop("/intake/new/?procedure=coe&step=coe_file_counter"),
    "bulk": Stop("/intake/bulk/"),
    "bulk-new": Stop("/intake/bulk/new/"),
    "bulk-form": Stop("/intake/bulk/new/?procedure=coe&step=coe_file_online"),
    "organisations": Stop("/organisations/"),
    "organisation-new": Stop("/organisations/new/"),
    "procedures": Stop("/procedures/"),
    "procedure": Stop("/procedures/landing/"),
    "procedure-step": Stop("/procedures/deportation/steps/removed/"),
    "procedure-clocks": Stop("/procedures/extension/?machine=clocks"),
    "procedure-changes": Stop("/procedures/extension/changes/"),
    "articles": Stop("/law/"),
    "article": Stop("/law/icrra/22-4/"),
    "not-found": Stop("/cases/D99-TYO-999999/", 404),
}


def office() -> None:
    """An office with its work, its clocks looked at and its messages delivered."""
    rows.offices()
    rows.user(BOSS, "TYO", *ROLES, supervisor=True, full_name="伊藤 主任")
    rows.user("sato", "TYO", "inspector", full_name="佐藤 花子")
    now = timezone.now()
    rows.spread(30, now)
    clocks.sweep_all(now)
    clocks.beat("sweep", now)
    drain(now=now)


def filings() -> dict[str, Stop]:
    """What came in: a filing in doubt, one to be amended, a good and a bad file of many, an organisation."""
    desk = User.objects.get(username=BOSS)
    company = filed.company()
    waiting = filed.waiting(desk, organisation=company, details={"birth_date": "1960-01-01"})
    parked = filed.parked(desk)
    good = filed.sent(desk, company)
    bad = filed.sent(desk, company, {"photo_on": ""})
    return {
        "intake-waiting": Stop("/intake/?status=waiting"),
        "intake-parked-page": Stop(f"/intake/{parked.pk}/"),
        "intake-waiting-page": Stop(f"/intake/{waiting.pk}/"),
        "intake-amend": Stop(f"/intake/{waiting.pk}/amend/"),
        "bulk-full": Stop("/intake/bulk/"),
        "bulk-page": Stop(f"/intake/bulk/{good.pk}/?hold=1"),
        "bulk-page-refused": Stop(f"/intake/bulk/{bad.pk}/"),
        "organisations-full": Stop("/organisations/"),
        "organisation": Stop(f"/organisations/{company.pk}/"),
        "organisation-edit": Stop(f"/organisations/{company.pk}/edit/"),
    }


def residence(monkeypatch: Any) -> dict[str, Stop]:
    """A student with everything on the person's page, an extension to be decided, and notices owed and late.

    Moves the present to `RESIDENCE_NOW`, and gives the test's account the offices that decide.
    """
    monkeypatch.setattr("casework.moment.now", lambda: files.moment(RESIDENCE_NOW))
    life = Life(files.crew())
    life.lands()
    life.open("extension", "ext_file_counter", "2027-03-25", **(FILED | {"photo_on": "2027-02-01"}))
    life.take("extension", "ext_start_review", "2027-03-25", triage_class="A")
    life.sweep("2027-04-05T11:00")
    company = filed.company()
    for kind, other in (("spouse", filed.person()), ("employer", company)):
        people.relate(life.person, kind, other, now=rows.NOW)
    people.add_name(life.person, "alias", "LINH", now=rows.NOW)
    people.add_document(life.person, kind="passport", number="B7654321", country="VNM", now=rows.NOW)
    file, stay = life.file("extension"), life.file("residence")
    boss = User.objects.get(username=BOSS)
    User.objects.filter(pk=boss.pk).update(roles=[*boss.roles, "minister", "bureau_director"])
    return {
        "person": Stop(f"/people/{life.person.pk}/"),
        "person-document": Stop(f"/people/{life.person.pk}/document/"),
        "person-contact": Stop(f"/people/{life.person.pk}/contact/"),
        "duties-full": Stop("/duties/"),
        "case-residence": Stop(f"/cases/{stay.number}/"),
        "case-extension": Stop(f"/cases/{file.number}/"),
        "case-notes": Stop(f"/cases/{file.number}/notes/"),
        "case-documents": Stop(f"/cases/{file.number}/documents/"),
        "case-looks": Stop(f"/cases/{file.number}/looks/"),
        "case-sheet": Stop(f"/cases/{file.number}/sheet/"),
        "record": Stop(f"/cases/{file.number}/record/"),
        "rectify": Stop(f"/cases/{file.number}/record/1/rectify/"),
        "step": Stop(f"/cases/{file.number}/steps/ext_decide_permit/"),
        "step-refused": Stop(f"/cases/{file.number}/steps/ext_pay_and_deliver/", 409),
        "step-card": Stop(f"/cases/{stay.number}/steps/card_address_entry/"),
        "procedure-residence": Stop("/procedures/residence/"),
    }


def sample_accounts() -> list[dict[str, str]]:
    """What the page for signing in offers in these tests."""
    return [
        {
            "username": BOSS,
            "label_ja": "伊藤 主任(主任審査官)",
            "label_en": "Ito, chief inspector",
            "try_ja": "全体を見る",
            "try_en": "see it all",
        }
    ]
