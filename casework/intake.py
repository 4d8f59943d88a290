"""Filings as they come in: checked, held against the people on file, opened as cases through the door.

A filing counts from the day it came in, whenever it is opened. What is refused at the counter is said there
and nothing is written; what is refused of a filing that came in online stays, with its problems, until it is
amended or returned. Who may be somebody on file waits for an officer; nobody is taken for somebody else by a
name and a birth date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from casework import actions, people
from casework.days import tokyo_day
from casework.finding import filed
from casework.models import Intake, IntakeBatch, Organisation, Person, User
from casework.people import Candidate, PersonData
from casework.permissions import HEADQUARTERS, covers, parents, refuse_place
from workflows import filing as rules
from workflows.counting import CountingError, age_at
from workflows.declare import Step
from workflows.duplicates import Course, course
from workflows.engine import Procedure
from workflows.facts import Fact, Kind, Problem, Value, clean
from workflows.papers import KINDS, missing, needed
from workflows.refusals import bad_facts, naive_time, refuse_office, refuse_time, uncountable
from workflows.registry import UnknownProcedure
from workflows.registry import procedure as find_procedure
from workflows.statuses import length
from workflows.texts import Refusal, Refused, Text

# What is not usable is kept as it came, but no more of it than a person could have meant.
MOST_FACTS, MOST_TEXT, MOST_ITEMS = 200, 20_000, 100
# Rows of a file that wait to be received, not for an amendment.
UNTRIED = Q(status=Intake.Status.WAITING, problems=[])
# While a file of many is in one of these, none of its rows counts as received.
_UNREADY = (IntakeBatch.Status.CHECKING, IntakeBatch.Status.REFUSED)
_LINES = ("filer_name", "authority", "unable")
_LONGEST_LINE = 200


@dataclass(frozen=True, slots=True)
class Filing:
    """One filing: what is asked for, by whom, for whom.

    `person` is raw details of the applicant (or a row of them that is not saved), or the row of somebody on
    file whom the officer has before them.
    `authority` is the number of an approval or notice, or the kinship; `unable` why the applicant cannot come;
    `together`: filed with a change, extension or acquisition. `key` makes the same submission one filing.
    """

    procedure: str
    step: str
    facts: Mapping[str, Any]
    person: Mapping[str, Any] | Person
    key: str
    channel: str = rules.COUNTER
    filed_by: str = ""
    filer_name: str = ""
    authority: str = ""
    unable: str = ""
    organisation: Organisation | None = None
    office: str = ""
    received_at: datetime | None = None
    together: bool = False
    kanji_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a filing; `taken` is the opening of its case, where that happened just now."""

    intake: Intake
    taken: actions.Taken | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A filing after the check: cleaned facts and details, and what is wrong with it."""

    procedure: Procedure
    step: Step
    facts: Mapping[str, Value]
    data: PersonData | None
    refusals: tuple[Refusal, ...] = field(default=())


# --- receiving ------------------------------------------------------------------------------------


def receive(filing: Filing, *, by: User, now: datetime) -> Received:
    """Take a filing in: open its case, park it for an officer's look at who it is, or let it wait.

    Raises `Refused`, with nothing written, where the officer who enters it may not, where procedure, step
    or time are not usable, and at the counter wherever something is wrong.
    """
    if (twin := _twin(filing.key)) is not None:
        return Received(twin)
    person = filing.person
    if isinstance(person, Person) and person._state.adding:
        person = people.details(person)
    office = filing.office or by.office_id or ""
    filing = replace(filing, person=person, office=office, received_at=filing.received_at or now)
    checked = check(filing, by=by, now=now)
    lenient = filing.channel == rules.ONLINE
    # What no row can hold cannot wait in one: the form comes back with everything typed.
    if checked.refusals and (not lenient or _overlong(filing)):
        raise Refused(joined(checked.refusals))
    try:
        with transaction.atomic():
            intake = row_of(filing, checked, by=by, now=now)
            intake.save(force_insert=True)
            if checked.refusals:
                intake.problems = [as_data(r) for r in checked.refusals]
                taken = None
            else:
                taken = settle(intake, checked, by=by, now=now, lenient=lenient)
            make_findable(intake)
            intake.save()
    except IntegrityError as error:
        # The same form sent twice at the same moment: the other one has it.
        if "intake_key" in str(error) and (twin := _twin(filing.key)) is not None:
            return Received(twin)
        raise
    return Received(intake, taken)


def _twin(key: str) -> Intake | None:
    return Intake.objects.filter(key=key).first()


def row_of(filing: Filing, checked: Checked, *, by: User, now: datetime) -> Intake:
    """The row of a filing, not saved."""
    known = filing.person if isinstance(filing.person, Person) else None
    details = {} if isinstance(filing.person, Person) else filing.person
    return Intake(
        key=filing.key,
        channel=filing.channel,
        filed_by=filing.filed_by,
        filer_name=filing.filer_name.strip(),
        authority=filing.authority.strip(),
        unable=filing.unable.strip(),
        together=filing.together,
        organisation=filing.organisation,
        office_id=filing.office,
        procedure=filing.procedure,
        step=filing.step,
        facts=_plain(filing.facts) | dict(checked.facts) if checked.refusals else dict(checked.facts),
        person_data=checked.data.plain() if checked.data is not None else _plain(details),
        kanji_confirmed=filing.kanji_confirmed,
        received_at=_moment(filing),
        received_by=by,
        recorded_at=now,
        person=known,
    )


def make_findable(intake: Intake) -> None:
    """Fill in what an open filing is found by, and empty it of one that is accepted or returned; the row is
    not saved. Of somebody on file these are the names and numbers on file today."""
    if intake.status not in Intake.OPEN:
        intake.found_by = []
        return
    known = intake.person
    people_of = [row["person"] for row in intake.candidates] + ([known.pk] if known is not None else [])
    who = people.as_applicant(known) if known is not None else filed.applicant(intake.person_data)
    intake.found_by = filed.found_by(
        who, intake.facts, office=intake.office_id, filer=intake.filer_name, people=people_of
    )


def settle(
    intake: Intake, checked: Checked, *, by: User, now: datetime, lenient: bool
) -> actions.Taken | None:
    """Find out whose filing it is, and open its case unless an officer has to say; the row is not saved."""
    if intake.person is not None:
        return open_as(intake, intake.person, checked, by=by, now=now, lenient=lenient)
    assert checked.data is not None
    people.hold_identity(checked.data)
    found = people.candidates(checked.data)
    what, place = course([c.score for c in found])
    if what is Course.ASK:
        intake.status = Intake.Status.PARKED
        intake.problems = []
        intake.candidates = [_candidate(c) for c in found]
        return None
    person = found[place].person if place is not None else people.build(checked.data)
    return open_as(intake, person, checked, by=by, now=now, lenient=lenient)


def open_as(
    intake: Intake, person: Person, checked: Checked, *, by: User, now: datetime, lenient: bool
) -> actions.Taken | None:
    """Open the case of a filing for a person. What the door refuses is raised, or (`lenient`) noted."""
    try:
        with transaction.atomic():
            taken = actions.open_case(
                procedure=intake.procedure,
                person=person,
                office=intake.office_id,
                step=intake.step,
                facts=checked.facts,
                actor=by.actor(),
                at=intake.received_at,
                now=now,
                key=f"intake-{intake.pk}",
            )
            if checked.data is not None:
                people.complete(person, checked.data, now=now)
    except (Refused, CountingError) as error:
        refusal = error.refusal if isinstance(error, Refused) else uncountable(checked.step, error)
        if not lenient:
            raise Refused(refusal) from None
        intake.problems = [as_data(refusal)]
        return None
    intake.status = Intake.Status.ACCEPTED
    intake.problems = []
    intake.person = person
    intake.case_id = taken.case_id
    return taken


# --- checking -------------------------------------------------------------------------------------


def check(filing: Filing, *, by: User, now: datetime) -> Checked:
    """Everything about a filing that can be said before the door: its facts, the applicant's details, who
    files it, its papers. Raises `Refused` for what no amendment of the filing would put right."""
    step, procedure = _step_of(filing, by, now)
    fields: dict[str, Text] = {}
    data: PersonData | None = None
    if not isinstance(filing.person, Person):
        wrong: dict[str, Text] = {}
        data = people.read_person(
            filing.person, now=now, problems=wrong, kanji_confirmed=filing.kanji_confirmed
        )
        fields |= {f"p_{name}": text for name, text in wrong.items()}
    for name in _overlong(filing):
        fields[name] = Text("200字以内で入力してください。", "At most 200 characters.")
    if step.sets.get("channel", filing.channel) != filing.channel:
        fields["channel"] = Text(
            f"「{step.label.ja}」は、その方法による申請を受けません。",
            f"“{step.label.en}” receives no filing by that channel.",
        )
    facts = _facts(procedure, step, filing, now, fields)
    refusals = [bad_facts(fields)] if fields else []
    born = filing.person.birth_date if isinstance(filing.person, Person) else None
    if data is not None:
        born = data.birth_date
    who = rules.refuse(_as_filed(filing, facts, born))
    if who is not None:
        refusals.append(who)
    papers = _papers(procedure, step, facts, data, _age(born, tokyo_day(_moment(filing))))
    if papers is not None and not fields:
        refusals.append(papers)
    return Checked(procedure, step, facts, data, tuple(refusals))


def _overlong(filing: Filing) -> list[str]:
    return [n for n in _LINES if len(getattr(filing, n)) > _LONGEST_LINE or "\x00" in getattr(filing, n)]


def _step_of(filing: Filing, by: User, now: datetime) -> tuple[Step, Procedure]:
    at = _moment(filing)
    actor = by.actor()
    _require(refuse_place(actor, filing.office))
    if filing.channel not in rules.CHANNELS:
        raise Refused(bad_facts({"channel": Text("申請の方法を選んでください。", "Choose the channel.")}))
    if not 1 <= len(filing.key) <= 80:
        raise Refused(bad_facts({"key": Text("送信の識別子がありません。", "The submission has no key.")}))
    try:
        procedure = find_procedure(filing.procedure, tokyo_day(at))
    except UnknownProcedure:
        raise Refused(_no_procedure(tokyo_day(at))) from None
    step = procedure.step(filing.step)
    if isinstance(step, Refusal):
        raise Refused(step)
    if not step.opens:
        raise Refused(_not_opening(procedure, step))
    _require(refuse_office(step, actor))
    _require(refuse_time(procedure.blank(tokyo_day(at)), at, now))
    return step, procedure


def _moment(filing: Filing) -> datetime:
    if filing.received_at is None or filing.received_at.tzinfo is None:
        raise Refused(naive_time())
    return filing.received_at


def _facts(
    procedure: Procedure, step: Step, filing: Filing, now: datetime, fields: dict[str, Text]
) -> dict[str, Value]:
    """The facts of the step, cleaned; what the filing itself says of who files goes in under its names."""
    form = dict(procedure.forms[step.id])
    own = {
        "channel": filing.channel,
        "filed_by": filing.filed_by,
        "filer_name": filing.filer_name.strip(),
        "filer_authority": filing.authority.strip(),
    }
    given = {**filing.facts, **{name: value for name, value in own.items() if value and name in form}}
    # Who files for its own people is the organisation that the stay is about.
    if filing.filed_by == "accepting_org" and filing.organisation is not None and "organisation" in form:
        given["organisation"] = given.get("organisation") or filing.organisation.name
    found: dict[str, Value] = {}
    for name, raw in list(given.items())[:MOST_FACTS]:
        if name not in form:
            shown = str(name)[:60].replace("\x00", "")
            fields[shown] = Text(
                f"「{shown}」はこの申請の項目ではありません。", f"“{shown}” is no fact of this filing."
            )
            continue
        try:
            value = clean(procedure.facts[name], raw, latest=now)
        except Problem as problem:
            fields[name] = problem.text
            continue
        if procedure.facts[name].kind is Kind.OFFICE and value is not None and value not in parents():
            fields[name] = _unknown_office(procedure.facts[name])
        elif value is not None:
            found[name] = value
    for name, always in form.items():
        if always and name not in found and name not in fields:
            label = procedure.facts[name].label
            fields[name] = Text(f"「{label.ja}」を入力してください。", f"Enter “{label.en}”.")
    return found


def _as_filed(filing: Filing, facts: Mapping[str, Value], born: date | None) -> rules.Filing:
    organisation = filing.organisation
    body = (
        rules.Body(organisation.kind, organisation.approved_online, organisation.registered_number)
        if organisation is not None
        else None
    )
    ground = facts.get("relative_ground")
    unable = filing.unable or (str(ground) if ground not in (None, "under_16") else "")
    return rules.Filing(
        filing.procedure,
        filing.channel,
        filing.filed_by,
        filing.authority,
        str(facts.get("status_requested") or facts.get("status") or ""),
        _age(born, tokyo_day(_moment(filing))),
        unable,
        body,
        filing.together,
    )


def _age(born: date | None, day: date) -> int | None:
    if born is None:
        return None
    try:
        return age_at(born, day)
    except CountingError:
        return None


def _papers(
    procedure: Procedure,
    step: Step,
    facts: Mapping[str, Value],
    data: PersonData | None,
    age: int | None,
) -> Refusal | None:
    """The refusal of a filing without papers that it surely comes with; what depends on the file (a card held,
    a photo of who has none) the procedure's own condition asks at the door."""
    listed = dict(procedure.forms[step.id])
    status = str(facts.get("status_requested") or "")
    card = bool((data is not None and data.card_no) or facts.get("card_no"))
    photo = _photo(procedure.code, facts, card, age)
    known = needed(procedure.code, status, card=card, photo=photo)
    if known is None or "papers" not in listed or facts.get("papers_follow"):
        return None
    given = facts.get("papers")
    lacking = missing(
        procedure.code, given if isinstance(given, list) else (), status, card=card, photo=photo
    )
    if not lacking:
        return None
    names = [KINDS[kind] for kind in lacking]
    text = Text(
        f"足りない書類: {'、'.join(n.ja for n in names)}。", f"Missing: {', '.join(n.en for n in names)}."
    )
    return Refusal(
        "papers-missing",
        Text("申請の書類がそろっていません。", "The filing lacks papers."),
        Text("申請書には定められた書類を添えます。", "An application comes with the papers laid down."),
        Text(
            "不足する書類を求めるか、追って提出する理由を記録してください。期間は止まりません。",
            "Ask for them, or record why they may follow; no period stops for it.",
        ),
        known.cites,
        {"papers": text},
    )


