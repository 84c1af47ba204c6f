"""The edges of the losses that only unusual input shows; `make mutants` found them."""

import math

import numpy as np
import pytest

from lossopt import losses


def test_the_first_impossible_probability_is_named():
    with pytest.raises(ValueError, match=r"probability 0 at index \(0, 1\)") as caught:
        losses.binary_cross_entropy([[0.0, 1.0], [1.0, 0.0]], [[0.5, 0.0], [0.0, 0.5]])
    assert "(1, 0)" not in str(caught.value)


def test_a_part_of_a_sum_may_weigh_nothing():
    both = losses.weighted_sum([losses.mse, losses.mae], [0.0, 1.0])
    assert both([0.0], [2.0]) == 2.0 and both.grad([0.0], [2.0]).tolist() == [1.0]


def test_the_smallest_log_variance():
    loss = losses.uncertainty_weighted([losses.mse])
    value, _, _ = loss.value_and_grad([[0.0]], [[0.0]], [-700.0])
    assert math.isfinite(value)
    with pytest.raises(ValueError, match="≥ -700"):
        loss.value_and_grad([[0.0]], [[0.0]], [np.nextafter(-700.0, -701.0)])


def test_the_reverse_divergence_is_level_where_both_are_nothing():
    grad = losses.reverse_kl_divergence.grad([[0.0, 0.5, 0.5]], [[0.0, 0.25, 0.75]], reduction="sum")
    assert grad[0, 0] == 0 and grad[0, 1] == pytest.approx(math.log(0.5) + 1)


def test_the_first_place_without_support_is_named():
    with pytest.raises(ValueError, match=r"index \(0, 1\)"):
        losses.kl_divergence([[0.5, 0.5], [0.5, 0.5]], [[1.0, 0.0], [0.0, 1.0]])
    with pytest.raises(ValueError, match=r"index \(0, 1\)"):
        losses.reverse_kl_divergence([[1.0, 0.0], [0.0, 1.0]], [[0.5, 0.5], [0.5, 0.5]])


def test_a_triplet_that_keeps_its_margin_exactly_is_left_alone():
    triplet = [[[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]]]
    for how in ({}, {"weights": [2.0]}, {"reduction": "none"}):
        value, grad = losses.triplet.value_and_grad(None, triplet, margin=1.0, **how)
        assert not np.any(value) and not grad.any()
    assert losses.triplet.grad(None, triplet, margin=1.5).any()


@pytest.mark.parametrize("shift", [1000.0, -1000.0])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_logits_that_are_all_far_on_one_side(shift, dtype):
    # e^1000 overflows and e^−1000 is 0, but only differences count
    logits, y = np.array([[1.0, 2.0, 4.0]], dtype), np.array([[0.0, 1.0, 0.0]], dtype)
    value, grad = losses.softmax_cross_entropy.value_and_grad(y, logits)
    moved, moved_grad = losses.softmax_cross_entropy.value_and_grad(y, logits + dtype(shift))
    assert moved == pytest.approx(value, rel=1e-6)
    np.testing.assert_allclose(moved_grad, grad, rtol=1e-6)
    assert losses.sparse_softmax_cross_entropy([1], logits + dtype(shift)) == pytest.approx(value, rel=1e-6)


@pytest.mark.parametrize("same", [1, 2])
def test_a_triplet_with_two_equal_members(same):
    triplet = np.array([[[0.0, 0.0], [1.0, 0.0], [0.0, 0.5]]])
    triplet[0, same] = 0.0
    value, grad = losses.triplet.value_and_grad(None, triplet, margin=2.0)
    assert np.isfinite(grad).all() and value == {1: 1.5, 2: 3.0}[same]
    assert not grad[0, same].any() and grad[0, 3 - same].any()  # at distance 0 the subgradient 0


# --- what may enter ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("off", "accepted"), [(0.5e-6, True), (2e-6, False), (1e-4, False), (1e-3, False)])
def test_how_near_to_one_a_row_must_sum(off, accepted):
    rows = np.array([[0.5, 0.5], [0.5, 0.5 + off]])
    if accepted:
        assert math.isfinite(losses.kl_divergence(rows, rows))
    else:
        with pytest.raises(ValueError, match="row 1 of y_true sums to"):
            losses.kl_divergence(rows, np.full((2, 2), 0.5))


def test_the_number_that_is_out_of_range_is_named():
    for p, named in (([0.0, 1.5], "1.5"), ([-0.5, 1.0], "-0.5"), ([-0.5, 1.5], "-0.5")):
        with pytest.raises(ValueError, match=rf"y_pred contains {named};"):
            losses.binary_cross_entropy([0.0, 1.0], p)


def test_the_classes_that_there_are_are_named():
    with pytest.raises(ValueError, match=r"contains class 3; expected 0 … 2\."):
        losses.sparse_softmax_cross_entropy([3], [[0.0, 1.0, 2.0]])


@pytest.mark.parametrize("gamma", [0.0, 1.0, 2.0, 3.0])
def test_the_focal_loss_of_every_gamma_is_the_mean_of_its_rows(gamma, rng):
    y, z = rng.integers(2, size=9).astype(float), rng.standard_normal(9)
    each, grads = losses.focal.value_and_grad(y, z, gamma=gamma, reduction="none")
    value, grad = losses.focal.value_and_grad(y, z, gamma=gamma)
    assert value == pytest.approx(each.mean()) and value > 0
    np.testing.assert_allclose(grad, grads / 9, rtol=1e-12)
