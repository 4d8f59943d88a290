"""The sheet that an officer hands to the person: which procedure, where it stands, what comes next, what to do by when.

Texts are in `sheet_words`; for the dates of the stay the words are those in which the person is written to
(`casework.outside.messages`). Nothing else of the file is on it: no note, no fact, no clock of the agency's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.days import last_day, whole_day
from casework.models import Case, PersonContact
from casework.outside import contacts, readings
from casework.outside.messages import CALL, CLOCKS, Said, office_name
from casework.outside.sheet_words import ABOUT, DATES, STAGES, Date, Stage
from notifications.words import told_day
from workflows.counting import TOKYO
from workflows.dossier import Dossier
from workflows.engine import Procedure
from workflows.texts import Refusal, Text

LANGUAGES = tuple(PersonContact.Language.values)


@dataclass(frozen=True, slots=True)
class Due:
    """A date of the person's, in the language of the sheet."""

    what: str
    day: str
    must: str
    silence: str
    over: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet in one language. In plain Japanese the texts carry readings (`casework.outside.readings`)."""

    language: str
    title: str
    what: str
    where: str
    then: str
    must: str
    dues: tuple[Due, ...]
    office: str
    today: str


def language_of(case: Case, asked: str) -> str:
    """The language asked for; else the person's own; else plain Japanese."""
    if asked in LANGUAGES:
        return asked
    contact = contacts.of(case.person_id)
    return contact.language if contact is not None else PersonContact.Language.PLAIN.value


def stage_of(procedure: Procedure, dossier: Dossier) -> Stage | None:
    """What may be told of the present stage; None where nothing may."""
    return STAGES.get(procedure.code, {}).get(dossier.states[procedure.main])


NOT_TOLD = Refusal(
    "not-told",
    Text("いまの段階では、説明書を渡しません。", "No sheet is handed out at this stage."),
    Text(
        "調査の途中であるか、本人にまだ又はもう伝えることがない段階です。",
        "An inquiry is under way, or there is nothing to tell the person yet or any more.",
    ),
    Text("次の段階に進んだら、もう一度開いてください。", "Open it again when the case has moved on."),
)


def make(
    case: Case, procedure: Procedure, dossier: Dossier, stage: Stage, language: str, now: datetime
) -> Sheet:
    """The sheet of a stage, with the person's own dates that are running."""

    def say(said: Said | None) -> str:
        return getattr(said, language) if said is not None else ""

    dues = []
    for clock in sorted(dossier.clocks.values(), key=lambda c: (c.alarm_at is None, c.alarm_at or c.start)):
        told = _date(procedure, clock.id)
        if told is None or clock.alarm_at is None:
            continue
        day = _last_day(clock.alarm_at, language)
        over = clock.alarm_at <= now
        dues.append(Due(say(told.what), day, say(told.must), say(told.silence), over))
    names = office_name(case.office_id)
    office = names["en"] if language == "en" else names["ja"]
    about = ABOUT[procedure.code]
    return Sheet(
        language,
        say(about.name),
        say(about.what),
        say(stage.where),
        say(stage.then),
        say(stage.must),
        tuple(dues),
        readings.office(office) if language == "plain" else office,
        told_day(now.astimezone(TOKYO).date(), language),
    )


def _date(procedure: Procedure, clock: str) -> Date | None:
    """A clock in words for the person; None for every clock that is not theirs to know."""
    if clock in DATES:
        return DATES[clock]
    # The day on which the office calls the person in is the office's; the date of the call has a clock of its own.
    if clock == CALL:
        return None
    words = CLOCKS.get(clock) if procedure.tables == "residence" else None
    if words is None or words.what is None or words.must is None:
        return None
    return Date(words.what, words.must, words.silence or Said("", "", ""))


def _last_day(until: datetime, language: str) -> str:
    """An instant that ends a period as its last day; any other one with its minute (in Tokyo)."""
    day = told_day(last_day(until), language)
    return day if whole_day(until) else f"{day} {until.astimezone(TOKYO):%H:%M}"
