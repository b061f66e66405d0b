"""What somebody may judge of a pair."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PairState(models.TextChoices):
    """The values of `openhbm.core.identity.records.Judgement`."""

    NOT_JUDGED = "not_judged", _("Not judged")
    MATCH = "match", _("The same person")
    NO_MATCH = "no_match", _("Two persons")
    UNSURE = "unsure", _("Cannot be said")
