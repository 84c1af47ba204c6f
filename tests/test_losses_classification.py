"""What the losses for classes promise alone: known values, relations between them, and probabilities of 0."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossopt import losses

REDUCTIONS = ("mean", "sum", "none")


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


# --- probabilities and logits agree -----------------------------------------------------------------------------------

SETTINGS = [{}, {"label_smoothing": 0.2}, {"class_weights": 1}, {"label_smoothing": 0.2, "class_weights": 1}]


@pytest.mark.parametrize("chosen", SETTINGS, ids=str)
@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_probabilities_and_logits_give_the_same_loss(chosen, reduction, rng):
    n, classes = 9, 4
    z, labels, weights = rng.standard_normal((n, classes)), rng.integers(classes, size=n), rng.uniform(1, 2, n)
    p = softmax(z)
    chain = p[:, :, None] * (np.eye(classes) - p[:, None, :])  # ∂p_c/∂z_k

    def given(count):
        return chosen | ({"class_weights": [0.5, 1.0, 2.0, 4.0][:count]} if "class_weights" in chosen else {})

    for y, by_probability, by_logit in [
        (np.eye(classes)[labels], losses.categorical_cross_entropy, losses.softmax_cross_entropy),
        (labels, losses.sparse_categorical_cross_entropy, losses.sparse_softmax_cross_entropy),
    ]:
        a = by_probability.value_and_grad(y, p, weights=weights, reduction=reduction, **given(4))
        b = by_logit.value_and_grad(y, z, weights=weights, reduction=reduction, **given(4))
        np.testing.assert_allclose(a[0], b[0], rtol=1e-12)
        np.testing.assert_allclose(np.einsum("nc,nck->nk", a[1], chain), b[1], atol=1e-14)

    y, s = labels % 2, 1 / (1 + np.exp(-z[:, 0]))
    a = losses.binary_cross_entropy.value_and_grad(y, s, weights=weights, reduction=reduction, **given(2))
    b = losses.sigmoid_cross_entropy.value_and_grad(y, z[:, 0], weights=weights, reduction=reduction, **given(2))
    np.testing.assert_allclose(a[0], b[0], rtol=1e-12)
    np.testing.assert_allclose(a[1] * s * (1 - s), b[1], atol=1e-14)


def test_two_classes_are_one_probability(rng):
    p, y = rng.uniform(0.1, 0.9, 8), rng.integers(2, size=8)
    chosen = {"label_smoothing": 0.1, "class_weights": [0.5, 3.0]}
    one = losses.binary_cross_entropy(y, p, **chosen)
    two = losses.sparse_categorical_cross_entropy(y, np.stack([1 - p, p], axis=1), **chosen)
    assert one == pytest.approx(two, rel=1e-12)


def test_binary_class_weights_by_hand():
    y, p, w = [1, 0, 1], [0.5, 0.25, 0.8], (2.0, 3.0)
    costs = np.array([3 * math.log(2), -2 * math.log(0.75), -3 * math.log(0.8)])
    np.testing.assert_allclose(losses.binary_cross_entropy(y, p, class_weights=w, reduction="none"), costs)
    assert losses.binary_cross_entropy(y, p, class_weights=w) == pytest.approx(costs.sum() / 8)
    # with several outputs every output counts with its own weight
    many = losses.binary_cross_entropy([[1, 0], [1, 1]], [[0.5, 0.25], [0.8, 0.8]], class_weights=w)
    assert many == pytest.approx((costs.sum() + costs[2]) / 11)


# --- log 0 ------------------------------------------------------------------------------------------------------------


def test_zero_times_log_zero_is_zero():
    with np.errstate(all="raise"):
        value, grad = losses.binary_cross_entropy.value_and_grad([1, 0, 1], [1.0, 0.0, 0.5], reduction="none")
        np.testing.assert_allclose(value, [0, 0, math.log(2)])
        np.testing.assert_allclose(grad, [-1, 1, -2])
        rows, p = np.eye(3)[[0, 1]], np.array([[1.0, 0, 0], [0.5, 0.5, 0]])
        for loss, y in [
            (losses.categorical_cross_entropy, rows),
            (losses.sparse_categorical_cross_entropy, [0, 1]),
            (losses.kl_divergence, rows),
        ]:
            for weights in (None, [1.0, 1.0]):  # by the fast form and by the kernel
                value, grad = loss.value_and_grad(y, p, weights=weights, reduction="sum")
                assert value == pytest.approx(math.log(2))
                np.testing.assert_allclose(grad, [[-1, 0, 0], [0, -2, 0]])


IMPOSSIBLE = [
    (losses.binary_cross_entropy, [0, 1, 1], [0.5, 0.5, 0.0], "0 at index 2", "sigmoid_cross_entropy"),
    (losses.binary_cross_entropy, [0, 1, 0], [0.5, 0.5, 1.0], "1 at index 2", "sigmoid_cross_entropy"),
    (losses.categorical_cross_entropy, [[1, 0], [0, 1]], [[0.5, 0.5], [1, 0]], "0 at index (1, 1)", "softmax_cross_entropy"),
    (losses.sparse_categorical_cross_entropy, [0, 1], [[0.5, 0.5], [1, 0]], "0 at index (1, 1)", "sparse_softmax_cross_entropy"),
]  # fmt: skip


@pytest.mark.parametrize(("loss", "y", "p", "place", "instead"), IMPOSSIBLE, ids=lambda x: getattr(x, "name", ""))
def test_an_impossible_target_is_refused_with_advice(loss, y, p, place, instead):
    for reduction in REDUCTIONS:
        with pytest.raises(ValueError) as caught:
            loss.value_and_grad(y, p, reduction=reduction)
        message = str(caught.value)
        assert message.startswith(f"{loss.name}: y_pred contains the probability {place}")
        assert f"use {instead} on logits" in message


def test_label_smoothing_makes_certainty_impossible():
    assert losses.binary_cross_entropy([1.0], [1.0]) == 0
    with pytest.raises(ValueError, match="rules out what y_true says"):
        losses.binary_cross_entropy([1.0], [1.0], label_smoothing=0.1)


def test_the_place_of_an_impossible_target_is_that_in_the_whole():
    p = np.full(100_000, 0.5)
    p[77_777] = 0
    with pytest.raises(ValueError, match="at index 77777,"):
        losses.binary_cross_entropy(np.ones(100_000), p)


def test_probabilities_are_probabilities():
    for p in ([1.5], [-0.1]):
        with pytest.raises(
            ValueError, match=r"binary_cross_entropy: y_pred contains .*; expected probabilities in \[0, 1\]"
        ):
            losses.binary_cross_entropy([1], p)
    with pytest.raises(ValueError, match=r"row 1 of y_pred sums to 1.5; expected rows that sum to 1"):
        losses.sparse_categorical_cross_entropy([0, 0], [[0.5, 0.5], [1.0, 0.5]])


# --- focal ------------------------------------------------------------------------------------------------------------


@given(seed=st.integers(0, 1000), alpha=st.floats(0.05, 0.95))
def test_focal_without_focus_is_weighted_cross_entropy(seed, alpha):
    rng = np.random.default_rng(seed)
    y, z = rng.integers(2, size=8), 3 * rng.standard_normal(8)
    chosen = {"class_weights": (1 - alpha, alpha), "reduction": "sum"}
    value, grad = losses.focal.value_and_grad(y, z, gamma=0.0, alpha=alpha, reduction="sum")
    again, again_grad = losses.sigmoid_cross_entropy.value_and_grad(y, z, **chosen)
    assert value == pytest.approx(again, rel=1e-12)
    np.testing.assert_allclose(grad, again_grad, rtol=1e-12)


def test_focal_by_hand_and_its_focus():
    p = 0.9  # an easy example: (1 − p)² of the cross-entropy remains
    z = math.log(p / (1 - p))
    assert losses.focal([1.0], [z]) == pytest.approx(0.25 * 0.01 * -math.log(0.9))
    assert losses.focal([0.0], [-z]) == pytest.approx(0.75 * 0.01 * -math.log(0.9))
    easy, hard = (losses.focal([1.0], [s]) / losses.sigmoid_cross_entropy([1.0], [s]) for s in (3.0, -3.0))
    assert easy < 0.01 * hard


def test_focal_wants_hard_labels():
    with pytest.raises(ValueError, match=r"focal: y_true contains 0\.5; expected 0 or 1"):
        losses.focal([0.5], [0.0])


# --- margins ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("loss", [losses.hinge, losses.squared_hinge], ids=lambda loss: loss.name)
def test_hinge_is_zero_beyond_the_margin(loss):
    y, s = np.array([1.0, 1, -1, -1]), np.array([1.0, 7, -1, -7])
    value, grad = loss.value_and_grad(y, s, reduction="none")
    assert not value.any() and not grad.any()
    inside = loss.grad(y, 0.5 * y, reduction="sum")
    assert (inside * y < 0).all()  # pushes outwards


@pytest.mark.parametrize("loss", [losses.hinge, losses.squared_hinge], ids=lambda loss: loss.name)
def test_margin_losses_know_their_labels(loss):
    for labels in ([0, 1], [1.0, 0.5], [2, -1]):
        with pytest.raises(ValueError, match=f"{loss.name}: y_true contains .*; expected -1 or 1"):
            loss(labels, [0.3, 0.4])


def test_multiclass_hinge_of_two_classes_is_hinge(rng):
    s, labels = rng.standard_normal((20, 2)), rng.integers(2, size=20)
    value, grad = losses.multiclass_hinge.value_and_grad(labels, s, reduction="none")
    one, one_grad = losses.hinge.value_and_grad(2 * labels - 1, s[:, 1] - s[:, 0], reduction="none")
    np.testing.assert_allclose(value, one)
    np.testing.assert_allclose(grad, np.stack([-one_grad, one_grad], axis=1))


def test_multiclass_hinge_needs_two_classes():
    with pytest.raises(ValueError, match=r"y_pred has shape \(1, 1\); expected scores of at least two classes"):
        losses.multiclass_hinge([0], [[1.0]])


@given(seed=st.integers(0, 300))
def test_hinge_bounds_the_number_of_mistakes(seed):
    rng = np.random.default_rng(seed)
    y, s = rng.choice([-1, 1], 30), 2 * rng.standard_normal(30)
    assert losses.hinge(y, s, reduction="sum") >= (y * s <= 0).sum()
    labels, scores = rng.integers(4, size=30), rng.standard_normal((30, 4))
    assert losses.multiclass_hinge(labels, scores, reduction="sum") >= (scores.argmax(axis=1) != labels).sum()
