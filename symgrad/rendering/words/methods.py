"""What the optimizers of the table are called in a sentence; one table, Korean and English."""

from __future__ import annotations

from collections.abc import Mapping

#: the name of a row -> (Korean, English)
METHODS: Mapping[str, tuple[str, str]] = {
    "gradient_descent": ("경사 하강법", "gradient descent"),
    "sgd": ("확률적 경사 하강법", "SGD"),
    "momentum_averaging": ("강의의 모멘텀", "the lecture's momentum"),
    "momentum": ("모멘텀", "momentum"),
    "momentum_keras": ("Keras의 모멘텀", "Keras's momentum"),
    "nag_lecture": ("강의의 NAG", "the lecture's NAG"),
    "nesterov": ("네스테로프 모멘텀", "Nesterov momentum"),
    "nesterov_keras": ("Keras의 네스테로프 모멘텀", "Keras's Nesterov momentum"),
    "adagrad_lecture": ("강의의 AdaGrad", "the lecture's AdaGrad"),
    "adagrad": ("AdaGrad", "AdaGrad"),
    "rmsprop_as_printed": ("슬라이드에 적힌 RMSProp", "RMSProp as printed"),
    "rmsprop_lecture": ("강의의 RMSProp", "the lecture's RMSProp"),
    "rmsprop": ("RMSProp", "RMSProp"),
    "rmsprop_momentum": ("모멘텀을 쓰는 RMSProp", "RMSProp with momentum"),
    "rmsprop_centered": ("중심화한 RMSProp", "centered RMSProp"),
    "rmsprop_centered_momentum": (
        "중심화하고 모멘텀을 쓰는 RMSProp",
        "centered RMSProp with momentum",
    ),
    "adadelta_lecture": ("강의의 AdaDelta", "the lecture's AdaDelta"),
    "adadelta": ("AdaDelta", "AdaDelta"),
    "adam": ("Adam", "Adam"),
    "adamw": ("AdamW", "AdamW"),
    "amsgrad": ("AMSGrad", "AMSGrad"),
    "adamax": ("AdaMax", "AdaMax"),
    "nadam": ("Nadam", "Nadam"),
    "radam": ("RAdam", "RAdam"),
    "lion": ("Lion", "Lion"),
}


def called(name: str, lang: str) -> str:
    """What a row is called in a table or a legend: in English as it is spelled in the code."""
    if lang != "ko":
        return name.replace("_", " ")
    return "직접 적은 방법" if name == "custom" else method(name, lang)


def method(name: str, lang: str) -> str:
    """The method that a row is; one that is no row of the table keeps its own name."""
    return METHODS[name][lang != "ko"] if name in METHODS else name.replace("_", " ")
