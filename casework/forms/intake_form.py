"""The form of a filing: whose it is, who brings it, what is asked for, and which papers came with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.http import QueryDict

from casework import organisations, people
from casework.actions.writing import seed
from casework.forms import (
    AT,
    Control,
    control,
    country_codes,
    local_text,
    number,
    person_form,
)
from casework.forms.step_form import asked, at_control, controls, typed_facts
from casework.models import Intake, Organisation, Person
from workflows import filing as rules
from workflows.counting import TOKYO, CountingError
from workflows.declare import Step
from workflows.dossier import Dossier
from workflows.engine import Procedure
from workflows.facts import Choice, Fact, Kind
from workflows.identity import BadZone, read_zone
from workflows.papers import needed
from workflows.registry import UnknownProcedure, procedures
from workflows.registry import procedure as find_procedure
from workflows.statuses import statuses
from workflows.texts import Refusal, Refused, Text

PREFIX = person_form.PREFIX
ZONE = "mrz"
FIRST = (
    "name_alphabet",
    "name_kanji",
    "name_kana",
    "birth_date",
    "sex",
    "nationality",
    "passport_no",
    "card_no",
)
MORE = (
    "surname",
    "given",
    "aliases",
    "place_of_birth",
    "passport_country",
    "passport_issued_on",
    "passport_expires_on",
)
# What the filing itself says of who files and how: a step that asks for it is not asked again.
OF_FILING = frozenset({"channel", "filed_by", "filer_name", "filer_authority"})
# The file starts with what the person's details say.
OF_PERSON = frozenset({"nationality", "born", "minor"})
OF_PAPERS = ("papers", "papers_follow")
ORGANISATION = "filer_org"
SEARCH = "org_search"
MOST_SEARCHED = 200

NAME = Fact("filer_name", Text("提出者の氏名", "name of who files"), Kind.LINE, personal=True)
AUTHORITY = Fact(
    "authority",
    Text("承認番号・届出番号・続柄", "approval or notice number, or kinship"),
    Kind.LINE,
    help=Text(
        "取次者・弁護士等は番号、親族・同居者は申請人との続柄。",
        "Agents and lawyers: their number. Relatives and housemates: how they are related.",
    ),
)
UNABLE = Fact(
    "unable",
    Text("申請人が出頭できない事情", "why the applicant cannot come"),
    Kind.LINE,
    personal=True,
    help=Text(
        "親族・同居者が代わる場合で、申請人が16歳以上のとき。",
        "Where a relative acts for somebody of 16 or over.",
    ),
)
TOGETHER = Fact(
    "together",
    Text("変更・更新・取得の申請と同時", "filed together with a change, extension or acquisition"),
    Kind.FLAG,
)


# --- which filings there are ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a filing comes in: the step that takes it, and the channel."""

    procedure: Procedure
    step: Step
    channel: str

    @property
    def channel_label(self) -> Text:
        """The channel by its name."""
        return rules.CHANNELS[self.channel]

    @property
    def label(self) -> Text:
        """What is filed, with the channel where the step's own name does not say it."""
        label, by = self.step.label, self.channel_label
        if self.step.sets.get("channel") == self.channel:
            return label
        return Text(f"{label.ja}({by.ja})", f"{label.en}, {by.en}")


def in_force(now: datetime) -> list[Procedure]:
    """The procedures under the text of the day."""
    day = now.astimezone(TOKYO).date()
    found = []
    for code in dict.fromkeys(p.code for p in procedures()):
        try:
            found.append(find_procedure(code, day))
        except UnknownProcedure:
            continue
    return found


def filing_steps(procedure: Procedure) -> list[Step]:
    """The steps by which a filing comes in: they open a file, and somebody files by them."""
    return [
        step
        for step in procedure.steps.values()
        if step.opens
        and not step.carried_only
        and {"filed_by", "channel"} & {name for name, _ in procedure.forms[step.id]}
    ]


def channels(procedure: Procedure, step: Step) -> tuple[str, ...]:
    """The channels by which a step takes filings: the one that it sets, else those laid down."""
    if step.sets.get("channel") in rules.CHANNELS:
        return (str(step.sets["channel"]),)
    laid_down = (c for c in rules.CHANNELS if rules.capacities(procedure.code, c) != {})
    return tuple(laid_down) or (rules.COUNTER,)


def ways(procedure: Procedure) -> list[Way]:
    """Every way in which filings of a procedure come in."""
    return [Way(procedure, step, c) for step in filing_steps(procedure) for c in channels(procedure, step)]


def capacities(way: Way) -> Mapping[str, rules.Rule]:
    """In which capacities somebody may file; empty where nothing is laid down."""
    return rules.capacities(way.procedure.code, way.channel) or {}


