"""The edges of the losses that only unusual input shows; `make mutants` found them."""

import math

import numpy as np
import pytest

from lossopt import losses
from lossopt.descent import descend, methods


def test_the_first_impossible_probability_is_named():
    with pytest.raises(ValueError, match=r"probability 0 at index \(0, 1\)") as caught:
        losses.binary_cross_entropy([[0.0, 1.0], [1.0, 0.0]], [[0.5, 0.0], [0.0, 0.5]])
    assert "(1, 0)" not in str(caught.value)


def test_a_part_of_a_sum_may_weigh_nothing():
    both = losses.weighted_sum([losses.mse, losses.mae], [0.0, 1.0])
    assert both([0.0], [2.0]) == 2.0 and both.grad([0.0], [2.0]).tolist() == [1.0]


def test_the_largest_log_variances_and_those_beyond():
    loss = losses.uncertainty_weighted([losses.mse, losses.mae])
    value, _, _ = loss.value_and_grad([[0.0], [0.0]], [[0.0], [1.0]], [-700.0, 0.0])
    assert math.isfinite(value)
    with np.errstate(over="ignore"):
        value, grads, slopes = loss.value_and_grad([[0.0], [0.0]], [[1.0], [1.0]], [-1e4, 0.0])
    assert value == math.inf and grads[0][0] == math.inf and slopes[0] == -math.inf  # not an exception
    assert grads[1][0] == 1 and slopes[1] == -0.5  # the other task is as it was


def test_a_descent_on_weights_that_are_learned_ends_with_a_report():
    # both tasks are solved, so nothing keeps their log-variances from falling
    tasks, data = losses.uncertainty_weighted([losses.mse, losses.mse]), [[0.0], [0.0]]

    def f(s):
        value, _, slopes = tasks.value_and_grad(data, data, s)
        return value, slopes

    path = descend(f, [0.0, 0.0], methods.gd(100.0), steps=1000)
    assert path.diverged and path.steps > 10 and np.isfinite(path.values).all()


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


@pytest.mark.parametrize("off", [1e-6, -1e-6])
def test_a_row_may_miss_a_sum_of_one_by_just_so_much(off):
    assert math.isfinite(losses.softmax_cross_entropy([[1 + off, 0.0]], [[0.0, 0.0]]))
    with pytest.raises(ValueError, match="row 0 of y_true sums to"):
        losses.softmax_cross_entropy([[1 + 1.001 * off, 0.0]], [[0.0, 0.0]])


def test_a_class_that_neither_has_costs_nothing():
    value, grad = losses.categorical_cross_entropy.value_and_grad([[1.0, 0.0]], [[1.0, 0.0]])
    assert value == 0 and math.copysign(1, value) == 1 and grad.tolist() == [[-1.0, 0.0]]


def test_the_row_that_is_furthest_from_a_sum_of_one_is_named():
    for off in (0.2, -0.2):
        with pytest.raises(ValueError, match=f"row 1 of y_true sums to {1 + off:g};"):
            losses.kl_divergence([[0.5, 0.5], [0.5, 0.5 + off], [0.5, 0.5 - off / 2]], np.full((3, 2), 0.5))


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


@pytest.mark.parametrize(("dtype", "limit"), [(np.float32, 87), (np.float64, 709)])
@pytest.mark.parametrize("how", [{}, {"reduction": "none"}, {"weights": [2.0]}])
def test_exponents_that_overflow_make_the_loss_infinite(dtype, limit, how):
    one = np.ones(1, dtype)
    assert np.isfinite(losses.poisson_log(one, one * limit, **how)).all()
    assert np.isfinite(losses.gaussian_nll(0 * one, np.array([[1, -limit]], dtype), **how)).all()
    with np.errstate(over="ignore"):
        for beyond in (limit + 3, 1e4):
            value, grad = losses.poisson_log.value_and_grad(one, (one * beyond).astype(dtype), **how)
            assert value == math.inf and grad[0] == math.inf
            value, grad = losses.gaussian_nll.value_and_grad(0 * one, np.array([[1, -beyond]], dtype), **how)
            assert value == math.inf and grad.tolist() == [[math.inf, -math.inf]]


