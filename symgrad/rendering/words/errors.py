"""The Korean of every message that an error can have: one row a template, keyed by the English that is raised.

In: a message, as ``errors.worded`` made it or a plain string.  Out: Korean, with the values put in.  ``{name:을}`` sets
the Korean particle that fits after a value; a value that is itself a message or one of ``PHRASES`` is put in in Korean.
A message without a row stays English: ``tests/test_messages.py`` walks all that are raised and names those.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from symgrad.errors import PLACEHOLDER, Told, Worded
from symgrad.rendering.words.messages.answers import ANSWERS
from symgrad.rendering.words.messages.commands import COMMANDS
from symgrad.rendering.words.messages.deriving import DERIVING
from symgrad.rendering.words.messages.grading import GRADING
from symgrad.rendering.words.messages.meanings import MEANINGS
from symgrad.rendering.words.messages.pages import PAGES
from symgrad.rendering.words.messages.phrases import PHRASES
from symgrad.rendering.words.messages.syntax import SYNTAX
from symgrad.rendering.words.messages.training import TRAINING
from symgrad.rendering.words.particles import particle

#: English template → Korean template
KOREAN: Mapping[str, str] = {
    **SYNTAX,
    **MEANINGS,
    **PAGES,
    **GRADING,
    **ANSWERS,
    **COMMANDS,
    **TRAINING,
    **DERIVING,
}


def korean(message: str) -> str:
    """The message in Korean; what has no row is given back as it is."""
    if isinstance(message, Told):
        return message.korean
    if not isinstance(message, Worded):
        return KOREAN.get(message, message)
    template = KOREAN.get(message.template)
    if template is None:
        return str(message)

    def put_in(match: re.Match[str]) -> str:
        if match[1] not in message.values:
            return match[0]
        value = message.values[match[1]]
        said = PHRASES.get(value) or korean(value)
        return said + (particle(match[2], said) if match[2] else "")

    return PLACEHOLDER.sub(put_in, template)
