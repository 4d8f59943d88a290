"""The people of the demo. All names are made up from common ones; nobody here exists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from casework.models import Person


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody made up. `age` is as of the day of the demo; None where the birth date is not known."""

    alphabet: str
    nationality: str
    sex: str
    age: int | None
    born: tuple[int, int] = (6, 15)
    kanji: str = ""
    kana: str = ""
    aliases: str = ""

    def person(self, today: date, at: datetime) -> Person:
        """The row, not yet saved."""
        return Person(
            name_alphabet=self.alphabet,
            name_kanji=self.kanji,
            name_kana=self.kana,
            aliases=self.aliases,
            birth_date=self._birth(today),
            sex=self.sex,
            nationality=self.nationality,
            created_at=at,
        )

    def _birth(self, today: date) -> date | None:
        if self.age is None:
            return None
        month, day = self.born
        # Who has not had this year's birthday was born a year earlier.
        year = today.year - self.age - ((month, day) > (today.month, today.day))
        return date(year, month, day)


CAST: dict[str, Part] = {
    "thuy": Part("PHAM THI THUY LINH", "VNM", "F", 27, (3, 9), kana="ファム・ティ・トゥイ・リン"),
    "marlon": Part("DELA TORRE MARLON QUIAMBAO", "PHL", "M", 41, (11, 30), kana="デラトーレ・マーロン"),
    "erdal": Part("KARATEPE ERDAL", "TUR", "M", 33, (1, 20), kana="カラテペ・エルダル"),
    "wenhao": Part("QIU WENHAO", "CHN", "M", 29, (8, 2), kanji="邱文浩", kana="チウ・ウェンハオ"),
    "samira": Part("RAHIMZADEH SAMIRA", "IRN", "F", 36, (5, 17)),
    "bishal": Part("THAPALIYA BISHAL", "NPL", "M", 24, (9, 25), kana="タパリヤ・ビシャル"),
    "widuri": Part("WIDURIYATI", "IDN", "F", 31, (2, 11), kana="ウィドゥリヤティ"),
    "chamara": Part("WIJEKOON CHAMARA DILSHAN", "LKA", "M", 38, (7, 7), kana="ウィジェコーン・チャマラ"),
    "minsu": Part("NAMGUNG MINSU", "KOR", "M", 45, (4, 28), kanji="南宮民洙", kana="ナムグン・ミンス"),
    "rafael": Part(
        "YAMAGUTI NOGUEIRA RAFAEL",
        "BRA",
        "M",
        34,
        (10, 3),
        kana="ヤマグチ・ノゲイラ・ラファエル",
        aliases="山口ラファエル",
    ),
    "khin": Part("KHIN SANDAR WAI", "MMR", "F", 30, (12, 5), kana="キン・サンダー・ワイ"),
    "somsak": Part("PHROMTHONG SOMSAK", "THA", "M", 52, (6, 1)),
    "oyelaran": Part("OYELARAN TUNDE BABAJIDE", "NGA", "M", 39, (8, 19), kana="オイェララン・トゥンデ"),
    "altan": Part("ALTANZAYA BATMUNKH", "MNG", "F", 26, (3, 31)),
    "jamshid": Part("JAMSHIDBEK TOSHMATOV", "UZB", "M", 23, (1, 6)),
    "farooq": Part("FAROOQ ADNAN MAQSOOD", "PAK", "M", 47, (9, 12), kana="ファルーク・アドナン"),
    "shirin": Part("SULTANA SHIRIN AKTAR", "BGD", "F", 28, (5, 5)),
    "kwabena": Part("AGYEKUM KWABENA OSEI", "GHA", "M", 44, (2, 24)),
    "liuxia": Part(
        "SHANGGUAN LIUYING", "CHN", "F", 37, (7, 16), kanji="上官柳英", kana="シャングアン・リウイン"
    ),
    "diego": Part("HUAMANI CCOPA DIEGO ARMANDO", "PER", "M", 40, (10, 22)),
    "tuan": Part("DUONG TUAN KIET", "VNM", "M", 22, (4, 4), kana="ズオン・トゥアン・キエット"),
    "tigist": Part("TIGIST WOLDEMARIAM HAILU", "ETH", "F", 32, (11, 8)),
    "jerome": Part("NGUEMO FOTSO JEROME", "CMR", "M", 35, (6, 26)),
    "hana": Part("ALMASRI HANA", "SYR", "F", 29, (1, 15)),
    "zabihullah": Part("ZABIHULLAH", "AFG", "M", 31, (8, 30)),
    "oksana": Part("HRYTSENKO OKSANA", "UKR", "F", 43, (12, 19)),
    "darren": Part("WHITCOMBE DARREN JOHN", "GBR", "M", 50, (3, 3)),
    "casey": Part("HOLLOWAY CASEY MARIE", "USA", "F", 33, (9, 1)),
    "gurdeep": Part("SANDHU GURDEEP", "IND", "M", 36, (5, 29)),
    "sreypov": Part("CHHUON SREYPOV", "KHM", "F", 25, (10, 14)),
    "hung": Part("LAI HUNGCHIH", "TWN", "M", 48, (2, 6), kanji="賴宏志", kana="ライ・ホンジー"),
    "quynh": Part("TRINH NGOC QUYNH", "VNM", "F", 16, (7, 23), kana="チン・ゴック・クイン"),
    "joel": Part("BALAGTAS JOEL REYES", "PHL", "M", 14, (12, 12)),
    "mehmet": Part("YILDIRAN MEHMET", "TUR", "M", 42, (4, 17)),
    "azadeh": Part("NIKPOUR AZADEH", "IRN", "F", 39, (6, 8)),
    "prakash": Part("GHIMIRE PRAKASH", "NPL", "M", 30, (11, 2)),
    "nuwan": Part("ABEYRATNE NUWAN PRIYANTHA", "LKA", "M", 53, (1, 28)),
    "imelda": Part("SANTOSO IMELDA", "IDN", "F", 34, (3, 22)),
    "zaw": Part("ZAW LIN HTUT", "MMR", "M", 28, (9, 9)),
    "emeka": Part("NWACHUKWU EMEKA", "NGA", "M", 46, (5, 11)),
    "stateless": Part("AUNG MYA", "XXA", "M", None, kana="アウン・ミャー"),
    "jian": Part("OUYANG JIANPING", "CHN", "M", 55, (8, 8), kanji="欧陽建平", kana="オウヤン・ジエンピン"),
    "luis": Part("CUSIHUAMAN LUIS ALBERTO", "PER", "M", 27, (2, 18)),
    "bat": Part("GANKHUYAG BATTULGA", "MNG", "M", 35, (10, 9)),
    "ploy": Part("SAENGCHAN PLOYPAILIN", "THA", "F", 24, (7, 1)),
    "rustam": Part("RUSTAM ABDUQODIROV", "UZB", "M", 37, (4, 12)),
    "hyejin": Part("SEOMUN HYEJIN", "KOR", "F", 41, (12, 27), kanji="西門惠眞", kana="ソムン・ヘジン"),
    "van": Part("CU VAN DAT", "VNM", "M", 32, (1, 2), kana="クー・ヴァン・ダット"),
    "ibrahima": Part("BAH IBRAHIMA KALIL", "GIN", "M", 33, (2, 2)),
    "yusufjon": Part("MIRZAKULOV YUSUFJON", "UZB", "M", 29, (11, 21)),
    "elena": Part("QUISPILAYA ELENA ROSARIO", "PER", "F", 46, (8, 14)),
    "sonam": Part("TSHERINGMA SONAM", "BTN", "F", 27, (5, 30), kana="ツェリンマ・ソナム"),
    "aster": Part("GEBREYOHANNES ASTER", "ERI", "F", 30, (1, 11)),
    "carlos": Part("VILLAFUERTE MAMANI CARLOS", "BOL", "M", 38, (9, 16)),
    "anh": Part("BUI HOANG ANH THU", "VNM", "F", 21, (6, 6), kana="ブイ・ホアン・アイン・トゥー"),
    "weilan": Part("ZHUGE WEILAN", "CHN", "F", 44, (4, 21), kanji="諸葛偉蘭", kana="ジューゴー・ウェイラン"),
    "hassan": Part("BARAKZOY HASSAN", "AFG", "M", 26, (12, 1)),
    "dilani": Part("EKANAYAKE DILANI MADUSHIKA", "LKA", "F", 35, (3, 13)),
    "bernardo": Part("LACSAMANA BERNARDO", "PHL", "M", 61, (10, 27)),
}
