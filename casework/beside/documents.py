"""Documents that officers lay on a case, in versions. The only writer of them and of their files.

A file is kept under the hash of its content, in `settings.DOCUMENTS_DIR`: no name that somebody chose ever becomes a
path, the same content is kept once, and a file that was changed on the disk is found out when it is read. What a
file is, its first bytes say; its name is believed in nothing.
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from casework.models import Case, Document, DocumentVersion, User
from workflows.engine import Procedure
from workflows.papers import FILED, needed
from workflows.refusals import bad_facts
from workflows.texts import Refusal, Refused, Text

MOST_BYTES = 10 * 1024 * 1024
PAGE = 50
# The same file by the same officer within this time is one document sent twice.
TWICE = timedelta(minutes=1)
LONGEST_TITLE, LONGEST_NAME, LONGEST_REMARK = 120, 150, 400


# --- what a file is -------------------------------------------------------------------------------

KINDS: dict[str, Text] = {
    "application/pdf": Text("PDF", "PDF"),
    "image/png": Text("画像(PNG)", "image (PNG)"),
    "image/jpeg": Text("画像(JPEG)", "image (JPEG)"),
    "image/gif": Text("画像(GIF)", "image (GIF)"),
    "image/webp": Text("画像(WebP)", "image (WebP)"),
    "image/tiff": Text("画像(TIFF)", "image (TIFF)"),
    "image/heic": Text("画像(HEIC)", "image (HEIC)"),
    "text/plain": Text("テキスト", "text"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Text(
        "Word文書", "Word document"
    ),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Text("Excel表", "Excel sheet"),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": Text(
        "PowerPointスライド", "PowerPoint slides"
    ),
    "application/vnd.oasis.opendocument.text": Text("文書(ODT)", "document (ODT)"),
    "application/vnd.oasis.opendocument.spreadsheet": Text("表(ODS)", "sheet (ODS)"),
    "application/vnd.oasis.opendocument.presentation": Text("スライド(ODP)", "slides (ODP)"),
}
_STARTS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_HEIC = frozenset({b"heic", b"heix", b"mif1", b"msf1"})
_OOXML = {
    "word/": "wordprocessingml.document",
    "xl/": "spreadsheetml.sheet",
    "ppt/": "presentationml.presentation",
}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_PARTS = 20_000


def kind_of(content: bytes) -> str | Text:
    """The media type that the content itself shows, or the sentence why it is not taken."""
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        return "image/heic"
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    if content.startswith(_OLD_OFFICE):
        return Text(
            "古い形式のOfficeファイルはマクロの有無を確かめられません。docx・xlsx・pptx又はPDFで保存し直してください。",
            "An Office file of the old form may hide macros. Save it as docx, xlsx, pptx or PDF.",
        )
    return "text/plain" if _is_text(content) else _UNKNOWN


_UNKNOWN = Text(
    "この種類のファイルは保管できません。PDF、画像、テキスト、Office文書(docx・xlsx・pptx・odt・ods・odp)にしてください。"
    "種類はファイルの名前ではなく中身で確かめます。",
    "Files of this kind are not kept. Use PDF, an image, text or an office document (docx, xlsx, pptx, odt, ods, odp). "
    "The content decides, not the name.",
)


def _office(content: bytes) -> str | Text:
    """An office document is an archive: which one, its parts say. Nothing is unpacked but the declared type."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = parts.namelist()
            if len(names) > _MOST_PARTS:
                return _UNKNOWN
            if any("vbaproject" in name.lower() or name.startswith("Basic/") for name in names):
                return Text(
                    "マクロを含むファイルは保管できません。マクロを除いて保存し直してください。",
                    "Files with macros are not kept. Save it without them.",
                )
            if "[Content_Types].xml" in names:
                for folder, name in _OOXML.items():
                    if any(part.startswith(folder) for part in names):
                        return f"application/vnd.openxmlformats-officedocument.{name}"
            if names and names[0] == "mimetype" and parts.getinfo("mimetype").file_size < 100:
                declared = parts.read("mimetype").decode("ascii", "replace").strip()
                if declared in KINDS:
                    return declared
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, ValueError, OSError):
        return _UNKNOWN
    return _UNKNOWN


