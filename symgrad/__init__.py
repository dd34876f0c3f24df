"""symgrad: write a model as mathematics; get its gradient derived step by step and fast NumPy training code.

The public names are looked up when they are first used (PEP 562), so that ``import symgrad`` and ``symgrad --help``
do not wait for SymPy and NumPy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from symgrad import plot as plot
    from symgrad.api import audit as audit
    from symgrad.api import check as check
    from symgrad.api import compile as compile
    from symgrad.api import cost as cost
    from symgrad.api import derive as derive
    from symgrad.api import derive_by_limit as derive_by_limit
    from symgrad.api import derive_stable as derive_stable
    from symgrad.api import descend as descend
    from symgrad.api import fit as fit
    from symgrad.api import optimizer as optimizer
    from symgrad.api import perceptron as perceptron
    from symgrad.api import read as read
    from symgrad.api import verify as verify
    from symgrad.errors import DataError as DataError
    from symgrad.errors import MissingExtraError as MissingExtraError
    from symgrad.errors import ModelError as ModelError
    from symgrad.errors import OptionError as OptionError
    from symgrad.errors import ReadError as ReadError
    from symgrad.errors import SymgradError as SymgradError
    from symgrad.errors import UnsupportedError as UnsupportedError
    from symgrad.presentation import set_language as set_language

#: public name -> module it lives in
PUBLIC = {
    "read": "symgrad.api",
    "derive": "symgrad.api",
    "derive_by_limit": "symgrad.api",
    "derive_stable": "symgrad.api",
    "verify": "symgrad.api",
    "check": "symgrad.api",
    "compile": "symgrad.api",
    "fit": "symgrad.api",
    "descend": "symgrad.api",
    "cost": "symgrad.api",
    "perceptron": "symgrad.api",
    "audit": "symgrad.api",
    "optimizer": "symgrad.api",
    "set_language": "symgrad.presentation",
    "SymgradError": "symgrad.errors",
    "ReadError": "symgrad.errors",
    "ModelError": "symgrad.errors",
    "UnsupportedError": "symgrad.errors",
    "DataError": "symgrad.errors",
    "OptionError": "symgrad.errors",
    "MissingExtraError": "symgrad.errors",
}

#: modules that are used by their own name: ``sg.plot.loss(fit)``
MODULES = ("plot",)

__all__ = ["__version__", *PUBLIC, *MODULES]


def __getattr__(name: str) -> Any:
    if name in MODULES:
        return import_module(f"symgrad.{name}")
    if name not in PUBLIC:
        raise AttributeError(f"module 'symgrad' has no attribute {name!r}")
    value = getattr(import_module(PUBLIC[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
