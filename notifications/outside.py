"""The words to people outside the agency: polite and easy Japanese, English, and plain Japanese.

They read no law and do not sign in: a letter or mail says which procedure, what, by when, what follows, and
whom to ask. The subject says neither the step nor the clock, for it is shown on locked screens.

Facts, all optional: `number`, `clock`, `step`, `must`, `silence`, `office` as texts, which may have a "plain"
beside "ja" and "en"; `due`, `was`, `is`, `happened`, `days` as in `compose`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from notifications.words import PLAIN, Composed, Facts, Words

LANGUAGES = ("ja", "en", PLAIN)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stands around the sentence, in one language: head of the subject, labels, and the end."""

    head: str
    number: str
    what: str
    due: str
    was: str
    now: str
    happened: str
    must: str
    silence: str
    ask: str
    end: str


_FRAMES = {
    "ja": _Frame(
        "【在留手続のお知らせ】",
        "手続の番号",
        "内容",
        "期限",
        "先にお知らせした日",
        "正しい日",
        "記録された日",
        "していただくこと",
        "期限を過ぎると",
        "お問い合わせ先",
        "お問い合わせの際は、手続の番号をお伝えください。\n"
        "このお知らせは、法律に定める通知書に代わるものではありません。"
        "暗証番号を尋ねたり、振込みを求めたりすることはありません。",
    ),
    "en": _Frame(
        "[Residence procedure] ",
        "Number of your procedure",
        "About",
        "Last day",
        "Date told before",
        "Right date",
        "Recorded on",
        "What to do",
        "After the last day",
        "Ask here",
        "Give the number of your procedure when you ask.\n"
        "This notice does not take the place of a notice that the law provides for. "
        "We never ask for passwords or for money to be transferred.",
    ),
    PLAIN: _Frame(
        "【入管(にゅうかん)からの お知(し)らせ】",
        "手続(てつづ)きの 番号(ばんごう)",
        "何(なに)の 話(はなし)か",
        "いつまで",
        "前(まえ)に 知(し)らせた 日(ひ)",
        "正(ただ)しい 日(ひ)",
        "いつ",
        "すること",
        "この 日(ひ)が すぎると",
        "聞(き)く ところ",
        "わからない ときは、聞(き)いて ください。手続(てつづ)きの 番号(ばんごう)を 言(い)って ください。\n"
        "これは お知(し)らせです。法律(ほうりつ)の 書類(しょるい)では ありません。\n"
        "入管(にゅうかん)は、パスワードを 聞(き)きません。お金(かね)を 送(おく)って くださいと 言(い)いません。",
    ),
}

# A sentence answers the subject (without head and number) and the first paragraph.
Sentence = Callable[[Words], tuple[str, str]]
SENTENCES: dict[tuple[str, str], Sentence] = {}


def _sentence(kind: str, language: str) -> Callable[[Sentence], Sentence]:
    def keep(function: Sentence) -> Sentence:
        SENTENCES[kind, language] = function
        return function

    return keep


@_sentence("person_reminder_ahead", "ja")
def _(words: Words) -> tuple[str, str]:
    left = words.left()
    clock = _quoted(words, "clock", "お手続")
    return (
        f"期限まであと{left}です" if left else "期限が近づいています",
        f"{clock}の期限が近づいています。"
        + (f"期限まで、あと{left}です。" if left else "")
        + "\nすでにお済みのときは、何もしていただく必要はありません。",
    )


@_sentence("person_reminder_ahead", "en")
def _(words: Words) -> tuple[str, str]:
    left = words.left()
    about = _named(words, "clock")
    return (
        f"{left} left" if left else "Your last day is near",
        f"The last day{about} is near."
        + (f" You have {left} left." if left else "")
        + "\nIf you have done it already, you need not do anything.",
    )


@_sentence("person_reminder_ahead", PLAIN)
def _(words: Words) -> tuple[str, str]:
    left = words.left()
    return (
        f"あと {left}です" if left else "もうすぐ 終(お)わりの 日(ひ)です",
        "もうすぐ 終(お)わりの 日(ひ)です。"
        + (f"あと {left}です。" if left else "")
        + "\nもう した 人(ひと)は、何(なに)も しなくて いいです。",
    )


@_sentence("person_reminder_today", "ja")
def _(words: Words) -> tuple[str, str]:
    return "本日が期限です", (
        f"{_quoted(words, 'clock', 'お手続')}の期限は、本日です。"
        "\nすでにお済みのときは、何もしていただく必要はありません。"
    )


@_sentence("person_reminder_today", "en")
def _(words: Words) -> tuple[str, str]:
    return "Today is your last day", (
        f"Today is the last day{_named(words, 'clock')}."
        "\nIf you have done it already, you need not do anything."
    )


@_sentence("person_reminder_today", PLAIN)
def _(words: Words) -> tuple[str, str]:
    return "今日(きょう)までです", (
        "今日(きょう)が 終(お)わりの 日(ひ)です。\nもう した 人(ひと)は、何(なに)も しなくて いいです。"
    )


