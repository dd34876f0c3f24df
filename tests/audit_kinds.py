r"""More pages nobody has seen, of kinds that ``audit_pages`` lacks: steps of optimizers, iterates, softmax, statistics,
and numbers with powers of ten, percent signs and thousands.

``KINDS`` are functions of a seed that give a page and its slips: kind → (what is printed, what is planted).  Every
number is worked out here by other means than symgrad's.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import mpmath
from audit_pages import DIGITS, decimal, given, short

Planted = dict[str, tuple[str, str]]

HEAD = "---\ntitle: {en: A page}\nids: [G1]\n---\n"


def block(word: str, *lines: str) -> str:
    """A block of mathematics below its comment."""
    comment = word if word.startswith(("model", "given")) else f'{word} id="G1"'
    return f"<!-- symgrad: {comment} -->\n$$\n" + " \\\\\n".join(lines) + "\n$$\n"


def swapped(text: str) -> str:
    """The number with two of its digits exchanged, the first two that differ from the second place on."""
    for k in range(2, len(text) - 1):
        if text[k].isdigit() and text[k + 1].isdigit() and text[k] != text[k + 1]:
            return text[:k] + text[k + 1] + text[k] + text[k + 2 :]
    return text + "7"


def another(text: str) -> str:
    """The number with another digit in the second place behind the point."""
    place = text.index(".") + 2
    return text[:place] + str((int(text[place]) + 4) % 10) + text[place + 1 :]


def in_powers(value: mpmath.mpf, places: int) -> tuple[str, int]:
    """The digits and the power of ten of a small or a large number."""
    power = int(mpmath.floor(mpmath.log10(abs(value))))
    digits = decimal(value / mpmath.mpf(10) ** power, places)
    return (digits, power) if abs(mpmath.mpf(digits)) < 10 else (digits[:-1].replace("10.", "1.0"), power + 1)


def signed(text: str) -> str:
    return f"({text})" if text.startswith("-") else text


# -- steps of optimizers ------------------------------------------------------------------------------------------


def momentum(seed: int) -> tuple[str, Planted]:
    """Two steps with momentum: the velocity, then the weight."""
    draw, places = Random(seed), 6
    with mpmath.workdps(DIGITS):
        w, x, y = given(draw), given(draw, positive=True), given(draw)
        beta, rate = mpmath.mpf(draw.choice([5, 8, 9])) / 10, mpmath.mpf(draw.choice([1, 2, 5])) / 100
        rows, planted, v = [], {}, mpmath.mpf(0)
        gradients = []
        for step in (1, 2):
            g = 2 * (w * x - y) * x
            gradients.append(g)
            before, v = v, beta * v + g
            printed = decimal(before, places), decimal(g, places), decimal(v, places)
            numbers = rf"{short(beta)} \cdot {signed(printed[0])} + {signed(printed[1])}"
            line = rf"v := \beta v + g \approx {numbers} \approx {printed[2]}"
            rows.append(block("claims", rf"g = 2 (w x - y) x \approx {printed[1]}"))
            rows.append(block("update", line))
            planted[f"velocity's digit {step}"] = line, line[: -len(printed[2])] + another(printed[2])
            planted[f"velocity's operator {step}"] = (
                line,
                line.replace(" + (", " - (").replace(" + ", " - ", 1),
            )
            w_before, w = w, w - rate * v
            new = decimal(w, places)
            line = rf"w := w - \alpha v \approx {decimal(w_before, places)} - {short(rate)} \cdot {signed(printed[2])}"
            line += rf" \approx {new}"
            rows.append(block("update", line))
            planted[f"weight's digits exchanged {step}"] = line, line[: -len(new)] + swapped(new)
            wrong = decimal(w_before - v, places)
            planted[f"rate forgotten {step}"] = line, line[: -len(new)] + wrong
            wrong = decimal(w_before + rate * v, places)
            planted[f"weight's sign {step}"] = line, line.replace(r"w - \alpha", r"w + \alpha")
            if step == 2:
                old = decimal(gradients[0], places)
                wrong = rf"g = 2 (w x - y) x \approx {old}"
                planted["gradient of the step before"] = rf"g = 2 (w x - y) x \approx {printed[1]}", wrong
    text = HEAD + block(
        r'model parameters="w v" data="x y" constants="\alpha \beta" target="L"',
        "g = 2 (w x - y) x",
        "L = (w x - y)^2",
    )
    names = ("w", given_first(seed)), ("x", short(x)), ("y", short(y)), ("v", "0")
    values = [*names, (r"\alpha", short(rate)), (r"\beta", short(beta))]
    text += block("given", r", \quad ".join(f"{name} = {value}" for name, value in values))
    return text + "".join(rows), planted


def given_first(seed: int) -> str:
    """The first number drawn with a seed, as given."""
    return short(given(Random(seed)))


def adam(seed: int) -> tuple[str, Planted]:
    """Adam's first step, m̂ and v̂ introduced by the way, the squares in powers of ten."""
    draw = Random(seed)
    with mpmath.workdps(DIGITS):
        w, g = given(draw), given(draw) / 10
        rate = mpmath.mpf(draw.choice([1, 2, 5])) / 1000
        one, two = mpmath.mpf("0.9"), mpmath.mpf("0.999")
        m, v = (1 - one) * g, (1 - two) * g * g
        new = w - rate * g / (abs(g) + mpmath.mpf(10) ** -8)
    digits, power = in_powers(v, 3)
    lines = [
        rf"m = \beta_1 m_0 + (1 - \beta_1) g = 0.1 \cdot {signed(short(g))} = {short_all(m)}",
        rf"v = \beta_2 v_0 + (1 - \beta_2) g^2 \approx {digits} \times 10^{{{power}}}",
        rf"\hat{{m}} = \frac{{m}}{{1 - \beta_1}} = \frac{{{short_all(m)}}}{{0.1}} = {short(g)}",
        rf"\hat{{v}} = \frac{{v}}{{1 - \beta_2}} \approx {decimal(g * g, 8)}",
        rf"w - \alpha \frac{{\hat{{m}}}}{{\sqrt{{\hat{{v}}}} + \epsilon}} \approx {decimal(new, 6)}",
    ]
    planted = {
        "wrong power of ten": (rf"10^{{{power}}}", rf"10^{{{power + 1}}}"),
        "another digit of a power": (rf"\approx {digits} \times", rf"\approx {another(digits)} \times"),
        "β of the other": (rf"\frac{{{short_all(m)}}}{{0.1}}", rf"\frac{{{short_all(m)}}}{{0.001}}"),
        "square forgotten": (r"(1 - \beta_2) g^2 \approx", r"(1 - \beta_2) g \approx"),
        "sign of Adam": (r"w - \alpha \frac{\hat{m}}", r"w + \alpha \frac{\hat{m}}"),
        "name used before it is given": (r"\sqrt{\hat{v}}", r"\sqrt{\hat{s}}"),
    }
    model = block(
        r'model parameters="w" data="g" constants="\alpha \beta_1 \beta_2 \epsilon m_0 v_0" target="m"',
        r"m = \beta_1 m_0 + (1 - \beta_1) g",
        r"v = \beta_2 v_0 + (1 - \beta_2) g^2",
    )
    values = block(
        "given",
        rf"g = {short(g)}, \quad w = {short(w)}, \quad \alpha = {short(rate)}",
        r"\beta_1 = 0.9, \quad \beta_2 = 0.999, \quad \epsilon = 10^{-8}, \quad m_0 = 0, \quad v_0 = 0",
    )
    return HEAD + model + values + block("claims", *lines), planted


