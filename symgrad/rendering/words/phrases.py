"""The words around the mathematics: headings, table heads, sentences about a model; one table, Korean and English.

``phrase(key, lang, **values)`` looks one up.  ``{name:을}`` sets the Korean particle that fits after a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import sympy as sp

from symgrad.expressions import LimitOf, Partial, walk
from symgrad.rendering.words import Speaker, check_language
from symgrad.rendering.words.particles import particle
from symgrad.rendering.words.verdicts import VERDICTS

#: key -> (Korean, English)
PHRASES: Mapping[str, tuple[str, str]] = {
    "model": ("모형", "Model"),
    "definitions": ("정의", "Definitions"),
    "names": ("이름", "Names"),
    "understood": ("이렇게 읽었다", "What was understood"),
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
    "derivative_as_limit": (
        "{target:을} {wrt:로} 미분하기: {letter} → {to}의 극한",
        "Derivative of {target} with respect to {wrt}, as the limit {letter} → {to}",
    ),
    "denominator_layout": (
        "분모 배치(denominator layout)를 쓴다. 기울기 {gradient:은} {wrt:와} 모양이 같다.",
        "Denominator layout: the gradient {gradient} has the shape of {wrt}.",
    ),
    "numerator_layout": (
        "분자 배치(numerator layout)를 쓴다. 야코비 행렬 {gradient}의 행은 {what}, 열은 {wrt}의 성분에 대응한다.",
        "Numerator layout: the rows of the Jacobian {gradient} are those of {what}, its columns those of {wrt}.",
    ),
    "in_matrices": ("행렬로 쓰면", "In matrices"),
    "shapes": ("모양", "Shapes"),
    "symmetric": ("대칭", "symmetric"),
    "in_numbers": ("숫자를 넣으면", "In numbers"),
    "result": ("결과", "Result"),
    "reason": ("이유", "Reason"),
    "steps": ("단계", "Steps"),
    "in_detail": ("자세히", "in detail"),
    "conventions": ("약속", "Conventions"),
    "board": ("칠판에서 하듯 바깥에서 안으로", "at the board, from outside in"),
    "backprop": ("오차역전파, 뒤에서 앞으로", "backpropagation, last name first"),
    "limit": ("극한으로", "as a limit"),
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
    "made_by": ("symgrad로 만든 문서이다.", "Made with symgrad."),
    "contents": ("차례", "Contents"),
    "passed": ("맞음", "holds"),
    "failed": ("틀림", "does not hold"),
    # verification
    "all_hold": ("검산한 {checks}가지가 모두 맞다.", "All {checks} checks hold."),
    "some_fail": ("검산한 {checks}가지 가운데 {failed}가지가 틀렸다.", "{failed} of {checks} checks do not hold."),
    "not_all_compared": (
        "검산한 {checks}가지는 맞지만, 기울기나 값 가운데 검산하지 못한 것이 있다.",
        "The {checks} checks made hold, but some gradients or values could not be compared.",
    ),
    "gradient": ("기울기", "Gradient"),
    "compared": ("비교한 것", "Compared"),
    "worst_error": ("가장 큰 오차", "Worst error"),
    "order": ("수렴 차수", "Order"),
    "complex_step": ("복소 차분 오차", "Complex step"),
    "verdict": ("판정", "Verdict"),
    "entry": ("성분 {count}개", "{count} entry"),
    "entries": ("성분 {count}개", "{count} entries"),
    "directions": ("임의의 방향 {count}개", "{count} random directions"),
    "confidence": (
        "임의의 방향으로 비교했으므로, 상대 크기 {size} 이상의 오류는 {percent}%의 확률로 드러난다 "
        "(손실을 {evaluations}번 계산).",
        "Compared along random directions: an error of relative size {size} or more would be seen with probability "
        "{percent}% ({evaluations} evaluations of the loss).",
    ),
    "derivative": ("미분", "Derivative"),
    "way": ("방법", "Way"),
    "lines_checked": ("줄 수", "Lines"),
    "line": ("식", "Line"),
    "rule": ("규칙", "Rule"),
    "expected": ("맞는 값", "Expected"),
    "got": ("이 줄의 값", "This line"),
    "values_hold": (
        "생성된 코드의 값 {count}개가 다중 정밀도 계산과 일치한다 (가장 큰 상대 오차 {error}).",
        "{count} values of the generated code agree with multiple-precision arithmetic (worst relative error {error}).",
    ),
    "values_fail": (
        "생성된 코드의 값 {count}개 가운데 다중 정밀도 계산과 다른 것이 있다 (가장 큰 상대 오차 {error}).",
        "Of {count} values of the generated code some differ from multiple-precision arithmetic "
        "(worst relative error {error}).",
    ),
    "unchecked": ("검산하지 못함", "not checked"),
    "unchecked_because": ("검산하지 못한 것: {what}", "Not checked: {what}"),
    # audit
    "page_agrees": (
        "자료에 적힌 {count}가지 가운데 틀린 것이 없다.",
        "Nothing is wrong among the {count} claims on the page.",
    ),
    "page_findings": (
        "자료에 적힌 {count}가지 가운데 {found}가지가 맞지 않는다.",
        "{found} of {count} claims on the page do not hold.",
    ),
    "page_known": (
        "자료에 적힌 {count}가지 가운데 {found}가지가 맞지 않지만, 모두 문서에 밝혀져 있다.",
        "{found} of {count} claims on the page do not hold; the page acknowledges all of them.",
    ),
    "page_notes": (
        "{noted}가지는 반올림하지 않고 잘랐거나 반올림한 값에서 나온 것이다.",
        "{noted} are cut off instead of rounded, or follow from rounded numbers.",
    ),
    "page_unjudged": ("{count}가지는 판정하지 못했다.", "{count} could not be judged."),
    "lecture": ("항목", "Item"),
    "source_line": ("줄", "Line"),
    "on_the_page": ("자료의 식", "On the page"),
    "remark": ("비고", "Remark"),
    "all_claims": ("자료에 적힌 {count}가지 모두", "All {count} claims on the page"),
    "try_at": (
        "{point}일 때 적힌 식은 {wrong}, 맞는 식은 {right}이다.",
        "At {point} this gives {wrong}, not {right}.",
    ),
    "symgrad_has": ("symgrad의 값", "symgrad has"),
    "should_be": ("맞는 값", "Should be"),
    **VERDICTS,
    # training
    "stopped_epochs": (
        "{epochs} 에포크를 학습했고, 손실은 {first}에서 {last:로} 변했다.",
        "Ran {epochs} epochs; the loss went from {first} to {last}.",
    ),
    "stopped_converged": (
        "{epochs} 에포크 만에 수렴했다. 손실은 {first}에서 {last:로} 변했고 더는 변하지 않는다.",
        "Converged after {epochs} epochs; the loss went from {first} to {last} and no longer changes.",
    ),
    "stopped_diverged": (
        "{epochs} 에포크 만에 발산했다. 손실이 {first}에서 {last:로} 변했다. "
        "학습률 {rate:을} 더 작게 해 본다.",
        "Diverged after {epochs} epochs; the loss went from {first} to {last}. "
        "Try a learning rate smaller than {rate}.",
    ),
    "stopped_domain": (
        "{epochs} 에포크 만에 끝났다. 다음 갱신에서 손실의 정의역을 벗어났다. {place}에서는 손실이나 그 미분이 "
        "정의되지 않는다. 학습률을 {rate}보다 작게 하거나 다른 값에서 시작해 본다.",
        "Ended after {epochs} epochs: the next update left the domain of the loss. It has no value, or no "
        "derivative, at {place}. Try a learning rate smaller than {rate}, or start elsewhere.",
    ),
    "stopped_interrupted": (
        "{epochs} 에포크에서 중단했다. 손실은 {first}에서 {last:로} 변했다.",
        "Interrupted after {epochs} epochs; the loss went from {first} to {last}.",
    ),
    "stopped_patience": (
        "{epochs} 에포크에서 그만두었다. 손실은 {first}에서 {last:로} 변했고, "
        "{best} 에포크 뒤가 가장 좋았다.",
        "Stopped after {epochs} epochs; the loss went from {first} to {last}, and it was best after {best}.",
    ),
    "stopped_stopped": (
        "{epochs} 에포크에서 콜백이 중단했다. 손실은 {first}에서 {last:로} 변했다.",
        "Stopped by a callback after {epochs} epochs; the loss went from {first} to {last}.",
    ),
    "stopped_rose": (
        "{epochs} 에포크를 학습했지만 손실이 {first}에서 {last:로} 커졌다. 학습률 {rate:을} 더 작게 해 본다.",
        "Ran {epochs} epochs, but the loss rose from {first} to {last}. Try a learning rate smaller than {rate}.",
    ),
    "stable_rate": (
        "이 손실의 헤세 행렬은 상수이다. 경사 하강법은 학습률이 2/λ_max = {rate}보다 작아야 안정하다.",
        "The Hessian of this loss is constant: gradient descent is stable for learning rates below 2/λ_max = {rate}.",
    ),
    "validation_was": (
        "검증 손실은 {best} 에포크 뒤에 {loss:로} 가장 작았다.",
        "The validation loss was lowest after {best} epochs: {loss}.",
    ),
    "optimizer_was": ("최적화 방법: {optimizer}, 학습률 {rate}", "Optimizer: {optimizer}, learning rate {rate}"),
    # descents and the perceptron
    "descent": ("하강법", "Descent"),
    "perceptron": ("퍼셉트론 학습", "Perceptron learning"),
    "descended_converged": (
        "{steps}걸음 만에 수렴했다. 손실은 {first}에서 {last:로} 줄었고 기울기는 거의 0이다.",
        "Converged (steps: {steps}); the loss went from {first} to {last}, and the gradient is practically 0.",
    ),
    "descended_steps": (
        "{steps}걸음을 모두 내려갔고, 손실은 {first}에서 {last:로} 줄었다.",
        "Took all steps ({steps}); the loss went from {first} to {last}.",
    ),
    "descended_no_descent": (
        "{steps}걸음 뒤에 멈추었다. 손실은 {first}에서 {last:로} 줄었고, 부동소수점 수로는 더 줄일 수 없다.",
        "Stopped (steps: {steps}); the loss went from {first} to {last}, as low as floating-point numbers say.",
    ),
    "separated": (
        "모든 데이터를 맞혔다(순회 {passes}번, 갱신 {updates}번).",
        "Every sample comes out right (passes over the samples: {passes}, updates: {updates}).",
    ),
    "not_separated": (
        "아직 {wrong}개를 틀린다(순회 {passes}번, 갱신 {updates}번). 직선으로 나눌 수 없는 데이터일 수도 있다.",
        "Still wrong: {wrong} (passes over the samples: {passes}, updates: {updates}). "
        "It may be that nothing straight separates them.",
    ),
    "step_number": ("걸음", "Step"),
    "direction": ("방향 Δw", "Direction Δw"),
    "along_newton": ("뉴턴", "Newton's"),
    "pass": ("순회", "Pass"),
    "sample": ("데이터", "Sample"),
    "all_steps": ("걸음 {count}개 모두", "All {count} steps"),
    "all_updates": ("갱신 {count}번 모두", "All {count} updates"),
    # the cost of numerical differentiation
    "cost": ("수치 미분의 계산량", "What numerical differentiation costs"),
    "cost_what": ("항목", "What"),
    "cost_parameters": ("파라미터", "parameters"),
    "cost_products": ("손실을 한 번 구할 때의 곱셈", "multiplications in one loss"),
    "cost_evaluations": ("손실을 구하는 횟수", "losses"),
    "cost_total": ("곱셈을 모두 더하면", "multiplications in all"),
    "cost_per_second": ("1초에 하는 곱셈", "multiplications a second"),
    "cost_seconds": ("걸리는 시간(초)", "seconds"),
    "cost_hours": ("걸리는 시간(시간)", "hours"),
    "cost_measured": (
        "생성된 코드로 모든 기울기를 구한 시간(초, 실측)",
        "seconds for the same by the generated gradient, measured",
    ),
    # optimizers
    "optimizer_named": ("최적화 방법: {name}", "Optimizer: {name}"),
    "symbol": ("기호", "Symbol"),
    "spelling": ("이름", "Option"),
    "usual": ("기본값", "Usual value"),
    "range": ("범위", "Range"),
    "starts_with": ("처음 값: {values}", "Before the first step: {values}"),
    "gradient_norm": (
        "‖g‖는 모든 파라미터의 기울기를 한데 모은 벡터의 길이이다.",
        "‖g‖ is the length of the gradient of all parameters together.",
    ),
    "reference_is": ("출처: {reference}", "From: {reference}"),
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


def heading(say: Speaker, left: Partial, lines: Sequence[sp.Basic] = ()) -> str:
    """What the derivation of ``left`` is called, in the form of output that ``say`` belongs to; one whose first line
    is a limit says which.
    """
    named = {"target": left.what, "wrt": left.wrt}
    limit = next((node for line in lines[:1] for node in walk(line) if isinstance(node, LimitOf)), None)
    if limit is not None:
        named |= {"letter": limit.args[1], "to": limit.args[2]}
    shown = {key: (say.show(e), say.latex(e)) for key, e in named.items()}
    return phrase("derivative_of" if limit is None else "derivative_as_limit", say.lang, **shown)
