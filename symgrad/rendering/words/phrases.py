"""The words around the mathematics: headings, table heads, sentences about a model; one table, Korean and English.

``phrase(key, lang, **values)`` looks one up.  ``{name:을}`` sets the Korean particle that fits after a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from symgrad.rendering.words import check_language
from symgrad.rendering.words.particles import particle

#: key -> (Korean, English)
PHRASES: Mapping[str, tuple[str, str]] = {
    "model": ("모형", "Model"),
    "definitions": ("정의", "Definitions"),
    "names": ("이름", "Names"),
    "understood": ("이렇게 읽었습니다", "What was understood"),
    "role": ("역할", "Role"),
    "name": ("이름", "Name"),
    "shape": ("모양", "Shape"),
    "parameter": ("파라미터 (학습되는 값)", "parameter (trained)"),
    "data": ("데이터 (주어지는 값)", "data (given)"),
    "constant": ("상수", "constant"),
    "definition": ("정의된 이름", "defined above"),
    "size": ("크기 (데이터에서 정해짐)", "size (found from the data)"),
    "index": ("첨자", "index"),
    "parameters": ("파라미터", "parameters"),
    "constants": ("상수", "constants"),
    "sizes": ("크기", "sizes"),
    "indices": ("첨자", "indices"),
    "number": ("수", "number"),
    "target": ("미분할 함수", "target"),
    "every_row": ("{name:은} 벡터이며, 모든 행에 똑같이 더해진다.", "{name} is a vector; it is added to every row."),
    "every_column": (
        "{name:은} 벡터이며, 모든 열에 똑같이 더해진다.",
        "{name} is a vector; it is added to every column.",
    ),
    "derivation": ("유도 과정", "Derivation"),
    "derivations": ("유도 과정", "Derivations"),
    "derivative_of": ("{target:을} {wrt:로} 편미분하기", "Derivative of {target} with respect to {wrt}"),
    "result": ("결과", "Result"),
    "reason": ("이유", "Reason"),
    "steps": ("단계", "Steps"),
    "in_detail": ("자세히", "in detail"),
    "conventions": ("약속", "Conventions"),
    "board": ("칠판에서 하듯 바깥에서 안으로", "at the board, from outside in"),
    "backprop": ("오차역전파, 뒤에서 앞으로", "backpropagation, last name first"),
    "rows": ("행", "rows"),
    "verification": ("검산", "Verification"),
    "audit": ("강의 자료의 수식과 숫자", "Formulas and numbers on the page"),
    "fit": ("학습", "Training"),
    "program": ("생성된 코드", "Generated code"),
    "worked": ("숫자를 넣어 계산하기", "With numbers put in"),
    "symbols": ("식", "Symbols"),
    "numbers": ("숫자를 넣은 식", "Numbers put in"),
    "value": ("값", "Value"),
    "loss": ("손실", "loss"),
    "epoch": ("에포크", "epoch"),
    "open_all": ("모두 펼치기", "Open all"),
    "close_all": ("모두 접기", "Close all"),
    "made_by": ("symgrad가 만든 문서입니다.", "Made with symgrad."),
    "contents": ("차례", "Contents"),
    "passed": ("맞음", "holds"),
    "failed": ("틀림", "does not hold"),
}  # fmt: skip

_PLACEHOLDER = re.compile(r"\{(\w+)(?::(\w+))?\}")


def phrase(key: str, lang: str, **values: str | tuple[str, str]) -> str:
    """The phrase with its values put in; a value may be ``(shown, latex)`` where the particle needs the LaTeX."""
    check_language(lang)
    sentence = PHRASES[key][0 if lang == "ko" else 1]

    def put_in(match: re.Match[str]) -> str:
        value = values[match[1]]
        shown, latex = value if isinstance(value, tuple) else (value, value)
        return shown + (particle(match[2], latex) if match[2] else "")

    return _PLACEHOLDER.sub(put_in, sentence)
