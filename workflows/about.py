"""What each procedure is, in a sentence for who meets it for the first time, and which ones belong together."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.texts import Text

ABOUT: dict[str, Text] = {
    "coe": Text(
        "これから日本に来る人が予定する活動の在留資格に当たることを、来日の前に確かめて証明書を交付し、査証につなぐ手続です。",
        "Before a person comes to Japan it is examined whether the planned activity fits a status of residence; "
        "the certificate leads to the visa.",
    ),
    "landing": Text(
        "空港や港に着いた人について、上陸のための条件に合うかを審査し、口頭審理と異議の申出を経て、上陸を許可するか退去を命じる手続です。",
        "At the airport or port it is examined whether a person meets the conditions for landing; after a hearing "
        "and an objection, landing is permitted or the person is told to leave.",
    ),
    "exceptional_landing": Text(
        "乗員、乗継ぎ、急病、遭難など、在留資格を決めずに短い間だけ上陸を許可する手続です。",
        "Crews, transit, sudden illness, distress: landing is permitted for a short time without a status of "
        "residence.",
    ),
    "change": Text(
        "在留する人が別の活動をするため、在留資格を変える許可を求める手続です。",
        "A resident who will do something else asks for another status of residence.",
    ),
    "extension": Text(
        "同じ在留資格のまま日本に居続けるため、在留期間を延ばす許可を求める手続です。",
        "A resident who stays on in the same status asks for a longer period of stay.",
    ),
    "acquisition": Text(
        "日本で生まれた子や日本国籍を失った人が、60日を超えて在留するための在留資格を得る手続です。",
        "A child born in Japan, or a person who has lost Japanese nationality, gets a status to stay beyond sixty "
        "days.",
    ),
    "permanent_residence": Text(
        "長く在留する人が、期限のない永住の許可を求める手続です。",
        "A resident of long standing asks to stay for good.",
    ),
    "activity_permission": Text(
        "在留資格に含まれない収入を得る活動をする許可と、就労資格証明書の手続です。",
        "Permission for paid activity outside the status of residence, and the certificate of authorised work.",
    ),
    "residence": Text(
        "一人ひとりの在留資格、在留カード、再入国の許可を、来日から出国まで記録し続ける手続です。",
        "The status of residence, the card and re-entry of one person, kept from the first landing to the last "
        "departure.",
    ),
    "notification_duty": Text(
        "住居地、所属機関、配偶者などが変わったときに、本人が期限内に届け出る義務の手続です。",
        "What a resident has to notify in time: address, organisation, spouse and other changes.",
    ),
    "revocation": Text(
        "偽りの手段による許可や活動をしていない在留などについて、意見を聴いた上で在留資格を取り消す手続です。",
        "After a hearing a status of residence is taken away: permission by fraud, no activity, and other grounds.",
    ),
    "deportation": Text(
        "退去強制の事由に当たる疑いのある人について、違反調査から審査、口頭審理、裁決を経て、在留を特別に許可するか送還するまでの手続です。",
        "From the investigation of a suspected ground of deportation through examination, hearing and decision to "
        "special permission to stay or to removal.",
    ),
}


@dataclass(frozen=True, slots=True)
class Family:
    """Procedures that belong together, by their codes."""

    code: str
    label: Text
    about: Text
    procedures: tuple[str, ...]


FAMILIES = (
    Family(
        "entry",
        Text("来日", "coming to Japan"),
        Text("証明書から上陸まで", "from the certificate to the landing"),
        ("coe", "landing", "exceptional_landing"),
    ),
    Family(
        "stay",
        Text("在留", "staying"),
        Text("本人が求める許可", "permissions that a person asks for"),
        ("extension", "change", "acquisition", "permanent_residence", "activity_permission"),
    ),
    Family(
        "file",
        Text("在留の管理", "keeping the stay in order"),
        Text("在留の記録、届出、取消し", "the record of the stay, notices, revocation"),
        ("residence", "notification_duty", "revocation"),
    ),
    Family(
        "removal",
        Text("退去強制", "deportation"),
        Text("違反調査から送還まで", "from investigation to removal"),
        ("deportation",),
    ),
)
