"""Who somebody is on paper: names, the machine-readable zone of a passport, numbers of documents.

A name is kept exactly as its document has it (Regulation 19-6(1): the card repeats the passport's letters).
Nothing here changes a stored name. Folded forms serve comparing alone: whether two different people are
taken for one is never decided by them, see `workflows.duplicates`.

Machine-readable zones follow ICAO Doc 9303, parts 3 and 4 (passports, two lines of 44).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from workflows.countries import is_country
from workflows.facts import Problem
from workflows.law import cites
from workflows.texts import Text

# The letters of the name, the number of the card: Act 19-4(1)(1), (2); Regulation 19-6(1), (6).
BASIS = cites("icrra 19-4(1)(1); icrra 19-4(2); reg 19-6(1); reg 19-6(6)")

# --- the name in the alphabet ---------------------------------------------------------------------

_IN_NAMES = frozenset(" -'’.,/()")


def check_alphabet(name: str) -> None:
    """Refuse a principal name that is not in the letters of a passport; one word is a name too.

    Raises `Problem` naming the first sign at fault and what to write instead.
    """
    for sign in name:
        if sign in _IN_NAMES or (_is_latin(sign) and not _is_full_width(sign)):
            continue
        raise Problem(_not_of_alphabet(sign))
    if not any("LATIN" in unicodedata.name(sign, "") for sign in name):
        raise Problem(
            Text(
                "氏名がローマ字で入力されていません。旅券のとおりローマ字で入力してください。",
                "The name has no letters: write it in the alphabet, as in the passport.",
            )
        )


def _is_latin(sign: str) -> bool:
    # Marks that stand by themselves after their letter are part of it.
    return "LATIN" in unicodedata.name(sign, "") or unicodedata.category(sign) == "Mn"


def _is_full_width(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) == "F"


def _not_of_alphabet(sign: str) -> Text:
    shown = _shown(sign)
    if _is_full_width(sign) or sign == "\u3000":
        plain = unicodedata.normalize("NFKC", sign)
        what = Text("半角の空白", "an ordinary space") if plain == " " else Text(f"半角の「{plain}」", plain)
        return Text(
            f"{shown.ja}は全角です。{what.ja}を使ってください。",
            f"{shown.en} is full width: use {what.en}.",
        )
    if _is_kanji(sign):
        return Text(
            f"{shown.ja}は漢字です。ここには旅券のローマ字を、漢字は漢字氏名の欄に入力してください。",
            f"{shown.en} is a Chinese character: write the passport's letters here, and the characters in "
            "their own field.",
        )
    if _is_kana(sign):
        return Text(
            f"{shown.ja}は仮名です。ここには旅券のローマ字を、仮名はカナ氏名の欄に入力してください。",
            f"{shown.en} is kana: write the passport's letters here, and kana in their own field.",
        )
    if sign.isdigit():
        return Text(
            f"氏名に数字{shown.ja}があります。旅券のローマ字だけを入力してください。",
            f"The name has the figure {shown.en}: write the letters of the passport alone.",
        )
    return Text(
        f"{shown.ja}はローマ字の氏名に使えません。旅券の機械読取部分のローマ字に置き換えてください。",
        f"{shown.en} cannot stand in the name: use the letters of the passport's machine-readable zone.",
    )


def _shown(sign: str) -> Text:
    """A sign so that a reader can find it, also one that cannot be seen."""
    code = f"U+{ord(sign):04X}"
    visible = sign.isprintable() and not sign.isspace()
    return Text(f"「{sign}」({code})", f"“{sign}” ({code})") if visible else Text(code, code)


# --- the name in Chinese characters ---------------------------------------------------------------

# Simplified characters common in names, each before the one that takes its place.
_SIMPLIFIED = """
    张張 陈陳 刘劉 杨楊 赵趙 孙孫 马馬 罗羅 郑鄭 谢謝 韩韓 冯馮 邓鄧 许許 萧蕭 蒋蔣 贾賈 阎閻 谭譚 陆陸 钱錢 汤湯 龙龍 顾顧 贺賀 龚龔 严厳 钟鍾 卢盧 苏蘇 吕呂 叶葉
    闫閆 鲁魯 韦韋 邬鄔 娄婁 窦竇 颜顔 缪繆 骆駱 饶饒 莹瑩 宁寧 时時 项項 连連 纪紀 乔喬 诸諸 闻聞 单単 应應 齐齊 辉輝 伟偉 红紅 丽麗 华華 军軍 艳艷 涛濤 杰傑 强強
    鹏鵬 飞飛 兰蘭 凤鳳 云雲 东東 晓曉 荣榮 庆慶 顺順 贵貴 银銀 铁鉄 钢鋼 锋鋒 锦錦 镇鎮 长長 门門 闪閃 闯闖 隽雋 韵韻 颖穎 飒颯 骏駿 鸿鴻 鸣鳴 鹤鶴 鹰鷹 龄齡 亚亞
    亿億 义義 乐樂 习習 书書 买買 产産 亲親 仅僅 从從 仓倉 仪儀 优優 传傳 伦倫 侠俠 俭儉 儿児 兴興 冲沖 则則 刚剛 创創 剑劍 动動 劳勞 劲勁 势勢 协協 卫衛 历歴 厉厲
    发発 变変 园園 图圖 圆円 圣聖 坚堅 处處 备備 复復 头頭 奋奮 妇婦 娅婭 婵嬋 实實 审審 宪憲 宽寛 宾賓 对對 寻尋 导導 尔爾 尧堯 层層 岁歳 岗崗 岚嵐 币幣 师師 帅帥
    带帯 帼幗 广廣 庐廬 库庫 开開 异異 归歸 录録 忆憶 怀懷 态態 总總 战戦 户戸 扬揚 护護 报報 拥擁 择擇 挥揮 据據 揽攬 数數 斋齋 旷曠 显顯 晔曄 晖暉 机機 权権 极極
    枫楓 柠檸 标標 栋棟 树樹 样様 桥橋 桦樺 梦夢 欢歓 毕畢 气氣 汉漢 汇匯 沪滬 泽澤 洁潔 浅淺 测測 济濟 浏瀏 涌湧 润潤 渊淵 渐漸 满滿 滨濱 潇瀟 澜瀾 灵靈 灿燦 炜煒
    炼煉 烁爍 烟煙 热熱 焕煥 爱愛 犹猶 狮獅 玮瑋 环環 现現 玛瑪 珐琺 琼瓊 璎瓔 电電 畅暢 盖蓋 盘盤 矿礦 砺礪 础礎 祎禕 祯禎 离離 种種 积積 稳穩 穷窮 竞競 笔筆 笺箋
    筝箏 简簡 粮糧 纤繊 约約 纬緯 纯純 纲綱 纳納 纵縱 纷紛 纹紋 纺紡 线線 练練 组組 细細 织織 终終 绍紹 经経 结結 给給 绚絢 络絡 统統 绢絹 继継 绩績 绪緒 续續 绮綺
    维維 绵綿 绿緑 缘縁 缦縵 联聯 肃肅 胜勝 脉脈 腾騰 艺藝 节節 苇葦 苍蒼 荟薈 荫蔭 药薬 莱萊 莲蓮 莺鶯 蓝藍 蔷薔 蕴蘊 虑慮 虾蝦 蝉蟬 补補 见見 观觀 规規 览覽 觉覺
    计計 订訂 认認 讨討 让讓 训訓 议議 记記 讲講 论論 设設 访訪 证證 评評 识識 词詞 诗詩 诚誠 话話 诞誕 询詢 语語 诺諾 读讀 课課 谊誼 谋謀 谦謙 谨謹 贝貝 贞貞 负負
    财財 责責 贤賢 货貨 质質 贸貿 费費 贻貽 资資 赋賦 赏賞 赐賜 赛賽 赞賛 赟贇 轩軒 转轉 轮輪 软軟 轶軼 辅輔 边邊 达達 迁遷 过過 迈邁 运運 还還 进進 远遠 违違 选選
    逊遜 递遞 邮郵 郏郟 郧鄖 钊釗 钦欽 钧鈞 钰鈺 铃鈴 铎鐸 铭銘 铮錚 链鏈 锐鋭 错錯 键鍵 镜鏡 阳陽 阴陰 阵陣 阶階 际際 陇隴 险險 隐隱 难難 雾霧 霁霽 韬韜 页頁 顶頂
    须須 预預 领領 频頻 题題 额額 风風 飘飄 饭飯 馆館 驰馳 驱驅 驹駒 驻駐 驿驛 骁驍 骄驕 骅驊 骊驪 骐騏 骥驥 鱼魚 鲜鮮 鲍鮑 鸟鳥 鸥鴎 鸽鴿 鹃鵑 鹂鸝 鹭鷺
