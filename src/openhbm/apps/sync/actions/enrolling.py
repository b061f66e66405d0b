"""Letting a node in with a one-time code, and shutting it out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import Actor, action, entry
from openhbm.apps.ledger.models import Node
from openhbm.apps.places.models import Post
from openhbm.apps.sync.actions.relaying import drop_carried
from openhbm.apps.sync.cards import card_from, own_keys
from openhbm.apps.sync.codes import NodeKind
from openhbm.apps.sync.models import EnrolledNode, Link, NodeInvitation
from openhbm.apps.sync.proofs import digest_of, is_proven, name_of, new_code, proof
from openhbm.content.permissions import Permission
from openhbm.core.documents.numbers import registration_number

CODE_LASTS = timedelta(hours=24)
KEY_BYTES = 32
_TOLD_OF_THE_HUB = ("prefix", "name", "kind", "public_key", "ordinary_key", "protected_key")


@action
def invite_node(
    *,
    by: User,
    prefix: str,
    name: str,
    kind: str = NodeKind.POST,
    posts: tuple[str, ...] = (),
    may_hold_protected: bool = False,
    at: datetime | None = None,
) -> tuple[NodeInvitation, str]:
    """A one-time code, valid for a day, with which a node may enrol here.

    ``posts`` are codes of posts; ``may_hold_protected`` where protection or health staff work.
    ActionError for a prefix that is in use or not usable, or a post that is not known.
    """
    require(by, Permission.ADMINISTER_PLACES)
    at = at or timezone.now()
    _check_prefix(prefix)
    ids = [_post_id(code) for code in posts]
    if kind not in NodeKind.values:
        raise ActionError(_("%(kind)s is no kind of node.") % {"kind": kind}, field="kind")
    code = new_code()
    invitation = NodeInvitation(
        prefix=prefix,
        name=name.strip() or prefix,
        kind=kind,
        post_ids=ids,
        may_hold_protected=may_hold_protected,
        digest=digest_of(code),
        made_by_id=by.id,
        expires_at=at + CODE_LASTS,
    )
    with entry("node_invited", by=by, at=at) as e:
        e.create(invitation)
    _own_card(by, at)
    return invitation, code


@action
def answer_enrolment(
    *,
    by: Actor | None,
    code_name: str,
    asked: dict[str, Any],
    given_proof: str,
    at: datetime | None = None,
) -> dict[str, Any]:
    """Enrol the node that proves to know the code; the answer proves the same to the node.

    The same machine may ask again, as when the answer was lost on the way: it is told the same.
    ActionError for a code that is unknown, used up or too old, or a proof that does not fit.
    """
    at = at or timezone.now()
    invitation = _invitation_for(code_name, asked, given_proof, at)
    _check_keys(asked)
    node = _enrolled_by(invitation, asked) or _let_in(invitation, asked, by, at)
    answer = {
        "node": {"prefix": node.prefix, "name": node.name, "kind": node.kind},
        "hub": {name: getattr(_own_card(by, at), name) for name in _TOLD_OF_THE_HUB},
    }
    return answer | {"proof": proof(invitation.digest, answer)}


def _let_in(
    invitation: NodeInvitation, asked: dict[str, Any], by: Actor | None, at: datetime
) -> EnrolledNode:
    node = EnrolledNode(
        prefix=invitation.prefix,
        name=invitation.name,
        kind=invitation.kind,
        hub=settings.NODE_PREFIX,
        public_key=str(asked["public_key"]),
        ordinary_key=str(asked["ordinary_key"]),
        protected_key=str(asked["protected_key"]) if invitation.may_hold_protected else "",
        post_ids=invitation.post_ids,
        enrolled_by_id=invitation.made_by_id,
        enrolled_at=at,
    )
    with entry("node_enrolled", by=by, at=at) as e:
        e.create(node)
    # Apart from the card, which goes to every node.
    with entry("node_invitation_used", by=by, at=at) as e:
        e.change(invitation, used_at=at)
    return node


@action
def accept_enrolment(
    *, by: Actor | None, url: str, code: str, answer: dict[str, Any], at: datetime | None = None
) -> Link:
    """Take the node that answered for the hub of this one, if it proves to know the code."""
    told = {name: answer.get(name) for name in ("node", "hub")}
    if not is_proven(digest_of(code), told, str(answer.get("proof", ""))):
        raise ActionError(
            _("Who answered does not know the code: this is not the centre."),
            field="url",
            remedy=_("Check the address, and ask for a new code."),
        )
    hub = dict(answer["hub"])
    card_from(hub)
    Link.objects.update(is_upstream=False)
    Node.objects.get_or_create(prefix=hub["prefix"])
    with entry("hub_chosen", by=by, at=at) as e:
        e.facts.update({"hub": hub["prefix"], "url": url})
        link, _made = Link.objects.update_or_create(
            node_id=hub["prefix"], defaults={"url": url, "is_upstream": True, "card": hub}
        )
    return link


@action
def revoke_node(*, by: User, prefix: str, reason: str, at: datetime | None = None) -> EnrolledNode:
    """Shut a node out: nothing it writes is taken in, nothing is sent to it, every node hears."""
    require(by, Permission.ADMINISTER_PLACES)
    at = at or timezone.now()
    node = EnrolledNode.objects.filter(prefix=prefix, revoked_at=None).last()
    if node is None or prefix == settings.NODE_PREFIX:
        raise ActionError(
            _("There is no node %(prefix)s to revoke.") % {"prefix": prefix},
            field="prefix",
            remedy=_("See the nodes that were enrolled: hbm node list"),
        )
    if not reason.strip():
        raise ActionError(_("Say why it is revoked."), field="reason")
    with entry("node_revoked", by=by, at=at) as e:
        e.change(node, revoked_at=at, revoke_reason=reason.strip())
    drop_carried(by=None, at=at)
    return node


def _invitation_for(
    code_name: str, asked: dict[str, Any], given_proof: str, at: datetime
) -> NodeInvitation:
    lasting = NodeInvitation.objects.filter(expires_at__gt=at)
    found = next((one for one in lasting if name_of(one.digest) == code_name), None)
    is_known = found is not None and is_proven(found.digest, asked, given_proof)
    if not is_known or (found.used_at and not _enrolled_by(found, asked)):
        raise ActionError(
            _("The code is wrong, used already or too old."),
            field="code",
            remedy=_("Ask the centre for a new one: hbm node enrol"),
        )
    return found


def _enrolled_by(invitation: NodeInvitation, asked: dict[str, Any]) -> EnrolledNode | None:
    """The node that was let in with a code, if it has these keys and was not shut out since."""
    if invitation.used_at is None:
        return None
    return EnrolledNode.objects.filter(
        prefix=invitation.prefix,
        public_key=str(asked.get("public_key")),
        ordinary_key=str(asked.get("ordinary_key")),
        revoked_at=None,
    ).last()


def _check_keys(asked: dict[str, Any]) -> None:
    try:
        card = card_from({"prefix": "", "name": "", "kind": "", **asked})
        sizes = {len(card.public_key), len(card.ordinary_key), len(card.protected_key)}
    except (KeyError, ValueError, TypeError):
        sizes = set()
    if sizes != {KEY_BYTES}:
        raise ActionError(_("The node's keys cannot be read."), field="keys")


def _own_card(by: Actor | None, at: datetime) -> EnrolledNode:
    """This node's own card, which every other node gets; made once."""
    prefix = settings.NODE_PREFIX
    known = EnrolledNode.objects.filter(prefix=prefix).last()
    if known is not None:
        return known
    with entry("node_enrolled", by=by, at=at) as e:
        return e.create(
            EnrolledNode(
                prefix=prefix,
                name=prefix,
                kind=NodeKind.CENTRE,
                enrolled_at=at,
                **own_keys(),
            )
        )


def _check_prefix(prefix: str) -> None:
    try:
        registration_number(prefix, 1)
    except ValueError as error:
        raise ActionError(str(error), field="prefix") from None
    if Node.objects.filter(prefix=prefix).exists() or EnrolledNode.objects.filter(prefix=prefix):
        raise ActionError(
            _("%(prefix)s is in use.") % {"prefix": prefix},
            field="prefix",
            remedy=_("Numbers of two nodes would clash; give it another one."),
        )


def _post_id(code: str) -> str:
    found: UUID | None = Post.objects.filter(code=code).values_list("id", flat=True).first()
    if found is None:
        raise ActionError(
            _("There is no post %(code)s.") % {"code": code},
            field="posts",
            remedy=_("Open it first: hbm posts import, or on the page of posts."),
        )
    return str(found)