def _photo(procedure: str, facts: Mapping[str, Value], card: bool, age: int | None) -> bool:
    if age is not None and age < 1:
        return False
    if facts.get("status_requested") in ("diplomat", "official", "temporary_visitor"):
        return False
    period = length(str(facts["period_requested"])) if facts.get("period_requested") else None
    if period is not None and (period.unit.value == "days" or period.n <= 3):
        return False
    return card or procedure in ("coe", "permanent_residence")


# --- deciding -------------------------------------------------------------------------------------


def decide(intake_id: int, same: Person | None, *, by: User, now: datetime, reason: str = "") -> Received:
    """Say who a parked filing is about: somebody on file, or (`same` None) somebody new; its case opens as of
    the day it came in. That somebody is new although a document's number is on file needs a reason.

    Raises `Refused`; nothing is changed then, except that people who have come on file since the filing was
    parked are added to its candidates, to be looked at first.
    """
    unseen: list[Candidate] = []
    with transaction.atomic():
        intake = _hold(intake_id, Intake.Status.PARKED)
        checked = check(filing_of(intake), by=by, now=now)
        if checked.refusals:
            raise Refused(joined(checked.refusals))
        assert checked.data is not None
        people.hold_identity(checked.data)
        seen = {row["person"] for row in intake.candidates}
        if same is None:
            found = people.candidates(checked.data)
            unseen = [c for c in found if c.person.pk not in seen]
            numbered = [c for c in found if c.score.by_document]
            if not unseen and numbered and not reason.strip():
                raise Refused(_reason_for_new())
        if not unseen:
            person = same or people.build(checked.data)
            taken = open_as(intake, person, checked, by=by, now=now, lenient=False)
            make_findable(intake)
            intake.decided_by, intake.decided_at, intake.reason = by, now, _reason(reason)
            intake.save()
            recount(intake.batch_id)
            if same is None:
                for other in Person.objects.filter(pk__in=seen):
                    people.same_as(person, other, False, by=by, now=now, reason=reason)
            return Received(intake, taken)
        intake.candidates = [*intake.candidates, *(_candidate(c) for c in unseen)]
        make_findable(intake)
        intake.save(update_fields=["candidates", "found_by"])
    raise Refused(_more_candidates(len(unseen)))


