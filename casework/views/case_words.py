"""Words for what a case holds: states, steps, entries, documents, articles."""

from __future__ import annotations

from collections.abc import Sequence

from casework.models import Case, Event
from casework.templatetags.tetsuzuki import language, listed
from workflows.dossier import Dossier
from workflows.engine import Procedure
from workflows.forms import forms
from workflows.law import Citation
from workflows.papers import FILED, KINDS
from workflows.registry import UnknownProcedure
from workflows.registry import procedure as find_procedure
from workflows.texts import Text


def state_text(procedure: Procedure, machine: str, code: str) -> Text:
    """The label of a state."""
    state = procedure.machines[machine].states.get(code) if machine in procedure.machines else None
    return state.label if state else Text("未開始", "not opened")


def state_name(procedure: Procedure, machine: str, code: str, lang: str) -> str:
    """A state as an officer reads it."""
    return state_text(procedure, machine, code).get(lang)


def step_label(procedure: Procedure, step: str, lang: str) -> str:
    """A step as an officer reads it; the bare id where an older text of the law had it."""
    found = procedure.steps.get(step)
    return found.label.get(lang) if found else step


def entry_label(procedure: Procedure, event: Event, lang: str) -> str:
    """What an entry is: its step, or its kind."""
    if event.kind == Event.Kind.STEP:
        return capital(step_label(procedure, event.step, lang))
    kind = _KINDS.get(event.kind, Text(event.kind, event.kind)).get(lang)
    return f"{kind}: {step_label(procedure, event.step, lang)}" if event.step else kind


def stage_of(case: Case) -> str:
    """The stage of another case, by its own procedure."""
    try:
        procedure = find_procedure(case.procedure, case.law_on)
    except UnknownProcedure:
        return case.stage
    return state_name(procedure, procedure.main, case.stage, language())


def custody_state(procedure: Procedure, dossier: Dossier, lang: str) -> tuple[str, bool] | None:
    """The state of custody and whether the person is held; None where there is no such machine."""
    code = dossier.states.get("custody")
    if code is None:
        return None
    return state_name(procedure, "custody", code, lang), procedure.holds(dossier.states, dossier.clocks)


def other_states(procedure: Procedure, dossier: Dossier, lang: str) -> list[tuple[str, str]]:
    """The side proceedings that have left their first state."""
    return [
        (capital(machine.label.get(lang)), state_name(procedure, code, dossier.states[code], lang))
        for code, machine in procedure.machines.items()
        if code not in (procedure.main, "custody") and dossier.states[code] != machine.initial
    ]


