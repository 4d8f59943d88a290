"""Notes on a case, and the officers mentioned in them. The only writer of both.

A note stands beside the record: it moves no state and no clock, and nothing reads it to decide. It is added, never
changed; a slip is put right by the next note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q

from casework.models import Case, Mention, Note, User, WorkItem
from casework.nudge import nudge
from casework.outside.messages import office_name
from casework.permissions import may_read_personal, parents, visible
from notifications import outbox
from workflows.refusals import bad_facts
from workflows.texts import Refused, Text

PAGE = 20
LONGEST = 4000
MOST_MENTIONED = 20
MOST_OFFERED = 60
# The same words by the same officer within this time are one note sent twice.
TWICE = timedelta(minutes=1)
# After a letter or figure it is an e-mail address; names of users are written in ASCII.
_NAMED = re.compile(r"(?<![A-Za-z0-9_.+-])[@\uff20]([A-Za-z0-9_.+-]{1,150})")


@dataclass(frozen=True, slots=True)
class Added:
    """A note, and whether it was written now (False: it had been sent before)."""

    note: Note
    new: bool


def may_read(user: User, case: Case) -> bool:
    """Whether the officer reads and writes notes of the case: who sees its facts about the person."""
    return may_read_personal(user, case)


def add(case: Case, text: str, author: User, now: datetime, mentioned: Iterable[str] = ()) -> Added:
    """Write a note and tell the officers it mentions: those chosen (usernames) and those named with @ in it.

    Raises `Refused` with a sentence for each field at fault. Sent twice, it is written once.
    """
    text = text.replace("\r\n", "\n").strip()
    wrong: dict[str, Text] = {}
    if not text:
        wrong["text"] = Text("メモの内容を入力してください。", "Write the note.")
    elif len(text) > LONGEST:
        wrong["text"] = Text(
            f"メモは{LONGEST}字までです(いまは{len(text)}字)。分けて書いてください。",
            f"A note has at most {LONGEST} characters (this one has {len(text)}). Write it in two.",
        )
    elif not _writable(text):
        wrong["text"] = Text(
            "保存できない文字が含まれています。その文字を除いてください。",
            "It holds characters that cannot be stored. Take them out.",
        )
    chosen = [name for name in mentioned if name]
    people = [] if wrong else _mentioned(case, text, chosen, author, wrong)
    if wrong:
        raise Refused(bad_facts(wrong))
    with transaction.atomic():
        # Both clicks of a double click wait here for each other; the author's other work does not.
        User.objects.select_for_update(no_key=True).only("pk").get(pk=author.pk)
        before = (
            Note.objects.filter(case=case, author=author, text=text, at__gt=now - TWICE, at__lte=now)
            .order_by("-id")
            .first()
        )
        if before is not None:
            return Added(before, False)
        note = Note.objects.create(case=case, author=author, text=text, at=now)
        Mention.objects.bulk_create([Mention(note=note, user=user) for user in people])
        outbox.put([_message(case, note, user, author, now) for user in people])
        if people:
            nudge()
    return Added(note, True)


def _writable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return not any(ch < " " and ch not in "\n\t" for ch in text)


def _mentioned(
    case: Case, text: str, chosen: Sequence[str], author: User, wrong: dict[str, Text]
) -> list[User]:
    named = [_known(name) for name in _NAMED.findall(text)]
    names = list(dict.fromkeys([*chosen, *(name for name in named if name)]))
    if len(names) > MOST_MENTIONED:
        wrong["mentioned"] = Text(
            f"宛先は{MOST_MENTIONED}人までです。", f"At most {MOST_MENTIONED} officers can be mentioned."
        )
        return []
    readable = [name for name in names if _writable(name)]
    found = {u.username: u for u in User.objects.filter(username__in=readable, is_active=True)}
    people = []
    for name in names:
        user = found.get(name)
        if user is None:
            wrong["mentioned"] = Text(
                f"「{name[:60]}」という利用者名の職員はいません。名前を選ぶか、利用者名を確かめてください。",
                f"There is no officer “{name[:60]}”. Choose a name, or check the username.",
            )
        elif not can_be_mentioned(user, case):
            wrong["mentioned"] = Text(
                f"「{user}」はこの事件を見ることができないため、宛先にできません。",
                f"{user} may not see this case and cannot be mentioned.",
            )
        elif user.pk != author.pk:
            people.append(user)
    return people


def _known(name: str) -> str:
    """A name at the end of a sentence: the full stop is not part of it."""
    return name.rstrip(".-+")


def can_be_mentioned(user: User, case: Case) -> bool:
    """Whether a note on the case may be put before the officer: who sees the case and its facts."""
    return user.is_active and may_read(user, case) and visible(user).filter(pk=case.pk).exists()


def offered(case: Case, reader: User) -> Sequence[User]:
    """Officers to choose from: those at the case's office and above it, the ones who work on the case first."""
    places, place = [case.office_id], parents().get(case.office_id)
    while place and len(places) < 5:
        places.append(place)
        place = parents().get(place)
    works = Exists(WorkItem.objects.filter(case=case, assignee=OuterRef("pk")))
    rows = User.objects.annotate(works=works).filter(Q(office_id__in=places) | Q(works=True), is_active=True)
    found = rows.exclude(pk=reader.pk).order_by("-works", "full_name", "pk")[: MOST_OFFERED * 2]
    ordered = sorted(found, key=lambda u: (not u.works, u.office_id != case.office_id))
    # Whoever may read the notes and serves at the case's office or above it sees the case, too.
    return [u for u in ordered if may_read(u, case)][:MOST_OFFERED]


def _message(case: Case, note: Note, user: User, author: User, now: datetime) -> outbox.Message:
    # What the note says stays in the house; the author stands in it for whoever opens the case.
    return outbox.Message(
        key=f"mention:{note.pk}:{user.pk}",
        kind="mention",
        audience=f"user:{user.pk}",
        facts={
            "number": case.number,
            "by": office_name(author.office_id or ""),
            "path": f"/cases/{case.number}/#notes",
        },
        at=now,
        case=case.number,
    )


def page(case: Case, before: int | None = None, limit: int = PAGE) -> tuple[list[Note], int | None]:
    """Notes with their mentions, the newest first; and the cursor of the next page, if there is one."""
    rows = Note.objects.filter(case=case).select_related("author").order_by("-id")
    rows = rows.prefetch_related(
        Prefetch("mentions", queryset=Mention.objects.select_related("user").order_by("user__full_name"))
    )
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: limit + 1])
    return found[:limit], found[limit - 1].pk if len(found) > limit else None


def unseen(case: Case, user: User) -> list[int]:
    """Notes of the case that mention the officer and that they have not opened yet."""
    waiting = Mention.objects.filter(user=user, seen_at__isnull=True, note__case=case)
    return list(waiting.values_list("note_id", flat=True))


def mark_seen(notes: Sequence[int], user: User, now: datetime) -> None:
    """The officer has opened the case: what they were told of is seen from now on."""
    if notes:
        Mention.objects.filter(user=user, note__in=notes, seen_at__isnull=True).update(seen_at=now)