def amend(
    intake_id: int,
    *,
    by: User,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
    person: Mapping[str, Any] | None = None,
    kanji_confirmed: bool | None = None,
    **filed: Any,
) -> Received:
    """Put a waiting filing right (補正) and try it again as of the day it came in. What is given replaces what
    was there, None takes it out; `filed` are fields of `Filing` that say who files. Raises `Refused` where it
    still does not do; nothing is changed then."""
    with transaction.atomic():
        intake = _hold(intake_id, Intake.Status.WAITING)
        before = filing_of(intake)
        details: Mapping[str, Any] | Person = before.person
        if not isinstance(details, Person):
            details = _merged(details, person)
        after = replace(
            before,
            facts=_merged(before.facts, facts),
            person=details,
            kanji_confirmed=before.kanji_confirmed if kanji_confirmed is None else kanji_confirmed,
            **{name: value for name, value in filed.items() if name in _AMENDABLE},
        )
        checked = check(after, by=by, now=now)
        if checked.refusals:
            raise Refused(joined(checked.refusals))
        fresh = row_of(after, checked, by=intake.received_by, now=intake.recorded_at)
        for name in (*_AMENDABLE, "facts", "person_data", "kanji_confirmed"):
            setattr(intake, name, getattr(fresh, name))
        taken = settle(intake, checked, by=by, now=now, lenient=False)
        make_findable(intake)
        intake.save()
        recount(intake.batch_id)
    return Received(intake, taken)


