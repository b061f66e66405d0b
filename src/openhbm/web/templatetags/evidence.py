"""What speaks for and against a likely match, in words."""

from __future__ import annotations

from django import template
from django.utils.translation import ngettext

from openhbm.apps.people.codes import Sex
from openhbm.core.identity.evidence import Evidence, Match
from openhbm.core.values import PartialDate
from openhbm.web.calendars import shown_known
from openhbm.web.likely import strength

register = template.Library()


@register.filter
def strength_of(evidence: Evidence) -> str:
    """How strongly one piece of evidence speaks: a code for the style."""
    return strength(evidence.weight)


@register.filter
def said_value(text: str, signal: str) -> str:
    """What a record says of a signal, as people read it."""
    if signal == "birth" and text:
        return shown_known(PartialDate.parse(text))
    if signal == "sex":
        return str(Sex(text).label) if text in Sex.values else text
    return text


@register.filter
def balance(match: Match) -> str:
    """How much agrees and how much speaks against it, as numbers of signals."""
    agree = sum(e.weight > 0 for e in match.evidence)
    against = sum(e.weight < 0 for e in match.evidence)
    words = ngettext("%(count)s thing agrees", "%(count)s things agree", agree)
    said = [words % {"count": agree}]
    if against:
        words = ngettext("%(count)s does not", "%(count)s do not", against)
        said.append(words % {"count": against})
    return ", ".join(said)
