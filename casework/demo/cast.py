"""The people of the demo. All names are made up from common ones; nobody here exists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from casework.models import Person


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody made up. `age` is as of the day of the demo; None where the birth date is not known. Of an
    infant `days` says how old it is. `surname` is the part of the name that the passport parts off."""

    alphabet: str
    nationality: str
    sex: str
    age: int | None
    born: tuple[int, int] = (6, 15)
    kanji: str = ""
    kana: str = ""
    aliases: str = ""
    surname: str = ""
    passport: str = ""
    days: int | None = None

    def person(self, today: date, at: datetime) -> Person:
        """The row, not yet saved."""
        return Person(
            name_alphabet=self.alphabet,
            surname=self.surname,
            given=self.given,
            name_kanji=self.kanji,
            name_kana=self.kana,
            aliases=self.aliases,
            birth_date=self.birth(today),
            sex=self.sex,
            nationality=self.nationality,
            created_at=at,
        )

    @property
    def given(self) -> str:
        """What the passport gives beside the surname."""
        return self.alphabet.removeprefix(self.surname).strip() if self.surname else ""

    def birth(self, today: date) -> date | None:
        """The date of birth."""
        if self.days is not None:
            return today - timedelta(days=self.days)
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
    # --- in the residence procedures ----------------------------------------------------------------
    "lam": Part("TRUONG BICH HA LAM", "VNM", "F", 19, (2, 27), kana="チュオン・ビック・ハー・ラム"),
    "rupesh": Part("KHATIWADA RUPESH", "NPL", "M", 21, (10, 30), kana="カティワダ・ルペシュ"),
    "dimas": Part("DIMAS PUTRAWANTO", "IDN", "M", 22, (6, 3), kana="ディマス・プトラワント"),
    "rhodora": Part("SEVILLEJA RHODORA ANNE", "PHL", "F", 29, (1, 7), kana="セビリエハ・ロドラ"),
    "tufan": Part("OZGENER TUFAN", "TUR", "M", 34, (9, 4), kana="オズゲネル・トゥファン"),
    "sandun": Part("RANAWEERAGE SANDUN", "LKA", "M", 29, (3, 18), kana="ラナウィーラゲ・サンドゥン"),
    "putu": Part("RAHMADIANTY PUTU AYU", "IDN", "F", 24, (11, 11), kana="ラフマディアンティ・プトゥ"),
    "clement": Part(
        "MORANTIN CLEMENT JULES", "FRA", "M", 31, (5, 8), surname="MORANTIN", passport="24XY40917"
    ),
    "chidubem": Part("IWUANYA CHIDUBEM", "NGA", "M", 38, (7, 21), surname="IWUANYA", passport="B50218364"),
    "sherali": Part(
        "BEKMURODOV SHERALI", "UZB", "M", 27, (12, 14), surname="BEKMURODOV", passport="FA7301852"
    ),
    "duyen": Part(
        "TRAN LE MY DUYEN ANH",
        "VNM",
        "F",
        20,
        (4, 26),
        kana="チャン・レー・ミー・ズエン・アイン",
        surname="TRAN",
        passport="P03916275",
    ),
    "rolly": Part("MAGDARAOG ROLLY", "PHL", "M", 44, (8, 1), surname="MAGDARAOG", passport="P8264013B"),
    "ingrid": Part("STENNERUD INGRID", "NOR", "F", 66, (2, 12), surname="STENNERUD", passport="CCN48203"),
    "selam": Part("TESFAZGHI SELAM", "ERI", "F", 28, (9, 27)),
    "sujita": Part(
        "BARAKOTI SUJITA",
        "NPL",
        "F",
        23,
        (7, 5),
        kana="バラコティ・スジタ",
        surname="BARAKOTI",
        passport="11760438",
    ),
    "levan": Part("NADAREISHVILI LEVAN", "GEO", "M", 36, (1, 31), kana="ナダレイシュヴィリ・レヴァン"),
    "dinushi": Part("FERNANDOPULLE DINUSHI", "LKA", "F", 33, (6, 19), kana="フェルナンドプッレ・ディヌシ"),
    "ankhbayar": Part("CHOIJILSUREN ANKHBAYAR", "MNG", "M", 34, (10, 1), kana="チョイジルスレン"),
    "nilufar": Part("ERGASHOVA NILUFAR", "UZB", "F", 28, (3, 2), kana="エルガショワ・ニルファル"),
    "kojo": Part("ASAMOAH-BOADI KOJO", "GHA", "M", 31, (5, 23), kana="アサモアボアディ・コジョ"),
    "tieu": Part("LUU TIEU VY AN", "VNM", "F", 24, (8, 29), kana="ルー・ティエウ・ヴィー・アン"),
    "keshav": Part("BARALI KESHAV", "NPL", "M", 32, (12, 8), kana="バラリ・ケシャブ"),
    "aarohi": Part("BARALI AAROHI", "NPL", "F", 0, kana="バラリ・アーロヒ", days=44),
    "criselda": Part("DAGOHOYAN CRISELDA", "PHL", "F", 35, (4, 13), kana="ダゴホヤン・クリセルダ"),
    "miguel": Part("DAGOHOYAN MIGUEL ANGELO", "PHL", "M", 0, kana="ダゴホヤン・ミゲル", days=55),
    "tomas": Part("VASKELIUNAS TOMAS", "LTU", "M", 45, (11, 17), kana="ヴァスケリウナス・トマス"),
    "binita": Part("TAMRAKARI BINITA", "NPL", "F", 22, (9, 15), kana="タムラカリ・ビニタ"),
    "viet": Part("PHAN DUC TRI VIET", "VNM", "M", 23, (1, 24), kana="ファン・ドゥック・チー・ヴィエット"),
    "rowan": Part("MCALLEYN ROWAN IAN", "IRL", "M", 39, (2, 3), kana="マカリン・ローワン"),
    "sigrid": Part("BRANDVOLDEN SIGRID", "NOR", "F", 41, (6, 30), kana="ブランヴォルデン・シグリ"),
    "farrukh": Part("KHURSHIDZODA FARRUKH", "TJK", "M", 30, (7, 12), kana="フルシドゾダ・ファルフ"),
    "sirimat": Part(
        "KAEWKLA SIRIMAT",
        "THA",
        "F",
        25,
        (10, 6),
        kana="ケーオクラー・シリマット",
        surname="KAEWKLA",
        passport="AC5170283",
    ),
    "seona": Part("HWANGBO SEONA", "KOR", "F", 52, (5, 2), kanji="皇甫仙娥", kana="ファンボ・ソナ"),
    "iolana": Part("KAHEAKU IOLANA", "USA", "F", 37, (8, 23), kana="カヘアク・イオラナ"),
    "bruno": Part("VILLCAPOMA BRUNO", "PER", "M", 35, (3, 29), kana="ビルカポマ・ブルーノ"),
    "nyein": Part("NYEIN PYAE MOE THU", "MMR", "F", 27, (12, 23), kana="ニェイン・ピャエ・モー・トゥー"),
    "issouf": Part("TIEMTORE ISSOUF", "BFA", "M", 33, (4, 9), kana="ティエムトレ・イスフ"),
    "temuujin": Part("SODNOMPIL TEMUUJIN", "MNG", "M", 29, (1, 17), kana="ソドノムピル・テムージン"),
    "meena": Part(
        "KRISHNAPPAN MEENATCHI",
        "IND",
        "F",
        26,
        (5, 14),
        kana="クリシュナッパン・ミーナッチ",
        surname="KRISHNAPPAN",
        passport="V7306518",
    ),
}