_AMENDABLE = ("filed_by", "filer_name", "authority", "unable", "organisation", "together")


def _merged(before: Mapping[str, Any], news: Mapping[str, Any] | None) -> dict[str, Any]:
    found = {**before, **(news or {})}
    return {name: value for name, value in found.items() if value is not None}


def return_(intake_id: int, reason: str, *, by: User, now: datetime) -> Intake:
    """Give a filing back without opening a case, with the reason. Raises `Refused`."""
    written = _reason(reason)
    if not written:
        raise Refused(
            Refusal(
                "missing-fact",
                Text("返戻の理由がありません。", "No reason is given for returning the filing."),
                Text("返戻には理由を残します。", "A filing is returned with its reason."),
                Text("理由を入力してください。", "Enter the reason."),
                (),
                {"reason": Text("「理由」を入力してください。", "Enter “reason”.")},
            )
        )
    with transaction.atomic():
        intake = _hold(intake_id, Intake.Status.WAITING, Intake.Status.PARKED)
        filing = filing_of(intake)
        _step_of(filing, by, now)
        intake.status = Intake.Status.RETURNED
        intake.reason, intake.decided_by, intake.decided_at = written, by, now
        make_findable(intake)
        intake.save(update_fields=["status", "reason", "decided_by", "decided_at", "found_by"])
        recount(intake.batch_id)
    return intake


