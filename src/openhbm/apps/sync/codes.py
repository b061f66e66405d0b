"""Closed lists of replication."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class NodeKind(models.TextChoices):
    """What a node is for."""

    CENTRE = "centre", _("national centre")
    POST = "post", _("border post")
    MOBILE = "mobile", _("mobile team")


class DropReason(models.TextChoices):
    """Why letters that were carried for others were dropped, to end a sentence with."""

    TOO_OLD = "too_old", _("nobody came for them. Who wrote them has what they say, and sends it.")
    TOO_MANY = "too_many", _("no room was left. Who wrote them has what they say, and sends it.")
    REVOKED = "revoked", _("one of the two nodes was revoked.")