"""
# Old and popular forms, each before the form under which it is compared.
_OLD = """
    髙高 﨑崎 嵜崎 黃黄 竜龍 國国 澤沢 邊辺 邉辺 齋斎 齊斉 廣広 櫻桜 惠恵 眞真 榮栄 實実 壽寿 德徳 學学 樂楽 與与 豐豊 靜静 應応 寶宝 寳宝 濱浜 瀨瀬 嶋島 萬万 來来
    鐵鉄 關関 會会 賴頼 吴呉 吳呉 俞兪 曾曽 彌弥 淸清 靑青 郞郎 亞亜 傳伝 單単 圓円 壯壮 將将 專専 對対 嚴厳 峯峰 擇択 曉暁 條条 歸帰 氣気 燈灯 獨独 瑤瑶 畫画 盡尽
    禮礼 稻稲 穩穏 總総 聲声 肅粛 莊荘 藝芸 藏蔵 蘆芦 處処 號号 螢蛍 覺覚 觀観 譽誉 證証 變変 輕軽 遙遥 釋釈 錄録 鎭鎮 隨随 險険 雙双 顯顕 驛駅 鷄鶏 鹽塩 麥麦 黑黒
    齡齢 龜亀 閒間 顏顔 溫温 產産 戶戸 內内 靈霊 灣湾 寬寛 權権 戀恋 佛仏 劍剣 勵励 區区 圖図 帶帯 廳庁 彈弾 從従 惱悩 戲戯 拂払 拔抜 收収 晝昼 晉晋 樓楼 殘残 沒没
    濟済 溪渓 滿満 潛潜 濕湿 焰焔 爐炉 犧犠 獻献 當当 癡痴 發発 碎砕 祿禄 稱称 竊窃 粹粋 絲糸 縱縦 繼継 續続 纖繊 舊旧 舍舎 蟲虫 裝装 謠謡 讀読 豫予 賣売 轉転 辭辞
    遞逓 醫医 釀醸 鑛鉱 陷陥 隱隠 雜雑 餘余 鷗鴎 默黙 齒歯 艷艶 悅悦
