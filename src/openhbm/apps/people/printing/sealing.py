"""Cards just issued, as papers to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils import timezone

from openhbm.apps.accounts.models import User
from openhbm.apps.people.printing.holders import holders_for
from openhbm.apps.people.printing.sealed import SealedPaper
from openhbm.apps.people.seals.actions.cards import Issued


def sealed_papers_for(
    user: User, issued: Sequence[Issued], *, language: str, address: str = ""
) -> list[SealedPaper]:
    """Cards just issued, as papers to print; journalled as printed.

    Only what the holder allows stands on a paper: the name and the photo, too. ``address`` is where
    anybody can check it.
    """
    people = [each.card.person for each in issued]
    holders = holders_for(user, people, language=language, with_photos=True)
    return [
        SealedPaper(
            holder=replace(
                holder,
                name=holder.name if each.holder.name else "",
                photo=holder.photo if each.holder.photo else None,
            ),
            claims=each.holder,
            kind=each.card.kind,
            seal=each.text,
            serial=each.card.serial,
            expires_on=timezone.localdate(each.card.expires_at),
            code=each.code if each.holder.said() else "",
            address=address,
        )
        for each, holder in zip(issued, holders, strict=True)
    ]
