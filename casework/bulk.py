"""Many filings in one file: a table that an organisation sends, up to five thousand rows of one kind.

All rows are checked before any is opened: first each by itself, when the file comes in; then each through the
door, taken back again. One fault refuses the whole file, with every fault named. Then the rows are received
one by one, each in a transaction of its own, so that a worker that dies leaves nothing half done and the next
one goes on where it stopped.
"""

from __future__ import annotations

import copy
import csv
import hashlib
import io
import logging
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from time import monotonic
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, transaction

from casework import intake as filings
from casework import moment, people
from casework.intake import Checked, Filing
from casework.models import Intake, IntakeBatch, Organisation, User
from casework.people import PersonData
from casework.spreadsheet import written
from workflows import identity
from workflows.counting import TOKYO
from workflows.duplicates import Course, course
from workflows.engine import Procedure
from workflows.facts import Fact, Kind
from workflows.filing import ONLINE
from workflows.refusals import bad_facts
from workflows.registry import UnknownProcedure
from workflows.registry import procedure as find_procedure
from workflows.texts import Refusal, Refused, Text

log = logging.getLogger(__name__)

MOST_ROWS = 5000
MOST_BYTES = 8 * 1024 * 1024
MOST_ERRORS = 1000
CHUNK = 50
# A task stops after this and asks for another: where one process does everything, clocks wait no longer.
SECONDS = 8.0

