"""What another node may say of places in chains."""

from __future__ import annotations

import pytest

from openhbm.apps.sync.counting import counted, places_told
from openhbm.core.ledger.letters import LetterError


def test_places_told_of_a_nodes_own_chains_are_read():
    told = {"PLM": 7, "PLM!": 0, "PLM1": 3}
    assert places_told(told, "PLM") == told


@pytest.mark.parametrize("chain", ["ROM", "PLMX", "", "PLM!!", 7, "x" * 400])
def test_places_told_of_another_nodes_chain_is_refused(chain):
    with pytest.raises(LetterError, match="no chain of PLM"):
        places_told({chain: 1}, "PLM")


@pytest.mark.parametrize("told", [[], "PLM", None, {str(n): n for n in range(1000)}])
def test_places_told_too_many_or_in_no_form_is_refused(told):
    with pytest.raises(LetterError, match="other chains than those of PLM"):
        places_told(told, "PLM")


@pytest.mark.parametrize("number", [-1, 1 << 62, 1 << 400, 1.5, True, "7", None, b"7"])
def test_counted_what_is_no_number_is_refused(number):
    with pytest.raises(LetterError, match="no number"):
        counted(number)
    with pytest.raises(LetterError, match="no number"):
        places_told({"PLM": number}, "PLM")