DOCUMENTS = {
    "card-later-note": Text(
        "在留カードを後日交付する旨の旅券への記載", "entry in the passport that the card follows"
    ),
    "commissioner-order": Text("長官の命令書", "the Commissioner's order"),
    "complaint": Text("不服申立書", "complaint"),
    "court-decision": Text("裁判所の決定書", "court decision"),
    "criminal-complaint": Text("告発書", "report to the prosecutor"),
    "death-notice": Text("死亡の通知書", "notice of death"),
    "decision-on-complaint": Text("不服申立てに対する裁決書", "decision on the complaint"),
    "departure-plan": Text("退去のための計画", "departure plan"),
    "document-request": Text("資料提出通知書", "request for documents"),
    "examination-record": Text("審査調書", "examination record"),
    "exit-stamp": Text("出国の証印", "exit stamp"),
    "health-record": Text("健康診断の記録", "health record"),
    "hearing-record": Text("口頭審理調書", "hearing record"),
    "incident-report": Text("事案の報告書", "incident report"),
    "iom-papers": Text("国際移住機関の帰国支援書類", "papers of assisted return"),
    "judgment": Text("判決書", "judgment"),
    "landing-record": Text("上陸許可の記録", "record of the landing permission"),
    "lapse-notice": Text("失効の通知書", "notice of lapse"),
    "log-preservation-request": Text("通信履歴の保全要請書", "request to preserve logs"),
    "medical-record": Text("診療の記録", "medical record"),
    "not-revoked-notice": Text("在留資格を取り消さない旨の通知書", "notice that the status is not revoked"),
    "notice-52-7": Text("送還できない旨の通知書(52条7項)", "notice under 52(7)"),
    "opinion-record": Text("意見の聴取調書", "record of the hearing"),
    "opinion-report": Text("意見の聴取の報告書", "report on the hearing"),
    "organisation-notice": Text("所属機関等に関する届出書", "notice about the organisation"),
    "own-departure-permit": Text("自費出国許可書", "permit to leave at own cost"),
    "progress-report": Text("計画の進捗の報告書", "progress report"),
    "public-notice": Text("公告", "public notice"),
    "receipt": Text("受付票", "receipt of the filing"),
    "receipt-mail": Text("申請受付番号のお知らせ(電子メール)", "receipt by e-mail"),
    "refusal-notice": Text("不許可・不交付の通知書", "notice of refusal"),
    "removal-schedule": Text("送還の予定表", "removal schedule"),
    "report-date-notice": Text("届出日の通知書", "notice of the report date"),
    "report-demand": Text("報告の求め", "demand for a report"),
    "report-record": Text("通報の記録", "record of the report"),
    "report-to-commissioner": Text("長官への報告書", "report to the Commissioner"),
    "result-notice": Text("結果の通知書・手数料納付書", "notice of the result with the payment form"),
    "review-request": Text("審査請求書", "request for review"),
    "sealed-complaint": Text("封をした申出書", "sealed complaint"),
    "spc-request-office": Text(
        "特定在留カード交付申請書(別記第1号様式)", "request for a specified card, at the office"
    ),
    "spc-request-town": Text(
        "特定在留カード交付申請書(別記第2号様式)", "request for a specified card, at the town hall"
    ),
    "specified-card": Text("特定在留カード", "specified residence card"),
    "statement-record": Text("供述調書", "statement record"),
    "supervised-report": Text("被監理者の届出書", "supervised person's report"),
    "supervisor-consent": Text("監理人の承諾書", "supervisor's consent"),
    "supervisor-notice": Text("監理人への通知書", "notice to the supervisor"),
    "supervisor-report": Text("監理人の届出書", "supervisor's report"),
    "supervisor-resignation": Text("監理人の辞任届", "supervisor's resignation"),
    "visa": Text("査証", "visa"),
    "visa-receipt": Text("査証申請受理票", "receipt of the visa application"),
    "withdrawal": Text("取下書", "written withdrawal"),
    "xl-application": Text("特例上陸の許可申請書", "application for an exceptional landing"),
    "xl-permission": Text("特例上陸の許可書・証印", "permission or stamp of an exceptional landing"),
    "xl-revocation-notice": Text(
        "特例上陸の許可の取消通知書", "notice that an exceptional landing is revoked"
    ),
}


def capital(text: str) -> str:
    """A label at the head of a line: English ones begin with a capital."""
    return text[:1].upper() + text[1:]


def brief(cited: Sequence[Citation], most: int = 2) -> str:
    """The first articles, and how many more there are: the procedure's own page names them all."""
    labels = list(dict.fromkeys(c.label(language()) for c in cited))
    lang = language()
    shown = listed(labels[:most])
    more = len(labels) - most
    return shown if more <= 0 else shown + Text(f" ほか{more}", f" and {more} more").get(lang)


def document_name(code: str, lang: str) -> str:
    """A document: the form of the Regulation by name and number, or the name of what is drawn up."""
    if code in forms():
        return forms()[code].name.get(lang)
    filed = KINDS.get(code.removeprefix(FILED)) if code.startswith(FILED) else None
    if filed is not None:
        return filed.get(lang)
    return DOCUMENTS[code].get(lang) if code in DOCUMENTS else code.replace("-", " ")


_KINDS = {
    "step": Text("手続", "step"),
    "rectification": Text("記録の更正", "rectification"),
    "note": Text("メモ", "note"),
    "assignment": Text("担当", "assignment"),
    "cycle": Text("期間の更新", "next period"),
}
