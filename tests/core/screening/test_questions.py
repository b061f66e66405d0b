from openhbm.content.loader import SHIPPED, load_pack
from openhbm.content.schemas.forms import Form
from openhbm.core.screening import check_answers, questions_for

FORM = load_pack(SHIPPED).get(Form, "border_screening")
OBSERVED = [question.id for question in FORM.core_questions if question.observed]


def test_questions_for_tier_one_asks_three_questions_after_looking() -> None:
    asked = [question.id for question in questions_for(FORM.core_questions, 1, {})]

    assert asked == [*OBSERVED, "sick_or_injured", "child_without_carer", "afraid_to_return"]


def test_questions_for_tier_two_has_the_twelve_numbers() -> None:
    numbers = {question.number.rstrip("abcdef") for question in FORM.questions if question.number}

    assert numbers == {str(number) for number in range(1, 13)}


def test_questions_for_follow_up_comes_only_after_its_answer() -> None:
    without = {question.id for question in questions_for(FORM.core_questions, 2, {})}
    answers = {"daily_medicine": "yes", "child_without_carer": True}

    with_answers = {question.id for question in questions_for(FORM.core_questions, 2, answers)}

    assert with_answers - without == {"medicine_days_left", "child_looked_after_by"}


def test_check_answers_wrong_word_lists_what_is_accepted() -> None:
    errors = check_answers(FORM.core_questions, {"afraid_to_return": "maybe"})

    assert [error.question_id for error in errors] == ["afraid_to_return"]
    assert errors[0].remedy == "use yes, no, unknown, declined"


def test_check_answers_unknown_question_suggests_the_nearest() -> None:
    errors = check_answers(FORM.core_questions, {"afraid_to_retrun": "yes"})

    assert "afraid_to_return" in errors[0].remedy


def test_check_answers_number_out_of_range_names_the_range() -> None:
    errors = check_answers(FORM.core_questions, {"medicine_days_left": 400})

    assert "from 0 to 365" in errors[0].remedy