@pytest.mark.parametrize(("dtype", "off"), [(np.float16, 5.25 / 1024), (np.float32, 2e-4), (np.float64, 2e-6)])
def test_how_near_to_one_a_row_of_each_type_must_sum(dtype, off):
    near, far = np.array([[0.5, 0.5, off / 4]], dtype), np.array([[0.5, 0.5, off]], dtype)
    assert math.isfinite(losses.softmax_cross_entropy(near, np.zeros((1, 3))))
    with pytest.raises(ValueError, match="sums to"):
        losses.softmax_cross_entropy(far, np.zeros((1, 3)))


def test_the_first_of_two_faults_is_named():
    with pytest.raises(ValueError, match="nan at index 1;"):
        losses.mse([0.0, 0.0, 0.0], [0.0, math.nan, math.inf])
    with pytest.raises(ValueError, match="contains 3; expected -1 or 1"):
        losses.hinge([1, 3, 4], [0.0, 0.0, 0.0])
    with pytest.raises(ValueError, match="row 0 of y_pred"):
        losses.iou([[0, 0, 1, 1]] * 2, [[1, 0, 1, 1], [0, 1, 1, 1]])


def test_huge_but_finite_numbers_are_accepted():
    assert losses.mae([0.0], [1e200]) == 1e200
    assert losses.hinge([1.0], [1e200]) == 0  # whose numbers are looked at first


@pytest.mark.parametrize("shape", [(2, 3), (2, 2, 1)])
def test_moments_have_two_columns_and_no_more_axes(shape):
    with pytest.raises(ValueError, match=r"expected \(n, 2\)"):
        losses.gaussian_nll(np.zeros(2), np.zeros(shape))


@pytest.mark.parametrize("shape", [(2, 3, 4), (2, 2)])
def test_pairs_are_two_embeddings(shape):
    with pytest.raises(ValueError, match=r"expected \(n, 2, d\)"):
        losses.contrastive(np.zeros(2), np.zeros(shape))


def test_a_single_number_is_no_triplet():
    with pytest.raises(ValueError, match=r"expected \(n, 3, d\)"):
        losses.triplet(None, 3.0)


def test_a_margin_that_is_kept_exactly_pulls_at_nothing():
    for reduction in ("mean", "none"):
        assert not losses.multiclass_hinge.grad([0], [[2.0, 1.0]], reduction=reduction).any()
    mined = losses.triplet.grad([0, 0, 1], [[0.0], [1.0], [2.0]], margin=1.0, reduction="sum")
    assert mined.tolist() == [[-1.0], [2.0], [-1.0]]  # of anchor 1 alone: anchor 0 keeps its margin


def test_boxes_that_only_touch_share_nothing():
    for reduction in ("mean", "none"):
        assert not losses.iou.grad([[0, 0, 1, 1]], [[1, 0, 2, 1]], reduction=reduction).any()


@pytest.mark.parametrize("box", [[0, 1, 2, 1], [0, 3, 4, 2], [1, 0, 1, 2], [3, 0, 2, 4]])
def test_a_box_must_have_two_sides(box):
    good = [0, 0, 1, 1]
    with pytest.raises(ValueError, match=r"row 1 of y_pred is \["):
        losses.iou([good, good], [good, box])
    with pytest.raises(ValueError, match=r"row 1 of y_true is \["):
        losses.giou([good, box], [good, good])


@pytest.mark.parametrize("mining", ["easy", 3])
def test_a_mining_that_there_is_not(mining):
    with pytest.raises(ValueError, match="mining must be one of"):
        losses.triplet.bind(mining=mining)
    assert losses.triplet.bind(mining="hard").mining == "hard"
