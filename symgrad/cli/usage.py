"""Usage errors in Korean: click says what is wrong with a command line in English only.

Goes in: an error of click.  Comes out: the same error with its sentence in Korean; a sentence that is in no row of the
table stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import click

#: what click says -> Korean; groups are put in
SENTENCES: Mapping[str, str] = {
    r"No such command '(.+)'\.": "{0}: 이런 명령은 없습니다.",
    r"No such option:? '?([^'. ]+)'?\.?": "{0}: 이런 옵션은 없습니다.",
    r"Did you mean '?([^'?]+)'?\?": "혹시 {0}을(를) 쓰려고 했나요?",
    r"\(?(?:Did you mean one of|Possible options): ([^)?]+)\??\)?": "비슷한 옵션: {0}",
    r"Missing argument '(.+)'\.": "{0}: 빠졌습니다.",
    r"Missing option '(.+)'\.": "{0} 옵션이 빠졌습니다.",
    r"Missing command\.": "명령이 빠졌습니다.",
    r"Option '(.+)' requires an argument\.": "{0} 옵션에는 값이 있어야 합니다.",
    r"Option '(.+)' does not take a value\.": "{0} 옵션에는 값을 쓰지 않습니다.",
    r"Got unexpected extra arguments? \((.+)\)": "남는 인수가 있습니다: {0}",
    r"(?:File|Path|Directory) '(.+)' does not exist\.": "{0} 파일이나 폴더가 없습니다.",
    r"(?:File|Path) '(.+)' is a directory\.": "{0}: 파일이 아니라 폴더입니다.",
    r"Directory '(.+)' is a file\.": "{0}: 폴더가 아니라 파일입니다.",
    r"(?:File|Path|Directory) '(.+)' is not readable\.": "{0}: 읽을 권한이 없습니다.",
    r"(?:File|Path|Directory) '(.+)' is not writable\.": "{0}: 쓸 권한이 없습니다.",
    r"'(.+)' is not one of (.+)\.": "'{0}': {1} 가운데 하나여야 합니다.",
    r"'(.+)' is not a valid integer(?: range)?\.": "'{0}': 정수여야 합니다.",
    r"'(.+)' is not a valid float(?: range)?\.": "'{0}': 수여야 합니다.",
    r"(.+) is not in the range (.+)\.": "{0}: 범위 {1} 안의 값이어야 합니다.",
}
_INVALID = re.compile(r"Invalid value for (.+?): (.+)", re.DOTALL)


def korean(error: click.UsageError) -> click.UsageError:
    """The error with its sentences in Korean."""
    said = error.format_message()
    invalid = _INVALID.fullmatch(said)
    where, sentence = (f"{invalid[1]}: ", invalid[2]) if invalid else ("", said)
    told = _said(sentence) or _each(sentence)
    if told is None:
        return error
    return click.UsageError(where + told, ctx=error.ctx)


def _said(sentence: str) -> str | None:
    """One sentence, where the table has it."""
    for pattern, text in SENTENCES.items():
        if found := re.fullmatch(pattern, sentence.strip()):
            return text.format(*found.groups())
    return None


def _each(sentences: str) -> str | None:
    """A sentence with advice behind it."""
    what, _, advice = re.sub(r"(\S) (?=\(?Did you mean|\(?Possible)", "\\1\n", sentences).partition("\n")
    said = _said(what)
    return said if said is None else f"{said} {_said(advice) or advice}".rstrip()