"""


def _pairs(table: str) -> dict[str, str]:
    return {pair[0]: pair[1] for pair in table.split()}


def _encodes(sign: str, codec: str) -> bool:
    try:
        sign.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


# Both tables are in this one codec.
_PROPER = "euc_jis_2004"
_SAME = _pairs(_SIMPLIFIED) | _pairs(_OLD)
# A proposal for the officer: which character it is, is seen from the person's own documents. A simplified
# character that is a proper one as well stays as it is.
_PROPER_FOR = {sign: instead for sign, instead in _SAME.items() if not _encodes(sign, _PROPER)}


@dataclass(frozen=True, slots=True)
class Odd:
    """A character that may not stand on a card as it is, and the one proposed instead, if any is known."""

    sign: str
    instead: str
    text: Text


def odd_kanji(name: str) -> tuple[Odd, ...]:
    """The characters that are no proper ones (正字) by JIS X 0213 and JIS X 0212, in the order of the name.

    The notice on names in Chinese characters (Ministry of Justice Notice 582 of 2011) allows these two
    tables and some further characters of its own list, which is not on file here: an officer who sees one
    of them on the notice confirms it.
    """
    return tuple(
        _odd(sign) for sign in dict.fromkeys(name) if _is_kanji(sign) and not _encodes(sign, _PROPER)
    )


def check_kanji(name: str, *, confirmed: bool = False) -> None:
    """Refuse a name in Chinese characters that cannot stand on a card. `confirmed`: an officer has found
    the unusual characters on the list of the notice. Raises `Problem` with a sentence for each of them."""
    for sign in name:
        if _is_kanji(sign) or _is_kana(sign) or _is_selector(sign) or sign in " 　・々〇":
            continue
        shown = _shown(sign)
        raise Problem(
            Text(
                f"{shown.ja}は漢字ではありません。漢字の氏名がなければ空けておいてください。",
                f"{shown.en} is no Chinese character: leave the field empty where there is no such name.",
            )
        )
    odd = odd_kanji(name)
    if odd and not confirmed:
        raise Problem(Text("".join(o.text.ja for o in odd), " ".join(o.text.en for o in odd)))


def _odd(sign: str) -> Odd:
    instead = _PROPER_FOR.get(sign, "")
    shown = _shown(sign)
    if instead:
        text = Text(
            f"{shown.ja}は正字の表(JIS X 0213・0212)にありません。「{instead}」を使うか、告示の別表にあることを確かめてください。",
            f"{shown.en} is not among the proper characters (JIS X 0213, 0212): use “{instead}”, or confirm that "
            "the notice lists it.",
        )
    else:
        text = Text(
            f"{shown.ja}は正字の表(JIS X 0213・0212)にありません。対応する正字を使うか、"
            "告示の別表にあることを確かめてください。",
            f"{shown.en} is not among the proper characters (JIS X 0213, 0212): use the one that corresponds "
            "to it, or confirm that the notice lists it.",
        )
    return Odd(sign, instead, text)


def _is_kanji(sign: str) -> bool:
    code = ord(sign)
    return (
        0x3400 <= code <= 0x4DBF or 0x4E00 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or code >= 0x20000
    ) and code < 0xE0000


def _is_selector(sign: str) -> bool:
    """Whether the sign only says which form of the character before it is meant."""
    return "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"


def _is_kana(sign: str) -> bool:
    return "\u3041" <= sign <= "\u30ff" or "\uff66" <= sign <= "\uff9f"


# --- folding: for comparing alone -----------------------------------------------------------------

# Letters that no decomposition takes apart.
_LETTERS = str.maketrans(
    {"ß": "SS", "ẞ": "SS", "Æ": "AE", "Œ": "OE", "Ø": "O", "Ł": "L", "Đ": "D", "Ð": "D", "Þ": "TH", "Ħ": "H"}
    | {"İ": "I", "ı": "I", "Ŋ": "N", "Ŧ": "T", "Ə": "E", "ʻ": "", "ʼ": "", "'": "", "’": "", "‘": "", "`": ""}
)
# How machine-readable zones write them (Doc 9303, part 3, section 6): MÜLLER is MUELLER there.
_ZONE = str.maketrans({"Ä": "AE", "Å": "AA", "Ö": "OE", "Ø": "OE", "Ü": "UE"})

_SMALL = str.maketrans("ァィゥェォャュョヮヵヶヂヅヰヱヲ", "アイウエオヤユヨワカケジズイエオ")
_V_SOUNDS = (("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴェ", "ベ"), ("ヴォ", "ボ"), ("ヴュ", "ビュ"), ("ヴ", "ブ"))
_ROWS = {
    "ア": "アカガサザタダナハバパマヤラワ",
    "イ": "イキギシジチニヒビピミリ",
    "ウ": "ウクグスズツヌフブプムユル",
    "エ": "エケゲセゼテデネヘベペメレ",
    "オ": "オコゴソゾトドノホボポモヨロ",
}
_SOUND = {kana: vowel for vowel, row in _ROWS.items() for kana in row}
# What lengthens a vowel: ー, the vowel itself, and ウ after an o.
_LENGTHENS = {"ア": "ア", "イ": "イ", "ウ": "ウ", "エ": "エ", "オ": "オウ"}


def fold(name: str) -> str:
    """A name in the form under which names are compared, its words in the order written: width, case,
    marks, kind of kana, long vowels and old forms of characters do not count; a hyphen parts words, an
    apostrophe does not (as machine-readable zones do it)."""
    return _folded(name, zone=False)


@lru_cache(maxsize=4096)  # one name is held against hundreds
def _folded(name: str, *, zone: bool) -> str:
    text = unicodedata.normalize("NFKC", name).upper()
    if zone:
        text = unicodedata.normalize("NFC", text).translate(_ZONE)
    text = text.translate(_LETTERS)
    text = "".join(_base(sign) for sign in unicodedata.normalize("NFC", text))
    text = "".join(_same(sign) for sign in text if unicodedata.category(sign) != "Mn")
    return " ".join(word for word in map(_fold_kana, re.split(r"[\W_]+", text)) if word)


def _base(sign: str) -> str:
    """The letter under its marks; kana keep theirs, which make another sound."""
    apart = unicodedata.normalize("NFD", sign)
    return apart[0] if apart[0].isascii() and len(apart) > 1 else sign


def _same(sign: str) -> str:
    while (other := _SAME.get(sign)) is not None:
        sign = other
    return sign


def _fold_kana(word: str) -> str:
    if not any(_is_kana(sign) for sign in word):
        return word
    text = "".join(chr(ord(s) + 0x60) if "\u3041" <= s <= "\u3096" else s for s in word)
    for written, folded in _V_SOUNDS:
        text = text.replace(written, folded)
    found: list[str] = []
    for sign in text.translate(_SMALL):
        if sign in "ーッ":
            continue
        if found and sign in _LENGTHENS.get(_SOUND.get(found[-1], ""), ""):
            continue
        found.append(sign)
    return "".join(found)


# Some signs unfold into many; an index takes no key of any length.
LONGEST_KEY = 300


def clip(key: str) -> str:
    """A key cut to the length in which keys are stored."""
    return key[:LONGEST_KEY]


def keys(*names: str) -> tuple[str, ...]:
    """The keys under which names are found again: for each name its folded words in alphabetical order,
    and once more as a machine-readable zone would spell it where that differs."""
    found: dict[str, None] = {}
    for name in names:
        for zone in (False, True):
            key = " ".join(sorted(_folded(name, zone=zone).split()))[:LONGEST_KEY].rstrip()
            if key:
                found[key] = None
    return tuple(found)


def words(*names: str) -> tuple[str, ...]:
    """Every folded word of the names once, sorted: what a search by a part of a name looks at."""
    return tuple(sorted({word for key in keys(*names) for word in key.split()}))


def spellings(name: str) -> tuple[str, ...]:
    """A name folded, its words in the order written, and once more as a machine-readable zone would spell it
    where that differs. Nothing for a name without a letter."""
    found = dict.fromkeys(_folded(name, zone=zone) for zone in (False, True))
    return tuple(spelt for spelt in found if spelt)


def parts(*names: str, inside_kana: bool = False) -> tuple[str, ...]:
    """What a search by a part of a name looks at, sorted: every folded word; the words of each name written
    as one, for whoever leaves out the spaces or middle dots; and of a word in Chinese characters, which has
    no spaces, what begins at each later character. `inside_kana`: the same of words in kana."""
    found = set(words(*names))
    for name in names:
        found.update("".join(spelt.split())[:LONGEST_KEY] for spelt in spellings(name))
    signs = (lambda s: _is_kanji(s) or _is_kana(s)) if inside_kana else _is_kanji
    for word in [word for word in found if any(map(signs, word))]:
        found.update(word[place:] for place in range(1, min(len(word), MOST_LATER)))
    return tuple(sorted(found - {""}))


# An organisation's name may be one long word; what begins later than this is not asked for.
MOST_LATER = 40


def number_key(number: str) -> str:
    """A document's number for comparing: capitals and figures alone."""
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", number).upper())


# --- numbers --------------------------------------------------------------------------------------

_MIXED_UP = Text(
    "英字の「O」「I」と数字の「0」「1」の取り違えがないか確かめてください。",
    "Check for the letters O and I in place of the figures 0 and 1.",
)


def passport_number(raw: str) -> str:
    """The number of a passport in its plain form: capitals and figures, without spaces.

    Raises `Problem`. Every State has a form of its own; the zone that machines read has room for nine
    signs, some older booklets print more.
    """
    number = _plain_number(raw)
    if not re.fullmatch(r"[A-Z0-9]{4,20}", number) or not re.search(r"[0-9]", number):
        raise Problem(
            Text(
                "旅券番号は英大文字と数字です(例 C1234567)。旅券のとおり入力してください。",
                "A passport number is made of capitals and figures (C1234567): write it as in the passport.",
            )
        )
    return number


def card_number(raw: str) -> str:
    """The number of a residence card in its plain form.

    Four letters and eight figures (Regulation 19-6(6)); the Regulation leaves their order open, the cards
    print two letters, the figures, two letters. Raises `Problem` saying what is wrong.
    """
    number = _plain_number(raw)
    if re.fullmatch(r"[A-Z]{2}[0-9]{8}[A-Z]{2}", number):
        return number
    if len(number) != 12:
        shown = number[:20]
        raise Problem(
            Text(
                f"在留カード番号は12桁です(英字2・数字8・英字2、例 AB12345678CD)。「{shown}」は{len(number)}桁です。",
                f"A card number has 12 signs (two letters, eight figures, two letters: AB12345678CD); “{shown}” "
                f"has {len(number)}.",
            )
        )
    raise Problem(
        Text(
            f"在留カード番号は英字2・数字8・英字2の順です(例 AB12345678CD)。{_MIXED_UP.ja}",
            f"A card number is two letters, eight figures, two letters (AB12345678CD). {_MIXED_UP.en}",
        )
    )


def corporate_number(raw: str) -> str:
    """The thirteen figures of a corporation (法人番号), the first of which checks the others.

    Raises `Problem`.
    """
    number = _plain_number(raw)
    if not re.fullmatch(r"[0-9]{13}", number):
        raise Problem(
            Text(
                "法人番号は13桁の数字です。国税庁の法人番号公表サイトで確かめてください。",
                "A corporate number has 13 figures; look it up on the National Tax Agency's site.",
            )
        )
    total = sum(int(n) * (1 if place % 2 else 2) for place, n in enumerate(reversed(number[1:]), start=1))
    if int(number[0]) != 9 - total % 9:
        raise Problem(
            Text(
                "法人番号の検査数字が合いません。どこかの桁が違っています。",
                "The check figure of the corporate number does not fit: one of the figures is wrong.",
            )
        )
    return number


def _plain_number(raw: str) -> str:
    return re.sub(r"[\s\-‐‑−]", "", unicodedata.normalize("NFKC", raw)).upper()


# --- telephones ---------------------------------------------------------------------------------

_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―−ー－()（）.・/]+")
# The longest number there is, without the sign before it (ITU-T E.164, section 6).
_LONGEST_PHONE = 15
_SHORTEST_PHONE = 6


def phone_key(raw: str) -> str:
    """A telephone number, or the beginning of one, for comparing: the figures of its international form
    (090-1234-5678 and +81 90 1234 5678 are 819012345678). Empty where it is no telephone number.

    A number that begins with neither + nor an international prefix nor 0 is taken as it is.
    """
    text = unicodedata.normalize("NFKC", raw).strip()
    # +81 (0)90: the zero of calls within the country, printed for both kinds of reader.
    text = re.sub(r"^(\+\s*[0-9]{1,3})\s*\(0\)", r"\1", text)
    text = _SEPARATORS.sub("", text)
    international = text.startswith("+")
    digits = text.removeprefix("+")
    if not re.fullmatch(r"[0-9]+", digits):
        return ""
    if international:
        return digits
    for prefix in ("010", "00"):
        if digits.startswith(prefix) and len(digits) > len(prefix) + _SHORTEST_PHONE:
            return digits.removeprefix(prefix)
    return "81" + digits[1:] if digits.startswith("0") else digits