# --- what was typed -------------------------------------------------------------------------------


@dataclass(slots=True)
class Typed:
    """Everything on the form, as it was typed or as a stored filing has it."""

    person: dict[str, str] = field(default_factory=dict)
    confirmed: bool = False
    facts: Mapping[str, Any] | None = None
    filed_by: str = ""
    filer_name: str = ""
    authority: str = ""
    unable: str = ""
    together: str = ""
    organisation: Organisation | None = None
    search: str = ""
    searched: bool = False
    at: str = ""


def fact_names(way: Way, dossier: Dossier) -> list[str]:
    """The facts that the form asks for, papers among them."""
    left_out = OF_FILING | OF_PERSON
    return [a.name for a in asked(way.procedure, dossier, way.step) if a.name not in left_out]


def typed_of(data: QueryDict, way: Way, dossier: Dossier) -> Typed:
    """What was typed on the form."""
    chosen = number(data.get(ORGANISATION))
    return Typed(
        person={name: data.get(PREFIX + name, "") for name in (ZONE, *FIRST, *MORE)},
        confirmed=data.get(person_form.CONFIRMED.name) == "true",
        facts=typed_facts(way.procedure, fact_names(way, dossier), data),
        filed_by=data.get("filed_by", ""),
        filer_name=data.get("filer_name", ""),
        authority=data.get("authority", ""),
        unable=data.get("unable", ""),
        together=data.get("together", ""),
        organisation=Organisation.objects.filter(pk=chosen).first() if chosen is not None else None,
        search=data.get(SEARCH, "").replace("\x00", "")[:MOST_SEARCHED],
        searched=data.get("do") == "find",
        at=data.get("at", ""),
    )


def typed_from(row: Intake) -> Typed:
    """A stored filing as the form shows it."""
    return Typed(
        person={name: str(value) for name, value in row.person_data.items()},
        confirmed=row.kanji_confirmed,
        facts=row.facts,
        filed_by=row.filed_by,
        filer_name=row.filer_name,
        authority=row.authority,
        unable=row.unable,
        together="true" if row.together else "",
        organisation=row.organisation,
        at=local_text(row.received_at),
    )


def read_passport(person: Mapping[str, str], now: datetime, problems: dict[str, Text]) -> dict[str, str]:
    """The details with the blanks filled from the passport's machine-readable zone; what does not read is
    noted. What was typed stays: whether the two agree is said when the filing is checked."""
    typed = dict(person)
    if not typed.get(ZONE, "").strip():
        return typed
    try:
        zone = read_zone(typed[ZONE], now.astimezone(TOKYO).date())
    except BadZone as bad:
        texts = bad.fields.values()
        problems[PREFIX + ZONE] = Text("".join(t.ja for t in texts), " ".join(t.en for t in texts))
        return typed
    read = {
        "name_alphabet": "" if zone.truncated else zone.name,
        "surname": "" if zone.truncated else zone.surname,
        "given": "" if zone.truncated else zone.given,
        "birth_date": zone.birth_date.isoformat() if zone.birth_date else "",
        "sex": zone.sex,
        "nationality": zone.nationality,
        "passport_no": zone.number,
        "passport_country": zone.issuer,
        "passport_expires_on": zone.expires_on.isoformat(),
    }
    for name, value in read.items():
        if not typed.get(name, "").strip():
            typed[name] = value
    return typed


# --- the start of the file ------------------------------------------------------------------------


def dossier_of(way: Way, known: Person | None, now: datetime) -> Dossier:
    """The file as it would begin: of somebody on file, with what their residence file says."""
    blank = way.procedure.blank(now.astimezone(TOKYO).date())
    if known is None:
        return blank
    try:
        return seed(way.procedure, blank, known, now)
    except (Refused, CountingError):
        return blank


# --- drawing --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Capacity:
    """Who may file, for the table beside the form: what is asked of them, and where that is laid down."""

    label: Text
    rule: rules.Rule
    organisations: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of the checklist. `mark`: needed, maybe (it depends on the applicant) or other."""

    code: str
    label: str
    mark: str
    there: bool


def person_controls(
    typed: Typed, names: Sequence[str], problems: Mapping[str, Text], lang: str, now: datetime
) -> list[Control]:
    """The controls of some of the person's details."""
    found = []
    for name in names:
        known = people.BY_NAME[name]
        fact = replace(known.fact, name=PREFIX + name)
        drawn = control(
            fact,
            lang=lang,
            needed=known.needed,
            typed=typed.person.get(name, ""),
            error=problems.get(PREFIX + name),
        )
        if fact.kind is Kind.DATE and not fact.ahead:
            drawn.high = f"{now.astimezone(TOKYO):%Y-%m-%d}"
        found.append(drawn)
        if name == "name_kanji" and (PREFIX + name in problems or typed.confirmed):
            found.append(control(person_form.CONFIRMED, lang=lang, needed=False, typed=typed.confirmed))
    return found


