r"""Tables of claims being judged: each cell is a line, its heading = the cell.

Goes in: a block with a table.  Comes out: its claims.  In a ``claims`` table the lines are about the elements of the
data, x_1, x_2, …; in an ``update`` table its rule, the lines with := of another block, takes effect between two lines.
"""

from __future__ import annotations

from collections.abc import Callable

from symgrad.errors import ReadError, worded
from symgrad.notes.chains import Chain, Side, behind
from symgrad.notes.claims import Claim
from symgrad.notes.evidence import Printed
from symgrad.notes.page import Printed as Block
from symgrad.notes.rows import Row
from symgrad.notes.states import left_of
from symgrad.notes.tabular import Column, Line, Tabular, element, tabular, totalled
from symgrad.notes.updates import Updating
from symgrad.notes.values import meant
from symgrad.notes.verdicts import LineJudge
from symgrad.reading import syntax

#: how many steps a table's lines may be apart, all together
MAX_STEPS = 1_000


class Tabulating(Updating):
    """The tables of one section."""

    numbering: dict[str, int]

    def judged(
        self, line: Chain, block: str, id: str, assigned: bool, effect: bool
    ) -> tuple[list[Claim], bool]:
        """The claims of a line, and whether it introduces a name."""
        raise NotImplementedError

    def _line(self, row: Row) -> Chain:
        raise NotImplementedError

    def _understood(self, line: Chain) -> Chain:
        raise NotImplementedError

    def table(self, block: Block) -> list[Claim]:
        """The claims of a table, cell by cell."""
        known = {
            *self.section.given,
            *(left_of(row) for row in self.section.formulas),
            *self.bench.introduced,
        }
        read = tabular(block.table, known, self.section.model, self.states.names)
        rule = self._rule(block)
        found: dict[int, Claim] = {}
        taken, before = 0, None
        for line in read.lines:
            number = self.numbering[block.id] = self.numbering.get(block.id, 0) + 1
            done: set[Column] = set()
            claims: list[Claim] = []
            if rule and before is not None:
                steps = _apart(before, line)
                taken += steps
                if taken > MAX_STEPS:
                    raise ReadError(
                        worded("this table takes more than {max_steps} steps.", max_steps=MAX_STEPS),
                        line.origin,
                    )
                claims += self._stepped(rule, steps, block, read, line, f"{block.id}-{number}", done)
            before = line
            for column in read.columns:
                cell = None if column in done else line.cell(column)
                if cell is not None:
                    put = self._steady if rule else self._put(read, line)
                    chain = self._understood(column.with_cell(cell, self.states.names, put))
                    claims += self.judged(
                        chain, block.id, f"{block.id}-{number}{column.letter}", False, False
                    )[0]
            for claim in claims:
                start = claim.origin.start  # a formula in a heading is judged on every line, and told once
                in_heading = claim.origin.line < line.origin.line
                if not (
                    in_heading
                    and (line.total or (start in found and (claim.holds or not found[start].holds)))
                ):
                    found[start] = claim
        return sorted(found.values(), key=lambda claim: claim.origin.start)

    def _put(self, read: Tabular, line: Line) -> Callable[[Side], Side]:
        """What a heading becomes in a line that is about elements."""
        model, state = self.section.model, self.bench.exact or self.bench.points[0]
        lengths = {
            key: len(value) for key, value in state.environment.values.items() if isinstance(value, tuple)
        }

        def put(side: Side) -> Side:
            if not line.total:
                return element(side, line, read, model, lengths)
            each = [element(side, single, read, model, lengths) for single in read.singles]
            return totalled(side, each, line.total)

        return put

    @staticmethod
    def _steady(side: Side) -> Side:
        return side

    # -- steps --------------------------------------------------------------------------------------------

    def _rule(self, block: Block) -> list[list[Chain]]:
        """The lines with := of the blocks that a table's steps are, a list for each block."""
        if not block.rule:
            return []
        blocks = [each for each in self.section.printed if each.id == block.rule and each.rows]
        found = [[line for row in each.rows if self._assigns(line := self._line(row))] for each in blocks]
        found = [lines for lines in found if lines]
        if not found:
            raise ReadError(
                worded("no block {rule} of this model has a line with :=.", rule=block.rule),
                block.origin,
                remedy="Name the id of the block above that shows the update.",
            )
        return found

    def _assigns(self, line: Chain) -> bool:
        return line.signs[:1] == (":=",) or self.updates(line)

    def _stepped(
        self,
        rule: list[list[Chain]],
        steps: int,
        block: Block,
        read: Tabular,
        line: Line,
        id: str,
        done: set[Column],
    ) -> list[Claim]:
        """The steps to the next line take effect; what is printed for parameters is judged on the way."""
        found: list[Claim] = []
        for step in range(steps):
            for lines in rule:
                updates: dict[str, syntax.Node] = {}
                printed: dict[str, Printed] = {}
                for each in lines:
                    updates.update(self.update(each))
                    column = self._column(read, each) if step == steps - 1 else None
                    cell = None if column is None else line.cell(column)
                    if column is None or cell is None:
                        continue
                    new = LineJudge(self.bench, each, True).reference or each.sides[1]
                    chain = behind((each.sides[0], new), (":=",), cell, self.states.names)
                    own = f"{id}{column.letter}"
                    claims, _ = self.judged(chain, block.id, own, True, True)
                    found += [claim for claim in claims if claim.origin.start >= cell.start]
                    self.coming(chain, own, printed)
                    done.add(column)
                self.take_effect(updates, printed)
        return found

    def _column(self, read: Tabular, line: Chain) -> Column | None:
        """The column of the name that a line gives its new value."""
        model, target = self.section.model, line.sides[0].node
        for column in read.columns:
            node = column.sides[0].node
            if isinstance(node, syntax.Name) and isinstance(target, syntax.Name) and len(column.sides) == 1:
                if meant(model, node) == meant(model, target):
                    return column
        return None


def _apart(before: Line, line: Line) -> int:
    """How many steps two lines are apart: one, if they are not numbered."""
    if before.number is None or line.number is None:
        return 1
    if line.number <= before.number:
        raise ReadError("the steps of this table do not go on.", line.origin, remedy="Number them upwards.")
    return line.number - before.number