def phone_number(raw: str) -> str:
    """The key of a whole telephone number. Raises `Problem` for what cannot be dialled."""
    key = phone_key(raw)
    if not _SHORTEST_PHONE <= len(key) <= _LONGEST_PHONE:
        raise Problem(
            Text(
                "電話番号は市外局番から、または「+」と国番号から入力してください(例 090-1234-5678、+84 90 123 4567)。",
                "Write the number with its area code, or with + and the code of the country (090-1234-5678, "
                "+84 90 123 4567).",
            )
        )
    return key


# --- the machine-readable zone --------------------------------------------------------------------

_LINE = 44
_WEIGHTS = (7, 3, 1)
_ZONE_VALUES = {sign: value for value, sign in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}
# Germany writes one letter and two fillers (Doc 9303, part 3, section 5).
_ZONE_COUNTRIES = {"D": "DEU"}

ZONE_FIELDS: dict[str, Text] = {
    "zone": Text("機械読取部分", "machine-readable zone"),
    "type": Text("種別", "type"),
    "issuer": Text("発行国", "issuing State"),
    "name": Text("氏名", "name"),
    "number": Text("旅券番号", "passport number"),
    "nationality": Text("国籍", "nationality"),
    "birth_date": Text("生年月日", "date of birth"),
    "sex": Text("性別", "sex"),
    "expires_on": Text("有効期間満了日", "date of expiry"),
    "personal": Text("個人番号欄", "personal number"),
    "all": Text("全体の検査数字", "composite check figure"),
}