def filer_controls(way: Way, typed: Typed, problems: Mapping[str, Text], lang: str) -> list[Control]:
    """The controls of who files, as far as the capacities of the filing ask for it."""
    allowed = capacities(way)
    own = way.procedure.facts.get("filed_by")
    choices = tuple(Choice(code, rules.CAPACITIES[code]) for code in allowed)
    if not choices and own is not None:
        choices = own.choices
    found = []

    def draw(fact: Fact, value: str, *, need: bool = False) -> None:
        found.append(control(fact, lang=lang, needed=need, typed=value, error=problems.get(fact.name)))

    if choices:
        label = Text("提出者の資格", "filed by")
        draw(Fact("filed_by", label, Kind.CHOICE, choices), typed.filed_by, need=bool(allowed))
    draw(NAME, typed.filer_name)
    if any(rule.authority for rule in allowed.values()):
        draw(AUTHORITY, typed.authority)
    if any(rule.unable for rule in allowed.values()) and "relative_ground" not in _form(way):
        draw(UNABLE, typed.unable)
    if asks_together(way):
        draw(TOGETHER, typed.together, need=True)
    return found


def asks_together(way: Way) -> bool:
    """Whether the filing is taken by this channel only together with another."""
    alone = rules.refuse(rules.Filing(way.procedure.code, way.channel))
    joined = rules.refuse(rules.Filing(way.procedure.code, way.channel, together=True))
    return alone is not None and alone.code == "no-online" != (joined.code if joined else "")


def asks_organisation(way: Way) -> bool:
    """Whether somebody of an organisation may file."""
    return any(rule.organisations for rule in capacities(way).values())


def organisation_choices(way: Way, typed: Typed) -> list[tuple[Organisation, Text]]:
    """The organisations to choose from, with what they are: the one chosen, and those found by name or
    number."""
    found = [typed.organisation] if typed.organisation is not None else []
    if typed.search.strip():
        kinds = {kind for rule in capacities(way).values() for kind in rule.organisations}
        more = organisations.find(typed.search, people.MOST_FOUND)
        found += [o for o in more if o.kind in kinds and o not in found]
    return [(o, rules.ORGANISATIONS[o.kind]) for o in found]


def fact_controls(
    way: Way,
    dossier: Dossier,
    typed: Typed,
    problems: Mapping[str, Text],
    lang: str,
    now: datetime,
    offices: list[tuple[str, str]],
) -> list[Control]:
    """The controls of what is asked for."""
    drawn = controls(
        way.procedure,
        dossier,
        way.step,
        now,
        lang,
        offices=offices,
        typed=typed.facts,
        problems=problems,
    )
    return [c for c in drawn if c.name not in OF_FILING | OF_PERSON and c.name not in OF_PAPERS]


def follow_control(way: Way, typed: Typed, problems: Mapping[str, Text], lang: str) -> Control | None:
    """The control of the reason why papers may follow, where the step takes one."""
    if OF_PAPERS[1] not in _form(way):
        return None
    fact = way.procedure.facts[OF_PAPERS[1]]
    value = (typed.facts or {}).get(fact.name, "")
    return control(fact, lang=lang, needed=False, typed=value, error=problems.get(fact.name))


def checklist(way: Way, dossier: Dossier, typed: Typed, lang: str) -> list[Paper]:
    """The papers of the filing, those that it surely comes with first; none where the step takes none."""
    if OF_PAPERS[0] not in _form(way):
        return []
    facts = typed.facts or {}
    given = facts.get(OF_PAPERS[0])
    there = set(given) if isinstance(given, list) else set()
    status = str(facts.get("status_requested") or dossier.facts.get("status") or "")
    card = bool(typed.person.get("card_no", "").strip() or dossier.facts.get("card_no"))
    sure, maybe = _papers(way.procedure.code, status if status in statuses() else "", card)
    found = []
    for choice in way.procedure.facts[OF_PAPERS[0]].choices:
        mark = "needed" if choice.code in sure else "maybe" if choice.code in maybe else "other"
        found.append(Paper(choice.code, choice.label.get(lang), mark, choice.code in there))
    order = {"needed": 0, "maybe": 1, "other": 2}
    return sorted(found, key=lambda paper: order[paper.mark])