def short_all(number: mpmath.mpf) -> str:
    """A number of few digits, all of them."""
    return decimal(number, 8).rstrip("0")


# -- iterates -------------------------------------------------------------------------------------------------------


def iterates(seed: int) -> tuple[str, Planted]:
    """x_1, x_2, x_3 by gradient descent on a polynomial: names with an index that the page introduces."""
    draw, places = Random(seed), draw_places(seed)
    with mpmath.workdps(DIGITS):
        a, b = mpmath.mpf(draw.randint(1, 4)), mpmath.mpf(draw.randint(2, 9))
        rate, x = mpmath.mpf(draw.choice([5, 8, 12])) / 100, given(draw)
        points = [x]
        for _ in range(3):
            points.append(points[-1] - rate * (2 * a * points[-1] + b))
        values = [a * each**2 + b * each for each in points]
    lines, planted = [], {}
    for k in (1, 2, 3):
        new = decimal(points[k], places)
        line = rf"x_{k} = x_{k - 1} - \alpha f'(x_{k - 1}) \approx {new}"
        lines.append(line)
        planted[f"iterate's digits exchanged {k}"] = line, line[: -len(new)] + swapped(new)
        if k > 1:
            planted[f"iterate not gone on {k}"] = line, line[: -len(new)] + decimal(points[k - 1], places)
            wrong = points[k - 1] - rate * (2 * a * points[k - 2] + b)
            planted[f"gradient one step late {k}"] = line, line[: -len(new)] + decimal(wrong, places)
    last = rf"f(x_3) \approx {decimal(values[3], places)}"
    planted["value of the step before"] = last, rf"f(x_3) \approx {decimal(values[2], places)}"
    planted["index out of what is given"] = "f(x_3)", "f(x_7)"
    model = block('model parameters="x" target="f"', f"f(x) = {int(a)} x^2 + {int(b)} x")
    numbers = block("given", rf"x = {short(x)}, \quad x_0 = {short(x)}, \quad \alpha = {short(rate)}")
    return HEAD + model + numbers + block("claims", *lines, last), planted


