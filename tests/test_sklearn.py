"""scikit-learn's own checks of our estimators, and what they learn; run by ``make sklearn-test``."""

from __future__ import annotations

import copy
import pickle
import warnings

import numpy as np
import pytest

import symgrad as sg
from symgrad.errors import ModelError

pytestmark = pytest.mark.sklearn
pytest.importorskip("sklearn")

from sklearn.base import clone  # noqa: E402
from sklearn.datasets import load_diabetes, load_iris  # noqa: E402
from sklearn.exceptions import ConvergenceWarning  # noqa: E402
from sklearn.linear_model import LinearRegression, LogisticRegression  # noqa: E402
from sklearn.model_selection import GridSearchCV, cross_val_score  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402
from sklearn.utils.estimator_checks import check_estimator  # noqa: E402

from symgrad.sklearn import SymbolicClassifier, SymbolicRegressor  # noqa: E402

LINEAR = r"""
\hat{y} = X w + b
L = \frac{1}{m} \|\hat{y} - y\|^2
"""
LINEAR_NAMES = {"parameters": "w b", "shapes": {"X": "m n", "w": "n", "y": "m"}}
SOFTMAX = r"""
\hat{Y} = \operatorname{softmax}(X W + b)
L = -\frac{1}{m} \sum_{i=1}^m \sum_{k=1}^K Y_{ik} \log \hat{Y}_{ik}
"""
SOFTMAX_NAMES = {
    "parameters": "W b",
    "shapes": {"X": "m n", "W": "n K", "b": "K", "Y": "m K"},
    "y": "Y",
    "prediction": r"\hat{Y}",
}
LOGISTIC = r"""
\hat{y}_i = \sigma(\sum_{j=1}^n X_{ij} w_j + b)
L = -\frac{1}{m} \sum_{i=1}^m (y_i \log \hat{y}_i + (1 - y_i) \log(1 - \hat{y}_i))
"""

ESTIMATORS = {
    "linear": SymbolicRegressor(LINEAR, **LINEAR_NAMES),
    "softmax": SymbolicClassifier(SOFTMAX, **SOFTMAX_NAMES),
    "logistic": SymbolicClassifier(LOGISTIC, **LINEAR_NAMES),
}


@pytest.mark.parametrize("name", ESTIMATORS)
def test_scikit_learns_own_checks(name) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = check_estimator(ESTIMATORS[name], on_fail=None)
    assert len(results) > 30
    failed = {each["check_name"]: each["exception"] for each in results if each["status"] == "failed"}
    assert failed == {}


def test_least_squares_is_what_scikit_learn_has() -> None:
    X, y = load_diabetes(return_X_y=True)
    X, y = StandardScaler().fit_transform(X), (y - y.mean()) / y.std()
    ours = SymbolicRegressor(LINEAR, **LINEAR_NAMES, learning_rate=0.02, epochs=5000, tolerance=1e-12).fit(
        X, y
    )
    theirs = LinearRegression().fit(X, y)
    np.testing.assert_allclose(ours.params_["w"], theirs.coef_, atol=1e-5)
    np.testing.assert_allclose(ours.predict(X), theirs.predict(X), atol=1e-5)
    assert ours.score(X, y) == pytest.approx(theirs.score(X, y), abs=1e-9)
    assert ours.loss_ == min(ours.history_)


def test_softmax_classifies_names_as_scikit_learn_does() -> None:
    X, number = load_iris(return_X_y=True)
    X, y = StandardScaler().fit_transform(X), np.array(["setosa", "versicolor", "virginica"])[number]
    ours = SymbolicClassifier(SOFTMAX, **SOFTMAX_NAMES, epochs=3000, learning_rate=0.1).fit(X, y)
    theirs = LogisticRegression(C=1e6, max_iter=10_000).fit(X, y)
    assert list(ours.classes_) == list(theirs.classes_)
    assert np.mean(ours.predict(X) == theirs.predict(X)) > 0.98
    assert ours.score(X, y) > 0.97


def test_a_model_that_was_read_a_pipeline_and_a_grid() -> None:
    X, y = load_diabetes(return_X_y=True)
    model = sg.read(LINEAR, parameters="w b", data="X y", shapes=LINEAR_NAMES["shapes"])
    estimator = SymbolicRegressor(model, epochs=50)
    assert clone(estimator).model is model
    assert cross_val_score(make_pipeline(StandardScaler(), estimator), X, y / y.std(), cv=3).shape == (3,)
    grid = GridSearchCV(estimator, {"learning_rate": [1e-6, 0.1]}, cv=2).fit(X * 20, y / y.std())
    assert grid.best_params_ == {"learning_rate": 0.1}


