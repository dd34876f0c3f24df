"""What an audit says: the verdicts by name, and a sentence for each thing there is to say about a claim.

``VERDICTS`` are short, for a cell; ``REMARKS`` are filled in by ``symgrad.rendering.findings``.  ``{name:을}`` sets the
Korean particle that fits after a value.
"""

from __future__ import annotations

from collections.abc import Mapping

#: verdict -> (Korean, English)
VERDICTS: Mapping[str, tuple[str, str]] = {
    "exact": ("정확", "exact"),
    "rounded": ("반올림", "rounded"),
    "truncated": ("버림", "cut off"),
    "follows_from_rounded": ("반올림한 값에서 나옴", "follows from rounded"),
    "wrong": ("틀림", "wrong"),
    "line_and_value_disagree": ("식과 값이 어긋남", "line and value disagree"),
    "proved": ("증명됨", "proved"),
    "refuted": ("반례 있음", "refuted"),
    "agrees": ("일치 (증명은 아님)", "agrees, not proved"),
    "differs_from_method": ("방법과 다름", "differs from its method"),
    "defined": ("정의", "defined"),
    "unjudged": ("판정 못 함", "not judged"),
}  # fmt: skip

#: key -> (Korean, English)
REMARKS: Mapping[str, tuple[str, str]] = {
    # numbers that are right for somebody
    "exact": ("정확한 값이다.", "The exact value."),
    "rounded": ("정확한 값 {exact:을} 반올림한 것이다.", "{exact}, rounded."),
    "follows_put_in": ("앞에 적힌 값을 넣은 것이다.", "The numbers printed before, put in."),
    "truncated": (
        "{exact:을} 반올림하지 않고 잘랐다. 반올림하면 {should:이} 된다.",
        "{exact} is cut off, not rounded; rounded it is {should}.",
    ),
    "put_in_truncated": (
        "넣은 숫자 가운데 {printed:은} {value:을} 반올림하지 않고 자른 것이다.",
        "Of the numbers put in, {printed} is {value} cut off, not rounded.",
    ),
    "line_gives_it": ("이 줄의 계산 결과와는 맞는다.", "It is what this line's own arithmetic gives."),
    "follows": (
        "정확한 값은 {exact}, 반올림하면 {should}이다. 적힌 값은 {sources}에서 나온다.",
        "Exactly {exact}, so {should}; what is printed follows from {sources}.",
    ),
    "follows_line": (
        "정확한 값은 {exact}, 반올림하면 {should}이다. 적힌 값은 이 줄에 넣은 숫자에서 나온다.",
        "Exactly {exact}, so {should}; what is printed follows from the numbers put in on this line.",
    ),
    # numbers that are wrong
    "wrong": ("{should:이} 맞다 (정확한 값 {exact}).", "It should be {should} ({exact})."),
    "exactly": ("정확한 값은 {exact}이다.", "It should be {exact}."),
    "given": (
        "앞에 적힌 값으로 계산하면 {given:이} 된다.",
        "The numbers printed before it give {given}.",
    ),
    "line_gives": ("이 줄의 식을 계산하면 {line:이} 된다.", "This line's own arithmetic gives {line}."),
    "only_line": (
        "값은 맞지만, 적힌 식을 계산하면 {line:이} 된다.",
        "The number is right, but what is printed beside it gives {line}.",
    ),
    "leads_to": ("아래의 {ids:이} 이 값을 이어받는다.", "{ids} further down go on with it."),
    "put_in": (
        "{formula} 자리에 넣은 {printed:은} 틀렸다. {value:이} 맞다.",
        "{printed} stands for {formula}, which is {value}.",
    ),
    "another_number": (
        "{printed:이} 아니라 {value:이} 와야 한다.",
        "{value} should stand here instead of {printed}.",
    ),
    # what the author may have done: the edit, then what it leads to
    "operator": ("{before:을} {after:로} 고치면", "With {after} instead of {before}"),
    "sign": ("부호를 바꾸어 {before:을} {after:로} 고치면", "With another sign, {after} instead of {before},"),
    "left_out": ("{before:을} 빼면", "Without {before}"),
    "missing": ("{after:을} 더 곱하면", "With {after} as a further factor"),
    "replaced": ("{before} 자리에 {after:을} 쓰면", "With {after} in the place of {before}"),
    "neighbour": ("{before} 자리에 {after:을} 쓰면", "With {after} in the place of {before}"),
    "old": ("갱신하기 전의 {of:을} 쓰면", "With {of} from before the update"),
    "updated": ("이미 갱신한 {of:을} 쓰면", "With {of} already updated"),
    "earlier": ("앞 단계의 {of:을} 쓰면", "With {of} of an earlier step"),
    # a slip of the printed number itself
    "transposed": (
        "{after}의 숫자 두 개가 자리를 바꾸어 {before:로} 적혔다.",
        "Two digits of {after} stand the wrong way round.",
    ),
    "point": (
        "{after}의 소수점 자리가 {before:로} 잘못 적혔다.",
        "The decimal point of {after} has moved.",
    ),
    "in_vector": ("{place}번째 성분", "Component {place}"),
    "in_matrix": ("({place}) 성분", "Element ({place})"),
    "component_transposed": (
        "{place}: {after}의 숫자 두 개가 자리를 바꾸어 {before:로} 적혔다.",
        "{place}: two digits of {after} stand the wrong way round.",
    ),
    "component_point": (
        "{place}: {after}의 소수점 자리가 {before:로} 잘못 적혔다.",
        "{place}: the decimal point of {after} has moved.",
    ),
    "component_sign": ("{place}: {after}의 부호가 틀렸다.", "{place}: {after} has the wrong sign here."),
    "component_component": ("{place}: {before:이} 틀렸다.", "{place}: {before} is wrong."),
    "component_more": ("이 밖에 {count}개가 더 틀렸다.", "And {count} more."),
    "gives_printed": ("{edit} 적힌 값이 나온다.", "{edit} it gives the printed number."),
    "gives_put_in": ("{edit} 넣은 숫자 {printed:이} 나온다.", "{edit} one gets the {printed} put in."),
    "makes_right": ("{edit} 맞는 식이 된다.", "{edit} it is right."),
    "also": (
        "다른 곳을 고쳐도 적힌 값이 나온다: {edits}.",
        "Other edits give it too: {edits}.",
    ),
    # formulas
    "proved": ("유도한 식과 같다.", "The same as what symgrad derives."),
    "agrees": (
        "무작위로 고른 점 {points}개에서 값이 같다. 증명은 아니다.",
        "The same value at {points} random points, which is no proof.",
    ),
    "by_induction": (
        "{letter}에 대한 귀납법이다. {letter} = 1일 때는 {ids}에서 증명하였고, {letter} - 1일 때 성립하면 {letter}일"
        " 때도 성립한다는 것을 이 줄에서 증명하였다. 그러므로 모든 {letter}에서 성립한다.",
        "By induction over {letter}: {ids} is proved and is the case {letter} = 1; this line proves the step from"
        " {letter} − 1 to {letter}. So it holds for every {letter}.",
    ),
    # inequalities
    "always": ("어떤 값에서나 성립한다.", "It holds whatever the values."),
    "holds_at": (
        "시험한 점 {points}개에서 성립한다. 증명은 아니다.",
        "It holds at the {points} points tried, which is no proof.",
    ),
    "holds_here": ("주어진 값에서 성립한다.", "It holds for the given numbers."),
    "other_way": (
        "{point}일 때 왼쪽은 {left}, 오른쪽은 {right:이} 된다.",
        "At {point} the left side is {left}, the right side {right}.",
    ),
    "equal_there": (
        "{point}일 때 양쪽이 {left:로} 같으므로 부등호에 등호가 있어야 한다.",
        "At {point} both sides are {left}, so it holds only with equality allowed.",
    ),
    "like_method": ("{method}의 식과 같다.", "This is the line of {method}."),
    "differs_from_method": (
        "{method}에는 {printed} 대신 {instead:이} 있다: {line}.",
        "{method} has {instead} where this has {printed}: {line}.",
    ),
    "row_differs_from_method": (
        "{row}의 행이 {method}의 식과 다르다: {line}.",
        "The row of {row} is not the line of {method}: {line}.",
    ),
    "lacks_from_method": ("{method}에는 {instead:이} 더 있다: {line}.", "{method} also has {instead}: {line}."),
    "more_than_method": ("{method}에는 {printed:이} 없다: {line}.", "{method} has no {printed}: {line}."),
    # findings
    "undefined_name": (
        "{name:은} 이 자리까지 정의되지 않았다.",
        "Nothing on this page defines {name} up to here.",
    ),
    "out_of_range": (
        "{name}: {index}번째는 없다. 모두 {length}개이다.",
        "{name}: there is no element {index}, there are {length}.",
    ),
    "limit_differs": (
        "{divisor:로} 나누는데 합은 {limit}까지이다. 둘은 같은 이름이어야 한다.",
        "It divides by {divisor}, but the sum goes up to {limit}; the two should be one name.",
    ),
    # the rest
    "defined": ("견줄 것이 없어 정의로 본다.", "Nothing to compare it with: taken as said."),
    # what a formula holds because of: what the page states about its data
    "because_sum": (
        "{name:은} {letter}에 대해 더하면 {total:이} 되므로 성립한다.",
        "It holds because {name} adds up to {total} over {letter}.",
    ),
    "because_values": (
        "{name}의 값은 {values} 가운데 하나이므로 성립한다.",
        "It holds because {name} is one of {values}.",
    ),
    "because_between": (
        "{name}의 값은 [{values}]에 있으므로 성립한다.",
        "It holds because {name} is in [{values}].",
    ),
    # what a formula holds because of: the numbers that the page gives
    "because_put_in": (
        "주어진 {names}의 값을 넣으면 성립한다.",
        "It holds with the given {names} put in.",
    ),
    "because_near": (
        "주어진 값의 부근에서 성립한다. 모든 값에서 성립하지는 않는다.",
        "It holds near the given numbers, not everywhere.",
    ),
    # what kept a side from being judged
    "no_limit": (
        "이 극한은 존재하지 않는다. 오른쪽 극한과 왼쪽 극한이 다르다.",
        "This limit does not exist: it is not the same from the two sides.",
    ),
    "no_limit_sides": (
        "이 극한은 존재하지 않는다. 오른쪽 극한은 {right}, 왼쪽 극한은 {left}이다.",
        "This limit does not exist: it is {right} from the right and {left} from the left.",
    ),
    "no_value_nowhere": (
        "시험한 점 가운데 양쪽이 모두 정의되는 점이 없다.",
        "At none of the points tried both sides have a value.",
    ),
    "no_value_too_close": (
        "양쪽 값이 너무 가까워 어느 쪽이 큰지 가릴 수 없다.",
        "The two sides lie too close together to tell which is larger.",
    ),
    "no_value_no_numbers": (
        "이 값을 계산할 숫자가 문서에 없다.",
        "The page gives no numbers to compute it from.",
    ),
    "no_value_lines_of_method": (
        "{method} 방법은 줄 수가 다르다.",
        "{method} has another number of lines.",
    ),
    "no_value_induction_base": (
        "귀납법의 첫 단계가 없다. {letter} = 1일 때의 식이 모델 {model}에서 증명되지 않았다.",
        "The induction has no base: this line for {letter} = 1 is not proved about the model {model}.",
    ),
    "no_value_induction_hypothesis": (
        "귀납법의 가정이 없다. 이 줄의 {letter}에 {letter} - 1을 넣은 식이 모델의 정의에 없다.",
        "The induction has no hypothesis: the model does not define what this line says for {letter} − 1.",
    ),
    "no_value_limit_at_infinity": (
        "{formula}: 무한대에서의 극한은 아직 계산하지 못한다.",
        "{formula}: limits at infinity have no value on a page so far.",
    ),
    "no_value_high_derivative": (
        "{formula}: 3계 이상의 도함수는 아직 계산하지 못한다.",
        "{formula}: only first and second derivatives have a value on a page so far.",
    ),
    "no_value_not_in_terms": (
        "{formula}: 문서의 어느 줄도 이것을 {name:로} 나타내지 않는다.",
        "{formula}: no line of the page says what this is in terms of {name}.",
    ),
    "no_value_several_put_in": (
        "{formula}에는 수 하나만 넣을 수 있다.",
        "{formula} puts in something with several elements.",
    ),
    "no_value_node": ("{formula}의 값은 아직 계산하지 못한다.", "{formula} has no value on a page so far."),
    "no_value_power_of_several": (
        "{formula:은} 원소가 여럿인 것의 거듭제곱이다.",
        "{formula} is a power of something with several elements.",
    ),
    "no_value_root": ("{formula}의 차수는 1 이상이어야 한다.", "{formula} is a root of a degree below 1."),
    "no_value_not_whole": ("{formula:은} 여기서 정수가 아니다.", "{formula} is not a whole number here."),
    "no_value_uneven_rows": (
        "{formula}의 행은 길이가 서로 다르다.",
        "{formula} has rows of different lengths.",
    ),
    "no_value_element": (
        "{formula}에는 수가 아닌 원소가 있다.",
        "{formula} has an element that is no number.",
    ),
    "no_value_norm": ("{formula}: 이 노름은 계산하지 못한다.", "{formula}: no value for this norm."),
    "no_value_not_finite": (
        "{formula}의 값은 여기서 정해지지 않거나, 쓸 수 없을 만큼 크거나 작다.",
        "{formula} is not defined here, or too large or too small to be written.",
    ),
    "no_value_division_by_zero": ("{formula}에서 0으로 나눈다.", "Division by zero in {formula}."),
    "no_value_not_real": (
        "{formula}의 값은 여기서 실수가 아니다.",
        "{formula} has no real value here.",
    ),
    "not_computed": ("이 식은 아직 계산하거나 견줄 수 없다.", "{reason}"),
    "acknowledged": ("문서에 밝혀 둠: {reason}", "Acknowledged: {reason}"),
}  # fmt: skip
