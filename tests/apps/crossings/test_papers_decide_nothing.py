"""What is wrong with a paper is noted. No decision on entry asks for it, none gets worse by it."""

from __future__ import annotations

import pytest
from tests.apps.crossings.invented import MORNING, somebody
from tests.apps.crossings.refusing import DAY

from openhbm.apps.crossings.actions import decide_entry, register_arrival
from openhbm.apps.crossings.queries import entry_options_for
from openhbm.apps.people.codes import DocumentKind, DocumentProblem
from openhbm.apps.people.details import DocumentDetails
from openhbm.core.law import EntryFacts

ASKS = EntryFacts(on=DAY, own_national=False, asks_protection=True, lacks_document=True)
PAPERS = {
    "every problem there is": DocumentDetails(
        kind=DocumentKind.PASSPORT, number="X1", problems=tuple(DocumentProblem.values)
    ),
    **{f"no paper, {kind}": DocumentDetails(kind=kind) for kind in DocumentKind if "NONE" in kind},
}


def arrived(officer, post, *papers):
    details = somebody(documents=papers)
    return register_arrival(by=officer, post=post, details=details, at=MORNING)


@pytest.mark.parametrize("paper", PAPERS)
def test_options_of_entry_are_the_same_whatever_is_wrong_with_the_paper(
    officer, post, measure, paper
):
    sound = arrived(officer, post, DocumentDetails(kind=DocumentKind.PASSPORT, number="X1"))
    faulty = arrived(officer, post, PAPERS[paper])

    options = entry_options_for(officer, faulty, ASKS)
    assert options == entry_options_for(officer, sound, ASKS)
    assert options


def test_decision_about_somebody_with_a_forged_paper_has_no_reason_of_the_paper(
    officer, post, measure
):
    crossing = arrived(officer, post, PAPERS["every problem there is"])
    code = entry_options_for(officer, crossing, ASKS)[0].code
    decision = decide_entry(by=officer, crossing=crossing, code=code, facts=ASKS, at=MORNING)

    told = str(decision.reasons).lower()
    assert not any(problem.lower() in told for problem in ("counterfeit", "altered", "fraud"))
