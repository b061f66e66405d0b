"""Looking for many identifiers at once: ``filter(pk__among=ids)``.

``in`` makes a parameter of each, which for a thousand takes longer than the search. Here they are
one, whatever their number; no identifiers, no question, as with ``in``.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import CharField, Lookup, UUIDField

_OF_SQLITE = "IN (SELECT value FROM json_each(%s))"


class _Among(Lookup):  # type: ignore[type-arg]
    lookup_name = "among"
    prepare_rhs = False
    of_postgresql = "= ANY(ARRAY(SELECT jsonb_array_elements_text(%s::jsonb)))"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        texts = [str(one) for one in self.rhs]
        if not texts:
            raise EmptyResultSet
        column, params = self.process_lhs(compiler, connection)
        told = self.told(texts, connection.vendor)
        how = self.of_postgresql if connection.vendor == "postgresql" else _OF_SQLITE
        return f"{column} {how}", [*params, told]

    def told(self, texts: list[str], vendor: str) -> str:
        return json.dumps(texts)


@UUIDField.register_lookup
class AmongIds(_Among):
    """Identifiers, or their texts."""

    of_postgresql = "= ANY(%s::uuid[])"

    def told(self, texts: list[str], vendor: str) -> str:
        if vendor == "postgresql":
            return "{" + ",".join(texts) + "}"
        # As the file keeps them.
        return json.dumps([text.replace("-", "").lower() for text in texts])


@CharField.register_lookup
class AmongTexts(_Among):
    """Texts of a column."""
