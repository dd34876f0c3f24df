"""A model: an ordered list of named definitions in index notation, with the table of its names.

``a_{ik} = Σ_j x_{ij} w_{jk} + b_k``, ``h_{ik} = σ(a_{ik})``, ``E = 1/N Σ_{ik} (y_{ik} − h_{ik})²``: scalars, sums over
samples and whole layers are one case.  A name without axes is a SymPy ``Symbol``, a name with axes is an ``Indexed``
on an ``IndexedBase``; both carry the name's key, which is its LaTeX as written (``w_1``, ``\\hat{y}``, ``W^{[1]}``).
What is wrong with a model is said when it is made.

In reading order: ``names``, ``definitions`` (the model itself), ``consistency`` (what it refuses).
"""

from symgrad.model.definitions import Model as Model
from symgrad.model.names import Definition as Definition
from symgrad.model.names import Name as Name
from symgrad.model.names import Role as Role
from symgrad.model.names import default_template as default_template
from symgrad.model.names import fresh_letters as fresh_letters