def draw_places(seed: int) -> int:
    return 4 + seed % 3


# -- softmax ---------------------------------------------------------------------------------------------------------


def softmax(seed: int) -> tuple[str, Planted]:
    """A softmax with cross-entropy, the label put in: L = -ln p_c, ∂L/∂z_k = p_k - t_k."""
    draw, places = Random(seed), draw_places(seed)
    count = draw.randint(3, 4)
    with mpmath.workdps(DIGITS):
        z = [given(draw) for _ in range(count)]
        right = draw.randrange(count)
        total = mpmath.fsum(map(mpmath.exp, z))
        p = [mpmath.exp(each) / total for each in z]
        loss = -mpmath.log(p[right])
    other = (right + 1) % count
    shown = [decimal(each, places) for each in p]
    values = "p \\approx (" + ", ".join(shown) + ")"
    loss_line = rf"L = -\ln p_{right + 1} \approx {decimal(loss, places)}"
    slope = rf"\frac{{\partial L}}{{\partial z_{right + 1}}} = p_{right + 1} - t_{right + 1} \approx "
    slope += decimal(p[right] - 1, places)
    further = rf"\frac{{\partial L}}{{\partial z_{other + 1}}} = p_{other + 1} - t_{other + 1} \approx {shown[other]}"
    exchanged = shown.copy()
    exchanged[0], exchanged[1] = shown[1], shown[0]
    planted = {
        "probabilities exchanged": (values, "p \\approx (" + ", ".join(exchanged) + ")"),
        "another class": (loss_line, loss_line.replace(f"p_{right + 1}", f"p_{other + 1}")),
        "loss's digits exchanged": (
            loss_line,
            loss_line.rpartition(" ")[0] + " " + swapped(decimal(loss, places)),
        ),
        "minus of the loss": (loss_line, loss_line.replace(r"-\ln", r"\ln")),
        "label of another class": (slope, slope.replace(f"- t_{right + 1}", f"- t_{other + 1}")),
        "label added": (slope, slope.replace("- t", "+ t")),
        "label forgotten": (slope, slope.replace(f" - t_{right + 1}", "")),
        "sum out of range": (r"\sum_{j=1}^{K} p_j", rf"\sum_{{j=1}}^{{{count + 1}}} p_j"),
    }
    model = block(
        'model parameters="z" data="t" shapes="z: K; t: K" target="L"',
        r"p_k = \frac{e^{z_k}}{\sum_{j=1}^{K} e^{z_j}}",
        r"L = -\sum_{k=1}^{K} t_k \ln p_k",
    )
    label = ", ".join("1" if k == right else "0" for k in range(count))
    numbers = block("given", "z = (" + ", ".join(map(short, z)) + ")", f"t = ({label})")
    whole = r"\sum_{j=1}^{K} p_j = 1"
    return HEAD + model + numbers + block("claims", values, whole, loss_line, slope, further), planted


# -- statistics and shares --------------------------------------------------------------------------------------------


