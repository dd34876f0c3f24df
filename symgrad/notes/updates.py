"""What updates do to a section: the parameters have their new values for the lines below.

Goes in: the lines of update blocks.  Comes out: ``Updating``, the part of the auditor that the blocks take effect
through; new values that have been computed but do not hold yet are remembered, since somebody may use them too early.
"""

from __future__ import annotations

from symgrad.errors import DataError, ReadError, UnsupportedError, worded
from symgrad.notes.bench import Bench
from symgrad.notes.chains import Chain
from symgrad.notes.columns import component
from symgrad.notes.evidence import Printed
from symgrad.notes.forms import inner
from symgrad.notes.introductions import carried
from symgrad.notes.page import Section
from symgrad.notes.rounding import printed_value
from symgrad.notes.state import State
from symgrad.notes.states import States
from symgrad.notes.values import meant
from symgrad.notes.verdicts import LineJudge
from symgrad.reading import syntax


class Updating:
    """The updates of one section."""

    section: Section
    states: States
    bench: Bench

    def take_effect(self, updates: dict[str, syntax.Node], printed: dict[str, Printed]) -> None:
        """The parameters have their new values.  An update that cannot be worked out (it is a finding) leaves nothing
        to compare numbers with.
        """
        bench = self.bench
        had = bench.exact is not None
        if bench.exact is not None and bench.now is not None:
            bench.calculator.after(bench.exact, updates, printed)
            bench.now, bench.exact = (self._updated(state, updates) for state in (bench.now, bench.exact))
        if bench.now is None or bench.exact is None:
            bench.lost = bench.lost or had
            bench.now = bench.exact = None
        bench.introduced = dict.fromkeys(bench.introduced, False)
        bench.variants.moved_on(bench.exact)

    def _updated(self, state: State, updates: dict[str, syntax.Node]) -> State | None:
        new, missing = {}, {key for key in state.missing if key in state.inputs}
        for key, node in updates.items():
            try:
                new[key] = state.value(node)
                missing.discard(key)
            except DataError:
                if not state.missing:
                    return None
                missing.add(key)
            except (ReadError, UnsupportedError):
                return None
        try:
            after = self.states.at({**state.inputs, **new}, state.arithmetic, frozenset(missing))
        except DataError:  # the model has no value at the new numbers
            return None
        if after is not None:
            carried(self.bench, state, after)
        return after

    def updates(self, line: Chain) -> bool:
        """``w = w - …``: an equals sign that is an update."""
        target = line.sides[0].node
        return isinstance(target, syntax.Name) and any(
            target in list(syntax.descend(side.node)) for side in line.sides[1:]
        )

    def update(self, line: Chain) -> dict[str, syntax.Node]:
        """The parameters of a line with what they become; a column of parameters row by row."""
        target = inner(line.sides[0].node)
        new = (LineJudge(self.bench, line, True).reference or line.sides[1]).node
        if isinstance(target, syntax.Grid):
            pairs = [(row[0], component(new, number)) for number, row in enumerate(target.rows)]
        else:
            pairs = [(target, new)]
        model = self.section.model
        found = {}
        for each, node in pairs:
            key = meant(model, each) if isinstance(each, syntax.Name) else ""
            if key not in (*model.parameters, *model.constants):
                raise ReadError(
                    worded(
                        "{name} is no parameter of the model.", name=" ".join(each.origin.fragment.split())
                    ),
                    line.sides[0].origin,
                    remedy="An update gives parameters new values.",
                )
            found[key] = node
        return found

    def coming(self, line: Chain, id: str, effect: dict[str, Printed] | None) -> None:
        """The new value of a parameter, computed and printed; it holds from the next update block on."""
        model, target = self.section.model, line.sides[0].node
        key = meant(model, target) if isinstance(target, syntax.Name) else ""
        if key not in model.parameters or self.bench.exact is None:
            return
        reference = LineJudge(self.bench, line, True).reference
        try:
            self.bench.variants.coming[key] = self.bench.exact.value((reference or line.sides[1]).node)
        except (ReadError, UnsupportedError, DataError):
            return
        for number, side in enumerate(line.sides):
            value = printed_value(side.node) if side.kind == "number" else None
            if number and value is not None:
                new = Printed(line.sides[0].text, side.text, value, f"{id}.{number}")
                table = self.bench.calculator.pending if effect is None else effect
                table[key] = new
