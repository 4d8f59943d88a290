"""The words: (kind, facts, language) → subject and body. Pure, and never an exception.

Facts that the templates use. All are optional: a sentence whose fact is absent is left out.

- `number`: the case number. `path`: the page, from the root of the site ("/cases/…").
- Texts, as {"ja": …, "en": …} or as one text for both: `step`, `clock`, `must` (what has to be done),
  `silence` (what follows if it is not), `by` (the office that acted), `reason`, `refusal` (why the
  system could not act), `articles`.
- Dates, as "2026-11-23" (a last day), "2026-11-23 16:30" (in Tokyo) or an aware instant in ISO form:
  `due`, `legal` (where the law's date is not `due`), `was` and `is` (before and after a correction),
  `happened`.
- `days` or `hours`: until the date, or since it in "overdue".
- `since` and `until`: the first and the last day of an absence. `pieces`: how many pieces of work.

What is said to people outside has kinds of its own, and a third language: see `outside`.

No fact may hold the name of a person: subjects are shown on locked screens, and mail leaves the house.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from notifications import outside
from notifications.words import Composed, Facts, Words, clean

__all__ = ["Composed", "Facts", "Words", "clean", "compose"]

logger = logging.getLogger(__name__)

# A subject longer than this is cut by most mail readers anyway.
SUBJECT_LENGTH = 120
# Set by the drain where nobody holds the office that was meant.
STANDS_IN = "stands_in"


# A template answers the subject (without the case number) and the first sentence.
Template = Callable[[Words], tuple[str, str]]
TEMPLATES: dict[tuple[str, str], Template] = {}


def _template(kind: str, language: str) -> Callable[[Template], Template]:
    def keep(function: Template) -> Template:
        TEMPLATES[kind, language] = function
        return function

    return keep


def _clock_ja(words: Words) -> str:
    clock = words.text("clock")
    return f"「{clock}」の期限" if clock else "期限"


def _clock_en(words: Words) -> str:
    clock = words.text("clock")
    return f"the time limit “{clock}”" if clock else "a time limit"


def _step_ja(words: Words) -> str:
    step = words.text("step")
    return f"「{step}」" if step else "手続"


def _step_en(words: Words) -> str:
    step = words.text("step")
    return f"“{step}”" if step else "a step"


@_template("reminder_ahead", "ja")
def _(words: Words) -> tuple[str, str]:
    left = words.left()
    return (
        f"期限まであと{left}" if left else "期限が近づいています",
        f"{_clock_ja(words)}が近づいています" + (f"(あと{left})。" if left else "。"),
    )


@_template("reminder_ahead", "en")
def _(words: Words) -> tuple[str, str]:
    left = words.left()
    return (
        f"Time limit in {left}" if left else "A time limit is near",
        _capital(_clock_en(words)) + (f" ends in {left}." if left else " is near."),
    )


@_template("reminder_today", "ja")
def _(words: Words) -> tuple[str, str]:
    return "本日が期限です", f"{_clock_ja(words)}は本日です。"


@_template("reminder_today", "en")
def _(words: Words) -> tuple[str, str]:
    return "Time limit today", _capital(_clock_en(words)) + " ends today."


@_template("overdue", "ja")
def _(words: Words) -> tuple[str, str]:
    left = words.left()
    return (
        f"期限を{left}過ぎています" if left else "期限を過ぎています",
        f"{_clock_ja(words)}を過ぎていますが、必要な対応がまだ記録されていません。至急ご確認ください。",
    )


@_template("overdue", "en")
def _(words: Words) -> tuple[str, str]:
    left = words.left()
    return (
        f"Time limit passed {left} ago" if left else "Time limit passed",
        _capital(_clock_en(words)) + " has passed and what it calls for has not been recorded."
        " Please look at the case at once.",
    )


@_template("lapsed", "ja")
def _(words: Words) -> tuple[str, str]:
    return "期間が満了しました", f"{_clock_ja(words)}が到来し、期間が満了しました。"


@_template("lapsed", "en")
def _(words: Words) -> tuple[str, str]:
    return "Period expired", f"{_capital(_clock_en(words))} has been reached and the period has expired."


@_template("lapse_refused", "ja")
def _(words: Words) -> tuple[str, str]:
    return (
        "期間満了後の処理ができませんでした",
        f"{_clock_ja(words)}が到来しましたが、期間の満了に伴う処理を自動で行えませんでした。"
        "至急ご確認のうえ、対応をお願いします。",
    )


@_template("lapse_refused", "en")
def _(words: Words) -> tuple[str, str]:
    return (
        "Expiry could not be processed",
        f"{_capital(_clock_en(words))} has been reached, but what follows from it could not be done"
        " automatically. Please look at the case at once.",
    )


@_template("step_taken", "ja")
def _(words: Words) -> tuple[str, str]:
    step = words.text("step")
    # "Recorded", so that the sentence is right whatever part of speech the label is.
    return (f"手続の記録:{step}" if step else "手続が記録されました"), f"{_step_ja(words)}が記録されました。"


@_template("step_taken", "en")
def _(words: Words) -> tuple[str, str]:
    step = words.text("step")
    return (
        f"Step recorded: {step}" if step else "A step was recorded",
        f"{_capital(_step_en(words))} has been recorded.",
    )


@_template("mention", "ja")
def _(words: Words) -> tuple[str, str]:
    return "メモであなたの名前が挙げられました", (
        "事件のメモで、あなたの名前が挙げられました。内容は事件のページで読めます。"
    )


@_template("mention", "en")
def _(words: Words) -> tuple[str, str]:
    return "You are mentioned in a note", (
        "A note on a case mentions you. It can be read on the page of the case."
    )


@_template("clock_corrected", "ja")
def _(words: Words) -> tuple[str, str]:
    clock = _clock_ja(words)
    if not words.text("is") and words.text("was"):
        return "期限の取消し", f"記録の更正により、先にお知らせした{clock}はなくなりました。"
    if words.text("is") and not words.text("was"):
        return "期限の追加", f"記録の更正により、新たに{clock}が生じました。"
    return (
        "期限の更正",
        f"記録の更正により、先にお知らせした{clock}が変わりました。今後は更正後の期限によってください。",
    )


@_template("clock_corrected", "en")
def _(words: Words) -> tuple[str, str]:
    clock = _clock_en(words)
    if not words.text("is") and words.text("was"):
        return (
            "Time limit withdrawn",
            f"The record has been rectified: {clock}, of which you were told, no longer applies.",
        )
    if words.text("is") and not words.text("was"):
        return "Time limit added", f"The record has been rectified: {clock} now applies."
    return (
        "Time limit corrected",
        f"The record has been rectified: {clock}, of which you were told, has changed."
        " Please go by the corrected date.",
    )


@_template("rectified", "ja")
def _(words: Words) -> tuple[str, str]:
    return "記録の更正", f"{_step_ja(words)}に関する記録が更正されました。更正後の内容をご確認ください。"


@_template("rectified", "en")
def _(words: Words) -> tuple[str, str]:
    return (
        "Record rectified",
        f"The record of {_step_en(words)} has been rectified. Please read it as it now stands.",
    )


@_template("assigned", "ja")
def _(words: Words) -> tuple[str, str]:
    return "担当になりました", "この事件の担当に指定されました。内容と期限をご確認ください。"


@_template("assigned", "en")
def _(words: Words) -> tuple[str, str]:
    return (
        "Assigned to you",
        "This case has been assigned to you. Please look at what it needs and by when.",
    )


@_template("unassigned", "ja")
def _(words: Words) -> tuple[str, str]:
    return "担当を外れました", "この事件の担当ではなくなりました。お手元での対応は不要です。"


@_template("unassigned", "en")
def _(words: Words) -> tuple[str, str]:
    return "No longer assigned to you", "This case is no longer assigned to you. You need not act on it."


@_template("draft_waiting", "ja")
def _(words: Words) -> tuple[str, str]:
    return (
        "決裁の依頼",
        f"{_step_ja(words)}が決裁を待っています。内容を確かめ、決裁するか差し戻してください。",
    )


@_template("draft_waiting", "en")
def _(words: Words) -> tuple[str, str]:
    return (
        "A signature is asked for",
        f"{_capital(_step_en(words))} waits to be countersigned. Please read it, and sign it or send it back.",
    )


@_template("draft_returned", "ja")
def _(words: Words) -> tuple[str, str]:
    return (
        "決裁から差し戻されました",
        f"決裁に回した{_step_ja(words)}が差し戻されました。理由は画面にあります。直して、もう一度回してください。",
    )


@_template("draft_returned", "en")
def _(words: Words) -> tuple[str, str]:
    return (
        "Sent back unsigned",
        f"{_capital(_step_en(words))}, which you sent for countersigning, came back. The reason is on the page."
        " Please correct it and send it again.",
    )


@_template("draft_signed", "ja")
def _(words: Words) -> tuple[str, str]:
    return "決裁されました", f"決裁に回した{_step_ja(words)}が決裁され、記録されました。"


@_template("draft_signed", "en")
def _(words: Words) -> tuple[str, str]:
    return (
        "Signed and recorded",
        f"{_capital(_step_en(words))}, which you sent for countersigning, has been signed and recorded.",
    )


@_template("draft_pressing", "ja")
def _(words: Words) -> tuple[str, str]:
    left = words.left()
    return (
        f"決裁待ちのまま期限まであと{left}" if left else "決裁待ちのまま期限が迫っています",
        f"{_step_ja(words)}が決裁を待っている間に、{_clock_ja(words)}が迫っています。至急ご確認ください。",
    )


@_template("draft_pressing", "en")
def _(words: Words) -> tuple[str, str]:
    left = words.left()
    return (
        f"Unsigned, and a time limit in {left}" if left else "Unsigned, and a time limit is near",
        f"While {_step_en(words)} waits to be countersigned, {_clock_en(words)} comes near."
        " Please look at it at once.",
    )


@_template("absence_begun", "ja")
def _(words: Words) -> tuple[str, str]:
    until = words.day("until")
    return (
        "不在の職員の仕事を引き継ぎました",
        "同僚の不在の間、その仕事があなたの担当になります" + (f"({until}まで)。" if until else "。"),
    )


@_template("absence_begun", "en")
def _(words: Words) -> tuple[str, str]:
    until = words.day("until")
    return (
        "You cover for a colleague",
        "While a colleague is away, their work is yours" + (f" (until {until})." if until else "."),
    )


@_template("work_back", "ja")
def _(words: Words) -> tuple[str, str]:
    pieces = words.number("pieces")
    what = f"{pieces}件の仕事" if pieces else "仕事"
    return (
        "不在の間の仕事が戻りました",
        f"不在の間ほかの職員が預かっていた{what}が、あなたの担当に戻りました。",
    )


@_template("work_back", "en")
def _(words: Words) -> tuple[str, str]:
    pieces = words.number("pieces")
    what = f"{pieces} piece{'s' if pieces != 1 else ''} of work" if pieces else "Work"
    return "Work has come back to you", f"{what} that others had while you were away came back to you."


def _generic_ja(words: Words) -> tuple[str, str]:
    return "お知らせ", "お知らせがあります。事件のページで内容をご確認ください。"


def _generic_en(words: Words) -> tuple[str, str]:
    return "Notice", "There is a notice for you. Please see the page of the case."


KINDS = tuple(dict.fromkeys(kind for kind, _ in TEMPLATES))

# What is listed under the first sentence: (Japanese, English, how it is read).
_DETAILS: tuple[tuple[str, str, Callable[[Words], str]], ...] = (
    ("事件", "Case", lambda w: w.text("number")),
    ("手続", "Step", lambda w: w.text("step")),
    ("行った者", "By", lambda w: w.text("by")),
    ("行われた時", "At", lambda w: w.day("happened")),
    ("期限の名称", "Time limit", lambda w: w.text("clock")),
    ("更正前", "Before", lambda w: w.day("was")),
    ("更正後", "After", lambda w: w.day("is")),
    ("期限", "Date", lambda w: w.day("due")),
    ("法律上の期限", "Legal date", lambda w: w.day("legal") if w.text("legal") != w.text("due") else ""),
    ("必要な対応", "To be done", lambda w: w.text("must")),
    ("対応がない場合", "If nothing is done", lambda w: w.text("silence")),
    ("処理できない理由", "Why it could not be done", lambda w: w.text("refusal")),
    ("理由", "Reason", lambda w: w.text("reason")),
    ("根拠", "Basis", lambda w: w.text("articles")),
)


def compose(kind: str, facts: Facts, language: str) -> Composed:
    """The text of a message. Anything but English reads Japanese; an unknown kind gets a general text,
    and facts nobody can read are left out: a message that says little is better than none."""
    if kind in outside.KINDS:
        return _outside(kind, facts, language)
    english = language.startswith("en")
    words = Words(facts, "en" if english else "ja")
    generic = _generic_en if english else _generic_ja
    template = TEMPLATES.get((kind, words.language), generic)
    try:
        return _compose(template, words)
    except Exception:
        # The facts are not logged: they belong to a case.
        logger.exception("the text of a message of kind %r could not be made", kind)
        return _compose(generic, Words({}, words.language))


def _outside(kind: str, facts: Facts, language: str) -> Composed:
    try:
        return outside.compose(kind, facts, language)
    except Exception:
        logger.exception("the text of a message of kind %r could not be made", kind)
        return outside.compose(kind, {}, language)


def _compose(template: Template, words: Words) -> Composed:
    subject, sentence = template(words)
    case = words.text("number")
    lines = [sentence, ""]
    for ja, en, read in _DETAILS:
        value = read(words)
        if value:
            lines.append(f"{en}: {value}" if words.english else f"{ja}:{value}")
    if words.facts.get(STANDS_IN):
        lines += ["", _STANDS_IN_EN if words.english else _STANDS_IN_JA]
    return Composed(_subject(subject, case, words.english), "\n".join(lines).rstrip() + "\n")


_STANDS_IN_JA = "宛先の官職に現在就いている者がいないため、管理職の方にお送りしています。"
_STANDS_IN_EN = "Nobody holds the office this was meant for at present, so it is sent to you as supervisor."


def _subject(subject: str, case: str, english: bool) -> str:
    head = "[Tetsuzuki] " if english else "【手続】"
    tail = (f" ({case})" if english else f"({case})") if case else ""
    # The case number is what a reader looks for: it stays, whatever else is cut.
    room = max(SUBJECT_LENGTH - len(head) - len(tail), 0)
    if len(subject) > room:
        subject = subject[: max(room - 1, 0)] + "…"
    return head + subject + tail


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
