"""Words that stand in names and are not the name: titles, particles, the halves of compounds."""

from __future__ import annotations

_TITLES = (
    "mr mrs ms miss mister dr doctor prof professor eng engr hajji haji hajj hadj alhaji "
    "hajja mme mlle monsieur madame mullah mulla maulana mawlana ustad ustadh khanum agha "
    "begum sahib ato weyzero woizero weizero weyzerit woizerit kes abba aba qes pan pani "
    "gospodin sig sr sra السيد السيده السيدة الشيخ الحاج الحاجه الحاجة دكتور الدكتور د م "
    "الاستاذ استاذ خانم اقا بيگم አቶ ወይዘሮ ወሮ ወይዘሪት ዶክተር ቄስ пан пані господин госпожа"
)
TITLES = frozenset(_TITLES.split())

_PARTICLES = (
    "al el ul il as es us ar er ur an en un at et ut ad ed ud az ez uz ash esh ach ech bin "
    "ibn ben bint bent binti binte abu abou abi umm oum um ould oulad awlad ait ou wald walad "
    "van von der den de da di do dos das du del della des la le los las ter ten zu zum zur af "
    "av y e i ال بن ابن بنت ابو ابي ام ولد اولاد ايت عبد"
)
PARTICLES = frozenset(_PARTICLES.split())
"""Left out wherever a name has another part; ``abd`` is joined to the next one before."""

_SERVANT = (
    "abd abdu abdul abdel abdal abdol abdoul abdil abdur abder abdar abdous abdus abdes عبد "
    "عبدال абд абдул абдель"
)
SERVANT = frozenset(_SERVANT.split())
"""The first half of names such as Abd al-Rahman: written as one word with the second."""

_SECOND_HALVES = (
    "din dine deen eddin eddine uddin uddine aldin addin oddin ullah ollah allah ulla ella "
    "olla الدين دين الله اله"
)
SECOND_HALVES = frozenset(_SECOND_HALVES.split())
"""Halves that belong to the word before: Nur al-Din, Obaid Ullah."""

_SLAVIC_ENDS = (
    "ov ova off ow owa ev eva ew ewa eff ski sky skij skyi skiy skyy skii ska skaya skaia "
    "skaja zki ckij ckyi ckiy cki enko ienko yenko jenko chuk czuk tschuk tchuk iuk yuk juk "
    "ich icz itsch itch ych yk ik ak ko shyn shin kin lin nin nina kina vich vych vna wna "
    "wicz witsch iy yy yi yj ij oy oj"
)
SLAVIC_ENDS = tuple(_SLAVIC_ENDS.split())
"""What Slavic names end in, in several romanisations."""

PERHAPS_SLAVIC = (
    "sla[vw]", "[iy][ijy]a$", "[bcfghklmnprstvwz]j[aeiou]", "shch|szcz|tsch|tchouk", "^v|^wl",
    "yna?$", "ouk$", "ii$", "e[jy]$", "iv$", "^i[aeou]", "[jy]ev", "kh?ry", "t[iy]an",
)  # fmt: skip
"""What many Slavic names have in one romanisation or another, and some Arabic and Persian ones."""
