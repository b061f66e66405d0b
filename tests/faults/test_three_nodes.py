"""Three nodes do anything in any order, meet and are cut off: in the end all say the same.

Edits, decisions, erasures, links made and taken back, letters cut anywhere, and clocks that jump
by years in both directions. 300 such stories in the suite, 10,000 in `make faults`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from openhbm.core.ledger.clock import Stamp, merged_stamp, next_stamp
from openhbm.core.ledger.merge import Policy, Version, heads_of
from openhbm.core.ledger.telling import Rule, Told
from tests.faults.amounts import IS_FULL, PROPERTY_RUNS

NODES = ("CEN", "PLM", "ROM")
PEOPLE = ("a", "b")
NOW = 1_800_000_000_000
TEN_YEARS = 10 * 365 * 86_400_000
RULES = {"phone": Policy.KEEP_ALL, "risk": Policy.KEEP_ALL, "seen": Policy.LATEST}


def rule_of(label: str, name: str) -> Rule:
    rank = (lambda values: values["risk"]) if name == "risk" else None
    return Rule(name, RULES.get(name, Policy.KEEP_ALL), rank)


@dataclass(frozen=True)
class Happened:
    """An entry, as it travels: about a person, readable while nobody erased them."""

    node: str
    sequence: int
    stamp: Stamp
    verb: str
    label: str
    key: str
    values: tuple[tuple[str, Any], ...]
    base: tuple[tuple[str, tuple[str, ...]], ...] | None
    erases: str = ""


@dataclass
class Node:
    """One node: its copy of every chain, and its clock."""

    name: str
    chains: dict[str, list[Happened]] = field(default_factory=lambda: {n: [] for n in NODES})
    clock: Stamp | None = None
    ahead_ms: int = 0
    ticks: int = 0

    def now(self) -> int:
        self.ticks += 1
        return max(0, NOW + self.ticks * 1000 + self.ahead_ms)

    def write(self, verb: str, label: str, key: str, values: dict, base=None, erases="") -> None:
        self.clock = next_stamp(self.clock, self.now(), self.name)
        own = self.chains[self.name]
        told = None if base is None else tuple((unit, tuple(of)) for unit, of in base.items())
        entry = Happened(
            self.name,
            len(own) + 1,
            self.clock,
            verb,
            label,
            key,
            tuple(values.items()),
            told,
            erases,
        )
        own.append(entry)

    def take(self, part: list[Happened]) -> None:
        for entry in part:
            chain = self.chains[entry.node]
            if entry.sequence == len(chain) + 1:
                chain.append(entry)
                self.clock = merged_stamp(self.clock, entry.stamp, self.now(), self.name)

    def readable(self) -> list[Happened]:
        every = [entry for chain in self.chains.values() for entry in chain]
        erased = {entry.erases for entry in every if entry.erases}
        return [e for e in every if e.erases or not (e.label == "person" and e.key in erased)]

    def told(self) -> Told:
        told = Told(rule_of)
        for e in self.readable():
            base = None if e.base is None else {unit: list(of) for unit, of in e.base}
            told.tell(e.verb, e.label, e.key, dict(e.values), str(e.stamp), base)
        return told

    def heads(self, key: str, name: str) -> list[Version]:
        return heads_of(
            Version(str(e.stamp), frozenset(dict(e.base)[name]), dict(e.values))
            for e in self.readable()
            if e.label == "person" and e.key == key and e.base is not None and name in dict(e.base)
        )


class ThreeNodes(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.nodes = {name: Node(name) for name in NODES}
        for key in PEOPLE:
            made = {"phone": "0", "risk": 0, "seen": 0}
            self.nodes["CEN"].write("create", "person", key, made)

    @rule(
        name=st.sampled_from(NODES),
        key=st.sampled_from(PEOPLE),
        unit=st.sampled_from(sorted(RULES)),
        value=st.integers(1, 3),
    )
    def edit(self, name: str, key: str, unit: str, value: int) -> None:
        node = self.nodes[name]
        if key not in node.told().rows("person") or node.told().rows("person")[key].get("erased"):
            return
        base = {unit: [head.stamp for head in node.heads(key, unit)]}
        node.write("change", "person", key, {unit: value}, base)
        # Whoever edits with open eyes is believed, whatever any clock says.
        assert node.told().rows("person")[key][unit] == value

    @rule(name=st.sampled_from(NODES), key=st.sampled_from(PEOPLE))
    def erase(self, name: str, key: str) -> None:
        node = self.nodes[name]
        if key in node.told().rows("person"):
            node.write("put", "person", key, {"erased": True}, {"erased": []}, erases=key)

    @rule(name=st.sampled_from(NODES), number=st.integers(0, 2), undo=st.booleans())
    def link(self, name: str, number: int, undo: bool) -> None:
        """Identity is linked and taken back by rows that are added: these never conflict."""
        node = self.nodes[name]
        key = f"{name}{len(node.chains[name])}"
        node.write("create", "judgement", key, {"pair": number, "match": not undo})

    @rule(name=st.sampled_from(NODES), jump=st.integers(-TEN_YEARS, TEN_YEARS))
    def set_clock(self, name: str, jump: int) -> None:
        self.nodes[name].ahead_ms = jump

    @rule(sender=st.sampled_from(NODES), to=st.sampled_from(NODES), cut=st.integers(0, 6))
    def send(self, sender: str, to: str, cut: int) -> None:
        """A letter that may be cut off anywhere, repeated, and relayed."""
        self.carry(sender, to, cut)

    def carry(self, sender: str, to: str, most: int) -> None:
        for chain in self.nodes[sender].chains.values():
            have = len(self.nodes[to].chains[chain[0].node]) if chain else 0
            self.nodes[to].take(chain[max(0, have - 1) : have + most])

    @invariant()
    def stamps_of_a_node_always_move_on(self) -> None:
        for node in getattr(self, "nodes", {}).values():
            stamps = [entry.stamp for entry in node.chains[node.name]]
            assert stamps == sorted(set(stamps))

    def teardown(self) -> None:
        if not hasattr(self, "nodes"):
            return
        for _ in range(2):
            for sender in NODES:
                for to in NODES:
                    self.carry(sender, to, 10_000)
        told = [node.told() for node in self.nodes.values()]
        for label in ("person", "judgement"):
            assert told[0].rows(label) == told[1].rows(label) == told[2].rows(label)
        assert len({repr(sorted(t.conflicts(), key=repr)) for t in told}) == 1
        self.no_edit_is_lost(told[0])

    def no_edit_is_lost(self, told: Told) -> None:
        """Every value that nobody replaced is shown or stands in a conflict."""
        open_ones = {(key, unit): stands for _label, key, unit, stands in told.conflicts()}
        for key, row in told.rows("person").items():
            for unit in RULES:
                heads = self.nodes["CEN"].heads(key, unit)
                values = {head.values[unit] for head in heads}
                if row.get("erased") or not values:
                    continue
                if unit == "seen":
                    assert row[unit] == heads[-1].values[unit]
                elif len(values) == 1:
                    assert row[unit] in values
                else:
                    kept = {head.values[unit] for head in open_ones[key, unit].heads}
                    assert kept == values
                    assert unit != "risk" or row[unit] == max(values)


TestThreeNodes = ThreeNodes.TestCase
TestThreeNodes.settings = settings(
    settings(), stateful_step_count=30, max_examples=PROPERTY_RUNS, derandomize=not IS_FULL
)