@dataclass(frozen=True, slots=True)
class Zone:
    """What the machine-readable zone of a passport says. `birth_date` is None where the State itself does
    not know it whole; `truncated`: the name goes on beyond the line."""

    issuer: str
    surname: str
    given: str
    number: str
    nationality: str
    birth_date: date | None
    sex: str
    expires_on: date
    personal: str
    truncated: bool
    lines: tuple[str, str]

    @property
    def name(self) -> str:
        """Surname and given names, as the zone spells them."""
        return f"{self.surname} {self.given}".strip()


class BadZone(ValueError):
    """A machine-readable zone that does not read; one sentence for each field at fault."""

    def __init__(self, fields: Mapping[str, Text]) -> None:
        super().__init__("; ".join(text.en for text in fields.values()))
        self.fields = dict(fields)


def check_digit(text: str) -> str:
    """The check figure of a field: weights 7, 3, 1; letters count from 10, a filler nothing."""
    total = sum(_ZONE_VALUES[sign] * _WEIGHTS[place % 3] for place, sign in enumerate(text))
    return str(total % 10)


def read_zone(text: str, on: date) -> Zone:
    """Read the two lines of a passport's zone. `on` tells the century of two-figure years.

    Raises `BadZone` naming every field that does not read or whose check figure does not fit.
    """
    upper, lower = _zone_lines(text)
    faults: dict[str, Text] = {}
    if upper[0] != "P":
        faults["type"] = Text(
            "旅券の機械読取部分は「P」で始まります。", "The zone of a passport begins with P."
        )
    issuer = _zone_country("issuer", upper[2:5], faults)
    surname, given, truncated = _zone_name(upper[5:], faults)
    number = _checked("number", lower[:9], lower[9], faults)
    nationality = _zone_country("nationality", lower[10:13], faults)
    birth = _zone_birth(_checked("birth_date", lower[13:19], lower[19], faults), on, faults)
    sex = {"M": "M", "F": "F", "X": "X", "<": "X"}.get(lower[20])
    if sex is None:
        faults["sex"] = Text(
            f"性別の欄が「{lower[20]}」です。M・F・<のいずれかです。", f"Sex reads “{lower[20]}”: M, F or <."
        )
    expires = _zone_expiry(_checked("expires_on", lower[21:27], lower[27], faults), on, faults)
    # The check figure of an empty field may be a filler.
    personal_check = "0" if lower[42] == "<" and not lower[28:42].strip("<") else lower[42]
    personal = _checked("personal", lower[28:42], personal_check, faults)
    if not faults:
        _checked("all", lower[:10] + lower[13:20] + lower[21:43], lower[43], faults)
    if faults:
        raise BadZone(faults)
    assert sex is not None and expires is not None
    return Zone(
        issuer,
        surname,
        given,
        number.strip("<"),
        nationality,
        birth,
        sex,
        expires,
        personal.strip("<"),
        truncated,
        (upper, lower),
    )


def _zone_lines(text: str) -> tuple[str, str]:
    lines = [re.sub(r"\s", "", unicodedata.normalize("NFKC", line)).upper() for line in text.splitlines()]
    lines = [line for line in lines if line]
    if len(lines) == 1 and len(lines[0]) == 2 * _LINE:
        lines = [lines[0][:_LINE], lines[0][_LINE:]]
    if len(lines) != 2:
        raise BadZone(
            {
                "zone": Text(
                    f"機械読取部分は44字の2行です({len(lines)}行あります)。",
                    f"The zone has two lines of 44 signs; there are {len(lines)}.",
                )
            }
        )
    for place, line in enumerate(lines, start=1):
        if len(line) != _LINE:
            raise BadZone(
                {
                    "zone": Text(
                        f"{place}行目は44字のはずですが{len(line)}字です。「<」の数を確かめてください。",
                        f"Line {place} should have 44 signs and has {len(line)}: count the fillers (<).",
                    )
                }
            )
        strange = next((sign for sign in line if sign not in _ZONE_VALUES), None)
        if strange is not None:
            shown = _shown(strange)
            raise BadZone(
                {
                    "zone": Text(
                        f"{place}行目の{shown.ja}は使えません。英大文字・数字・「<」だけです。",
                        f"Line {place}: {shown.en} cannot stand there; capitals, figures and < alone.",
                    )
                }
            )
    return lines[0], lines[1]


