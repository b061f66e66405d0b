"""Closed lists of replication."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class NodeKind(models.TextChoices):
    """What a node is for."""

    CENTRE = "centre", _("national centre")
    POST = "post", _("border post")
    MOBILE = "mobile", _("mobile team")
