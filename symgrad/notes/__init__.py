"""Lecture notes: Markdown pages with a model, its given numbers and the printed claims.

In reading order: ``blocks`` and ``rows`` (Markdown to printed lines), ``directives`` (what a comment above a
block says), ``names``, ``page`` (all of it together), ``numbers`` (what a printed formula is worth), ``claims``
(a line as a chain), ``judge`` (does one side hold), ``audit`` (the whole page).
"""

from symgrad.notes.audit import Audit as Audit
from symgrad.notes.audit import Claim as Claim
from symgrad.notes.audit import audit as audit
from symgrad.notes.page import Page as Page
from symgrad.notes.page import Section as Section
from symgrad.notes.page import Training as Training
from symgrad.notes.page import parse_page as parse_page
from symgrad.notes.page import read_page as read_page
