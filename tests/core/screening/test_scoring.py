from openhbm.content.loader import SHIPPED, load_pack
from openhbm.content.schemas.forms import Form
from openhbm.core.screening import Facts, household_score, values_with_scores

FORM = load_pack(SHIPPED).get(Form, "border_screening")


def _score(*members: tuple[dict[str, object], Facts]) -> float:
    ordering = FORM.core_ordering
    assert ordering is not None
    return household_score(
        ordering,
        [values_with_scores(answers, facts, FORM.core_scores) for answers, facts in members],
    )


def test_household_score_mother_with_infant_and_three_children_without_papers() -> None:
    mother = (
        {"only_carer": "yes", "has_papers": "no", "pregnancy": "last_three_months"},
        Facts(age_low=30, age_high=30, sex="F", dependants=3),
    )
    infant: tuple[dict[str, object], Facts] = ({}, Facts(age_low=0, age_high=0, child_care="carer"))

    assert _score(mother, infant) == 4 + 3 + 3 + 1


def test_household_score_line_counts_once_for_two_children_alone() -> None:
    child = Facts(age_low=12, age_high=12, child_care="none")

    assert _score(({}, child), ({}, child)) == 10


def test_household_score_possible_trafficking_counts_by_the_other_score() -> None:
    woman = Facts(age_low=22, age_high=22, sex="F")

    assert _score(({"papers_or_debt": "yes"}, woman)) == 8
