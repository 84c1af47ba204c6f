"""Masks and boxes: cases by hand, empty masks, boxes apart and inside one another."""

import numpy as np
import pytest
from drawing import boxes
from hypothesis import given
from hypothesis import strategies as st

from lossopt import gradcheck, losses

seeds = st.integers(0, 1000)
MASKS = [losses.dice, losses.jaccard, losses.tversky]
BOXES = [losses.iou, losses.giou]


@pytest.mark.parametrize("loss", MASKS, ids=lambda loss: loss.name)
def test_two_empty_masks_are_a_perfect_match(loss):
    empty = np.zeros((2, 4, 4))
    value, grad = loss.value_and_grad(empty, empty, reduction="none")
    assert not value.any()
    assert np.isfinite(grad).all() and (grad > 0).all()  # predicting anything would cost
    full = np.ones((2, 4, 4))
    assert not loss(full, full, reduction="none").any()


def test_masks_by_hand():
    y, p = [[1, 1, 0, 0]], [[1, 0, 1, 0]]  # overlap 1, sizes 2 and 2, union 3
    assert losses.dice(y, p, smooth=1e-12) == pytest.approx(1 - 2 / 4)
    assert losses.jaccard(y, p, smooth=1e-12) == pytest.approx(1 - 1 / 3)
    assert losses.dice(y, p) == pytest.approx(1 - 3 / 5)
    assert losses.jaccard(y, p) == pytest.approx(1 - 2 / 4)


@given(seed=seeds)
def test_jaccard_follows_from_dice(seed):
    rng = np.random.default_rng(seed)
    y, p = rng.integers(2, size=(3, 20)), rng.uniform(0, 1, (3, 20))
    dice = 1 - losses.dice(y, p, smooth=1e-12, reduction="none")
    jaccard = 1 - losses.jaccard(y, p, smooth=1e-12, reduction="none")
    np.testing.assert_allclose(jaccard, dice / (2 - dice), rtol=1e-9)


def test_tversky_tells_a_missed_pixel_from_one_too_many():
    y, p = [[1, 1, 1, 0, 0]], [[1, 0, 0, 1, 0]]  # one found, two missed, one too many
    assert losses.tversky(y, p, alpha=0.3, beta=0.7, smooth=1e-12) == pytest.approx(1 - 1 / (1 + 0.3 + 1.4))
    assert losses.tversky(y, p, alpha=0.3, beta=0.7, smooth=2.0) == pytest.approx(1 - 3 / (1 + 0.3 + 1.4 + 2))


def test_tversky_is_dice_unless_told_otherwise(rng):
    y, p = rng.integers(2, size=(3, 20)), rng.uniform(0, 1, (3, 20))
    assert losses.tversky(y, p) == pytest.approx(losses.dice(y, p, smooth=2.0))


@pytest.mark.parametrize("weights", [None, np.ones(3)], ids=["fast form", "kernel"])
def test_the_slope_of_tversky_where_the_prices_do_not_add_up_to_1(weights, rng):
    y, p = rng.integers(2, size=(3, 8)).astype(float), rng.uniform(0.1, 0.9, (3, 8))

    def f(flat):
        how = {"alpha": 0.4, "beta": 1.3, "weights": weights}
        value, grad = losses.tversky.value_and_grad(y, flat.reshape(3, 8), **how)
        return value, grad.ravel()

    assert gradcheck.check(f, p.ravel()).passed


