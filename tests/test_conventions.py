"""What the bug clinic and the page of conventions say in words about scikit-learn is so in the version at hand."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import Ridge
from sklearn.neural_network import MLPClassifier
from sklearn.neural_network._stochastic_optimizers import AdamOptimizer


def test_its_sgd_has_nesterovs_momentum_unasked():
    network = MLPClassifier(solver="sgd")
    assert (network.momentum, network.nesterovs_momentum) == (0.9, True)


def test_its_adam_has_the_epsilon_of_the_table():
    assert MLPClassifier().epsilon == 1e-8


def test_its_adam_puts_epsilon_beside_the_root_of_the_uncorrected_mean():
    g, eps = 2.0, 0.5  # as large as this, the two places are far apart
    (move,) = AdamOptimizer([np.zeros(1)], learning_rate_init=1.0, epsilon=eps)._get_updates([np.array([g])])
    s = (1 - 0.999) * g**2
    assert move == pytest.approx(-np.sqrt(1 - 0.999) * g / (np.sqrt(s) + eps))
    assert abs(move + g / (g + eps)) > 0.1  # beside √ŝ


def test_ridge_sums_the_errors():
    X, y = np.ones((3, 1)), np.array([1.0, 2.0, 6.0])
    # sum of (w − y)² + α w² is smallest at Σy / (n + α)
    assert Ridge(alpha=6.0, fit_intercept=False).fit(X, y).coef_ == pytest.approx(9 / (3 + 6))
