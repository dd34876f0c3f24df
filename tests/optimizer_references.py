"""Every optimizer's steps again, typed from the papers and the frameworks' documentation, in mpmath.

``STEPS[name](gradients, w, **hyperparameters)`` is the parameter after those gradients; ``FIRST[name](g)`` the change
in the first step with the usual values, as a closed form worked out by hand.  Nothing here knows symgrad's rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mpmath import mpf, sign, sqrt

Steps = Callable[..., Any]
Gradients = Sequence[Any]

#: the usual values, as the papers and the frameworks give them
A_TENTH, A_HUNDREDTH, A_THOUSANDTH = mpf(1) / 10, mpf(1) / 100, mpf(1) / 1000
TINY, TEN_BILLIONTH, MILLIONTH = mpf(10) ** -8, mpf(10) ** -10, mpf(10) ** -6
TWO_THOUSANDTHS, FOUR_THOUSANDTHS, TEN_THOUSANDTH = 2 * A_THOUSANDTH, 4 * A_THOUSANDTH, A_TENTH**4
NINE_TENTHS, NEARLY, ALMOST = mpf("0.9"), mpf("0.99"), mpf("0.999")


def gradient_descent(gs: Gradients, w: Any, learning_rate: Any = A_TENTH) -> Any:
    return w - learning_rate * sum(gs)


def sgd(gs: Gradients, w: Any, learning_rate: Any = A_HUNDREDTH) -> Any:
    for g in gs:
        w -= learning_rate * g
    return w


def momentum_averaging(
    gs: Gradients, w: Any, learning_rate: Any = A_HUNDREDTH, beta: Any = NINE_TENTHS
) -> Any:
    v = mpf(0)
    for g in gs:
        v = beta * v + (1 - beta) * g
        w -= learning_rate * v
    return w


def momentum(gs: Gradients, w: Any, learning_rate: Any = A_HUNDREDTH, momentum: Any = NINE_TENTHS) -> Any:
    b = mpf(0)
    for g in gs:
        b = momentum * b + g
        w -= learning_rate * b
    return w


def nesterov(gs: Gradients, w: Any, learning_rate: Any = A_HUNDREDTH, momentum: Any = NINE_TENTHS) -> Any:
    b = mpf(0)
    for g in gs:
        b = momentum * b + g
        w -= learning_rate * (g + momentum * b)
    return w


def nag_lecture(gs: Gradients, w: Any, learning_rate: Any = A_HUNDREDTH, beta: Any = NINE_TENTHS) -> Any:
    v = mpf(0)  # these gradients are the same everywhere; where they are taken is tested elsewhere
    for g in gs:
        v = beta * v + learning_rate * g
        w -= v
    return w


def adagrad_lecture(gs: Gradients, w: Any, learning_rate: Any = A_HUNDREDTH, epsilon: Any = TINY) -> Any:
    total = mpf(0)
    for g in gs:
        total += g**2
        w -= learning_rate / sqrt(total + epsilon) * g
    return w


def adagrad(
    gs: Gradients,
    w: Any,
    learning_rate: Any = A_HUNDREDTH,
    epsilon: Any = TEN_BILLIONTH,
    initial_accumulator: Any = 0,
) -> Any:
    total = mpf(initial_accumulator)
    for g in gs:
        total += g**2
        w -= learning_rate * g / (sqrt(total) + epsilon)
    return w


def rmsprop_as_printed(
    gs: Gradients, w: Any, learning_rate: Any = A_HUNDREDTH, beta: Any = NINE_TENTHS, epsilon: Any = TINY
) -> Any:
    e = mpf(0)
    for g in gs:
        e = e + (1 - beta) * g**2
        w -= learning_rate / sqrt(e + epsilon) * g
    return w


def rmsprop_lecture(
    gs: Gradients, w: Any, learning_rate: Any = A_HUNDREDTH, beta: Any = NINE_TENTHS, epsilon: Any = TINY
) -> Any:
    e = mpf(0)
    for g in gs:
        e = beta * e + (1 - beta) * g**2
        w -= learning_rate / sqrt(e + epsilon) * g
    return w


def _rmsprop(centered: bool) -> Steps:
    def steps(
        gs: Gradients,
        w: Any,
        learning_rate: Any = A_HUNDREDTH,
        beta: Any = NEARLY,
        momentum: Any = NINE_TENTHS,
        epsilon: Any = TINY,
    ) -> Any:
        square = average = buffer = mpf(0)
        for g in gs:
            square = beta * square + (1 - beta) * g * g
            average = beta * average + (1 - beta) * g
            spread = sqrt(square - (average * average if centered else 0)) + epsilon
            buffer = momentum * buffer + g / spread
            w -= learning_rate * buffer
        return w

    return steps


def _without_momentum(steps: Steps) -> Steps:
    return lambda gs, w, **chosen: steps(gs, w, momentum=mpf(0), **chosen)


def adadelta_lecture(gs: Gradients, w: Any, beta: Any = NINE_TENTHS, epsilon: Any = TINY) -> Any:
    return adadelta(gs, w, 1, beta, epsilon)


def adadelta(
    gs: Gradients, w: Any, learning_rate: Any = 1, beta: Any = NINE_TENTHS, epsilon: Any = MILLIONTH
) -> Any:
    squares = changes = mpf(0)
    for g in gs:
        squares = beta * squares + (1 - beta) * g**2
        change = -sqrt(changes + epsilon) / sqrt(squares + epsilon) * g
        changes = beta * changes + (1 - beta) * change**2
        w += learning_rate * change
    return w


def adam(
    gs: Gradients,
    w: Any,
    learning_rate: Any = A_THOUSANDTH,
    beta_1: Any = NINE_TENTHS,
    beta_2: Any = ALMOST,
    epsilon: Any = TINY,
    weight_decay: Any = 0,
    largest: bool = False,
) -> Any:
    m = v = top = mpf(0)
    for t, g in enumerate(gs, 1):
        w -= learning_rate * weight_decay * w
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        top = max(top, v)
        used = top if largest else v
        w -= learning_rate * (m / (1 - beta_1**t)) / (sqrt(used / (1 - beta_2**t)) + epsilon)
    return w


def adamw(gs: Gradients, w: Any, weight_decay: Any = A_HUNDREDTH, **chosen: Any) -> Any:
    return adam(gs, w, weight_decay=weight_decay, **chosen)


def amsgrad(gs: Gradients, w: Any, **chosen: Any) -> Any:
    return adam(gs, w, largest=True, **chosen)


def adamax(
    gs: Gradients,
    w: Any,
    learning_rate: Any = TWO_THOUSANDTHS,
    beta_1: Any = NINE_TENTHS,
    beta_2: Any = ALMOST,
    epsilon: Any = TINY,
) -> Any:
    m = u = mpf(0)
    for t, g in enumerate(gs, 1):
        m = beta_1 * m + (1 - beta_1) * g
        u = max(beta_2 * u, abs(g) + epsilon)
        w -= learning_rate * m / ((1 - beta_1**t) * u)
    return w


def nadam(
    gs: Gradients,
    w: Any,
    learning_rate: Any = TWO_THOUSANDTHS,
    beta_1: Any = NINE_TENTHS,
    beta_2: Any = ALMOST,
    epsilon: Any = TINY,
    momentum_decay: Any = FOUR_THOUSANDTHS,
) -> Any:
    def mu(t: int) -> Any:
        return beta_1 * (1 - mpf("0.5") * mpf("0.96") ** (t * momentum_decay))

    m = v = mpf(0)
    for t, g in enumerate(gs, 1):
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        product = mpf(1)
        for past in range(1, t + 1):
            product *= mu(past)
        hat = mu(t + 1) * m / (1 - product * mu(t + 1)) + (1 - mu(t)) * g / (1 - product)
        w -= learning_rate * hat / (sqrt(v / (1 - beta_2**t)) + epsilon)
    return w


def radam(
    gs: Gradients,
    w: Any,
    learning_rate: Any = A_THOUSANDTH,
    beta_1: Any = NINE_TENTHS,
    beta_2: Any = ALMOST,
    epsilon: Any = TINY,
) -> Any:
    m = v = mpf(0)
    longest = 2 / (1 - beta_2) - 1
    for t, g in enumerate(gs, 1):
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        hat = m / (1 - beta_1**t)
        length = longest - 2 * t * beta_2**t / (1 - beta_2**t)
        if length > 5:
            top = (length - 4) * (length - 2) * longest
            bottom = (longest - 4) * (longest - 2) * length
            w -= learning_rate * hat * sqrt(top / bottom) * sqrt(1 - beta_2**t) / (sqrt(v) + epsilon)
        else:
            w -= learning_rate * hat
    return w


def lion(
    gs: Gradients,
    w: Any,
    learning_rate: Any = TEN_THOUSANDTH,
    beta_1: Any = NINE_TENTHS,
    beta_2: Any = NEARLY,
    weight_decay: Any = 0,
) -> Any:
    m = mpf(0)
    for g in gs:
        w -= learning_rate * (sign(beta_1 * m + (1 - beta_1) * g) + weight_decay * w)
        m = beta_2 * m + (1 - beta_2) * g
    return w


STEPS: dict[str, Steps] = {
    "gradient_descent": gradient_descent,
    "sgd": sgd,
    "momentum_averaging": momentum_averaging,
    "momentum": momentum,
    "momentum_keras": momentum,
    "nag_lecture": nag_lecture,
    "nesterov": nesterov,
    "nesterov_keras": nesterov,
    "adagrad_lecture": adagrad_lecture,
    "adagrad": adagrad,
    "rmsprop_as_printed": rmsprop_as_printed,
    "rmsprop_lecture": rmsprop_lecture,
    "rmsprop": _without_momentum(_rmsprop(False)),
    "rmsprop_momentum": _rmsprop(False),
    "rmsprop_centered": _without_momentum(_rmsprop(True)),
    "rmsprop_centered_momentum": _rmsprop(True),
    "adadelta_lecture": adadelta_lecture,
    "adadelta": adadelta,
    "adam": adam,
    "adamw": adamw,
    "amsgrad": amsgrad,
    "adamax": adamax,
    "nadam": nadam,
    "radam": radam,
    "lion": lion,
}


def _nadam_first(g: Any) -> Any:
    # t = 1: m = g/10, the momenta are 0.9 (1 − 0.96^0.004 / 2) and 0.9 (1 − 0.96^0.008 / 2)
    one = mpf("0.9") * (1 - mpf("0.96") ** mpf("0.004") / 2)
    two = mpf("0.9") * (1 - mpf("0.96") ** mpf("0.008") / 2)
    return -mpf("0.002") * g * (two / 10 / (1 - one * two) + 1) / (abs(g) + TINY)


#: w₁ − w₀ from w₀ = 0
FIRST: dict[str, Callable[[Any], Any]] = {
    "gradient_descent": lambda g: -g / 10,
    "sgd": lambda g: -g / 100,
    "momentum_averaging": lambda g: -g / 1000,
    "momentum": lambda g: -g / 100,
    "momentum_keras": lambda g: -g / 100,
    "nag_lecture": lambda g: -g / 100,
    "nesterov": lambda g: -g * 19 / 1000,
    "nesterov_keras": lambda g: -g * 19 / 1000,
    "adagrad_lecture": lambda g: -g / 100 / sqrt(g * g + TINY),
    "adagrad": lambda g: -g / 100 / (abs(g) + mpf(10) ** -10),
    "rmsprop_as_printed": lambda g: -g / 100 / sqrt(g * g / 10 + TINY),
    "rmsprop_lecture": lambda g: -g / 100 / sqrt(g * g / 10 + TINY),
    "rmsprop": lambda g: -g / 100 / (abs(g) / 10 + TINY),
    "rmsprop_momentum": lambda g: -g / 100 / (abs(g) / 10 + TINY),
    "rmsprop_centered": lambda g: -g / 100 / (abs(g) * sqrt(mpf(99)) / 100 + TINY),
    "rmsprop_centered_momentum": lambda g: -g / 100 / (abs(g) * sqrt(mpf(99)) / 100 + TINY),
    "adadelta_lecture": lambda g: -g / sqrt(1 + g * g / 10 * mpf(10) ** 8),
    "adadelta": lambda g: -g / sqrt(1 + g * g / 10 * mpf(10) ** 6),
    "adam": lambda g: -g / 1000 / (abs(g) + TINY),
    "adamw": lambda g: -g / 1000 / (abs(g) + TINY),
    "amsgrad": lambda g: -g / 1000 / (abs(g) + TINY),
    "adamax": lambda g: -g / 500 / (abs(g) + TINY),
    "nadam": _nadam_first,
    "radam": lambda g: -g / 1000,  # the length of the average is 1 in the first step: no adaptive rate yet
    "lion": lambda g: -sign(g) / 10000,
}
