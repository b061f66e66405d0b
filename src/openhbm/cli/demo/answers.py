"""What an invented person answers to the border screening script."""

from __future__ import annotations

from openhbm.cli.demo.population import InventedHousehold, InventedPerson

OLDER_FROM = 60
SPEAKS_FROM = 12
"""Younger children are not asked; whoever looks after them answers for them."""

_DIFFICULTIES = ("seeing", "hearing", "walking", "remembering", "self_care", "communicating")
_AIDED = frozenset({"seeing", "hearing", "walking"})
_PARENTS_OF = {
    "NIE": ("SIS", "BRO"),
    "NEP": ("SIS", "BRO"),
    "GCF": ("SON", "DAU"),
    "GCM": ("SON", "DAU"),
}
"""Relationship of a child to the focal person → that of the child's parents."""
_NO_DIFFICULTY, _A_LOT = "1", "3"
_MEDICINE_ENDS, _MEDICINE_LASTS = 2, 21

Answers = dict[str, object]


def answers_of(person: InventedPerson, household: InventedHousehold) -> Answers:
    """Answers by question of the ``border_screening`` form; only what would be asked of them."""
    if is_unable(person):
        return observations_of(person, household)
    answers = observations_of(person, household) | _answers_about_everybody(person, household)
    if person.age >= SPEAKS_FROM:
        answers |= _answers_in_own_words(person)
    return answers


def is_unable(person: InventedPerson) -> bool:
    """Whether the script cannot be held with the person."""
    return "unable_to_screen" in person.needs


def reason_unable(person: InventedPerson, shared: frozenset[str]) -> str:
    """Why the script could not be held: no language in ``shared``, or the person said no."""
    return "refused" if person.language in shared else "language"


def observations_of(person: InventedPerson, household: InventedHousehold) -> Answers:
    """What an officer sees without asking."""
    is_alone = household.size == 1
    seen = {
        "alone_child": person.is_child and is_alone,
        "injured_seen": "injured_or_sick" in person.needs,
        "pregnant_seen": _is_expecting(person),
        "mobility_aid_seen": not _AIDED.isdisjoint(person.needs),
        "older_alone": person.age >= OLDER_FROM and is_alone,
        "someone_answers": False,
        "fear_signs": "unsafe_now" in person.needs,
        "papers_held_by_other": False,
    }
    return {question: _word(answer) for question, answer in seen.items()}


def is_separated_child(person: InventedPerson, household: InventedHousehold) -> bool:
    """A child whose carer here is a relative and not a parent."""
    parents = _PARENTS_OF.get(person.relationship)
    if parents is None or not person.is_child:
        return False
    return not any(each.relationship in parents for each in household.persons)


def _answers_about_everybody(person: InventedPerson, household: InventedHousehold) -> Answers:
    alone = person.is_child and household.size == 1
    apart = alone or is_separated_child(person, household)
    answers: Answers = {
        "sick_or_injured": _has(person, "injured_or_sick", "about_to_give_birth"),
        "child_without_carer": _word(apart),
        "family_separated": _has(person, "family_separated"),
        "only_carer": _word(_is_only_carer(person, household)),
        "has_papers": _word(bool(person.documents)),
        "has_nationality": "yes",
        "daily_medicine": _has(person, "daily_medicine", "medicine_ends_in_three_days"),
    }
    if apart:
        answers["child_looked_after_by"] = "nobody" if alone else "relative"
    if answers["daily_medicine"] == "yes":
        ends = "medicine_ends_in_three_days" in person.needs
        answers["medicine_days_left"] = _MEDICINE_ENDS if ends else _MEDICINE_LASTS
    if _is_expecting(person):
        due = "about_to_give_birth" in person.needs
        answers["pregnancy"] = "last_three_months" if due else "early"
    for domain in _DIFFICULTIES:
        answers[f"wg_{domain}"] = _A_LOT if domain in person.needs else _NO_DIFFICULTY
    return answers


def _answers_in_own_words(person: InventedPerson) -> Answers:
    return {
        "feels_safe": _word("unsafe_now" not in person.needs),
        "afraid_to_return": _has(person, "fears_return"),
        "papers_or_debt": _has(person, "papers_taken"),
        "promised_work": "arranged_by_self" if "promised_work" in person.needs else "no",
        "hurt_on_journey": _has(person, "hurt_on_way"),
    }


def _is_only_carer(person: InventedPerson, household: InventedHousehold) -> bool:
    others = [each for each in household.persons if each is not person]
    return not person.is_child and bool(others) and all(each.is_child for each in others)


def _is_expecting(person: InventedPerson) -> bool:
    return not person.needs.isdisjoint({"pregnant", "about_to_give_birth"})


def _has(person: InventedPerson, *needs: str) -> str:
    return _word(not person.needs.isdisjoint(needs))


def _word(answer: bool) -> str:
    return "yes" if answer else "no"