def _is_text(content: bytes) -> bool:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(ch < " " and ch not in "\t\n\r\f" for ch in text)
    return False


# --- files on the disk ----------------------------------------------------------------------------


def path_of(sha256: str) -> Path:
    """Where content of this hash lies."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("not a hash")
    return Path(settings.DOCUMENTS_DIR) / sha256[:2] / sha256


def keep(content: bytes) -> str:
    """Put the content into the store and answer its hash. Whole or not at all: a half-written file has no name."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(sha256)
    # A copy that was changed on the disk is put right by the next upload of the same content.
    if path.is_file() and path.read_bytes() == content:
        return sha256
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return sha256


def content_of(version: DocumentVersion) -> bytes:
    """The content of a version. Raises `Refused` where the file is missing or is no longer what was laid down."""
    try:
        content = path_of(version.sha256).read_bytes()
    except OSError:
        raise Refused(_lost()) from None
    if hashlib.sha256(content).hexdigest() != version.sha256:
        raise Refused(_lost())
    return content


def _lost() -> Refusal:
    return Refusal(
        "document-lost",
        Text("保管されているファイルを読み取れません。", "The stored file cannot be read."),
        Text(
            "ファイルが失われたか、保管後に変わっています。変わったものは渡しません。",
            "It is missing, or has changed since it was laid down; a changed file is not given out.",
        ),
        Text(
            "管理者に書類の番号を知らせ、控えから戻してください。",
            "Tell the administrator the number of the document: it has to be brought back from a backup.",
        ),
    )


# --- papers, documents, versions ------------------------------------------------------------------


