"""Lecture notes: Markdown pages with a model, its given numbers and the printed claims.

In reading order: ``blocks`` and ``rows`` (Markdown to printed lines), ``directives`` and ``matter`` (what the comments
and the front matter say), ``names``, ``values``, ``notation`` (names and numbers as written), ``methodrows``, ``page``
(the values), ``reader`` (all of it together). What a printed formula is worth: ``shapes``, ``numbers``, ``lookup``,
``evaluation``, ``calculus``, ``state``, ``states``. What it means, and whether it is proved: ``forms``, ``columns``,
``meanings``, ``variables``, ``abstraction``, ``proofs``, ``inequalities``, ``induction``, ``methods``,
``updaterules``. Lines and their sides: ``chains``, ``decimals``, ``literals``, ``evidence``, ``judge``, ``claims``;
their judges: ``bench``, ``chances``, ``formulas``, ``arithmetic``, ``explaining``, ``verdicts``, ``misprints``. A
section: ``auditor``, with ``remembering``, ``updates``, ``introductions`` and ``tables``, which ``tabular`` reads; one
after another: ``carried``, ``sections``; the whole page: ``audit``.

Reading a page, and showing what was found on it before, loads nothing of what judges.
"""

from symgrad.notes.audit import Audit as Audit
from symgrad.notes.audit import audit as audit
from symgrad.notes.claims import Claim as Claim
from symgrad.notes.page import Page as Page
from symgrad.notes.page import Section as Section
from symgrad.notes.page import Training as Training
from symgrad.notes.reader import parse_page as parse_page
from symgrad.notes.reader import read_page as read_page
