r"""scikit-learn estimators that train a model written as mathematics (extra ``sklearn``).

In: a model's LaTeX with its declarations, or what ``sg.read`` returned; X is its name for the features (m samples,
n features), y for the target.  Out: an estimator; ``predict`` computes the definition named ``prediction``.  The
model's sizes come from the data.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from symgrad.errors import MissingExtraError, ModelError, OptionError, choices
from symgrad.model import Model
from symgrad.program import evaluator
from symgrad.reading import name_key, read
from symgrad.training import fit

try:
    from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.utils import check_random_state
    from sklearn.utils.multiclass import check_classification_targets
    from sklearn.utils.validation import check_is_fitted, validate_data
except ImportError:
    raise MissingExtraError("scikit-learn", "sklearn") from None

__all__ = ["SymbolicClassifier", "SymbolicRegressor"]

Names = str | Sequence[str]


class _Symbolic(BaseEstimator):
    """What both estimators share: the model and how it is trained."""

    def __init__(
        self,
        model: str | Model,
        *,
        parameters: Names = (),
        shapes: Mapping[str, str] | None = None,
        constants: Mapping[str, float] | None = None,
        X: Names = "X",
        y: str = "y",
        prediction: str = r"\hat{y}",
        optimizer: str = "adam",
        learning_rate: float | None = 0.05,
        options: Mapping[str, float] | None = None,
        epochs: int = 500,
        batch_size: int | None = None,
        shuffle: bool = True,
        validation: float | None = None,
        patience: int | None = None,
        tolerance: float = 1e-9,
        params: Mapping[str, Any] | None = None,
        random_state: Any = 0,
    ) -> None:
        self.model = model
        self.parameters = parameters
        self.shapes = shapes
        self.constants = constants
        self.X = X
        self.y = y
        self.prediction = prediction
        self.optimizer = optimizer
        self.learning_rate = learning_rate
        self.options = options
        self.epochs = epochs
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.validation = validation
        self.patience = patience
        self.tolerance = tolerance
        self.params = params
        self.random_state = random_state

    # -- the model ------------------------------------------------------------------------------------------

    def _model(self) -> Model:
        """The model, read from its text where it is one."""
        if isinstance(self.model, Model):
            return self.model
        if not isinstance(self.model, str):
            raise OptionError(
                f"model is a {type(self.model).__name__}.", remedy="Give LaTeX, or sg.read(...)."
            )
        data = " ".join((*_words(self.X), self.y))
        shapes = tuple((self.shapes or {}).items())
        constants = tuple((self.constants or {}).items())
        return _read(self.model, " ".join(_words(self.parameters)), data, constants, shapes)

    def _name(self, model: Model, option: str, spelled: str) -> str:
        key = name_key(spelled)
        if key not in model.names:
            raise ModelError(
                f"the model has no {spelled!r}.",
                remedy=f"Say {option}=...; {choices(key, tuple(model.names))}",
            )
        return key

    def _features(self, model: Model, X: np.ndarray) -> dict[str, np.ndarray]:
        """The columns under the model's names: one matrix, or one name for each column."""
        keys = [self._name(model, "X", word) for word in _words(self.X)]
        if len(keys) == 1 and len(model[keys[0]].axes) == 2:
            return {keys[0]: X}
        if len(keys) != X.shape[1]:
            raise ValueError(f"X has {X.shape[1]} features, but the model has {len(keys)}: {', '.join(keys)}")
        return {key: X[:, number] for number, key in enumerate(keys)}

    def _target_rank(self, model: Model) -> int:
        return len(model[self._name(model, "y", self.y)].axes)

    # -- training and prediction ----------------------------------------------------------------------------

    def _train(self, model: Model, X: np.ndarray, target: np.ndarray) -> None:
        self._name(model, "prediction", self.prediction)
        seed = self.random_state
        if not isinstance(seed, (int, np.integer)):
            seed = check_random_state(seed).randint(2**31 - 1)
        constants = {
            key: (self.constants or {})[key] for key in model.constants if key in (self.constants or {})
        }
        options: dict[str, Any] = dict(self.options or {})
        reached = fit(
            model,
            {**self._features(model, X), self._name(model, "y", self.y): target, **constants},
            params=self.params,
            optimizer=self.optimizer,
            learning_rate=self.learning_rate,
            epochs=self.epochs,
            batch_size=self.batch_size,
            shuffle=self.shuffle,
            validation=self.validation,
            patience=self.patience,
            tolerance=self.tolerance,
            seed=int(seed),
            progress=False,
            **options,
        )
        if not reached.ok:
            warnings.warn(reached.message, ConvergenceWarning, stacklevel=3)
        self.params_ = dict(reached.best)
        self.history_ = np.array(reached.history)
        self.loss_ = reached.history[reached.best_epoch]
        self.n_iter_ = reached.epochs_run
        self._given = constants

    def _predicted(self, X: Any) -> np.ndarray:
        check_is_fitted(self)
        X = validate_data(self, X, dtype=np.float64, reset=False)
        model = self._model()
        features = self._features(model, X)
        key = self._name(model, "prediction", self.prediction)
        run = _predictor(model, key, tuple(features))
        with np.errstate(all="ignore"):
            (value,) = run({**self.params_, **self._given, **features})
        return np.asarray(value)


