"""Mistakes with sums, losses, layers and what is differentiated by.

Rows of one table; hints go from where to look to what to look at, and none gives the answer away.
"""

from __future__ import annotations

from symgrad.checking import network_twins
from symgrad.checking.mistakes.row import Mistake

_SUMS = ("합과 평균이 있는 곳을 살펴보세요.", "Look at the sums and means.")
_MATRIX = ("각 행렬의 모양을 적어 보세요.", "Write down the shape of every matrix.")


NETWORKS: tuple[Mistake, ...] = (
    Mistake(
        "delta_off_the_diagonal",
        ("크로네커 δ를 잘못 썼다 (대각선 밖의 경우)", "the Kronecker δ is wrong off the diagonal"),
        (
            ("첨자가 같을 때와 다를 때를 나누어 보세요.", "Tell equal indices from different ones."),
            ("소프트맥스의 출력은 모든 입력에 따라 변합니다.", "Every output of a softmax changes with every input."),
            ("첨자가 다르면 δ는 얼마입니까?", "What is δ for different indices?"),
        ),
        ("p₁을 z₂로 미분하면 0입니까?", "Is the derivative of p₁ by z₂ zero?"),
        (r"p_k = \frac{e^{z_k}}{\sum_{j=1}^K e^{z_j}}", "z", "p_k(1 - p_i)"),
        whole=network_twins.delta_for_all, likely=3, rewriting=True,
    ),
    Mistake(
        "cross_entropy_rule_for_squared_error",
        ("제곱 오차에 교차 엔트로피의 기울기를 썼다", "cross-entropy's gradient was used for the squared error"),
        (
            ("손실 함수가 무엇인지 다시 보세요.", "Look again which loss it is."),
            ("ŷ − y로 간단해지는 것은 특정한 손실에서만입니다.", "Only one loss makes it as simple as ŷ − y."),
            ("제곱 오차에서는 활성화 함수의 미분이 남습니다.", "With the squared error σ' stays."),
        ),
        ("어떤 손실에서 σ'이 약분됩니까?", "With which loss does σ' cancel?"),
        ("h = \\sigma(w x)\nL = (h - y)^2", "w", "(h - y) x"),
        ("power",), network_twins.cross_entropy_rule, likely=0.5, elsewhere=True,
    ),
    Mistake(
        "squared_error_rule_for_cross_entropy",
        ("교차 엔트로피에 제곱 오차의 기울기를 썼다", "the squared error's gradient was used for cross-entropy"),
        (
            ("손실 함수가 무엇인지 다시 보세요.", "Look again which loss it is."),
            ("로그를 미분하면 분모가 생깁니다.", "The derivative of a logarithm has a denominator."),
            ("그 분모는 활성화 함수의 미분과 약분됩니다.", "That denominator cancels against σ'."),
        ),
        ("log σ(z)를 z로 미분하면 무엇입니까?", "What is the derivative of log σ(z) by z?"),
        (
            "h = \\sigma(w x)\nL = -(y \\log(h) + (1 - y) \\log(1 - h))", "w", "(h - y) h (1 - h) x",
        ),
        ("sum",), network_twins.squared_error_rule, likely=0.5, elsewhere=True,
    ),
    Mistake(
        "mean_missing",
        ("평균의 1/m을 빠뜨렸다", "the mean's 1/m is missing"),
        (
            _SUMS,
            ("손실은 합입니까, 평균입니까?", "Is the loss a sum or a mean?"),
            ("합 앞에 있던 인수를 끝까지 적으세요.", "Carry the factor in front of the sum to the end."),
        ),
        ("표본의 수가 두 배가 되면 기울기는 어떻게 됩니까?", "What happens to the gradient with twice the samples?"),
        (r"L = \frac{1}{m} \sum_{i=1}^m (w x_i - y_i)^2", "w", r"2 \sum_{i=1}^m (w x_i - y_i) x_i"),
        ("constant_factor", "product"), network_twins.mean_missing, rewriting=True,
    ),
    Mistake(
        "mean_doubled",
        ("평균의 1/m을 두 번 곱했다", "the mean's 1/m stands there twice"),
        (
            _SUMS,
            ("1/m은 몇 번 나와야 합니까?", "How often should 1/m appear?"),
            ("미분해도 평균을 한 번 더 내지는 않습니다.", "Differentiating takes no further mean."),
        ),
        ("평균의 미분은 미분의 평균입니까?", "Is the derivative of a mean the mean of the derivatives?"),
        (r"L = \frac{1}{m} \sum_{i=1}^m (w x_i - y_i)^2", "w", r"\frac{2}{m^2} \sum_{i=1}^m (w x_i - y_i) x_i"),
        ("constant_factor", "product"), network_twins.mean_doubled, rewriting=True,
    ),
    Mistake(
        "off_by_one",
        ("합의 범위가 하나 모자라거나 넘친다", "the sum is off by one"),
        (
            _SUMS,
            ("합은 어디서 시작해 어디서 끝납니까?", "Where does the sum begin and end?"),
            ("항이 몇 개인지 세어 보세요.", "Count the terms."),
        ),
        ("m = 1이면 항이 몇 개입니까?", "How many terms are there for m = 1?"),
        (r"L = \sum_{i=1}^{4} (w x - i y)^2", "w", r"2 \sum_{i=1}^{3} (w x - i y) x"),
        ("sum_over",), network_twins.off_by_one, rewriting=True,
    ),
    Mistake(
        "square_of_the_sum",
        ("제곱의 합을 합의 제곱으로 보았다", "the sum of squares was taken for the square of the sum"),
        (
            _SUMS,
            ("제곱과 합 중 무엇이 먼저입니까?", "Which comes first, the square or the sum?"),
            ("표본이 두 개일 때 적어 보세요.", "Write it out for two samples."),
        ),
        ("1² + 2²과 (1 + 2)²은 같습니까?", "Are 1² + 2² and (1 + 2)² the same?"),
        (
            r"L = \sum_{i=1}^m (w x_i - y_i)^2", "w",
            r"2 \sum_{i=1}^m (w x_i - y_i) \sum_{j=1}^m x_j",
        ),
        ("sum_over",), network_twins.square_of_sum, rewriting=True,
    ),
    Mistake(
        "mean_of_squares",
        ("평균의 제곱을 제곱의 평균으로 보았다", "the square of the mean was taken for the mean of squares"),
        (
            _SUMS,
            ("제곱과 평균 중 무엇이 먼저입니까?", "Which comes first, the square or the mean?"),
            ("표본이 두 개일 때 적어 보세요.", "Write it out for two samples."),
        ),
        ("1과 3의 평균의 제곱은 얼마입니까?", "What is the square of the mean of 1 and 3?"),
        (
            r"L = (\frac{1}{m} \sum_{i=1}^m (w x_i - y_i))^2", "w",
            r"\frac{2}{m} \sum_{i=1}^m (w x_i - y_i) x_i",
        ),
        ("power",), network_twins.mean_of_squares, rewriting=True,
    ),
    Mistake(
        "path_forgotten",
        ("연쇄법칙의 경로(항) 하나를 빠뜨렸다", "a path of the chain rule (a term) is missing"),
        (
            ("변수가 손실에 이르는 길을 모두 그려 보세요.", "Draw every way from the variable to the loss."),
            ("길이 여럿이면 기여를 모두 더합니다.", "With several ways, all of them are added."),
            ("변수가 나오는 곳을 모두 세어 보세요.", "Count every place the variable occurs at."),
        ),
        ("변수가 두 곳에 나오면 항이 몇 개입니까?", "How many terms are there for two occurrences?"),
        (r"L = \exp(w x) + \sin(w)", "w", r"\exp(w x) x"),
        ("sum", "sum_over"), network_twins.path_missing,
    ),
    Mistake(
        "wrong_variable",
        ("다른 변수로 미분했다", "it was differentiated by another variable"),
        (
            ("무엇으로 미분하는 문제입니까?", "What is it to be differentiated by?"),
            ("나머지 기호는 상수로 봅니다.", "Every other symbol counts as a constant."),
            ("마지막 인수가 어떤 변수의 미분인지 보세요.", "See of which variable the last factor is the derivative."),
        ),
        ("wx + b를 w로, 또 b로 미분하면 무엇입니까?", "What are the derivatives of wx + b by w and by b?"),
        ("L = (w x + b)^2", "w", "2 w (w x + b)"),
        whole=network_twins.by_another, likely=0.4, elsewhere=True,
    ),
    Mistake(
        "transposed_matrix",
        ("행렬이 전치되었다", "a matrix is transposed"),
        (
            _MATRIX,
            ("어느 첨자로 더하는지 보세요.", "See which index is summed over."),
            ("기울기의 모양은 변수의 모양과 같아야 합니다.", "The gradient has the shape of the variable."),
        ),
        ("X가 m×n이면 X의 전치는 어떤 모양입니까?", "X is m×n; what shape has its transpose?"),
        (r"L = \sum_{i=1}^3 (\sum_{j=1}^3 A_{ij} w_j)^2", "w",
         r"\sum_{i=1}^3 2 (\sum_{k=1}^3 A_{ki} w_k) A_{ji}"),
        whole=network_twins.transposed, rewriting=True,
    ),
    Mistake(
        "wrong_order",
        ("행렬 곱의 순서가 바뀌었다", "a matrix product is in the wrong order"),
        (
            _MATRIX,
            ("행렬의 곱에서는 순서를 바꿀 수 없습니다.", "The factors of a matrix product cannot be exchanged."),
            ("이웃한 두 행렬의 안쪽 크기가 같은지 보세요.", "See whether neighbours have the same inner size."),
        ),
        ("A가 m×n이고 x의 길이가 n이면 Ax와 xA 중 무엇이 있습니까?", "A is m×n, x has length n: is there an xA?"),
        (r"L = x^\top A B y", "x", "B A y",
         {"parameters": "x", "data": "A B y", "shapes": {"x": "n", "A": "n n", "B": "n n", "y": "n"}}),
        whole=network_twins.wrong_order, rewriting=True,
    ),
    Mistake(
        "bias_forgotten",
        ("편향을 빠뜨렸다", "the bias was forgotten"),
        (
            ("식에 나오는 기호를 모두 썼는지 보세요.", "See whether every symbol of the formula is used."),
            ("가중합에는 곱해지지 않는 항도 있습니다.", "A weighted sum has a term without a factor too."),
            ("예측값의 식을 끝까지 적어 보세요.", "Write the prediction out in full."),
        ),
        ("입력이 모두 0이면 예측값은 무엇입니까?", "What is the prediction if all inputs are 0?"),
        ("h = w x + b\nL = (h - y)^2", "w", "2 (w x - y) x"),
        whole=network_twins.bias_forgotten, rewriting=True,
    ),
    Mistake(
        "updated_weight_used",
        ("이미 갱신된 가중치를 썼다", "an already updated weight was used"),
        (
            ("어느 시점의 가중치를 쓰는지 보세요.", "See from which moment the weights are."),
            ("한 걸음의 모든 기울기는 같은 가중치에서 계산합니다.", "All gradients of a step are at the same weights."),
            ("갱신하기 전의 값을 남겨 두세요.", "Keep the values from before the update."),
        ),
        ("두 가중치를 동시에 갱신하려면 무엇을 먼저 계산합니까?", "What comes first to update two weights at once?"),
        ("L = (w v x - y)^2", "w", r"2 (w u x - y) u x",
         {"parameters": "w v", "data": "x y", "constants": r"\eta",
          "definitions": {"u": r"u = v - \eta 2 (w v x - y) w x"}}),
        whole=network_twins.updated_weight, rewriting=True,
    ),
    Mistake(
        "wrong_layer",
        ("다른 층(또는 다른 노드)의 값을 썼다", "another layer's, or another unit's, value was used"),
        (
            ("가중치와 값의 번호를 그림과 맞추어 보세요.", "Compare the numbers of the weights with the picture."),
            ("오차가 지나가는 선을 손가락으로 따라가 보세요.", "Follow the lines that the error goes along."),
            ("그 번호의 가중치는 어느 층과 어느 층을 잇습니까?", "Which layers does the weight of that number join?"),
        ),
        ("∂a₂/∂h₁에는 어느 층의 가중치가 나옵니까?", "The weight of which layer is in ∂a₂/∂h₁?"),
        ("h_1 = \\sigma(w_1 x)\nL = (w_2 h_1 - y)^2", "w_1", "2 (w_2 h_1 - y) w_1 h_1 (1 - h_1) x",
         {"parameters": "w_1 w_2", "data": "x y"}),
        whole=network_twins.wrong_layer, likely=0.8, elsewhere=True, rewriting=True,
    ),
)  # fmt: skip