@given(seed=seeds, smooth=st.floats(0.1, 10))
def test_dice_and_jaccard_are_two_cases_of_tversky(seed, smooth):
    rng = np.random.default_rng(seed)
    y, p = rng.integers(2, size=(3, 20)), rng.uniform(0, 1, (3, 20))
    for loss, price, twice in ((losses.dice, 0.5, 2), (losses.jaccard, 1.0, 1)):
        value, grad = loss.value_and_grad(y, p, smooth=twice * smooth)
        again, again_grad = losses.tversky.value_and_grad(y, p, alpha=price, beta=price, smooth=smooth)
        assert again == pytest.approx(value)
        np.testing.assert_allclose(again_grad, grad, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("loss", MASKS, ids=lambda loss: loss.name)
def test_a_mask_may_have_any_shape(loss, rng):
    y, p = rng.integers(2, size=(3, 24)).astype(float), rng.uniform(0, 1, (3, 24))
    value, grad = loss.value_and_grad(y, p)
    again, again_grad = loss.value_and_grad(y.reshape(3, 2, 4, 3), p.reshape(3, 2, 4, 3))
    assert again == value
    np.testing.assert_array_equal(again_grad.reshape(3, 24), grad)
    with pytest.raises(ValueError, match=r"y_pred has shape \(24,\); expected \(n, …\), a whole mask"):
        loss(y[0], p[0])


@pytest.mark.parametrize("loss", MASKS, ids=lambda loss: loss.name)
def test_a_small_region_counts_as_much_as_a_large_one(loss):
    y = np.zeros((2, 1000))
    y[0, :500] = y[1, :5] = 1
    missed = loss(y, np.zeros((2, 1000)), smooth=1e-9, reduction="none")
    np.testing.assert_allclose(missed, 1, atol=1e-8)


CASES = {  # truth, prediction: IoU, GIoU
    "equal": ([0, 0, 2, 2], [0, 0, 2, 2], 1, 1),
    "inside": ([0, 0, 4, 4], [1, 1, 3, 3], 4 / 16, 4 / 16),
    "around": ([1, 1, 3, 3], [0, 0, 4, 4], 4 / 16, 4 / 16),
    "corner": ([0, 0, 2, 2], [1, 1, 3, 3], 1 / 7, 1 / 7 - 2 / 9),
    "cross": ([0, 1, 3, 2], [1, 0, 2, 3], 1 / 5, 1 / 5 - 4 / 9),
    "touching": ([0, 0, 1, 1], [1, 0, 2, 1], 0, 0),
    "apart": ([0, 0, 1, 1], [3, 0, 4, 1], 0, -2 / 4),
    "diagonal": ([0, 0, 1, 1], [2, 2, 3, 3], 0, -7 / 9),
    "negative": ([-3, -3, -1, -1], [-2, -2, 0, 0], 1 / 7, 1 / 7 - 2 / 9),
}


@pytest.mark.parametrize(("y", "p", "iou", "giou"), CASES.values(), ids=CASES)
def test_boxes_by_hand(y, p, iou, giou):
    assert losses.iou([y], [p]) == pytest.approx(1 - iou)
    assert losses.giou([y], [p]) == pytest.approx(1 - giou)
    assert losses.iou([p], [y]) == pytest.approx(1 - iou)
    assert losses.giou([p], [y]) == pytest.approx(1 - giou)


def test_only_giou_leads_boxes_together_that_are_apart():
    y, p = np.array([[0.0, 0, 1, 1]]), np.array([[3.0, 0.5, 4, 1.7]])
    assert not losses.iou.grad(y, p).any()
    closer = p - 0.01 * losses.giou.grad(y, p)
    assert losses.giou(y, closer) < losses.giou(y, p)


@pytest.mark.parametrize("loss", BOXES, ids=lambda loss: loss.name)
@given(seed=seeds, shift=st.floats(-5, 5), scale=st.floats(0.1, 10))
def test_overlap_has_no_place_and_no_unit(loss, seed, shift, scale):
    rng = np.random.default_rng(seed)
    y, p = boxes(rng, (5, 4)), boxes(rng, (5, 4)) + rng.uniform(0, 3)
    value, grad = loss.value_and_grad(y, p)
    moved, moved_grad = loss.value_and_grad(scale * y + shift, scale * p + shift)
    assert moved == pytest.approx(value, rel=1e-9)
    np.testing.assert_allclose(moved_grad * scale, grad, rtol=1e-6, atol=1e-9)
    assert 0 <= losses.iou(y, p) <= losses.giou(y, p) + 1e-12 <= 2


@pytest.mark.parametrize("loss", BOXES, ids=lambda loss: loss.name)
@pytest.mark.parametrize("bad", [[2, 0, 1, 1], [0, 1, 1, 1], [0, 3, 1, 2]], ids=str)
def test_boxes_stand_upright(loss, bad):
    good = [0, 0, 1, 1]
    for y, p, name in [([good, bad], [good, good], "y_true"), ([good, good], [good, bad], "y_pred")]:
        with pytest.raises(
            ValueError, match=rf"^{loss.name}: row 1 of {name} is \[.*\]; expected corners x1, y1, x2, y2"
        ):
            loss(y, p)
    with pytest.raises(ValueError, match=r"y_pred has shape \(1, 3\); expected \(n, 4\)"):
        loss([[0, 0, 1]], [[0, 0, 1]])


def test_boxes_of_small_whole_numbers():
    y, p = np.array([[0, 0, 200, 200]], np.uint8), np.array([[100, 100, 250, 250]], np.uint8)
    assert losses.iou(y, p) == pytest.approx(1 - 1e4 / (4e4 + 2.25e4 - 1e4))  # as bytes the areas would wrap around


@pytest.mark.parametrize("loss", BOXES, ids=lambda loss: loss.name)
@pytest.mark.parametrize("corner", range(4))
def test_where_edges_coincide_the_slope_is_that_of_moving_inwards(loss, corner):
    for other in ([0, 0, 2, 2], [0, 0, 2, 3], [0, 0, 3, 2], [-1, 0, 2, 2], [0, -1, 2, 2]):
        y, p = np.array([[0.0, 0, 2, 2]]), np.array([other], float)
        if y[0, corner] != p[0, corner]:
            continue
        inwards = 1e-7 if corner < 2 else -1e-7
        moved = p.copy()
        moved[0, corner] += inwards
        slope = (loss(y, moved) - loss(y, p)) / inwards
        assert loss.grad(y, p)[0, corner] == pytest.approx(slope, abs=1e-6)