def statistics(seed: int) -> tuple[str, Planted]:
    """Mean and variance of a batch, and normalised values introduced by the way."""
    draw, places = Random(seed), draw_places(seed)
    count = draw.randint(4, 6)
    with mpmath.workdps(DIGITS):
        x = [given(draw) for _ in range(count)]
        mean = mpmath.fsum(x) / count
        variance = mpmath.fsum((each - mean) ** 2 for each in x) / count
        normal = [(each - mean) / mpmath.sqrt(variance) for each in x]
    k = draw.randrange(count)
    shown = decimal(mean, places), decimal(variance, places), decimal(normal[k], places)
    mean_line = rf"\mu = \frac{{1}}{{n}} \sum_{{i=1}}^{{n}} x_i \approx {shown[0]}"
    line = rf"v = \frac{{1}}{{n}} \sum_{{i=1}}^{{n}} (x_i - \mu)^2 \approx {shown[1]}"
    last = rf"q = \frac{{x_{k + 1} - \mu}}{{\sqrt{{v}}}} \approx {shown[2]}"
    unbiased = decimal(variance * count / (count - 1), places)
    planted = {
        "divided by n - 1": (line, line[: -len(shown[1])] + unbiased),
        "divided by another": (line, line.replace(r"\frac{1}{n}", r"\frac{1}{N}")),
        "square forgotten": (line, line.replace(")^2", ")")),
        "root forgotten": (last, last[: -len(shown[2])] + decimal((x[k] - mean) / variance, places)),
        "value that is not there": (last, last.replace(f"x_{k + 1}", f"x_{count + 2}")),
        "mean's digits exchanged": (mean_line, mean_line[: -len(shown[0])] + swapped(shown[0])),
    }
    model = block(
        'model data="x" shapes="x: n" target="v"',
        r"\mu = \frac{1}{n} \sum_{i=1}^{n} x_i",
        r"v = \frac{1}{n} \sum_{i=1}^{n} (x_i - \mu)^2",
    )
    numbers = block("given", "x = (" + ", ".join(map(short, x)) + ")")
    return HEAD + model + numbers + block("claims", mean_line, line, last), planted


def shares(seed: int) -> tuple[str, Planted]:
    """Thousands, percent and powers of ten."""
    draw = Random(seed)
    inputs, hidden, outputs = draw.randint(211, 989), draw.randint(41, 97), draw.randint(11, 19)
    first, second = inputs * hidden, hidden * outputs
    with mpmath.workdps(DIGITS):
        share = mpmath.mpf(second) / (first + second)
        tiny = mpmath.mpf(outputs) / (first * 1000)
    digits, power = in_powers(tiny, 3)
    separator = draw.choice(["{,}", ",", r"\,"])

    def grouped(number: int) -> str:
        return f"{number:,}".replace(",", separator)

    total = grouped(first + second)
    line = rf"W = I H + H K = {inputs} \cdot {hidden} + {hidden} \cdot {outputs} = {grouped(first)} + {grouped(second)}"
    line += f" = {total}"
    percent = decimal(share * 100, 2)
    fraction = rf"\frac{{H K}}{{I H + H K}} = \frac{{{second}}}{{{first + second}}} \approx {percent}\%"
    small = rf"\frac{{K}}{{1000 I H}} \fallingdotseq {digits} \times 10^{{{power}}}"
    exchanged = grouped(first + second + 90)
    planted = {
        "thousands": (f" = {total} ", f" = {exchanged} "),
        "one of the terms": (f"= {grouped(first)} +", f"= {grouped(first + 9)} +"),
        "percent's digits exchanged": (f"{percent}\\%", f"{another(percent)}\\%"),
        "percent's point": (f"{percent}\\%", f"{decimal(share * 10, 2)}\\%"),
        "power of ten": (f"10^{{{power}}}", f"10^{{{power - 1}}}"),
        "digit before a power": (rf"\fallingdotseq {digits} ", rf"\fallingdotseq {another(digits)} "),
        "operator": (rf"{inputs} \cdot {hidden} +", rf"{inputs} + {hidden} +"),
    }
    model = block('model data="I H K" target="S"', r"S = \frac{H K}{I H + H K}")
    numbers = block("given", rf"I = {inputs}, \quad H = {hidden}, \quad K = {outputs}")
    return HEAD + model + numbers + block("claims", line + " ", fraction, small), planted


KINDS: tuple[Callable[[int], tuple[str, Planted]], ...] = (
    momentum,
    adam,
    iterates,
    softmax,
    statistics,
    shares,
)