@_sentence("person_call", "ja")
def _(words: Words) -> tuple[str, str]:
    return (
        "ご連絡のお願い",
        f"{_quoted(words, 'clock', 'お手続の期間')}の終わりが近づいています。お早めに下記の官署にご連絡ください。",
    )


@_sentence("person_call", "en")
def _(words: Words) -> tuple[str, str]:
    return (
        "Please contact us",
        f"The end{_named(words, 'clock').replace(' for ', ' of ', 1)} is near. "
        "Please contact the office below soon.",
    )


@_sentence("person_call", PLAIN)
def _(words: Words) -> tuple[str, str]:
    return (
        "連絡(れんらく)して ください",
        "もうすぐ 終(お)わりの 日(ひ)です。早(はや)く 入管(にゅうかん)に 電話(でんわ)して ください。",
    )


@_sentence("person_step", "ja")
def _(words: Words) -> tuple[str, str]:
    return "手続の記録", f"あなたの手続に、{_quoted(words, 'step', '新しい内容')}が記録されました。"


@_sentence("person_step", "en")
def _(words: Words) -> tuple[str, str]:
    step = words.text("step")
    said = f"“{step}” has been recorded" if step else "Something new has been recorded"
    return "News of your procedure", f"{said} in your procedure."


@_sentence("person_step", PLAIN)
def _(words: Words) -> tuple[str, str]:
    return (
        "手続(てつづ)きの お知(し)らせ",
        "あなたの 手続(てつづ)きに、新(あたら)しい ことが あります。",
    )


@_sentence("person_corrected", "ja")
def _(words: Words) -> tuple[str, str]:
    clock = _quoted(words, "clock", "お手続")
    if words.text("is"):
        return "期限の訂正", (
            f"先にお知らせした{clock}の期限を訂正します。訂正後の期限によってください。"
            "ご迷惑をおかけして申し訳ありません。"
        )
    return "期限の取消し", (
        f"先にお知らせした{clock}の期限は、なくなりました。ご迷惑をおかけして申し訳ありません。"
    )


@_sentence("person_corrected", "en")
def _(words: Words) -> tuple[str, str]:
    about = _named(words, "clock")
    if words.text("is"):
        return "Your last day is corrected", (
            f"The last day{about} that we told you was not right. Please go by the right date below. "
            "We are sorry for the trouble."
        )
    return "Your last day is withdrawn", (
        f"The last day{about} that we told you no longer applies. We are sorry for the trouble."
    )


@_sentence("person_corrected", PLAIN)
def _(words: Words) -> tuple[str, str]:
    if words.text("is"):
        return "日(ひ)が 変(か)わりました", (
            "前(まえ)に 知(し)らせた 日(ひ)は、まちがいでした。ごめんなさい。\n"
            "下(した)の 正(ただ)しい 日(ひ)を 見(み)て ください。"
        )
    return "日(ひ)が なくなりました", (
        "前(まえ)に 知(し)らせた 日(ひ)は、まちがいでした。ごめんなさい。\n"
        "その 日(ひ)は、もう 気(き)に しなくて いいです。"
    )


KINDS = tuple(dict.fromkeys(kind for kind, _ in SENTENCES))
# What of the dates and duties each kind lists; what is told of a withdrawn date is the date alone.
_LISTED = {
    "person_reminder_ahead": ("due", "must", "silence"),
    "person_reminder_today": ("due", "must", "silence"),
    "person_call": ("due", "must", "silence"),
    "person_step": ("happened", "must"),
    "person_corrected": ("was", "is"),
}


def compose(kind: str, facts: Facts, language: str) -> Composed:
    """The text of a message to somebody outside. A language nobody knows here reads Japanese."""
    spoken = "en" if language.startswith("en") else PLAIN if language == PLAIN else "ja"
    words, frame = Words(facts, spoken, outside=True), _FRAMES[spoken]
    subject, sentence = SENTENCES[kind, spoken](words)
    number = words.text("number")
    if number:
        subject += f" ({number})" if spoken == "en" else f"({number})"
    colon = ": " if spoken == "en" else ":"
    about = words.text("clock") or words.text("step")
    lines = [sentence, ""]
    for label, value in (
        (frame.number, number),
        (frame.what, about),
        *((label, value) for name, label, value in _details(words, frame) if name in _LISTED[kind]),
        (frame.ask, words.text("office")),
    ):
        if value:
            lines.append(f"{label}{colon}{value}")
    return Composed(frame.head + subject, "\n".join([*lines, "", frame.end]) + "\n")


def _details(words: Words, frame: _Frame) -> tuple[tuple[str, str, str], ...]:
    return (
        ("happened", frame.happened, words.day("happened")),
        ("due", frame.due, words.day("due")),
        ("was", frame.was, words.day("was")),
        ("is", frame.now, words.day("is")),
        ("must", frame.must, words.text("must")),
        ("silence", frame.silence, words.text("silence")),
    )


def _quoted(words: Words, name: str, otherwise: str) -> str:
    text = words.text(name)
    return f"「{text}」" if text else otherwise


def _named(words: Words, name: str) -> str:
    text = words.text(name)
    return f" for “{text}”" if text else ""
