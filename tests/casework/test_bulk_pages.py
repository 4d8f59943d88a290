"""The pages of tables of many filings: taking one in, its faults row by row, and how far it is."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework import bulk, moment
from casework.models import Case, Intake, IntakeBatch, Organisation, User
from tests.casework import filing_rows as filed
from tests.casework import page_rows as rows

pytestmark = pytest.mark.django_db

NEW = "/intake/bulk/new/"
WAY = "procedure=coe&step=coe_file_online"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moment, "now", lambda: rows.NOW)
    rows.offices()


@pytest.fixture(name="desk")
def _desk() -> Client:
    return signed_in(rows.user("mado", "TYO", "front_desk", full_name="窓口 さくら"))


@pytest.fixture(name="company")
def _company() -> Organisation:
    return filed.company()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, address: str, status: int = 200) -> str:
    """The text of a page."""
    response = client.get(address)
    assert response.status_code == status
    return unescape(response.content.decode())


def table(*changes: dict[str, str], rows_of: int = 3, head: list[str] | None = None) -> bytes:
    """A table of certificates; `changes` are those of its rows, in order."""
    return filed.table(changes, rows_of, head)


def form(company: Organisation | None, content: bytes | None, **more: Any) -> dict[str, Any]:
    """What is sent with a table."""
    data = {
        "procedure": "coe",
        "step": "coe_file_online",
        "channel": "online",
        "key": filed.KEY,
        "filed_by": "accepting_org",
        "filer_name": "港 太郎",
        "filer_org": str(company.pk) if company else "",
    }
    if content is not None:
        data["file"] = SimpleUploadedFile("名簿.csv", content, "text/csv")  # type: ignore[assignment]
    return data | more


def refused(client: Client, data: dict[str, Any], status: int = 422) -> str:
    """The table is not taken in at all; a sentence says why."""
    response = client.post(NEW, data)
    text = unescape(response.content.decode())
    assert response.status_code == status, text[:2000]
    assert 'role="alert"' in text and not IntakeBatch.objects.exists()
    return text


def sent(client: Client, company: Organisation, content: bytes, **more: Any) -> IntakeBatch:
    response = client.post(NEW, form(company, content, **more))
    assert response.status_code == 302, unescape(response.content.decode())[:3000]
    found = IntakeBatch.objects.order_by("-pk")[0]
    assert response["Location"] == f"/intake/bulk/{found.pk}/"
    return found


# --- who may, and what is offered -----------------------------------------------------------------


@pytest.mark.parametrize("address", ["/intake/bulk/", NEW, f"{NEW}?{WAY}", f"/intake/bulk/template/?{WAY}"])
def test_whoever_takes_no_filings_in(address: str) -> None:
    keibi = signed_in(rows.user("keibi", "TYO", "control_officer"))
    assert "窓口担当職員" in page(keibi, address, 403)
    if address != "/intake/bulk/":
        page(signed_in(rows.user("ito", "TYO", supervisor=True)), address, 403)


def test_another_office_sees_no_table(desk: Client, company: Organisation) -> None:
    batch = sent(desk, company, table())
    osaka = signed_in(rows.user("abe", "OSA", "front_desk"))
    assert "名簿.csv" in page(desk, "/intake/bulk/")
    assert "名簿.csv" not in page(osaka, "/intake/bulk/")
    assert "別の官署" in page(osaka, f"/intake/bulk/{batch.pk}/", 403)
    page(osaka, f"/intake/bulk/{batch.pk}/errors/", 403)
    page(desk, "/intake/bulk/999999/", 404)


def test_filings_that_somebody_else_may_carry_are_offered(desk: Client) -> None:
    text = page(desk, NEW)
    assert "step=coe_file_online" in text and "step=ext_file_counter" in text
    text = page(desk, f"{NEW}?{WAY}")
    assert 'value="accepting_org"' in text and 'value="applicant"' not in text
    assert "氏名(旅券の表記)" in text and "受入れ機関の所在地、居住予定地" in text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("procedure=coe&step=coe_start_review", 422),
        ("procedure=coe&step=x", 404),
        ("procedure=x&step=x", 404),
        ("procedure=extension&step=ext_late_accept", 403),
    ],
)
def test_addresses_that_name_no_filing(desk: Client, query: str, status: int) -> None:
    page(desk, f"{NEW}?{query}", status)
    if status != 403:
        page(desk, f"/intake/bulk/template/?{query}", status)


def test_the_template_is_a_table_of_headings(desk: Client) -> None:
    response = desk.get(f"/intake/bulk/template/?{WAY}")
    assert response["Content-Disposition"] == 'attachment; filename="coe_file_online.csv"'
    heads = next(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert heads[0] == "氏名(旅券の表記)" and "写真の撮影日" in heads
    desk.cookies["django_language"] = "en"
    assert b"name as in the passport" in desk.get(f"/intake/bulk/template/?{WAY}").content


# --- sending --------------------------------------------------------------------------------------


def test_a_table_is_taken_in_and_worked_through(desk: Client, company: Organisation) -> None:
    batch = sent(desk, company, table())
    response = desk.get(f"/intake/bulk/{batch.pk}/")
    text = unescape(response.content.decode())
    assert response["Refresh"] == "5" and "3行のうち0行を確かめました。" in text
    assert "Refresh" not in desk.get(f"/intake/bulk/{batch.pk}/?hold=1")
    bulk.advance(batch.pk, now=rows.NOW)
    text = page(desk, f"/intake/bulk/{batch.pk}/")
    assert "3行のうち0行が済みました。" in text and "受付中" in text
    while bulk.advance(batch.pk, now=rows.NOW):
        pass
    response = desk.get(f"/intake/bulk/{batch.pk}/")
    assert "Refresh" not in response and Case.objects.count() == 3
    text = unescape(response.content.decode())
    assert "受付済み" in text and re.search(r'受付済み</span><span class="figure">3<', text)
    assert "3 / 3" in page(desk, "/intake/bulk/")
    assert batch.pk and "LE " not in text[text.index("<title>") : text.index("</title>")]


def test_the_same_submission_twice_is_one_table(desk: Client, company: Organisation) -> None:
    first = sent(desk, company, table())
    assert sent(desk, company, table()) == first and IntakeBatch.objects.count() == 1
    response = desk.post(NEW, form(company, table(), key="n" * 24))
    assert response.status_code == 422 and "同じファイルを" in response.content.decode()


def test_every_fault_is_told_by_row_and_column(desk: Client, company: Organisation) -> None:
    batch = sent(desk, company, table({"birth_date": "2027-1-1"}, {}, {"nationality": "QQQ", "photo_on": ""}))
    text = page(desk, f"/intake/bulk/{batch.pk}/")
    assert "この表は受け付けていません" in text and "3行のうち2行に誤りがあります。" in text
    assert re.search(r"2行目</th><td[^>]*>生年月日</td>", text)
    assert re.search(r"4行目</th><td[^>]*>国籍・地域</td>", text)
    assert "「写真の撮影日」を入力してください。" in text
    assert not Intake.objects.exists()
    response = desk.get(f"/intake/bulk/{batch.pk}/errors/")
    lines = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert lines[0] == ["行", "列", "内容"] and len(lines) == 4


def test_many_faults_are_shown_in_part(desk: Client, company: Organisation) -> None:
    batch = sent(desk, company, table(*[{"photo_on": ""}] * 130, rows_of=130))
    with CaptureQueriesContext(connection) as seen:
        text = page(desk, f"/intake/bulk/{batch.pk}/")
    assert len(seen) < 12
    assert text.count("行目</th>") == 100 and "ほかに30件の誤りがあります。" in text


def test_rows_that_wait_lead_to_their_pages(desk: Client, company: Organisation) -> None:
    filed.person(
        name_alphabet="LE ANH BA", birth_date="1960-03-01", passport_no="Z9999999", name_kana="", sex="M"
    )
    batch = sent(desk, company, table({"name_alphabet": "LE ANH BA"}))
    while bulk.advance(batch.pk, now=rows.NOW):
        pass
    row = Intake.objects.get(status="parked")
    text = page(desk, f"/intake/bulk/{batch.pk}/")
    assert f'href="/intake/{row.pk}/"' in text and "本人確認待ち" in text
    text = page(desk, f"/intake/{row.pk}/")
    assert f'href="/intake/bulk/{batch.pk}/"' in text and "2行目" in text
    assert desk.post(f"/intake/{row.pk}/decide/", {"same": "new"}).status_code == 302
    batch.refresh_from_db()
    assert (batch.done, batch.parked) == (3, 0)


def test_a_row_of_a_table_that_is_being_checked_waits(desk: Client, company: Organisation) -> None:
    sent(desk, company, table())
    row = Intake.objects.order_by("pk")[0]
    assert "確認が終わるまで" in page(desk, f"/intake/{row.pk}/")
    page(desk, f"/intake/{row.pk}/amend/", 409)
    assert desk.post(f"/intake/{row.pk}/return/", {"reason": "x"}).status_code == 409
    assert 'class="empty"' in page(desk, "/intake/?status=waiting")


# --- what is refused as a whole -------------------------------------------------------------------


def test_no_file_and_no_filer(desk: Client, company: Organisation) -> None:
    text = refused(desk, form(company, None))
    assert "CSVファイルを選んでください。" in text and 'href="#id_file"' in text
    text = refused(desk, form(None, None, filed_by=""))
    assert "提出者の資格を選んでください。" in text and "CSVファイルを選んでください。" in text
    text = refused(desk, form(None, table()))
    assert "機関を選んでください。" in text and 'href="#id_filer_org"' in text and 'value="港 太郎"' in text
    assert "資格" in refused(desk, form(company, table(), filed_by="applicant"))
    for capacity in ("x", "\x00", "coe_proxy"):
        refused(desk, form(company, table(), filed_by=capacity))
    for name in ("\x00", "x" * 300):
        assert "200字以内" in refused(desk, form(company, table(), filer_name=name))


def test_an_organisation_that_is_not_approved(desk: Client) -> None:
    company = filed.company(approved_online=False)
    assert "オンライン申請の承認を受けていません" in refused(desk, form(company, table()))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"\xff\xfea\x00",
        "氏名\r\n".encode("utf-16"),
        b"name_alphabet\r\n",
        b"a;b;c\r\n1;2;3\r\n",
        b'"open\r\n',
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50,
        b"PK\x03\x04" + b"\x00" * 500,
        "氏名(旅券の表記),氏名(旅券の表記)\r\nA,B\r\n".encode(),
    ],
)
def test_files_that_are_no_such_table(desk: Client, company: Organisation, content: bytes) -> None:
    text = refused(desk, form(company, content))
    assert 'id="id_file_error"' in text


def test_a_file_that_is_too_large(
    desk: Client, company: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "MOST_BYTES", 1024 * 1024)
    assert "上限1MB" in refused(desk, form(company, b"x" * (1024 * 1024 + 1)))
    monkeypatch.setattr(bulk, "MOST_ROWS", 2)
    assert "2行を超えています" in refused(desk, form(company, table()))


def test_cells_of_every_kind_of_nonsense(desk: Client, company: Organisation) -> None:
    head = [c.name for c in bulk.columns(filed.law("coe"), "coe_file_online")]
    junk = ("=1+1", "\u202e", "x" * 30_000, "2026-02-30", "😀", "-1", "<script>", "'; --", "\x1b")
    changes = [dict.fromkeys(head, cell) for cell in junk]
    batch = sent(desk, company, table(*changes, rows_of=len(junk)))
    assert batch.status == "refused"
    text = page(desk, f"/intake/bulk/{batch.pk}/")
    assert "<script>" not in text
    assert desk.get(f"/intake/bulk/{batch.pk}/errors/").status_code == 200


@pytest.mark.parametrize("key", ["", "short", "ä" * 20, "k" * 100])
def test_a_submission_that_no_page_makes(desk: Client, company: Organisation, key: str) -> None:
    assert desk.post(NEW, form(company, table(), key=key)).status_code == 400
    assert not IntakeBatch.objects.exists()


def test_the_search_for_an_organisation_keeps_the_rest(desk: Client, company: Organisation) -> None:
    response = desk.post(NEW, form(None, None, do="find", org_search="みなと"))
    text = unescape(response.content.decode())
    assert response.status_code == 200
    assert f'name="filer_org" value="{company.pk}"' in text and 'value="港 太郎"' in text
    assert '<option value="accepting_org" selected>' in text


def test_the_list_goes_on_a_page_at_a_time(desk: Client, company: Organisation) -> None:
    first = sent(desk, company, table())
    fields = [f for f in IntakeBatch._meta.concrete_fields if f.attname not in ("id", "key")]
    same = {f.attname: getattr(first, f.attname) for f in fields}
    IntakeBatch.objects.bulk_create([IntakeBatch(**same, key=f"copy-{n}") for n in range(60)])
    found, address = [], "/intake/bulk/"
    while address:
        text = page(desk, address)
        found += re.findall(r'class="case-number" href="/intake/bulk/(\d+)/"', text)
        more = re.search(r'rel="next" href="([^"]+)"', text)
        address = f"/intake/bulk/{more[1]}" if more else ""
    assert len(found) == len(set(found)) == 61
    assert desk.get("/intake/bulk/?after=x").status_code == 400


def test_the_pages_speak_english(desk: Client, company: Organisation) -> None:
    good = sent(desk, company, table())
    bad = sent(desk, company, table({"photo_on": ""}), key="n" * 24)
    desk.cookies["django_language"] = "en"
    names = r"株式会社みなと|窓口 さくら|名簿|港 太郎"
    for address in (
        "/intake/bulk/",
        NEW,
        f"{NEW}?{WAY}",
        f"/intake/bulk/{good.pk}/",
        f"/intake/bulk/{bad.pk}/",
    ):
        text = re.sub(rf"<(header|footer|title)\b.*?</\1>|{names}", "", page(desk, address), flags=re.S)
        left = re.findall(r"[぀-ヿ一-鿿][^<]*", text[text.index("<main") :])
        assert not left, (address, left[:5])