@lru_cache(maxsize=512)
def _papers(procedure: str, status: str, card: bool) -> tuple[frozenset[str], frozenset[str]]:
    """The papers that are needed whatever turns out, and those that may be."""
    named = [status] if status else list(statuses())
    least = [needed(procedure, s, card=card, photo=False) for s in named]
    most = [needed(procedure, s, card=True, photo=True) for s in named]
    kinds = [frozenset(n.kinds) for n in least if n is not None]
    sure = frozenset.intersection(*kinds) if kinds else frozenset()
    return sure, frozenset(kind for n in most if n is not None for kind in n.kinds) - sure


def papers_cites(way: Way) -> tuple[Any, ...]:
    """Where the papers of the filing are laid down."""
    found = needed(way.procedure.code)
    return found.cites if found is not None else ()


def draw(
    way: Way,
    dossier: Dossier,
    typed: Typed,
    problems: Mapping[str, Text],
    lang: str,
    now: datetime,
    *,
    known: Person | None,
    offices: list[tuple[str, str]],
    fixed_time: bool = False,
) -> dict[str, Any]:
    """Everything that the template of the form draws. `fixed_time`: the day of receipt stands."""
    first = [] if known else person_controls(typed, FIRST, problems, lang, now)
    more = [] if known else person_controls(typed, MORE, problems, lang, now)
    facts = fact_controls(way, dossier, typed, problems, lang, now, offices)
    zone = None if known else person_controls(typed, (ZONE,), problems, lang, now)[0]
    return {
        "way": way,
        "procedure": way.procedure,
        "step": way.step,
        "known": known,
        "stay": stay(way, dossier) if known else [],
        "zone": zone,
        "first": first,
        "more": more,
        "more_open": any(c.error or (c.value and c.name != f"{PREFIX}passport_country") for c in more),
        "filer": filer_controls(way, typed, problems, lang),
        "capacities": [
            Capacity(rules.CAPACITIES[code], rule, tuple(rules.ORGANISATIONS[o] for o in rule.organisations))
            for code, rule in capacities(way).items()
        ],
        "asks_organisation": asks_organisation(way),
        "organisations": organisation_choices(way, typed) if asks_organisation(way) else [],
        "chosen": typed.organisation.pk if typed.organisation is not None else None,
        "search": typed.search,
        "searched": typed.searched,
        "organisation_error": problems.get(ORGANISATION),
        "needed_facts": [c for c in facts if c.needed],
        "other_facts": [c for c in facts if not c.needed],
        "papers": checklist(way, dossier, typed, lang),
        "papers_error": problems.get(OF_PAPERS[0]),
        "papers_cites": papers_cites(way),
        "follow": follow_control(way, typed, problems, lang),
        "at": None if fixed_time else receipt_control(typed, problems, lang, now),
        "countries": country_codes([*first, *more, *facts]),
    }


def receipt_control(typed: Typed, problems: Mapping[str, Text], lang: str, now: datetime) -> Control:
    """When the filing came in: now, unless something else is typed."""
    drawn = at_control(now, None, lang, typed.at, problems.get(AT.name))
    drawn.label = Text("受け付けた日時", "received at").get(lang)
    drawn.help = Text("日本時間。申請日はこの日になります。", "Tokyo time. This is the day of filing.").get(
        lang
    )
    return drawn


def stay(way: Way, dossier: Dossier) -> list[tuple[Fact, Any]]:
    """What the residence file of the person says of their stay."""
    names = ("status", "period", "stay_until", "special_until", "card_no", "organisation", "address")
    facts = way.procedure.facts
    return [(facts[n], dossier.facts[n]) for n in names if n in facts and dossier.facts.get(n)]


def _form(way: Way) -> Mapping[str, bool]:
    return dict(way.procedure.forms[way.step.id])


# --- refusals beside the fields -------------------------------------------------------------------


def beside_fields(refusal: Refusal, way: Way, typed: Typed) -> Refusal:
    """The refusal with its sentences under the names of the form's controls."""
    return replace(refusal, fields={_control(n, way, typed): text for n, text in refusal.fields.items()})


def _control(name: str, way: Way, typed: Typed) -> str:
    known = {
        "filer_authority": AUTHORITY.name,
        "channel": "filed_by",
        "nationality": PREFIX + "nationality",
        "born": PREFIX + "birth_date",
        "minor": PREFIX + "birth_date",
    }
    # Two things are called so: the organisation whose staff files, and a fact of some procedures.
    if name == "organisation" and _lacks_organisation(way, typed):
        return ORGANISATION
    return known.get(name, name)


def _lacks_organisation(way: Way, typed: Typed) -> bool:
    rule = capacities(way).get(typed.filed_by)
    if rule is None or not rule.organisations:
        return False
    return typed.organisation is None or typed.organisation.kind not in rule.organisations