_OF_THE_FILE = frozenset({"channel", "filed_by", "filer_name", "filer_authority"})
_LEFT_OUT = frozenset({"mrz"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table: a detail of the person or a fact of the step."""

    fact: Fact
    needed: bool
    of_person: bool

    @property
    def name(self) -> str:
        """The stable name of the column; a heading may be this or the label."""
        return self.fact.name

    def values(self, language: str) -> list[str]:
        """What may stand in the column, where that is a list."""
        if self.fact.kind is Kind.FLAG:
            return ["はい", "いいえ"] if language == "ja" else ["yes", "no"]
        return [c.label.get(language) for c in self.fact.choices]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent, and what holds for all its rows. `common` are facts that every row has."""

    content: bytes
    file_name: str
    procedure: str
    step: str
    key: str
    organisation: Organisation | None = None
    office: str = ""
    channel: str = ONLINE
    filed_by: str = ""
    filer_name: str = ""
    authority: str = ""
    common: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet shows it, and its cells by column."""

    number: int
    cells: Mapping[str, str]


# --- the table ------------------------------------------------------------------------------------


def columns(procedure: Procedure, step: str, common: Iterable[str] = ()) -> tuple[Column, ...]:
    """The columns of the table for a step: the person first."""
    person = [Column(f.fact, f.needed, True) for f in people.FIELDS if f.fact.name not in _LEFT_OUT]
    taken = {c.name for c in person} | _OF_THE_FILE | set(common)
    facts = [
        Column(procedure.facts[name], needed, False)
        for name, needed in procedure.forms[step]
        if name not in taken
    ]
    return (*person, *facts)


def template(procedure: str, step: str, *, now: datetime, language: str = "ja") -> bytes:
    """An empty table to be filled in: one row of headings, in UTF-8 as spreadsheets open it."""
    found, _ = _procedure(procedure, step, now)
    return written([[c.fact.label.get(language) for c in columns(found, step)]])


def errors_table(batch: IntakeBatch, language: str = "ja") -> bytes:
    """The faults of a refused file as a table."""
    head = ("行", "列", "内容") if language == "ja" else ("row", "column", "what is wrong")
    return written([head, *((error["row"], error["column"], error[language]) for error in batch.errors)])


def read_text(content: bytes) -> str:
    """The text of a file in UTF-8 (with or without a mark) or in the code page of Japanese Windows. Raises
    `Refused`."""
    if len(content) > MOST_BYTES:
        most, has = MOST_BYTES // 1024 // 1024, len(content) / 1024 / 1024
        raise Refused(
            _bad_file(
                Text(
                    f"ファイルが大きすぎます({has:.1f}MB、上限{most}MB)。分けて提出してください。",
                    f"The file is too large ({has:.1f} MB, at most {most} MB): send it in parts.",
                )
            )
        )
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Refused(_bad_file(_wrong_code("UTF-16")))
    for codec in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\x00" in text or "\ufffd" in text:
            raise Refused(_bad_file(_wrong_code("")))
        return text
    raise Refused(_bad_file(_wrong_code("")))


def read_rows(text: str, known: Sequence[Column]) -> list[Row]:
    """The rows of a table; empty ones are passed over. Raises `Refused` for a heading that is unknown, given
    twice or missing, and for a table that is empty or too long."""
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise Refused(
            _bad_file(
                Text(
                    f"表として読めません({error})。引用符の対応を確かめ、CSVで保存し直してください。",
                    f"The file does not read as a table ({error}): look at its quotation marks and save it as "
                    "CSV again.",
                )
            )
        ) from None
    if not table:
        raise Refused(_bad_file(Text("ファイルが空です。", "The file is empty.")))
    headings = _headings(table[0], known)
    rows = []
    for number, cells in enumerate(table[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(headings) and any(cell.strip() for cell in cells[len(headings) :]):
            raise Refused(
                _bad_file(
                    Text(
                        f"{number}行目に見出しより多い列があります。値の中のカンマを引用符で囲んでください。",
                        f"Row {number} has more cells than there are headings: put values with commas in "
                        "quotation marks.",
                    )
                )
            )
        rows.append(Row(number, dict(zip(headings, (cell.strip() for cell in cells), strict=False))))
        if len(rows) > MOST_ROWS:
            raise Refused(
                _bad_file(
                    Text(
                        f"{MOST_ROWS:,}行を超えています。分けて提出してください。",
                        f"There are more than {MOST_ROWS:,} rows: send the file in parts.",
                    )
                )
            )
    if not rows:
        raise Refused(_bad_file(Text("見出しの下に行がありません。", "There is no row below the headings.")))
    return rows


def _headings(cells: Sequence[str], known: Sequence[Column]) -> list[str]:
    names: dict[str, str] = {}
    for column in known:
        for title in (column.fact.label.en, column.fact.label.ja, column.name):
            names[_title(title)] = column.name
    if len(cells) == 1 and len(known) > 1 and re.search(r"[\t;]", cells[0]):
        raise Refused(
            _bad_file(
                Text(
                    "列がカンマで区切られていません。「CSV(コンマ区切り)」で保存してください。",
                    "The columns are not parted by commas: save it as CSV with commas.",
                )
            )
        )
    found: list[str] = []
    wrong: list[Text] = []
    for place, cell in enumerate(cells, start=1):
        name = names.get(_title(cell))
        if name is None:
            wrong.append(_unknown_heading(place, cell, list(names)))
        elif name in found:
            wrong.append(Text(f"見出し「{cell}」が二つあります。", f"The heading “{cell}” is there twice."))
        found.append(name or f"?{place}")
    for column in known:
        if column.needed and column.name not in found:
            wrong.append(
                Text(
                    f"見出し「{column.fact.label.ja}」がありません。",
                    f"The heading “{column.fact.label.en}” is missing.",
                )
            )
    if wrong:
        raise Refused(_bad_file(Text("".join(w.ja for w in wrong), " ".join(w.en for w in wrong))))
    return found


def _title(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().casefold()


def _unknown_heading(place: int, cell: str, names: list[str]) -> Text:
    shown = cell.strip()[:40]
    if not shown:
        return Text(f"{place}列目に見出しがありません。", f"Column {place} has no heading.")
    near = get_close_matches(_title(cell), names, n=1, cutoff=0.6)
    ja, en = (f"「{near[0]}」ではありませんか。", f" Did you mean “{near[0]}”?") if near else ("", "")
    return Text(f"見出し「{shown}」は知られていません。{ja}", f"The heading “{shown}” is unknown.{en}")


_DAY = re.compile(r"(\d{4})[/.年](\d{1,2})[/.月](\d{1,2})日?")


def _typed(fact: Fact, cell: str) -> Any:
    """A cell as the fact takes it: labels stand for their codes, dates as spreadsheets write them."""
    if cell == "":
        return None
    if fact.kind is Kind.DATE and (match := _DAY.fullmatch(cell)):
        return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
    if fact.kind is Kind.FLAG:
        return {"はい": "yes", "いいえ": "no"}.get(cell, cell)
    if fact.kind is Kind.CHOICE:
        return _code(fact, cell)
    if fact.kind is Kind.CHOICES:
        return [_code(fact, part.strip()) for part in re.split(r"[;；、|]", cell) if part.strip()]
    return cell


def _code(fact: Fact, cell: str) -> str:
    title = _title(cell)
    for choice in fact.choices:
        if title in (_title(choice.label.ja), _title(choice.label.en), choice.code.casefold()):
            return choice.code
    return cell


# --- sending --------------------------------------------------------------------------------------


def submit(upload: Upload, *, by: User, now: datetime) -> IntakeBatch:
    """Take a file in. With any fault in a row nothing but the batch itself is stored, refused, with its
    errors; without, its rows wait for the task. Raises `Refused` for a file that cannot be read as such a
    table, one that came in before, and an officer who may not enter such filings."""
    if (twin := IntakeBatch.objects.filter(key=upload.key).first()) is not None:
        return twin
    procedure, step = _procedure(upload.procedure, upload.step, now)
    known = columns(procedure, step, upload.common)
    rows = read_rows(read_text(upload.content), known)
    digest = hashlib.sha256(upload.content).hexdigest()
    _refuse_again(upload, digest)
    batch = IntakeBatch(
        key=upload.key,
        organisation=upload.organisation,
        office_id=upload.office or by.office_id or "",
        by=by,
        file_name=_name(upload.file_name),
        file_digest=digest,
        channel=upload.channel,
        filed_by=upload.filed_by,
        procedure=upload.procedure,
        step=step,
        total=len(rows),
        created_at=now,
    )
    checked: list[tuple[Filing, Checked]] = []
    errors: list[dict[str, Any]] = []
    for row in rows:
        filing = _filing(upload, batch, row, known, now)
        found = filings.check(filing, by=by, now=now)
        errors += _errors(row.number, found.refusals)
        checked.append((filing, found))
    errors += _twice(rows, [c.data for _, c in checked])
    try:
        with transaction.atomic():
            if errors:
                _refuse(batch, errors, now)
                batch.save(force_insert=True)
                return batch
            batch.save(force_insert=True)
            Intake.objects.bulk_create(
                [_row(batch, row, pair, by=by, now=now) for row, pair in zip(rows, checked, strict=True)],
                batch_size=500,
            )
            nudge()
    except IntegrityError as error:
        if "intakebatch_key" in str(error):
            return IntakeBatch.objects.get(key=upload.key)
        raise
    return batch


def _procedure(code: str, step: str, now: datetime) -> tuple[Procedure, str]:
    try:
        procedure = find_procedure(code, now.astimezone(TOKYO).date())
    except UnknownProcedure:
        raise Refused(
            bad_facts({"procedure": Text("手続を選んでください。", "Choose the procedure.")})
        ) from None
    found = procedure.step(step)
    if isinstance(found, Refusal):
        raise Refused(found)
    return procedure, found.id


def _refuse_again(upload: Upload, digest: str) -> None:
    earlier = (
        IntakeBatch.objects.filter(
            file_digest=digest,
            procedure=upload.procedure,
            step=upload.step,
            organisation=upload.organisation,
        )
        .exclude(status=IntakeBatch.Status.REFUSED)
        .first()
    )
    if earlier is not None:
        day = f"{earlier.created_at.astimezone(TOKYO):%Y-%m-%d %H:%M}"
        raise Refused(
            _bad_file(
                Text(
                    f"同じファイルを{day}に受け付けています(一括申請 {earlier.pk})。",
                    f"The same file came in on {day} (batch {earlier.pk}).",
                )
            )
        )


def _name(file_name: str) -> str:
    plain = "".join(ch for ch in file_name if ch.isprintable())
    return re.split(r"[/\\]", plain)[-1][:200]


def _filing(upload: Upload, batch: IntakeBatch, row: Row, known: Sequence[Column], now: datetime) -> Filing:
    person: dict[str, Any] = {}
    facts: dict[str, Any] = dict(upload.common)
    for column in known:
        value = _typed(column.fact, row.cells.get(column.name, ""))
        if value is not None:
            (person if column.of_person else facts)[column.name] = value
    return Filing(
        procedure=upload.procedure,
        step=upload.step,
        facts=facts,
        person=person,
        key=f"{hashlib.sha256(upload.key.encode()).hexdigest()[:32]}-{row.number}",
        channel=upload.channel,
        filed_by=upload.filed_by,
        filer_name=upload.filer_name,
        authority=upload.authority,
        organisation=upload.organisation,
        office=batch.office_id,
        received_at=now,
    )


def _row(batch: IntakeBatch, row: Row, pair: tuple[Filing, Checked], *, by: User, now: datetime) -> Intake:
    found = filings.row_of(*pair, by=by, now=now)
    found.batch, found.row_no = batch, row.number
    filings.make_findable(found)
    return found


def _errors(number: int, refusals: Iterable[Refusal]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for refusal in refusals:
        if refusal.code != "bad-fact":
            found.append(_error(number, "", Text(refusal.sentence("ja"), refusal.sentence("en"))))
            continue
        for name, text in refusal.fields.items():
            found.append(_error(number, name.removeprefix("p_"), text))
    return found


def _error(number: int, column: str, text: Text) -> dict[str, Any]:
    return {"row": number, "column": column, "ja": text.ja, "en": text.en}


def _twice(rows: Sequence[Row], data: Sequence[PersonData | None]) -> list[dict[str, Any]]:
    """Rows about the same person as an earlier row: by a document's number, else by name, birth and
    nationality."""
    seen: dict[tuple[str, ...], int] = {}
    found = []
    for row, person in zip(rows, data, strict=True):
        if person is None:
            continue
        marks: list[tuple[str, ...]] = [(d.kind, d.country, d.number) for d in person.party().documents]
        if person.birth_date is not None:
            who = (
                *identity.keys(person.name_alphabet)[:1],
                person.birth_date.isoformat(),
                person.nationality,
            )
            marks.append(who)
        first = next((seen[mark] for mark in marks if mark in seen), None)
        if first is not None:
            text = Text(f"{first}行目と同じ人です。", f"That is the person of row {first}.")
            found.append(_error(row.number, "name_alphabet", text))
        for mark in marks:
            seen.setdefault(mark, row.number)
    return found


def _refuse(batch: IntakeBatch, errors: Sequence[dict[str, Any]], now: datetime) -> None:
    ordered = sorted(errors, key=lambda e: int(e["row"]))
    batch.status = IntakeBatch.Status.REFUSED
    batch.errors = ordered[:MOST_ERRORS]
    batch.more_errors = max(0, len(ordered) - MOST_ERRORS)
    batch.failed = len({e["row"] for e in ordered})
    batch.finished_at = now


# --- working through ------------------------------------------------------------------------------


def work(*, clock: Callable[[], datetime] = moment.now, seconds: float = SECONDS) -> bool:
    """Go on with every file that is not done, the oldest first; whether something is left to do."""
    until = monotonic() + seconds
    unfinished = [IntakeBatch.Status.CHECKING, IntakeBatch.Status.RUNNING]
    for pk in list(
        IntakeBatch.objects.filter(status__in=unfinished).order_by("id").values_list("pk", flat=True)
    ):
        while advance(pk, now=clock()):
            if monotonic() >= until:
                return True
    return False


def advance(batch_id: int, *, now: datetime, chunk: int | None = None) -> bool:
    """Deal with the next rows of a file; False when there is nothing more to do with it here. Two workers on
    one file take different rows."""
    batch = IntakeBatch.objects.select_related("by").filter(pk=batch_id).first()
    if batch is None or batch.status not in (IntakeBatch.Status.CHECKING, IntakeBatch.Status.RUNNING):
        return False
    one = _rehearse_next if batch.status == IntakeBatch.Status.CHECKING else _receive_next
    chunk = chunk or CHUNK
    done = 0
    while done < chunk and one(batch, now):
        done += 1
    filings.recount(batch_id)
    if done == chunk:
        return True
    return _conclude(batch_id, now)


def _conclude(batch_id: int, now: datetime) -> bool:
    """Close the check, or the whole file, once no row is left; whether there is more to do now."""
    with transaction.atomic():
        batch = IntakeBatch.objects.select_for_update().get(pk=batch_id)
        rows = Intake.objects.filter(batch=batch)
        if batch.status == IntakeBatch.Status.CHECKING:
            if rows.filter(rehearsed=False).exists():
                return False  # another worker has the rest
            failed = rows.exclude(problems=[]).order_by("row_no")
            errors = [e for row in failed for e in _stored_errors(row)]
            if errors:
                _refuse(batch, errors, now)
                rows.delete()
            else:
                batch.status = IntakeBatch.Status.RUNNING
            batch.save()
            return batch.status == IntakeBatch.Status.RUNNING
        if batch.status == IntakeBatch.Status.RUNNING and not rows.filter(filings.UNTRIED).exists():
            batch.status = IntakeBatch.Status.FINISHED
            batch.finished_at = now
            batch.save(update_fields=["status", "finished_at"])
    return False


def _stored_errors(row: Intake) -> list[dict[str, Any]]:
    found = []
    for problem in row.problems:
        text = Text(problem["sentence"]["ja"], problem["sentence"]["en"])
        found.append(_error(row.row_no or 0, "", text))
    return found


def _rehearse_next(batch: IntakeBatch, now: datetime) -> bool:
    """Try the next row through the door and take it back; False when there is none."""

    def deal(row: Intake) -> None:
        row.problems = _rehearsed(row, batch.by, now)
        row.rehearsed = True
        row.save(update_fields=["problems", "rehearsed"])

    return _next(Intake.objects.filter(batch=batch, rehearsed=False), deal)


class _TakeBack(Exception):
    """Undoes a rehearsal."""


def _rehearsed(row: Intake, by: User, now: datetime) -> list[dict[str, Any]]:
    tried = copy.copy(row)
    try:
        with transaction.atomic():
            checked = filings.check(filings.filing_of(tried), by=by, now=now)
            if checked.refusals:
                return [filings.as_data(r) for r in checked.refusals]
            assert checked.data is not None
            found = people.candidates(checked.data)
            what, place = course([c.score for c in found])
            # Who is parked is tried as somebody new: what the law says does not hang on who it is.
            known = what is Course.USE and place is not None
            person = found[place].person if known and place is not None else people.build(checked.data)
            filings.open_as(tried, person, checked, by=by, now=now, lenient=False)
            raise _TakeBack
    except _TakeBack:
        return []
    except Refused as refused:
        return [filings.as_data(refused.refusal)]


def _receive_next(batch: IntakeBatch, now: datetime) -> bool:
    """Receive the next row for good; False when there is none. A row that is refused now, after it passed
    the check, waits with its problems and holds up nobody."""

    def deal(row: Intake) -> None:
        try:
            checked = filings.check(filings.filing_of(row), by=batch.by, now=now)
            if checked.refusals:
                row.problems = [filings.as_data(r) for r in checked.refusals]
            else:
                filings.settle(row, checked, by=batch.by, now=now, lenient=True)
        except Refused as refused:
            row.problems = [filings.as_data(refused.refusal)]
        filings.make_findable(row)
        row.save()

    return _next(Intake.objects.filter(filings.UNTRIED, batch=batch), deal)


def _next(rows: Any, deal: Callable[[Intake], None]) -> bool:
    """Deal with the next row that nobody else has, in a transaction of its own. A row over which the program
    stumbles gets that as its problem, or it would stop the file for ever."""
    pk = None
    try:
        with transaction.atomic():
            row = rows.select_for_update(skip_locked=True, of=("self",)).order_by("row_no").first()
            if row is None:
                return False
            pk = row.pk
            deal(row)
    except (OperationalError, InterfaceError, SoftTimeLimitExceeded):
        raise
    except Exception:
        if pk is None:
            raise
        log.exception("a row of a batch failed: filing %s", pk)
        Intake.objects.filter(pk=pk).update(problems=[filings.as_data(_stumbled())], rehearsed=True)
    return True


def nudge() -> None:
    """After the commit, ask a worker to go on; a lost message is made good by the next one."""
    transaction.on_commit(_send, robust=True)


def _send() -> None:
    if not settings.BROKER_PRESENT:
        return
    from casework.tasks import accept_batches

    try:
        accept_batches.apply_async(retry=False)
    except Exception as error:  # a broker that is down must not reach the officer
        log.info("no nudge: %s", type(error).__name__)


# --- refusals -------------------------------------------------------------------------------------


def _bad_file(text: Text) -> Refusal:
    return Refusal(
        "bad-file",
        Text("このファイルは受け付けられません。", "The file is not accepted."),
        Text(
            "一括申請は、定められた見出しの表で行います。",
            "Many filings come in a table with the headings laid down.",
        ),
        Text("直してから、もう一度提出してください。", "Put it right and send it again."),
        (),
        {"file": text},
    )


def _wrong_code(found: str) -> Text:
    shown = f"({found})" if found else ""
    return Text(
        f"文字コード{shown}が読めません。「CSV UTF-8」で保存してください。",
        f"The character code{shown and f' {shown}'} does not read: save the file as “CSV UTF-8”.",
    )


def _stumbled() -> Refusal:
    return Refusal(
        "internal",
        Text(
            "この行の処理中に、システムの誤りが起きました。", "The system failed while dealing with this row."
        ),
        Text("行の内容は残っています。", "What it says is kept."),
        Text("管理者に連絡してください。", "Contact the administrator."),
    )
