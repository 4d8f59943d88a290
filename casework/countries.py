"""The names of countries and regions, for the three letters that a passport writes.

Names come from CLDR (by way of Babel); where the agency's statistics have a shorter one it stands here, beside
the codes of travel documents that are of no country (ICAO 9303 part 3, section 5).
"""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from babel.core import get_global

from workflows.countries import CODES
from workflows.texts import Text

_OWN = {
    "COD": Text("コンゴ民主共和国", "Congo (Kinshasa)"),
    "COG": Text("コンゴ共和国", "Congo (Brazzaville)"),
    "EUE": Text("欧州連合", "European Union"),
    "GBD": Text("英国(海外領土市民)", "British Overseas Territories Citizen"),
    "GBN": Text("英国(海外国民)", "British National (Overseas)"),
    "GBO": Text("英国(海外市民)", "British Overseas Citizen"),
    "GBP": Text("英国(保護民)", "British Protected Person"),
    "GBR": Text("英国", "United Kingdom"),
    "GBS": Text("英国(臣民)", "British Subject"),
    "HKG": Text("香港", "Hong Kong"),
    "MAC": Text("マカオ", "Macao"),
    "MMR": Text("ミャンマー", "Myanmar"),
    "PSE": Text("パレスチナ", "Palestine"),
    "RKS": Text("コソボ", "Kosovo"),
    "UNA": Text("国際連合の専門機関", "United Nations specialised agency"),
    "UNK": Text("国際連合暫定行政(コソボ)", "United Nations Interim Administration (Kosovo)"),
    "UNO": Text("国際連合", "United Nations"),
    "USA": Text("米国", "United States"),
    "XOM": Text("マルタ騎士団", "Sovereign Military Order of Malta"),
    "XXA": Text("無国籍", "stateless"),
    "XXB": Text("難民(難民条約)", "refugee (1951 Convention)"),
    "XXC": Text("難民(その他)", "refugee (other)"),
    "XXX": Text("国籍不明", "unspecified nationality"),
}


def name(code: str, lang: str) -> str:
    """What a country, or the lack of one, is called in "ja" or "en"; an unknown code as it is."""
    return names(lang).get(code, code)


@lru_cache(maxsize=2)
def names(lang: str) -> dict[str, str]:
    """Every code with its name, in the order of the codes."""
    territories = Locale.parse(lang).territories
    two_letters = get_global("territory_aliases")
    return {
        code: _OWN[code].get(lang) if code in _OWN else str(territories[two_letters[code][0]])
        for code in sorted(CODES)
    }
