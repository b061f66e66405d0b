"""What each finding of a signal counts, in bits: the one table to change.

A bit doubles the odds that the two are one person. The weights were set by judgement (they stand
in ``BY_JUDGEMENT``), then adjusted on invented registers of ``benchmarks.synthetic`` drawn with
other seeds than those that the benchmarks score, and rounded; the benchmarks report both. How
common a name is adds to them, see ``frequencies``.
"""

from __future__ import annotations

from dataclasses import dataclass

from openhbm.core.values import Phrase, Reason, reason_of, said

SOURCE = "openhbm.core.identity.weights"


@dataclass(frozen=True, slots=True)
class Level:
    """One finding of a signal: its code, what it counts, and the sentence that says it."""

    code: str
    weight: float
    phrase: Phrase

    def reason(self, weight: float | None = None) -> Reason:
        """The reason to show; ``weight`` when it counts more or less than usual."""
        return reason_of(self.code, self.phrase, SOURCE, self.weight if weight is None else weight)


NAMES = (
    Level("names_unknown", 0.0, said("One of the two has no name.")),
    Level("names_differ", -5.0, said("No part of the names agrees.")),
    Level("one_name_agrees", -4.0, said("One part of the name agrees, others do not.")),
    Level("most_names_agree", -4.0, said("Several parts of the name agree, one does not.")),
    Level("names_agree_as_far_as_known", 0.5, said("Every part of the shorter name agrees.")),
    Level("all_names_agree", 2.0, said("All parts of the name agree.")),
)
OWN_NAME = (
    Level("own_name_unknown", 0.0, said("It is not known which part is the person's own name.")),
    Level("own_name_same", 1.0, said("The person's own name agrees.")),
    Level("own_name_elsewhere", -2.0, said("The own name agrees, in another place of the name.")),
    Level("own_name_missing", -3.0, said("The own name of one of them is not found in the other.")),
    Level("own_name_differs", -4.5, said("The own names differ: perhaps another member.")),
)
BIRTH = (
    Level("birth_unknown", 0.0, said("The birth date of one of the two is not known.")),
    Level("birth_same", 13.0, said("The birth dates are the same.")),
    Level("birth_day_month_exchanged", 10.0, said("Day and month are exchanged.")),
    Level("birth_same_month", 6.0, said("Year and month of birth agree.")),
    Level("birth_year_agrees", 4.0, said("The year agrees; one of them knows no more.")),
    Level("birth_day_same_year_near", 6.0, said("Day and month agree, the years are near.")),
    Level("birth_day_same", 5.0, said("Day and month agree, the years do not.")),
    Level("birth_digit_wrong", 0.5, said("The dates differ in the month or the day alone.")),
    Level("birth_year_near", 2.0, said("The years of birth are one or two apart.")),
    Level("birth_year_not_far", -2.0, said("The years of birth are three to five apart.")),
    Level("birth_same_year_other_day", -5.0, said("The year agrees, the day does not.")),
    Level("birth_near_other_day", -6.0, said("The dates are near but not the same.")),
    Level("birth_differs", -7.0, said("The birth dates differ.")),
)
SEX = (
    Level("sex_unknown", 0.0, said("The sex of one of the two is not known.")),
    Level("sex_same", 1.5, said("The sex is the same.")),
    Level("sex_differs", -5.0, said("The sex differs.")),
)
PLACE = (
    Level("place_unknown", 0.0, said("The place of one of the two is not known.")),
    Level("place_same", 4.5, said("The place is the same.")),
    Level("place_alike", 4.0, said("The places sound alike.")),
    Level("place_differs", -4.5, said("The places differ.")),
)
DOCUMENT = (
    Level("document_unknown", 0.0, said("One of the two shows no document.")),
    Level("document_same", 18.0, said("The document number is the same.")),
    Level("document_differs", -1.3, said("The document numbers differ.")),
)
PHONE = (
    Level("phone_unknown", 0.0, said("One of the two gives no phone number.")),
    Level("phone_same", 3.0, said("The phone number is the same; families share phones.")),
    Level("phone_differs", -0.6, said("The phone numbers differ.")),
)
FATHER = (
    Level("father_unknown", 0.0, said("The father's name of one of the two is not known.")),
    Level("father_same", 3.0, said("The father's name agrees.")),
    Level("father_differs", -3.0, said("The fathers' names differ.")),
)
MOTHER = (
    Level("mother_unknown", 0.0, said("The mother's name of one of the two is not known.")),
    Level("mother_same", 5.0, said("The mother's name agrees.")),
    Level("mother_differs", -3.0, said("The mothers' names differ.")),
)
HOUSEHOLD = (
    Level("household_unknown", 0.0, said("The household of one of the two is not known.")),
    Level("household_same", -10.0, said("Both were registered as members of one household.")),
    Level("household_other", 0.0, said("They were registered in different households.")),
)

TOGETHER = Level(
    "household_together",
    4.0,
    said("Others of this household are like others registered with that person."),
)

NAMES_TELL = 0.6
"""What a part of a name tells counts by so much: parts are not independent, and families share
them."""

BY_JUDGEMENT = {
    "names_differ": -9.0,
    "one_name_agrees": -3.5,
    "most_names_agree": -1.5,
    "names_agree_as_far_as_known": 0.0,
    "all_names_agree": 1.0,
    "own_name_same": 1.0,
    "own_name_elsewhere": 0.0,
    "own_name_missing": -4.0,
    "own_name_differs": -9.0,
    "birth_same": 9.0,
    "birth_day_month_exchanged": 6.0,
    "birth_same_month": 4.5,
    "birth_year_agrees": 3.5,
    "birth_day_same_year_near": 5.0,
    "birth_day_same": 3.0,
    "birth_digit_wrong": 3.0,
    "birth_year_near": 1.5,
    "birth_year_not_far": -2.0,
    "birth_same_year_other_day": -1.5,
    "birth_near_other_day": -4.0,
    "birth_differs": -7.0,
    "sex_same": 1.0,
    "sex_differs": -5.5,
    "place_same": 5.0,
    "place_alike": 3.5,
    "place_differs": -2.5,
    "document_same": 16.0,
    "document_differs": -1.5,
    "phone_same": 8.0,
    "phone_differs": -0.7,
}
"""The weights before any register was seen, where they were others; names told their whole."""

MATCH_AT, UNSURE_AT = 22.0, 9.0
"""From so many bits on two records are likely one person, and from so many it is unsure. A person
decides in either case."""
EVIDENCE_BEYOND_NAMES = 5.0
"""Names alone, however rare, and a year never make a likely match: so much must come besides."""