def test_a_fitted_estimator_can_be_pickled() -> None:
    X = np.random.default_rng(0).normal(size=(30, 2))
    fitted = ESTIMATORS["linear"].fit(X, X @ [1.0, 2.0])
    again = pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(again.predict(X), fitted.predict(X))


def test_an_estimator_given_a_model_can_be_pickled_cloned_and_copied() -> None:
    X = np.random.default_rng(0).normal(size=(30, 2))
    model = sg.read(LINEAR, parameters="w b", data="X y", shapes=LINEAR_NAMES["shapes"])
    fitted = SymbolicRegressor(model).fit(X, X @ [1.0, 2.0])
    for again in (pickle.loads(pickle.dumps(fitted)), copy.deepcopy(fitted)):
        np.testing.assert_array_equal(again.predict(X), fitted.predict(X))
    np.testing.assert_array_equal(clone(fitted).fit(X, X @ [1.0, 2.0]).predict(X), fitted.predict(X))
    jobs = cross_val_score(SymbolicRegressor(model), X, X @ [1.0, 2.0], n_jobs=2, cv=2)
    assert jobs.min() > 0.9


def test_features_with_names_of_their_own_and_a_constant() -> None:
    text = r"""
    \hat{y}^{(i)} = x_1^{(i)} w_1 + x_2^{(i)} w_2
    L = \frac{1}{2m} \sum_{i=1}^m (\hat{y}^{(i)} - y^{(i)})^2 + \lambda (w_1^2 + w_2^2)
    """
    X = np.random.default_rng(0).normal(size=(50, 2))
    found = []
    for penalty in (0.0, 10.0):
        estimator = SymbolicRegressor(
            text,
            parameters="w_1 w_2",
            shapes={"x_1": "m", "x_2": "m", "y": "m"},
            constants={r"\lambda": penalty},
            X="x_1 x_2",
            epochs=2000,
        )
        found.append(estimator.fit(X, X @ [1.0, -2.0]).params_)
    assert found[0] == pytest.approx({"w_1": 1.0, "w_2": -2.0}, abs=1e-5)
    assert abs(found[1]["w_2"]) < 0.2
    with pytest.raises(ValueError, match="X has 3 features, but the model has 2: x_1, x_2"):
        estimator.fit(np.zeros((5, 3)), np.zeros(5))


def test_several_outputs() -> None:
    text = r"""
    \hat{Y} = X W
    L = \frac{1}{m} \sum_{i=1}^m \sum_{k=1}^K (\hat{Y}_{ik} - Y_{ik})^2
    """
    X = np.random.default_rng(0).normal(size=(40, 2))
    names = {**SOFTMAX_NAMES, "parameters": "W", "shapes": {"X": "m n", "W": "n K", "Y": "m K"}}
    W = np.array([[1.0, -1.0, 0.5], [0.0, 2.0, 1.0]])
    estimator = SymbolicRegressor(text, **names, epochs=2000).fit(X, X @ W)
    np.testing.assert_allclose(estimator.predict(X), X @ W, atol=1e-4)


def test_divergence_is_a_convergence_warning() -> None:
    X = np.random.default_rng(0).normal(size=(30, 2))
    estimator = SymbolicRegressor(LINEAR, **LINEAR_NAMES, optimizer="gradient_descent", learning_rate=50.0)
    with pytest.warns(ConvergenceWarning, match="2/λ_max"):
        estimator.fit(X, X @ [1.0, 2.0])
    assert np.isfinite(estimator.predict(X)).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"prediction": r"\hat{z}"}, r"no '\\\\hat\{z\}'"),
        ({"prediction": "L"}, "L is computed from y"),
        ({"y": "X"}, "X"),
    ],
)
def test_what_does_not_fit_the_model_is_refused(options, message) -> None:
    X = np.random.default_rng(0).normal(size=(10, 2))
    with pytest.raises((ModelError, ValueError), match=message):
        SymbolicRegressor(LINEAR, **{**LINEAR_NAMES, **options}, epochs=2).fit(X, X[:, 0]).predict(X)


def test_three_classes_need_two_axes() -> None:
    X = np.random.default_rng(0).normal(size=(9, 2))
    with pytest.raises(ValueError, match=r"Only binary classification .* two axes"):
        ESTIMATORS["logistic"].fit(X, [0, 1, 2] * 3)