@lru_cache(maxsize=32)
def _read(
    text: str,
    parameters: str,
    data: str,
    constants: tuple[tuple[str, float], ...],
    shapes: tuple[tuple[str, str], ...],
) -> Model:
    return read(text, parameters=parameters, data=data, constants=dict(constants), shapes=dict(shapes))


@lru_cache(maxsize=32)
def _predictor(model: Model, key: str, features: tuple[str, ...]) -> Any:
    """From parameters and features to the prediction.  Raises ``ModelError`` when it needs the target."""
    if key in model.by_name and (also := model.depends[key] & (set(model.data) - set(features))):
        raise ModelError(
            f"{key} is computed from {', '.join(sorted(also))}, which is not known when predicting."
        )
    index = model.index_of(key)
    inputs = (*model.parameters, *model.constants, *features)
    return evaluator(model, [(model[key].at(*index), index)], inputs=inputs)


def _words(names: Names) -> tuple[str, ...]:
    return tuple(names.split()) if isinstance(names, str) else tuple(names)


class SymbolicRegressor(RegressorMixin, _Symbolic):
    r"""A regression model from its formula.

    ``model`` is LaTeX (with ``parameters``, ``shapes``, ``constants`` as in ``sg.read``) or what ``sg.read`` returned;
    ``X`` is its name for the features, a matrix of (samples, features), or one name for each feature; ``y`` its name
    for the target, ``prediction`` the definition that ``predict`` computes.  The further options are those of
    ``sg.fit``, ``options`` the optimizer's own.  After ``fit``: ``params_`` (the best), ``history_``, ``loss_``,
    ``n_iter_``.
    """

    def fit(self, X: Any, y: Any) -> SymbolicRegressor:
        """Train on X of shape (samples, features), y of shape (samples,) or (samples, outputs)."""
        model = self._model()
        several = self._target_rank(model) == 2
        X, y = validate_data(self, X, y, dtype=np.float64, y_numeric=True, multi_output=several)
        target = np.asarray(y, dtype=np.float64)
        self._train(model, X, target.reshape(len(X), -1) if several else target)
        return self

    def predict(self, X: Any) -> np.ndarray:
        """The prediction for every row of X."""
        return self._predicted(X)


class SymbolicClassifier(ClassifierMixin, _Symbolic):
    r"""A classification model from its formula.

    As ``SymbolicRegressor``; the target is 0 and 1 where the model's ``y`` has one axis (two classes), and one-hot
    rows where it has two (samples, classes).  ``prediction`` are probabilities in the same shape.  After ``fit`` there
    are ``classes_`` besides.
    """

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = self._target_rank(self._model()) == 2
        return tags

    def fit(self, X: Any, y: Any) -> SymbolicClassifier:
        """Train on X of shape (samples, features), y of shape (samples,) with labels of any kind."""
        model = self._model()
        X, y = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(y)
        self.classes_, found = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(
                f"the samples are of one class only, {self.classes_[0]!r}; there must be two or more."
            )
        if self._target_rank(model) == 2:
            target = np.eye(len(self.classes_))[found]
        elif len(self.classes_) == 2:
            target = found.astype(np.float64)
        else:
            raise ValueError(
                "Only binary classification is supported. The type of the target is multiclass: "
                f"{len(self.classes_)} classes. Give {self.y} two axes (samples, classes)."
            )
        self._train(model, X, target)
        return self

    def predict_proba(self, X: Any) -> np.ndarray:
        """Probabilities of shape (samples, classes); each row sums to 1."""
        found = self._predicted(X)
        if found.ndim == 1:
            return np.column_stack([1 - found, found])
        return found / found.sum(axis=1, keepdims=True)

    def predict(self, X: Any) -> np.ndarray:
        """The class with the highest probability for every row of X."""
        likely = np.argmax(self.predict_proba(X), axis=1)
        return self.classes_[likely]
