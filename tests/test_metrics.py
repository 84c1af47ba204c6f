"""Metrics by hand, against scikit-learn, and with bad input."""

import numpy as np
import pytest

from lossopt import metrics

sklearn_metrics = pytest.importorskip("sklearn.metrics")


@pytest.fixture
def labels(rng):
    return rng.integers(3, size=50), rng.integers(3, size=50)


def test_like_scikit_learn(labels):
    true, pred = labels
    assert metrics.accuracy(true, pred) == pytest.approx(sklearn_metrics.accuracy_score(true, pred))
    np.testing.assert_array_equal(metrics.confusion_matrix(true, pred), sklearn_metrics.confusion_matrix(true, pred))
    for positive in range(3):
        precision, recall = metrics.precision_recall(true, pred, positive)
        assert precision == pytest.approx(sklearn_metrics.precision_score(true == positive, pred == positive))
        assert recall == pytest.approx(sklearn_metrics.recall_score(true == positive, pred == positive))
        assert metrics.f1(true, pred, positive) == pytest.approx(
            sklearn_metrics.f1_score(true == positive, pred == positive)
        )
    assert metrics.iou(true > 0, pred > 0) == pytest.approx(sklearn_metrics.jaccard_score(true > 0, pred > 0))


def test_rows_are_the_truth_and_columns_what_was_said():
    matrix = metrics.confusion_matrix([0, 0, 2], [1, 0, 1], classes=4)
    assert matrix.shape == (4, 4) and matrix[0, 1] == 1 and matrix[2, 1] == 1 and matrix[1, 0] == 0


def test_scores_count_by_their_largest(labels, rng):
    true, _ = labels
    scores = rng.standard_normal((50, 3))
    assert metrics.accuracy(true, scores) == metrics.accuracy(true, scores.argmax(axis=1))
    np.testing.assert_array_equal(
        metrics.confusion_matrix(true, scores), metrics.confusion_matrix(true, scores.argmax(axis=1))
    )


def test_shares_of_nobody():
    assert metrics.precision_recall([1, 0], [0, 0]) == (0.0, 0.0)
    assert metrics.precision_recall([0, 0], [1, 0]) == (0.0, 0.0)
    assert metrics.f1([0, 0], [0, 0]) == 0.0
    assert metrics.iou([0, 0], [0, 0]) == 1.0


def test_coverage_counts_the_bounds_in():
    y = [1.0, 2.0, 3.0, 4.0]
    assert metrics.coverage(y, 2.0, 3.0) == 0.5
    assert metrics.coverage(y, [1, 3, 1, 1], [1, 4, 2, 9]) == 0.5
    assert metrics.coverage(y, 1.5, np.inf) == 0.75


BAD = {
    "lengths": (lambda: metrics.accuracy([0, 1], [0]), r"accuracy: y_pred has shape \(1,\); expected labels \(2,\) or scores \(2, C\)"),
    "column": (lambda: metrics.accuracy([[0], [1]], [0, 1]), r"y_true has shape \(2, 1\)"),
    "empty": (lambda: metrics.accuracy([], []), "one or more"),
    "probabilities": (lambda: metrics.accuracy([0, 1], [0.2, 0.9]), "numbers in between, such as 0.2"),
    "one score": (lambda: metrics.accuracy([0, 1], [[0.2], [0.9]]), "say which count"),
    "classes": (lambda: metrics.confusion_matrix([0, 2], [0, 1], classes=2), "y_true must hold whole numbers from 0 to 1"),
    "negative": (lambda: metrics.confusion_matrix([0, 1], [0, -1]), "y_pred must hold"),
    "mask": (lambda: metrics.iou([0.5], [1]), "iou: y_true must hold True and False"),
    "masks": (lambda: metrics.iou([1], [1, 0]), "they must be equal"),
    "bound": (lambda: metrics.coverage([1.0, 2.0], [0.0], 1.0), r"lower has shape \(1,\) but y_true has shape \(2,\)"),
    "nobody": (lambda: metrics.coverage([], 0, 1), "y_true is empty"),
}  # fmt: skip


@pytest.mark.parametrize(("call", "words"), BAD.values(), ids=BAD)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
