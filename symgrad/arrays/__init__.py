"""Whole-array form of expressions in index notation: the nodes, and ``lower``."""

from symgrad.arrays.lowering import lower
from symgrad.arrays.nodes import (
    Align,
    ArrayNode,
    Diagonal,
    Eye,
    LogSumExpOver,
    MatMul,
    MaxOver,
    Outer,
    Permute,
    Positions,
    Spread,
    SumOver,
    Take,
    Tensordot,
    Transpose,
    Unit,
    Value,
)

__all__ = [
    "Align",
    "ArrayNode",
    "Diagonal",
    "Eye",
    "LogSumExpOver",
    "MatMul",
    "MaxOver",
    "Outer",
    "Permute",
    "Positions",
    "Spread",
    "SumOver",
    "Take",
    "Tensordot",
    "Transpose",
    "Unit",
    "Value",
    "lower",
]
