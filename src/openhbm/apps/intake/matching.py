"""Which post a name or code in a file means, and what to call a post that is new."""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from openhbm.apps.intake.reporting import Refused
from openhbm.apps.places.models import Post
from openhbm.core.flows.words import normal

_LONGEST_SLUG = 32


class PostIndex:
    """Posts by code and by name in every language."""

    def __init__(self, posts: Iterable[Post]) -> None:
        self._by_code: dict[str, Post] = {}
        self._by_name: dict[str, list[Post]] = defaultdict(list)
        for post in posts:
            self.add(post)

    def add(self, post: Post) -> None:
        self._by_code[post.code.casefold()] = post
        for name in {normal(text) for text in (post.name, *map(str, post.names.values()))}:
            self._by_name[name].append(post)

    def by_code(self, code: str) -> Post | None:
        return self._by_code.get(code.strip().casefold())

    def in_country(self, name: str, country: str) -> Post | None:
        """The post of this name in one country, when there is exactly one."""
        found = [post for post in self._by_name.get(normal(name), ()) if post.country == country]
        return found[0] if len(found) == 1 else None

    def meant_by(self, label: str) -> Post | Refused:
        """The post that a label names, or why that cannot be said."""
        if found := self.by_code(label):
            return found
        named = self._by_name.get(normal(label), [])
        if len(named) == 1:
            return named[0]
        return self._ambiguous(label, named) if named else self._unknown(label)

    def _ambiguous(self, label: str, named: list[Post]) -> Refused:
        codes = ", ".join(sorted(post.code for post in named))
        return Refused(
            cell="",
            value=label,
            problem=_("%(name)s is the name of several posts") % {"name": repr(label)},
            remedy=_("write one of the codes: %(codes)s") % {"codes": codes},
            code="several_posts_of_that_name",
        )

    def _unknown(self, label: str) -> Refused:
        near = difflib.get_close_matches(normal(label), list(self._by_name), n=3, cutoff=0.7)
        names = dict.fromkeys(f"{p.name} ({p.code})" for n in near for p in self._by_name[n])
        if names:
            remedy = _("write the name or code as it is here, perhaps: %(names)s") % {
                "names": ", ".join(list(names)[:3])
            }
        else:
            remedy = _("add the post first, or let the import create it (--create-posts COUNTRY)")
        return Refused(
            cell="",
            value=label,
            problem=_("%(name)s is no post known here") % {"name": repr(label)},
            remedy=remedy,
            code="unknown_post",
        )


def code_for(name: str, country: str) -> str:
    """A code for a new post that the same name always gives: ``POL-DOROHUSK``."""
    bare = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "L"))
    slug = re.sub(r"[^A-Z0-9]+", "-", bare.encode("ascii", "ignore").decode().upper()).strip("-")
    letters = [mark for mark in name if mark.isalpha()]
    if len(slug.replace("-", "")) < len(letters) / 2 or len(slug) > _LONGEST_SLUG:
        # Another script, or too long to keep whole: a short digest keeps codes apart.
        digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8].upper()
        slug = f"{slug[: _LONGEST_SLUG - 9]}-{digest}".lstrip("-")
    return f"{country}-{slug}"
