"""Invented names in four scripts, with their spelling in Latin letters; some are frequent."""

from __future__ import annotations

from random import Random

# (language, given names, family names), each as written and in Latin letters.
_PARTS = (
    (
        "uk",
        "Марічка/Marichka Остап/Ostap Зоряна/Zoriana Ярема/Yarema Леся/Lesia Тарас/Taras",
        "Вигадко Нибитько Казковий Мрійник Небувалий Хмаринка",
        "Vyhadko Nybytko Kazkovyi Mriinyk Nebuvalyi Khmarynka",
    ),
    (
        "ar",
        "ليلى/Layla سمير/Samir نور/Nour كريم/Karim هناء/Hanaa ياسر/Yasser",
        "المتخيل الخيالي الموهوم الحكائي السرابي الأسطوري",
        "Almutakhayyal Alkhayali Almawhum Alhikai Alsarabi Alusturi",
    ),
    (
        "am",
        "ሰላም/Selam አበበ/Abebe ሄለን/Helen ዳዊት/Dawit ማርታ/Marta ዮናስ/Yonas",
        "ህልሙ ተረቱ ምናቡ ጥላሁን ደመና ቀስተ",
        "Hilmu Teretu Minabu Tilahun Demena Keste",
    ),
    (
        "fr",
        "Amélie/Amelie Désiré/Desire Chantal/Chantal Kofi/Kofi Zoé/Zoe Élan/Elan",
        "Inventé Lachimère Durêve Nullepart Songecreux Duconte",
        "Invente Lachimere Dureve Nullepart Songecreux Duconte",
    ),
)
_SYLLABLES = ["ba", "ko", "mi", "ra", "tu", "ne", "so", "li", "da", "ve", "zu", "pa"]
_COMMON = 0.35
"""The share of family names out of the few of the table; the others are drawn together."""


def invented_name(rng: Random) -> tuple[str, str, str]:
    """(as written, in Latin letters, language)."""
    language, given, families, latin_families = rng.choice(_PARTS)
    written, latin = rng.choice(given.split()).split("/")
    if rng.random() < _COMMON:
        number = int(rng.random() ** 2 * 6)
        family, latin_family = families.split()[number], latin_families.split()[number]
    else:
        family = latin_family = "".join(rng.choices(_SYLLABLES, k=4)).capitalize()
    return f"{written} {family}", f"{latin} {latin_family}", language