def recount(batch_id: int | None) -> None:
    """Write the counts of a batch as its rows are."""
    if batch_id is None:
        return
    counts = Intake.objects.filter(batch_id=batch_id).aggregate(
        checked=Count("pk", filter=Q(rehearsed=True)),
        done=Count("pk", filter=Q(status=Intake.Status.ACCEPTED)),
        parked=Count("pk", filter=Q(status=Intake.Status.PARKED)),
        failed=Count("pk", filter=Q(status=Intake.Status.WAITING) & ~Q(problems=[])),
    )
    IntakeBatch.objects.filter(pk=batch_id).update(**counts)


def filing_of(intake: Intake) -> Filing:
    """A stored filing as it came in."""
    return Filing(
        procedure=intake.procedure,
        step=intake.step,
        facts=intake.facts,
        person=intake.person or intake.person_data,
        key=intake.key,
        channel=intake.channel,
        filed_by=intake.filed_by,
        filer_name=intake.filer_name,
        authority=intake.authority,
        unable=intake.unable,
        organisation=intake.organisation,
        office=intake.office_id,
        received_at=intake.received_at,
        together=intake.together,
        kanji_confirmed=intake.kanji_confirmed,
    )


def _hold(intake_id: int, *wanted: str) -> Intake:
    intake = Intake.objects.select_for_update().filter(pk=intake_id).first()
    if intake is None:
        raise Refused(_no_intake())
    if intake.batch is not None and intake.batch.status in _UNREADY:
        raise Refused(_not_yet())
    if intake.status not in wanted:
        raise Refused(_already(intake))
    return intake


