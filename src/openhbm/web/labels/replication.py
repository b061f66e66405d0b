"""Words about nodes and what happens between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

NODE_EVENTS: Mapping[str, Any] = {
    "node_invited": _("Node invited"),
    "node_enrolled": _("Node let in"),
    "node_invitation_used": _("Node's code used"),
    "node_revoked": _("Node shut out"),
    "node_released": _("Node's quarantine ended"),
    "hub_chosen": _("Centre chosen"),
    "conflict_decided": _("Decided between several values"),
    "contact_added": _("Contact added"),
    "contact_corrected": _("Contact corrected"),
    "recovery_ended": _("Gone on after a backup was restored"),
    "tablet_prepared": _("Tablet prepared"),
    "tablet_item_taken": _("Taken in from a tablet"),
}
