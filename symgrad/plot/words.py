"""The words in pictures, in English and Korean: one table; nothing here knows what a picture is."""

from __future__ import annotations

from collections.abc import Mapping

#: key -> (English, Korean)
WORDS: Mapping[str, tuple[str, str]] = {
    "loss": ("loss", "손실"),
    "validation": ("{label}, validation", "{label}, 검증"),
    "batch": ("{label}, batch {size}", "{label}, 배치 {size}"),
    "epoch": ("epoch", "에포크"),
    "steps": ("updates", "갱신 횟수"),
    "play": ("play or stop", "재생 또는 멈춤"),
    "step": ("update {step}", "갱신 {step}회"),
    "start": ("start", "시작점"),
    "lowest": ("lowest loss reached", "도달한 최소 손실"),
    "paths": (
        "Optimizers on the same loss, from the same start",
        "같은 시작점에서 출발한 최적화 방법들의 경로",
    ),
    "surface": (
        "Optimizers on the surface of one loss, from the same start",
        "손실 곡면 위에서 본 최적화 방법들의 경로",
    ),
    "held": ("held: {names}", "고정한 값: {names}"),
    "loss_curves": ("Loss during training", "학습에 따른 손실"),
    "learning_rates": ("What the learning rate does", "학습률에 따른 차이"),
    "too_small": ("too small: slow", "너무 작음: 느리다"),
    "right": ("right", "적당함"),
    "large": ("large: overshoots", "큼: 최솟값을 지나친다"),
    "too_large": ("too large: diverges", "너무 큼: 발산한다"),
    "activations": ("Activations and their derivatives", "활성화 함수와 도함수"),
    "function": ("function", "함수"),
    "derivative": ("derivative", "도함수"),
    "kink": ("derivative taken at the kink", "꺾인 점에서 쓰는 도함수 값"),
    "vanishing": (
        "Vanishing gradients, on the way back through the layers",
        "기울기 소실: 층을 거슬러 올라가는 기울기",
    ),
    "layers": (
        "layers between the weight and the output",
        "가중치에서 출력까지 지나는 층의 수",
    ),
    "gradient": ("size of the gradient", "기울기의 크기"),
    "bound": ("bound {bound}", "상한 {bound}"),
}


def word(key: str, lang: str, **values: str) -> str:
    """The word in a language, its placeholders filled in."""
    return WORDS[key][lang == "ko"].format(**values)
