"""Documents on a case: what is taken, how it is kept, and how it is given out."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework import moment
from casework.beside import documents
from casework.beside.documents import Sent
from casework.models import Case, Document, DocumentVersion, Look
from casework.views.case_words import document_name
from tests.casework import case_rows as rows
from tests.casework.case_rows import FRIDAY, Staff
from workflows.registry import procedures
from workflows.texts import Refused, Text

pytestmark = pytest.mark.django_db
NOW = FRIDAY + timedelta(hours=3)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


@pytest.fixture(name="crew")
def _crew(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Staff:
    monkeypatch.setattr(moment, "now", lambda: NOW)
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    return rows.staff()


def archive(*names: str, mimetype: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        if mimetype:
            parts.writestr("mimetype", mimetype)
        for name in names:
            parts.writestr(name, "x")
    return out.getvalue()


WORD = archive("[Content_Types].xml", "word/document.xml")


def send(
    client: Client, case: Case, content: bytes, name: str = "scan.pdf", to: str = "", **data: Any
) -> Any:
    file = SimpleUploadedFile(name, content, "application/x-believed-in-nothing")
    return client.post(f"/cases/{case.number}/documents/{to}", {"file": file, **data}, follow=True)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 9, "image/jpeg"),
        (b"GIF89a" + b"\x00" * 9, "image/gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"II*\x00" + b"\x00" * 9, "image/tiff"),
        (b"\x00\x00\x00\x18ftypheic\x00", "image/heic"),
        ("調書の写し\r\n".encode(), "text/plain"),
        ("調書の写し\r\n".encode("cp932"), "text/plain"),
        (WORD, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (
            archive("[Content_Types].xml", "xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            archive("content.xml", mimetype="application/vnd.oasis.opendocument.text"),
            "application/vnd.oasis.opendocument.text",
        ),
        # Whatever a browser would make of it: it is kept, and given out, as plain text.
        (b"<html><script>alert(1)</script>", "text/plain"),
    ],
)
def test_the_content_says_what_a_file_is(content: bytes, kind: str) -> None:
    assert documents.kind_of(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00\x03\x00\x00\x00\x04",
        b"\x7fELF\x02\x01\x01\x00",
        b"PK\x03\x04 not an archive",
        archive("readme.txt"),
        archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100,
        b"text with \x00 in it",
        archive(mimetype="application/x-something"),
    ],
)
def test_anything_else_is_not_taken(content: bytes) -> None:
    refused = documents.kind_of(content)
    assert isinstance(refused, Text) and refused.ja and refused.en


def test_a_document_is_laid_down_under_its_hash_and_given_out_safely(crew: Staff, settings: Any) -> None:
    case = rows.opened(crew.control)
    client = rows.signed_in(crew.control)
    before = rows.fingerprint()
    response = send(client, case, PDF, "../../etc/旅券の写し.pdf", title="旅券の写し", remark="原本確認済み")
    assert response.status_code == 200 and "旅券の写し" in response.content.decode()
    assert rows.fingerprint() == before  # it moved nothing of the file
    version = DocumentVersion.objects.get()
    sha256 = hashlib.sha256(PDF).hexdigest()
    assert (version.sha256, version.kind, version.size) == (sha256, "application/pdf", len(PDF))
    assert version.filename == "旅券の写し.pdf"
    assert sha256 in response.content.decode()
    files = [p for p in Path(settings.DOCUMENTS_DIR).rglob("*") if p.is_file()]
    assert [p.name for p in files] == [sha256] and files[0].read_bytes() == PDF
    got = client.get(f"/cases/{case.number}/documents/{version.document_id}/1/")
    assert got.content == PDF and got["Content-Type"] == "application/pdf"
    assert got["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in got["Cache-Control"]
    assert Look.objects.filter(what="document", user=crew.control, case=case).count() == 1


def test_a_new_version_keeps_the_old(crew: Staff) -> None:
    case = rows.opened(crew.control)
    client = rows.signed_in(crew.control)
    send(client, case, PDF, code="statement-record")
    document = Document.objects.get()
    response = send(client, case, PDF + b"2", "second.pdf", f"{document.pk}/", remark="署名を追加")
    assert "第2版を加えました。" in response.content.decode()
    assert "供述調書" in response.content.decode()
    same = send(client, case, PDF + b"2", "other-name.pdf", f"{document.pk}/")
    assert same.status_code == 422 and "最新の版(第2版)と同じ内容" in unescape(same.content.decode())
    base = f"/cases/{case.number}/documents/{document.pk}"
    assert client.get(f"{base}/1/").content == PDF
    assert client.get(f"{base}/2/").content == PDF + b"2"
    for number in (0, 3, 2**31, 10**30):
        assert client.get(f"{base}/{number}/").status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentVersion.objects.filter(number=1).update(sha256="0" * 64)
    line = unescape(client.get(f"/cases/{case.number}/?kind=document").content.decode())
    assert "署名を追加" in line and "第2版" in line


def test_a_file_changed_or_lost_on_the_disk_is_not_given_out(crew: Staff) -> None:
    case = rows.opened(crew.control)
    version = documents.add(case, Sent("a.pdf", PDF), by=crew.control, now=NOW, codes=())
    address = f"/cases/{case.number}/documents/{version.document_id}/1/"
    client = rows.signed_in(crew.control)
    path = documents.path_of(version.sha256)
    path.write_bytes(PDF.replace(b"endobj", b"ENDOBJ"))
    response = client.get(address)
    assert (
        response.status_code == 404 and "保管されているファイルを読み取れません" in response.content.decode()
    )
    path.unlink()
    assert client.get(address).status_code == 404
    assert not Look.objects.filter(what="document").exists()
    # The same content laid down again puts the copy right.
    path.write_bytes(PDF.replace(b"endobj", b"ENDOBJ"))
    documents.keep(PDF)
    assert client.get(address).content == PDF


@pytest.mark.parametrize(
    ("content", "data", "field"),
    [
        (b"", {}, "file"),
        (b"MZ\x90\x00\x03\x00\x00\x00", {}, "file"),
        (PDF, {"code": "no-such-paper"}, "code"),
        (PDF, {"title": "x" * 121}, "title"),
        (PDF, {"title": "a\x00b"}, "title"),
        (PDF, {"remark": "x" * 401}, "remark"),
    ],
)
def test_bad_input_is_told_beside_its_field(
    crew: Staff, content: bytes, data: dict[str, str], field: str, settings: Any
) -> None:
    case = rows.opened(crew.control)
    response = send(rows.signed_in(crew.control), case, content, **data)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert not Document.objects.exists()
    assert not Path(settings.DOCUMENTS_DIR).exists()  # nothing was laid down


def test_no_file_at_all(crew: Staff) -> None:
    case = rows.opened(crew.control)
    response = rows.signed_in(crew.control).post(f"/cases/{case.number}/documents/", {"title": "表題だけ"})
    assert response.status_code == 422 and 'value="表題だけ"' in response.content.decode()


def test_ten_megabytes_and_not_one_byte_more(crew: Staff) -> None:
    case = rows.opened(crew.control)
    client = rows.signed_in(crew.control)
    full = PDF + b" " * (documents.MOST_BYTES - len(PDF))
    assert send(client, case, full).status_code == 200
    assert send(client, case, full + b" ").status_code == 422
    # Far beyond it the body is not even read.
    huge = client.post(f"/cases/{case.number}/documents/", b"x", "multipart/form-data; boundary=b",
                       CONTENT_LENGTH=str(5 * 10**9))  # fmt: skip
    assert huge.status_code == 413
    assert Document.objects.count() == 1


def test_an_upload_needs_the_token_of_its_form(crew: Staff) -> None:
    case = rows.opened(crew.control)
    client = Client(enforce_csrf_checks=True)
    client.force_login(crew.control)
    assert send(client, case, PDF).status_code == 403
    assert not Document.objects.exists()


def test_a_double_click_is_one_document(crew: Staff) -> None:
    case = rows.opened(crew.control)
    client = rows.signed_in(crew.control)
    send(client, case, PDF)
    send(client, case, PDF)
    assert Document.objects.count() == DocumentVersion.objects.count() == 1


def test_documents_are_for_the_office_in_charge(crew: Staff) -> None:
    case = rows.opened(crew.control)
    other = rows.opened(crew.control, who=rows.person(name_alphabet="SOMEBODY ELSE"))
    version = documents.add(case, Sent("秘.pdf", PDF), by=crew.control, now=NOW, codes=())
    pk = version.document_id
    for who in (crew.looker, crew.osaka):
        client = rows.signed_in(who)
        for path in ("", f"{pk}/", f"{pk}/1/"):
            assert client.get(f"/cases/{case.number}/documents/{path}").status_code == 403
        assert send(client, case, PDF).status_code == 403
    assert "秘.pdf" not in rows.signed_in(crew.looker).get(f"/cases/{case.number}/").content.decode()
    # Nor by way of another case's address.
    client = rows.signed_in(crew.control)
    assert client.get(f"/cases/{other.number}/documents/{pk}/1/").status_code == 404
    assert client.get(f"/cases/{case.number}/documents/{10**30}/").status_code == 404


def test_which_papers_lie_on_the_case(crew: Staff) -> None:
    case = rows.examined(crew)
    assert documents.on_case(case, ("47", "examination-record")) == {}
    version = documents.add(case, Sent("47.pdf", PDF), by=crew.control, now=NOW, codes=("47",), code="47")
    assert documents.on_case(case, ("47", "examination-record")) == {"47": version.document_id}


def test_every_paper_that_a_procedure_names_has_a_name() -> None:
    for procedure in procedures():
        codes = documents.papers(procedure)
        assert len(codes) == len(set(codes))
        for code in codes:
            assert len(code) <= 60
            assert document_name(code, "ja") != code.replace("-", " "), code
    extension = next(p for p in procedures() if p.code == "extension")
    assert "filing-passport" in documents.papers(extension)


def test_a_bad_hash_is_no_path() -> None:
    for name in ("../../etc/passwd", "a" * 63, "A" * 64, "é" * 64):
        with pytest.raises(ValueError, match="not a hash"):
            documents.path_of(name)


def test_a_long_name_keeps_its_ending(crew: Staff) -> None:
    case = rows.opened(crew.control)
    version = documents.add(case, Sent("長" * 300 + ".docx", WORD), by=crew.control, now=NOW, codes=())
    assert len(version.filename) == documents.LONGEST_NAME and version.filename.endswith("長.docx")
    with pytest.raises(Refused):
        documents.add(case, None, by=crew.control, now=NOW, codes=())


def test_the_pages_cost_the_same_for_thirty_and_for_five_hundred(crew: Staff) -> None:
    case = rows.opened(crew.control)
    client = rows.signed_in(crew.control)
    costs = []
    for count in (30, 500):
        made = Document.objects.bulk_create(
            Document(case=case, title=f"書類{i}", added_at=NOW, added_by=crew.control) for i in range(count)
        )
        DocumentVersion.objects.bulk_create(
            DocumentVersion(
                document=d,
                number=n,
                filename="a.pdf",
                kind="application/pdf",
                size=9,
                sha256="0" * 64,
                at=NOW,
                by=crew.control,
            )
            for d in made
            for n in (1, 2)
        )
        found = []
        for path in ("", "documents/"):
            client.get(f"/cases/{case.number}/{path}")
            with CaptureQueriesContext(connection) as caught:
                response = client.get(f"/cases/{case.number}/{path}")
            assert response.status_code == 200 and len(response.content) < 120_000
            found.append(len(caught))
        costs.append(found)
    assert costs[0] == costs[1] and max(costs[0]) <= 30
    rest = client.get(f"/cases/{case.number}/documents/").content.decode()
    assert "さらに前の書類" in rest