def papers(procedure: Procedure) -> tuple[str, ...]:
    """Codes of the papers that the procedure names: forms of the Regulation and what its steps draw up, then the
    papers that a filing comes with ("filing-…")."""
    found = {code for step in procedure.steps.values() for code in step.documents}
    drawn = sorted(found, key=lambda code: ([int(p) if p.isdigit() else 9999 for p in code.split("-")], code))
    filed = needed(procedure.code)
    return (*drawn, *(FILED + kind for kind in (filed.kinds if filed else ())))


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was sent."""

    name: str
    content: bytes


def add(
    case: Case,
    sent: Sent | None,
    *,
    by: User,
    now: datetime,
    codes: tuple[str, ...],
    code: str = "",
    title: str = "",
    remark: str = "",
) -> DocumentVersion:
    """A new document with its first version. Raises `Refused` with a sentence for each field at fault."""
    wrong: dict[str, Text] = {}
    if code and code not in codes:
        wrong["code"] = Text("書類の種類を一覧から選んでください。", "Choose the kind from the list.")
    title = _line(title, LONGEST_TITLE, "title", wrong)
    remark = _line(remark, LONGEST_REMARK, "remark", wrong)
    kind = _checked(sent, wrong)
    if wrong or sent is None:
        raise Refused(bad_facts(wrong))
    name = _filename(sent.name)
    sha256 = keep(sent.content)
    with transaction.atomic():
        # Both clicks of a double click wait here for each other.
        User.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
        again = DocumentVersion.objects.filter(
            document__case=case,
            document__code=code,
            by=by,
            sha256=sha256,
            number=1,
            at__gt=now - TWICE,
            at__lte=now,
        )
        before = again.select_related("document").first()
        if before is not None:
            return before
        document = Document.objects.create(
            case=case,
            code=code,
            title=title or ("" if code else name[:LONGEST_TITLE]),
            added_at=now,
            added_by=by,
        )
        return _version(document, 1, name, kind, len(sent.content), sha256, remark, by, now)


def add_version(
    document: Document, sent: Sent | None, *, by: User, now: datetime, remark: str = ""
) -> DocumentVersion:
    """A further version; those before stay. Raises `Refused`, also for content that is the newest already."""
    wrong: dict[str, Text] = {}
    remark = _line(remark, LONGEST_REMARK, "remark", wrong)
    kind = _checked(sent, wrong)
    if wrong or sent is None:
        raise Refused(bad_facts(wrong))
    sha256 = keep(sent.content)
    with transaction.atomic():
        Document.objects.select_for_update(no_key=True).get(pk=document.pk)
        newest = DocumentVersion.objects.filter(document=document).order_by("-number").first()
        if newest is not None and newest.sha256 == sha256:
            raise Refused(
                bad_facts(
                    {
                        "file": Text(
                            f"このファイルは最新の版(第{newest.number}版)と同じ内容です。",
                            f"This file is the same as the newest version ({newest.number}).",
                        )
                    }
                )
            )
        number = newest.number + 1 if newest is not None else 1
        return _version(
            document, number, _filename(sent.name), kind, len(sent.content), sha256, remark, by, now
        )


def _version(
    document: Document,
    number: int,
    name: str,
    kind: str,
    size: int,
    sha256: str,
    remark: str,
    by: User,
    now: datetime,
) -> DocumentVersion:
    return DocumentVersion.objects.create(
        document=document,
        number=number,
        filename=name,
        kind=kind,
        size=size,
        sha256=sha256,
        remark=remark,
        at=now,
        by=by,
    )


def _checked(sent: Sent | None, wrong: dict[str, Text]) -> str:
    if sent is None:
        wrong["file"] = Text("ファイルを選んでください。", "Choose a file.")
    elif not sent.content:
        wrong["file"] = Text("ファイルが空です。", "The file is empty.")
    elif len(sent.content) > MOST_BYTES:
        wrong["file"] = too_large()
    else:
        kind = kind_of(sent.content)
        if isinstance(kind, str):
            return kind
        wrong["file"] = kind
    return ""


def too_large() -> Text:
    """The sentence about a file that is too large."""
    most = MOST_BYTES // 1024 // 1024
    return Text(
        f"ファイルが大きすぎます(上限{most}MB)。分けるか、解像度を下げてください。",
        f"The file is too large (at most {most} MB). Send it in parts, or with a lower resolution.",
    )


def _line(text: str, longest: int, name: str, wrong: dict[str, Text]) -> str:
    text = " ".join(text.split())
    if len(text) > longest:
        wrong[name] = Text(f"{longest}字以内で入力してください。", f"At most {longest} characters.")
    elif _clean(text) != text:
        wrong[name] = Text("保存できない文字が含まれています。", "It holds characters that cannot be stored.")
    return text


def _clean(text: str) -> str:
    text = text.encode("utf-8", "ignore").decode("utf-8")
    return "".join(ch for ch in text if ch.isprintable())


def _filename(name: str) -> str:
    """The name to show and to offer at download: the last part of what was sent, its ending kept."""
    name = _clean(name.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ") or "file"
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[:LONGEST_NAME]
    return stem[: LONGEST_NAME - len(ending) - 1] + dot + ending


@dataclass(frozen=True, slots=True)
class Laid:
    """A document with its newest version and the number of its versions."""

    document: Document
    newest: DocumentVersion
    versions: int


def page(case: Case, before: int | None = None, limit: int = PAGE) -> tuple[list[Laid], int | None]:
    """Documents, the newest first; and the cursor of the next page, if there is one."""
    rows = Document.objects.filter(case=case).order_by("-id")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    documents = list(rows[: limit + 1])
    found = _laid(documents[:limit])
    return found, documents[limit - 1].pk if len(documents) > limit else None


def _laid(documents: list[Document]) -> list[Laid]:
    versions: dict[int, DocumentVersion] = {}
    counts: dict[int, int] = {}
    rows = DocumentVersion.objects.filter(document__in=documents).select_related("by")
    # Numbers are given out without gaps under the document's lock: the newest number is their count.
    newest = rows.order_by("document", "-number").distinct("document")
    for version in newest:
        versions[version.document_id] = version
        counts[version.document_id] = version.number
    return [Laid(d, versions[d.pk], counts[d.pk]) for d in documents if d.pk in versions]


def count(case: Case) -> int:
    """How many documents lie on the case."""
    return Document.objects.filter(case=case).count()


def on_case(case: Case, codes: tuple[str, ...]) -> dict[str, int]:
    """For each of the papers that lies on the case: the newest document of it."""
    rows = Document.objects.filter(case=case, code__in=codes).values("code").annotate(newest=Max("id"))
    return {row["code"]: row["newest"] for row in rows}