_REASON = Fact("reason", Text("理由", "reason"), Kind.TEXT, personal=True)


def _reason(raw: str) -> str:
    try:
        return str(clean(_REASON, raw) or "")
    except Problem as problem:
        raise Refused(bad_facts({"reason": problem.text})) from None


def listed(
    user: User, status: str, *, after: tuple[datetime, int] | None = None, limit: int = 50
) -> list[Intake]:
    """The filings of a status that an officer's office has to do with, the longest waiting first; `after`:
    time of receipt and number of the last one on the page before."""
    found = Intake.objects.filter(status=status).exclude(batch__status__in=_UNREADY)
    if not user.is_superuser and user.office_id != HEADQUARTERS:
        below = [code for code in parents() if covers(user.office_id or "", code)]
        found = found.filter(office__in=below)
    if after is not None:
        at, pk = after
        found = found.filter(received_at__gte=at).exclude(received_at=at, pk__lte=pk)
    return list(found.select_related("organisation", "batch").order_by("received_at", "id")[:limit])


# --- plain data -----------------------------------------------------------------------------------


def as_data(refusal: Refusal) -> dict[str, Any]:
    """A refusal as plain data, in both languages."""

    def both(text: Text) -> dict[str, str]:
        return {"ja": text.ja, "en": text.en}

    return {
        "code": refusal.code,
        "fact": both(refusal.fact),
        "rule": both(refusal.rule),
        "remedy": both(refusal.remedy),
        "cites": [str(c) for c in refusal.cites],
        "fields": {name: both(text) for name, text in refusal.fields.items()},
        "sentence": both(Text(refusal.sentence("ja"), refusal.sentence("en"))),
    }


def _candidate(found: Candidate) -> dict[str, Any]:
    return {
        "person": found.person.pk,
        "points": found.score.points,
        "verdict": found.score.verdict.value,
        "reasons": [
            {"code": r.code, "points": r.points, "ja": r.text.ja, "en": r.text.en}
            for r in found.score.reasons
        ],
    }


