"""Looking somebody up by nonsense is answered like looking up somebody who is not there."""

from __future__ import annotations

import pytest

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import user_named
from openhbm.apps.crises.queries import crisis_for
from openhbm.apps.ledger.errors import NotVisible
from openhbm.apps.people.queries import group_for, person_for
from openhbm.apps.places.queries import post_for


@pytest.mark.parametrize("look", [person_for, group_for, post_for, crisis_for, user_named])
@pytest.mark.parametrize("key", ["A\x00B", "\ud800", "", "x" * 5000, "0" * 400])
def test_look_up_by_nonsense_is_absent(clerk: User, look, key: str) -> None:
    with pytest.raises(NotVisible):
        look(clerk, key)
