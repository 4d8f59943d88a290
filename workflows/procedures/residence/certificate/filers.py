"""Who may file for a certificate of eligibility (7-2(2); Regulation 6-2(3), (4), 61-3, Table 4)."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.declare import Guard
from workflows.engine import View
from workflows.filing import COUNTER, ONLINE, RULES, Rule
from workflows.texts import Text

_AT_THE_COUNTER, _ONLINE = RULES["coe"][COUNTER], RULES["coe"][ONLINE]
_HOST = frozenset({"host_staff"})
_KIN = frozenset({"relative_in_japan"})
_PROXIES: dict[str, frozenset[str]] = {
    "diplomat": frozenset({"host_staff", "household"}),
    "official": frozenset({"host_staff", "household"}),
    "business_manager": frozenset({"host_staff", "setup_agent"}),
    "titp_1b": frozenset({"supervising_body"}),
    "titp_2b": frozenset({"supervising_body"}),
    "titp_3b": frozenset({"supervising_body"}),
    "cultural_activities": frozenset({"host_staff", "guiding_expert", "relative_in_japan"}),
    "student": frozenset({"host_staff", "funder", "relative_in_japan"}),
    "dependent": frozenset({"supporter", "relative_in_japan", "supporters_proxy"}),
    "designated_activities": frozenset({"host_staff", "employer", "announced_person"}),
    "spouse_or_child_of_japanese": _KIN,
    "spouse_or_child_of_permanent_resident": _KIN,
    "long_term_resident": _KIN,
}
# Online: staff of the host and close relatives, each where Table 4 names them (Regulation 61-3(3)).
_STAFF = frozenset({"host_staff", "supervising_body"})
_CLOSE_KIN = frozenset({"relative_in_japan", "household", "supporter"})


def proxies(status: str) -> frozenset[str]:
    """The kinds of proxy that Table 4 annexed to the Regulation names for a status."""
    return _PROXIES.get(status, _HOST)


def _counter_proxy(view: View) -> bool:
    named = proxies(str(view.given.get("status_requested")))
    return view.given.get("filed_by") != "coe_proxy" or (
        view.given.get("proxy_kind") in named and view.given.get("filer_authority") is not None
    )


def _online_proxy(view: View) -> bool:
    kind, named = view.given.get("proxy_kind"), proxies(str(view.given.get("status_requested")))
    match view.given.get("filed_by"):
        case "accepting_org":
            return kind in named & _STAFF
        case "relative":
            return kind in named & _CLOSE_KIN and view.given.get("filer_authority") is not None
        case _:
            return True


_PROXY_READS = frozenset(
    {"given:filed_by", "given:proxy_kind", "given:status_requested", "given:filer_authority"}
)
COUNTER_FILER = Guard(
    "counter_filer",
    Text(
        "窓口で提出できるのは、本邦にある本人、規則別表第四の代理人、法定代理人、承認を受けた公益法人・登録支援機関の職員、"
        "届出済みの弁護士・行政書士に限る。",
        "At the counter file: the applicant who is in Japan, a proxy of Table 4, the legal representative, "
        "approved staff, and lawyers or scriveners who gave notice.",
    ),
    Text(
        "受入れ機関の職員と親族は、別表第四の代理人として提出してください。",
        "Staff of the host and relatives file as proxies of Table 4.",
    ),
    "reg 6-2(1); reg 6-2(3); reg 6-2(4); icrra 7-2(2)",
    frozenset({"given:filed_by"}),
    lambda v: v.given.get("filed_by") in _AT_THE_COUNTER,
)
ONLINE_FILER = Guard(
    "online_filer",
    Text(
        "オンラインで提出できるのは、本邦にある本人、受入れ機関の職員、親族、法定代理人、弁護士・行政書士、"
        "公益法人・登録支援機関の職員に限る。",
        "Online file: the applicant in Japan, staff of the host, close relatives, the legal representative, "
        "lawyers or scriveners, and staff of public-interest or registered support organisations.",
    ),
    Text("提出者の資格を確かめてください。", "Check in what capacity the filing is made."),
    "reg 61-3(3); reg 61-3(5)",
    frozenset({"given:filed_by"}),
    lambda v: v.given.get("filed_by") in _ONLINE,
)
COUNTER_PROXY = Guard(
    "proxy_of_table_4",
    Text(
        "代理人となれるのは、活動ごとに規則別表第四が定める人に限る。",
        "Only those whom Table 4 names for the activity may act as proxy.",
    ),
    Text(
        "代理人の区分と、その地位を示すもの(職名・続柄等)を確かめて入力してください。",
        "Enter the kind of proxy and what shows it (post held, kinship).",
    ),
    "icrra 7-2(2); reg 6-2(3)",
    _PROXY_READS,
    _counter_proxy,
)
ONLINE_PROXY = Guard(
    "online_proxy",
    Text(
        "オンラインの代理は、別表第四に当たる受入れ機関の職員又は父母・配偶者・子等の親族に限る。",
        "Online a proxy is staff of the host or a parent, spouse, child or the like, where Table 4 names them.",
    ),
    Text("当たらない代理人には窓口を案内してください。", "Point any other proxy to the counter."),
    "reg 61-3(3)",
    _PROXY_READS,
    _online_proxy,
)
APPLICANT_HERE = Guard(
    "applicant_in_japan",
    Text(
        "本人が窓口で申請できるのは、本邦にあるときに限る。",
        "The applicant files in person only while in Japan.",
    ),
    Text("国外にある人には代理人による申請を案内してください。", "A person abroad files through a proxy."),
    "reg 6-2(1); reg 6-2(4)",
    frozenset({"given:filed_by", "given:filer_in_japan"}),
    lambda v: v.given.get("filed_by") != "applicant" or v.given.get("filer_in_japan") is True,
)
FILER_HERE = Guard(
    "filer_in_japan",
    Text("オンラインの申請は、本邦にある人に限る。", "Online filings are made by persons in Japan."),
    Text("本邦にある代理人等による申請を案内してください。", "Let somebody in Japan file."),
    "reg 61-3(3); reg 61-3(5)",
    frozenset({"given:filer_in_japan"}),
    lambda v: v.given.get("filer_in_japan") is True,
)
REGISTERED = Guard(
    "registered_user",
    Text(
        "オンラインの申請は、付与された識別符号又は個人番号カードの電子証明書による。",
        "Online filings need a user number given by the bureau or a certificate of a My Number card.",
    ),
    Text("利用者登録を済ませてから申請するよう案内してください。", "The user registers first."),
    "reg 61-3(6); reg 61-3(7)",
    frozenset({"given:user_no"}),
    lambda v: v.given.get("user_no") is not None,
)
NOT_DIPLOMAT = Guard(
    "not_diplomat_online",
    Text("外交の認定証明書は、オンラインでは申請できない。", "Diplomat is not filed online."),
    Text("窓口での申請を案内してください。", "Point to the counter."),
    "reg 61-3(1)(6)",
    frozenset({"given:status_requested"}),
    lambda v: v.given.get("status_requested") != "diplomat",
)
SUPPORTED = Guard(
    "supported_worker",
    Text(
        "登録支援機関の職員が窓口で提出するのは、支援の全部を委託された特定技能1号の申請である。",
        "Staff of a registered support organisation carry filings of Specified Skilled Workers (i) whose support "
        "was entrusted to it.",
    ),
    Text("代理人又は他の取次者に提出してもらってください。", "Let a proxy or another agent file."),
    "reg 6-2(4)(1); icrra 2-5(5)",
    frozenset({"given:filed_by", "given:status_requested"}),
    lambda v: (
        (found := _AT_THE_COUNTER.get(str(v.given.get("filed_by")))) is None
        or not found.supported
        or v.given.get("status_requested") == "ssw_1"
    ),
)


def _authorised(rules: Mapping[str, Rule]) -> Guard:
    return Guard(
        "authority_shown",
        Text(
            "取次者と弁護士・行政書士は承認又は届出の番号を、親族は続柄を示す。",
            "Agents, lawyers and scriveners show the number of the approval or notice, relatives the kinship.",
        ),
        Text("番号又は続柄を入力してください。", "Enter the number or the kinship."),
        "reg 6-2(4); reg 61-3(3); reg 61-3(5)",
        frozenset({"given:filed_by", "given:filer_authority"}),
        lambda v: (
            (found := rules.get(str(v.given.get("filed_by")))) is None
            or not found.authority
            or v.given.get("filer_authority") is not None
        ),
    )


COUNTER_GUARDS = (COUNTER_FILER, COUNTER_PROXY, APPLICANT_HERE, SUPPORTED, _authorised(_AT_THE_COUNTER))
ONLINE_GUARDS = (
    NOT_DIPLOMAT,
    ONLINE_FILER,
    ONLINE_PROXY,
    FILER_HERE,
    REGISTERED,
    _authorised(_ONLINE),
)