def _plain(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, in a form that a row can hold whatever it was."""
    return {_text(str(n), 60): _plain_value(v) for n, v in list(given.items())[:MOST_FACTS]}


def _plain_value(value: Any) -> Any:
    if isinstance(value, bool | int) or value is None:
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_text(str(item), MOST_TEXT) for item in list(value)[:MOST_ITEMS]]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return _text(str(value), MOST_TEXT)


def _text(text: str, most: int) -> str:
    # Neither of them can be stored.
    return "".join(ch for ch in text[:most] if ch != "\x00" and not 0xD800 <= ord(ch) <= 0xDFFF)


# --- refusals -------------------------------------------------------------------------------------


def joined(refusals: Sequence[Refusal]) -> Refusal:
    """Several refusals as one: the first, with what the others say and the fields of all."""
    first, *others = refusals
    if not others:
        return first
    return Refusal(
        first.code,
        Text("".join(r.fact.ja for r in refusals), " ".join(r.fact.en for r in refusals)),
        Text("".join(r.rule.ja for r in refusals), " ".join(r.rule.en for r in refusals if r.rule.en)),
        first.remedy,
        tuple(dict.fromkeys(c for r in refusals for c in r.cites)),
        {name: text for r in refusals for name, text in r.fields.items()},
    )


def _require(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal)


def _unknown_office(fact: Fact) -> Text:
    return Text(
        f"「{fact.label.ja}」の官署が見当たりません。一覧から選んでください。",
        f"“{fact.label.en}”: there is no such office; choose one of the list.",
    )


def _no_procedure(day: date) -> Refusal:
    return Refusal(
        "no-law",
        Text(
            f"{day}に適用される、その手続の定めはありません。",
            f"There is no such procedure under the law of {day}.",
        ),
        Text("", ""),
        Text("手続と受付の日を確かめてください。", "Check the procedure and the day of receipt."),
    )


def _not_opening(procedure: Procedure, step: Step) -> Refusal:
    opening = [s.label for s in procedure.steps.values() if s.opens and not s.carried_only]
    return Refusal(
        "not-opening",
        Text(f"「{step.label.ja}」は申請の受付ではありません。", f"“{step.label.en}” receives no filing."),
        Text(
            f"受付は次のいずれかです: {'、'.join(o.ja for o in opening)}。",
            f"A filing is received by: {'; '.join(o.en for o in opening)}.",
        ),
        Text("受付の手続を選んでください。", "Choose one of these."),
    )


def _no_intake() -> Refusal:
    return Refusal(
        "no-intake",
        Text("その受付はありません。", "There is no such filing."),
        Text("", ""),
        Text("一覧を読み直してください。", "Reload the list."),
    )


def _not_yet() -> Refusal:
    return Refusal(
        "batch-unready",
        Text("一括申請の確認がまだ終わっていません。", "The file it came in is still being checked."),
        Text(
            "全件の確認が済むまで、一件も受け付けません。",
            "Nothing of it is opened before all rows are checked.",
        ),
        Text("確認が終わるまで待ってください。", "Wait until the check is done."),
    )


def _already(intake: Intake) -> Refusal:
    label = Intake.Status(intake.status).label
    number = intake.case.number if intake.case is not None else ""
    return Refusal(
        "intake-done",
        Text(
            f"この受付は「{label}」です。{f'事件番号 {number}。' if number else ''}",
            f"This filing is {intake.status} already{f' (case {number})' if number else ''}.",
        ),
        Text("受付の判断は一度だけです。", "A filing is decided once."),
        Text("一覧を読み直してください。", "Reload the list."),
    )


def _reason_for_new() -> Refusal:
    return Refusal(
        "missing-fact",
        Text(
            "旅券または在留カードの番号が同じ人が登録されています。",
            "Somebody with the same passport or card number is on file.",
        ),
        Text(
            "それでも別人とするときは、理由を残します(番号の誤り、他人の書類など)。",
            "Whoever is entered as somebody else all the same needs a written reason: a wrong number, another "
            "person's document.",
        ),
        Text("理由を入力するか、同じ人を選んでください。", "Enter the reason, or choose the person on file."),
        (),
        {"reason": Text("「理由」を入力してください。", "Enter “reason”.")},
    )


def _more_candidates(count: int) -> Refusal:
    return Refusal(
        "stale",
        Text(
            f"この申請を保留した後に、同じ人かもしれない人が{count}人登録されました。",
            f"Since the filing was parked, {count} more who may be the same person came on file.",
        ),
        Text("同じ人を二重に登録しません。", "A person is kept once."),
        Text("候補を見直して、もう一度判断してください。", "Look at the candidates and decide again."),
    )