def _checked(field: str, text: str, check: str, faults: dict[str, Text]) -> str:
    if check_digit(text) != check:
        label = ZONE_FIELDS[field]
        faults[field] = Text(
            f"「{label.ja}」の検査数字が合いません(「{check}」ですが計算では{check_digit(text)})。{_MIXED_UP.ja}",
            f"The check figure of “{label.en}” does not fit (it is {check}, counted {check_digit(text)}). "
            f"{_MIXED_UP.en}",
        )
    return text


def _zone_country(field: str, text: str, faults: dict[str, Text]) -> str:
    code = text.rstrip("<")
    code = _ZONE_COUNTRIES.get(code, code)
    if not is_country(code):
        label = ZONE_FIELDS[field]
        faults[field] = Text(
            f"「{label.ja}」のコード「{text}」は見当たりません。",
            f"“{label.en}”: there is no code “{text}”.",
        )
    return code


def _zone_name(text: str, faults: dict[str, Text]) -> tuple[str, str, bool]:
    surname, _, given = text.rstrip("<").partition("<<")
    if not surname or re.search(r"[0-9]", text):
        faults["name"] = Text(
            "氏名の欄が読み取れません。姓、「<<」、名の順で、数字は入りません。",
            "The name does not read: surname, <<, given names, and no figures.",
        )
    return " ".join(surname.split("<")), " ".join(given.split("<")).strip(), not text.endswith("<")


def _zone_birth(text: str, on: date, faults: dict[str, Text]) -> date | None:
    if "<" in text or "birth_date" in faults:
        return None
    found = _zone_date("birth_date", text, 2000, faults)
    if found is not None and found > on:
        return _zone_date("birth_date", text, 1900, faults)
    return found


def _zone_expiry(text: str, on: date, faults: dict[str, Text]) -> date | None:
    if "expires_on" in faults:
        return None
    found = _zone_date("expires_on", text, 2000, faults)
    # No passport is valid for fifty years: such a year is one of the last century.
    return found if found is None or found.year < on.year + 50 else found.replace(year=found.year - 100)


def _zone_date(field: str, text: str, century: int, faults: dict[str, Text]) -> date | None:
    try:
        return date(century + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        label = ZONE_FIELDS[field]
        faults[field] = Text(
            f"「{label.ja}」の「{text}」は年月日になりません(YYMMDD)。",
            f"“{label.en}”: “{text}” is no date (YYMMDD).",
        )
        return None


def differences(
    zone: Zone, *, name: str, number: str, nationality: str, birth_date: date | None, sex: str
) -> dict[str, Text]:
    """Where what was typed says something else than the zone of the same passport; blanks say nothing."""
    found: dict[str, Text] = {}

    def differ(field: str, typed: str, read: str) -> None:
        label = ZONE_FIELDS[field]
        found[field] = Text(
            f"「{label.ja}」は「{typed}」ですが、機械読取部分では「{read}」です。旅券を確かめてください。",
            f"“{label.en}” is “{typed}”, the zone says “{read}”: look at the passport.",
        )

    if name and not _same_name(zone, name):
        differ("name", name, zone.name)
    if number and number_key(number) != zone.number:
        differ("number", number, zone.number)
    if nationality and nationality != zone.nationality:
        differ("nationality", nationality, zone.nationality)
    if birth_date is not None and zone.birth_date is not None and birth_date != zone.birth_date:
        differ("birth_date", birth_date.isoformat(), zone.birth_date.isoformat())
    if sex and sex != zone.sex:
        differ("sex", sex, zone.sex)
    return found


def _same_name(zone: Zone, name: str) -> bool:
    ours, theirs = set(keys(name)), set(keys(zone.name))
    if ours & theirs:
        return True
    # The line ended before the name did: what it shows must be there, the last word in part.
    if not zone.truncated:
        return False
    written = [word for key in ours for word in key.split()]
    return all(_begins_one(word, written) for word in zone.name.split())


def _begins_one(word: str, written: Iterable[str]) -> bool:
    return any(other.startswith(word) for other in written)
