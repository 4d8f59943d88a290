"""Contacts of people outside: the only writer of them, and who is reached how.

Asked when a message is delivered and not when it is put: who has moved, died or left in the meantime is not
written to as if nothing had happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from casework.models import Case, Person, PersonContact, User
from workflows import identity
from workflows.facts import Problem
from workflows.refusals import bad_facts
from workflows.texts import Refused, Text

RESIDENCE = "residence"
# The e-mail address that a filing names for notices about it.
OF_THE_FILE = "notification_email"
_DEAD = frozenset({"deceased"})
_GONE = frozenset({"departed", "abroad_no_status"})
LONGEST_EMAIL = 254
LONGEST_PHONE = 40


@dataclass(frozen=True, slots=True)
class Reached:
    """How somebody is reached: by mail, else by a letter, else not at all."""

    person_id: int
    language: str
    email: str = ""
    letter: bool = False


def of(person_id: int) -> PersonContact | None:
    """What the person has said of it."""
    return PersonContact.objects.filter(person=person_id).first()


def save(
    person: Person, *, email: str, language: str, letters: bool, by: User, now: datetime, phone: str = ""
) -> PersonContact:
    """Keep how a person wishes to be told, and how they are called. Raises `Refused` with a sentence for each
    value at fault."""
    email, phone = email.strip(), phone.strip()
    wrong: dict[str, Text] = {}
    phone_key = ""
    if phone:
        try:
            phone_key = identity.phone_number(phone)
        except Problem as problem:
            wrong["phone"] = problem.text
    if len(phone) > LONGEST_PHONE:
        wrong["phone"] = Text(
            f"電話番号は{LONGEST_PHONE}字以内で入力してください。",
            f"A telephone number may have at most {LONGEST_PHONE} characters.",
        )
    if email and not _is_email(email):
        wrong["email"] = Text(
            "メールアドレスの形になっていません。", "This is not the form of an e-mail address."
        )
    if language not in PersonContact.Language.values:
        wrong["language"] = Text("言語を選んでください。", "Choose the language.")
    if wrong:
        raise Refused(bad_facts(wrong))
    row, _ = PersonContact.objects.update_or_create(
        person=person,
        defaults={
            "email": email,
            "phone": phone,
            "phone_key": phone_key,
            "language": language,
            "letters": letters,
            "changed_at": now,
            "changed_by": by,
        },
    )
    return row


def reach(number: str) -> Reached | None:
    """How the person of a case is reached; None where there is no such case.

    The address a filing names for itself goes before the person's own, and holds while the person is abroad;
    whoever has left for good is not written to otherwise, and the dead are not written to at all.
    """
    case = Case.objects.filter(number=number).select_related("person").first()
    if case is None:
        return None
    home = _home(case)
    state = home.stage if home is not None else ""
    contact = of(case.person_id)
    nobody = Reached(case.person_id, contact.language if contact else PersonContact.Language.PLAIN)
    if case.person.died_on is not None or state in _DEAD:
        return nobody
    named = str(case.facts.get(OF_THE_FILE) or "").strip()
    if _is_email(named):
        # Whoever files, often an organisation, reads ordinary Japanese unless the person has said otherwise.
        language = contact.language if contact else PersonContact.Language.JA
        return Reached(case.person_id, language, named)
    if state in _GONE:
        return nobody
    if contact is not None and contact.email:
        return Reached(case.person_id, contact.language, contact.email)
    if contact is not None and not contact.letters:
        return nobody
    return Reached(case.person_id, nobody.language, letter=bool(_address(case, home)))


def address_of(case: Case) -> str:
    """The address on file; empty where none was notified."""
    return _address(case, _home(case))


def _home(case: Case) -> Case | None:
    files = Case.objects.filter(person=case.person_id, procedure=RESIDENCE)
    return files.order_by("-pk").first()


def _address(case: Case, home: Case | None) -> str:
    # A copy on another file may be older than what was notified since.
    facts = home.facts if home is not None and home.facts.get("address") else case.facts
    return str(facts.get("address") or "").strip()


def _is_email(text: str) -> bool:
    if not text or len(text) > LONGEST_EMAIL:
        return False
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
