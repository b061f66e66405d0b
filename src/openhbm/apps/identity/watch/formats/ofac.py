"""The list of specially designated nationals of the United States' OFAC (CSV files).

The names stand in one file, further names in another: give both, one after the other, in any
order; a line of five columns is another name. Birth dates, nationalities and papers stand in the
remarks. Source: the data specification published with the list.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from openhbm.apps.identity.watch.formats.entries import (
    ListedPerson,
    birth_text,
    distinct,
)
from openhbm.apps.ledger.errors import ActionError

_NONE = "-0-"
_ALTERNATIVE = 5
_BORN = re.compile(
    r"DOB\s+(circa\s+)?((?:\d{1,2}\s+)?(?:[A-Z][a-z]{2,8}\s+)?\d{4}(?:\s+to\s+\d{4})?)"
)
_NATION = re.compile(r"(?:nationality|citizen)\s+([A-Z][A-Za-z ,.']+?)(?=[;.]|$)")
_PAPER = re.compile(r"(?:Passport|National ID No\.|Identification Number|Cedula No\.)\s+([\w/-]+)")
# The list keeps its weak names in the remarks, in quotation marks.
_WEAK = re.compile(r"a\.k\.a\.\s+'+([^']+)'", re.IGNORECASE)
_SEX = re.compile(r"Gender\s+(Male|Female)")


def persons_in(data: bytes) -> Iterator[ListedPerson]:
    """The individuals of the files. ActionError when no line is of such a list."""
    people: dict[str, tuple[str, str, str]] = {}
    others: dict[str, list[str]] = {}
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8", "replace"))))
    except csv.Error as error:
        raise ActionError(
            f"The file is no CSV: {error}", field="file", remedy="Give sdn.csv and alt.csv."
        ) from None
    for row in rows:
        cells = [cell.strip().replace(_NONE, "").strip() for cell in row]
        if len(cells) == _ALTERNATIVE and cells[0].isdecimal():
            others.setdefault(cells[0], []).append(cells[3])
        elif len(cells) > _ALTERNATIVE and cells[0].isdecimal() and cells[2] == "individual":
            people[cells[0]] = (cells[1], cells[3], cells[-1])
    if not people and not others:
        raise ActionError(
            "No line of the file is of OFAC's list.", field="file", remedy="Give sdn.csv, alt.csv."
        )
    for key, (name, programme, remarks) in people.items():
        yield _person(key, [name, *others.get(key, ())], programme, remarks)


def _person(key: str, names: list[str], programme: str, remarks: str) -> ListedPerson:
    sex = _SEX.search(remarks)
    return ListedPerson(
        key=key,
        names=distinct(map(_in_order, names)),
        weak=distinct(_WEAK.findall(remarks)),
        births=distinct(
            birth_text(found[1].replace(" to ", " "), about=bool(found[0]))
            for found in _BORN.findall(remarks)
        ),
        sex=sex[1][0] if sex else "U",
        nationalities=distinct(_NATION.findall(remarks)),
        documents=distinct(_PAPER.findall(remarks)),
        programmes=distinct(programme.split("] [")),
    )


def _in_order(name: str) -> str:
    """The family name stands first, before a comma."""
    family, _, given = name.partition(",")
    return f"{given} {family}".strip()
