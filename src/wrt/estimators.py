"""Estimators for scikit-learn from objectives: `fit` and `predict` of any loss of rows `X` and targets `y`.

They need scikit-learn (`pip install 'wrt[sklearn]'`), whose conventions they follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wrt.fit.data.needed import needed

needed("sklearn.base", "estimators", "sklearn")

import numpy as np  # noqa: E402 (a clear error comes first where scikit-learn is missing)
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin  # noqa: E402
from sklearn.utils.multiclass import check_classification_targets, type_of_target  # noqa: E402
from sklearn.utils.validation import check_is_fitted, validate_data  # noqa: E402

from wrt.fit.streamed import compiled  # noqa: E402
from wrt.fitting import fit  # noqa: E402

SHAPES = {"X": "n p", "y": "n", "w": "p", "b": ""}


class _Estimator(BaseEstimator):  # type: ignore[misc]
    """What regressors and classifiers share: parameters, the fit, the value of a formula of rows."""

    def __init__(self, objective: str, prediction: str, unknowns: tuple[str, ...], constants: Mapping[str, Any] | None,
                 assume: Mapping[str, Any] | None) -> None:  # fmt: skip
        self.objective = objective
        self.prediction = prediction
        self.unknowns = unknowns
        self.constants = constants
        self.assume = assume

    def _fitted(self, X: Any, y: Any) -> None:
        names = list(self.unknowns)
        constants = dict(self.constants or {})
        shapes = {name: shape for name, shape in SHAPES.items() if name in (*names, "X", "y")}
        self.fit_ = fit(self.objective, names, {"X": X, "y": y, **constants}, shapes=shapes, assume=self.assume)
        self.n_iter_ = max(self.fit_.steps or 1, 1)
        if "w" in self.fit_.values:
            self.coef_ = self.fit_.values["w"]
        if "b" in self.fit_.values:
            self.intercept_ = float(self.fit_.values["b"])

    def _of_rows(self, X: Any) -> Any:
        """The prediction formula at some rows."""
        from wrt.api import parse

        check_is_fitted(self, "fit_")
        X = validate_data(self, X, reset=False, dtype=float)
        formula = parse(self.prediction, shapes=SHAPES)
        values = {**(self.constants or {}), **self.fit_.values, "X": X, "n": len(X), "p": X.shape[1]}
        return np.asarray(compiled(formula.normal, formula.facts_of)(values), dtype=float)


class Regressor(RegressorMixin, _Estimator):  # type: ignore[misc]
    """A regressor by an objective of X (n×p), y (n), the coefficients w (p) and an intercept b.

    `prediction` is the formula that gives the predicted targets of rows X.  After `fit`: `coef_`, `intercept_`, `fit_`
    (the record of `wrt.fit`).

    >>> import numpy as np
    >>> X, y = np.array([[0.0], [1], [2]]), np.array([1.0, 3, 5])
    >>> line = Regressor().fit(X, y)
    >>> line.coef_.round(6).tolist(), line.predict([[3.0]]).round(6).tolist()
    ([2.0], [7.0])
    """

    def __init__(self, objective: str = "norm2(y - X*w - b*vector(1))^2", prediction: str = "X*w + b*vector(1)",
                 unknowns: tuple[str, ...] = ("w", "b"), constants: Mapping[str, Any] | None = None,
                 assume: Mapping[str, Any] | None = None) -> None:  # fmt: skip
        super().__init__(objective, prediction, unknowns, constants, assume)

    def fit(self, X: Any, y: Any) -> Regressor:
        """Fit to rows X (n×p) and targets y (n)."""
        X, y = validate_data(self, X, y, dtype=float, y_numeric=True)
        self._fitted(X, np.asarray(y, dtype=float))
        return self

    def predict(self, X: Any) -> Any:
        """The predicted targets (n) of rows X (n×p)."""
        return self._of_rows(X)

    def __sklearn_tags__(self) -> Any:
        from wrt.api import parse

        tags = super().__sklearn_tags__()
        tags.target_tags.positive_only = "positive" in parse(self.prediction, shapes=SHAPES).facts
        return tags


class Classifier(ClassifierMixin, _Estimator):  # type: ignore[misc]
    """A classifier of two classes by an objective in which y is 0 or 1; `prediction` is the probability of the second.

    >>> import numpy as np
    >>> X, y = np.array([[0.0], [1], [2], [3]]), np.array(["no", "yes", "no", "yes"])
    >>> Classifier().fit(X, y).predict([[-9.0], [9.0]]).tolist()
    ['no', 'yes']
    """

    def __init__(
        self,
        objective: str = "sum(softplus(X*w + b*vector(1))) - y'*(X*w + b*vector(1)) + norm2(w)^2/2",
        prediction: str = "sigmoid(X*w + b*vector(1))",
        unknowns: tuple[str, ...] = ("w", "b"),
        constants: Mapping[str, Any] | None = None,
        assume: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(objective, prediction, unknowns, constants, assume)

    def fit(self, X: Any, y: Any) -> Classifier:
        """Fit to rows X (n×p) and the classes y (n) that they belong to."""
        X, y = validate_data(self, X, y, dtype=float)
        check_classification_targets(y)
        kind = type_of_target(y, input_name="y", raise_unknown=True)
        if kind != "binary":
            message = f"Only binary classification is supported. The type of the target is {kind}."
            raise ValueError(message)
        self.classes_, codes = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            message = f"This solver needs samples of 2 classes, but the data contains one class: {self.classes_[0]!r}"
            raise ValueError(message)
        self._fitted(X, codes.astype(float))
        return self

    def predict_proba(self, X: Any) -> Any:
        """The probabilities (n×2) of the two classes for rows X (n×p)."""
        second = self._of_rows(X)
        return np.column_stack([1 - second, second])

    def decision_function(self, X: Any) -> Any:
        """How far the probability of the second class is above one half."""
        return self._of_rows(X) - 0.5

    def predict(self, X: Any) -> Any:
        """The more probable class for each of the rows X (n×p)."""
        second = self._of_rows(X) > 0.5
        return self.classes_[second.astype(int)]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags
