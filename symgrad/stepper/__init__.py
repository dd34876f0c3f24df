"""Training steps: a model's gradient and an optimizer's row, one step after the other.

In: a model, a row and its numbers, initial parameters and data (checked already).  Out: a ``Stepper``, whose ``step``
updates the parameters once.  Its form follows the model: one function of ``math`` with the loop inside for plain
numbers (``scalar``), sums over data taken out of the loop where the loss is a polynomial (``hoisting``), arrays
otherwise.
"""

from symgrad.stepper.samples import Batch
from symgrad.stepper.source import stepper_source
from symgrad.stepper.stepping import Mark, Stepper

__all__ = ["Batch", "Mark", "Stepper", "stepper_source"]
