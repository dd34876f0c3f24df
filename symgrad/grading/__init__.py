"""Grading a class: an assignment and what the students handed in, to marks with reasons.

``assignment`` reads the page with the questions, ``submissions`` what was handed in (folders, CSV, JSONL, Moodle's
export, zip), ``key`` checks the teacher's own answers, ``run`` judges in processes and keeps a journal, ``marks`` turns
verdicts into records, ``tables`` and ``reports`` write them.
"""

from symgrad.grading.questions import Assignment as Assignment
from symgrad.grading.questions import Question as Question
from symgrad.grading.record import Record as Record
