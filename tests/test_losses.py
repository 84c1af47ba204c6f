"""Every loss in the registry, held to what all losses promise; then what each promises alone."""

import math
import warnings

import numpy as np
import pytest
from drawing import DRAWABLE, FLOATS, LOSSES, accepts, cases, draw, narrow, recipe, settings, valid
from hypothesis import given
from hypothesis import strategies as st
from parity import assert_same, committed, live, named

import lossopt as lo
from lossopt import gradcheck
from lossopt.losses import core, forms


def named_cases(losses):
    return [
        pytest.param(loss, hyper, id=f"{loss.name}-{'set' if hyper else 'default'}") for loss, hyper in cases(losses)
    ]


every_loss = pytest.mark.parametrize("loss", DRAWABLE, ids=lambda loss: loss.name)
every_setting = pytest.mark.parametrize(("loss", "hyper"), named_cases(DRAWABLE))
every_dtype = pytest.mark.parametrize("dtype", FLOATS, ids=lambda dtype: dtype.__name__)
REDUCTIONS = core.REDUCTIONS


# --- the drawn inputs themselves --------------------------------------------------------------------------------------


def test_every_loss_can_be_drawn():
    missing = [loss.name for loss in LOSSES if recipe(loss) is None]
    assert not missing, f"no input of tests/drawing.py suits {missing}: add a kind or a width there."


@every_loss
def test_drawn_inputs_vary(loss):
    draws = [draw(loss, np.random.default_rng(seed), n=40) for seed in range(3)]
    for part in (0, 1):
        first, second, _ = (pair[part] for pair in draws)
        assert not np.array_equal(first, second)
        assert len(np.unique(first)) >= 2
        assert len(np.unique(first, axis=0)) > 1
    y_true, y_pred = draws[0]
    if y_true.shape == y_pred.shape:
        assert (y_true > y_pred).any() and (y_true < y_pred).any()
    assert loss(y_true, y_pred) != loss(*draws[1])


# --- gradients --------------------------------------------------------------------------------------------------------


def without_space_check(loss, monkeypatch):
    """Let y_pred leave its space by a hair, as differences must: a row of probabilities then no longer sums to 1."""
    monkeypatch.setitem(forms.SPACES, loss.space, lambda owner, y_pred: None)


def one_sided(f, x):
    """Return the slopes of f at x from the right and from the left, coordinate by coordinate."""
    step, here = gradcheck.difference_step(x), f(x)
    right, left = np.empty_like(x), np.empty_like(x)
    for i in np.ndindex(x.shape):
        bump = np.zeros_like(x)
        bump[i] = step[i]
        right[i] = (f(x + bump) - here) / step[i]
        left[i] = (here - f(x - bump)) / step[i]
    return right, left


@every_setting
@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("weighted", [False, True], ids=["plain", "weighted"])
def test_gradient_agrees_with_differences(loss, hyper, reduction, weighted, rng, monkeypatch):
    y_true, y_pred = draw(loss, rng, n=9)
    weights = rng.uniform(0.2, 3.0, 9) if weighted else None
    without_space_check(loss, monkeypatch)

    def f(p):
        return loss(y_true, p, weights=weights, reduction=reduction, **hyper)

    grad = loss.grad(y_true, y_pred, weights=weights, reduction=reduction, **hyper)
    right, left = one_sided(f, y_pred)
    smooth = np.abs(right - left) < 1e-3 * np.maximum(1, np.abs(right))
    assert smooth.mean() >= 0.8
    assert np.abs(grad).max() > 1e-3
    rounding = 1e-8 * max(1, abs(f(y_pred)))
    np.testing.assert_allclose(grad[smooth], ((right + left) / 2)[smooth], rtol=1e-6, atol=rounding)


def compares_equals(loss):
    """Whether y_true may be a copy of y_pred."""
    found = recipe(loss)
    y = found.draw(np.random.default_rng(0))[1]
    return not found.takes_labels and found.width == found.truth_width and accepts(loss, y, y)


@pytest.mark.parametrize(("loss", "hyper"), named_cases(filter(compares_equals, DRAWABLE)))
def test_gradient_at_equality_lies_between_the_one_sided_slopes(loss, hyper, rng, monkeypatch):
    # y_pred = y_true is where absolute values have their kink: any subgradient will do, nothing else
    y_pred = draw(loss, rng)[1]
    y_true = y_pred.copy()
    without_space_check(loss, monkeypatch)
    right, left = one_sided(lambda p: loss(y_true, p, reduction="sum", **hyper), y_pred)
    grad = loss.grad(y_true, y_pred, reduction="sum", **hyper)
    assert (grad >= np.minimum(left, right) - 1e-4).all()
    assert (grad <= np.maximum(left, right) + 1e-4).all()


# --- reductions and weights -------------------------------------------------------------------------------------------


@every_setting
def test_reductions_agree(loss, hyper, rng):
    y_true, y_pred = draw(loss, rng, n=8)
    weights = rng.uniform(0.2, 3.0, 8)
    for w in (None, weights):
        each, each_grad = loss.value_and_grad(y_true, y_pred, weights=w, reduction="none", **hyper)
        total, total_grad = loss.value_and_grad(y_true, y_pred, weights=w, reduction="sum", **hyper)
        mean, mean_grad = loss.value_and_grad(y_true, y_pred, weights=w, reduction="mean", **hyper)
        assert each.shape == (8,) and isinstance(total, float) and isinstance(mean, float)
        assert total == pytest.approx(each.sum(), rel=1e-12)
        np.testing.assert_allclose(each_grad, total_grad, rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(mean_grad * total, total_grad * mean, rtol=1e-10, atol=1e-14)
        if loss.mass is None:  # otherwise class weights decide, see below
            assert mean == pytest.approx(total / (8 if w is None else w.sum()), rel=1e-12)


@every_setting
@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_a_whole_weight_counts_as_repetition(loss, hyper, reduction, rng):
    y_true, y_pred = draw(loss, rng, n=6)
    times = np.array([1, 0, 3, 2, 1, 4])
    value, grad = loss.value_and_grad(y_true, y_pred, weights=times, reduction=reduction, **hyper)
    again, again_grad = loss.value_and_grad(
        np.repeat(y_true, times, axis=0), np.repeat(y_pred, times, axis=0), reduction=reduction, **hyper
    )
    owner = np.repeat(np.arange(6), times)
    gathered = np.zeros_like(grad)
    np.add.at(gathered, owner, again_grad)
    np.testing.assert_allclose(grad, gathered, rtol=1e-11, atol=1e-14)
    if reduction == "none":
        again = np.bincount(owner, again, minlength=6)
    np.testing.assert_allclose(value, again, rtol=1e-11, atol=1e-14)


@every_setting
def test_weights_of_one_change_nothing(loss, hyper, rng):
    y_true, y_pred = draw(loss, rng)
    for reduction in REDUCTIONS:
        plain = loss.value_and_grad(y_true, y_pred, reduction=reduction, **hyper)
        ones = loss.value_and_grad(y_true, y_pred, weights=np.ones(7), reduction=reduction, **hyper)
        np.testing.assert_allclose(plain[0], ones[0], rtol=1e-12)
        np.testing.assert_allclose(plain[1], ones[1], rtol=1e-12)


@every_loss
def test_weights_that_sum_to_zero_have_a_sum_but_no_mean(loss, rng):
    y_true, y_pred = draw(loss, rng)
    assert loss(y_true, y_pred, weights=np.zeros(7), reduction="sum") == 0
    with pytest.raises(ValueError, match="weights sum to 0; a mean needs a sum > 0"):
        loss(y_true, y_pred, weights=np.zeros(7))


@every_setting
def test_the_order_of_examples_does_not_matter(loss, hyper, rng):
    y_true, y_pred = draw(loss, rng, n=10)
    weights, order = rng.uniform(0.2, 3.0, 10), rng.permutation(10)
    value, grad = loss.value_and_grad(y_true, y_pred, weights=weights, **hyper)
    moved, moved_grad = loss.value_and_grad(y_true[order], y_pred[order], weights=weights[order], **hyper)
    assert moved == pytest.approx(value, rel=1e-12)
    np.testing.assert_allclose(moved_grad, grad[order], rtol=1e-11, atol=1e-15)


# --- blocks -----------------------------------------------------------------------------------------------------------


@every_setting
@every_dtype
@pytest.mark.parametrize("weighted", [False, True], ids=["plain", "weighted"])
def test_blocks_do_not_change_the_result(loss, hyper, dtype, weighted, rng, monkeypatch):
    n = 131  # a prime: the last block is a part block
    y_true, y_pred = draw(loss, rng, n=n, dtype=dtype)
    weights = rng.uniform(0.2, 3.0, n).astype(dtype) if weighted else None
    whole = loss.value_and_grad(y_true, y_pred, weights=weights, **hyper)
    for bytes_ in (1, 8, 100, 1000):
        monkeypatch.setattr(core, "BLOCK_BYTES", bytes_)
        assert len(list(core._blocks(y_pred))) > 1
        value, grad = loss.value_and_grad(y_true, y_pred, weights=weights, **hyper)
        tolerance = 1e-12 if dtype is np.float64 else 2e-6
        assert value == pytest.approx(whole[0], rel=tolerance)
        # beside the largest entries, those that nearly cancel have fewer digits
        np.testing.assert_allclose(grad, whole[1], rtol=10 * tolerance, atol=tolerance * np.abs(whole[1]).max())


@every_setting
def test_large_inputs_equal_the_plain_kernel(loss, hyper, rng):
    n = 2 * core.BLOCK_BYTES // (8 * recipe(loss).outputs) + 3
    y_true, y_pred = draw(loss, rng, n=n)
    assert len(list(core._blocks(y_pred))) >= 2
    value, derivative = loss.kernel(y_true, y_pred, **(loss.hyper | hyper))
    per_example = value.reshape(n, -1)
    outputs = per_example.shape[1]
    total, grad = loss.value_and_grad(y_true, y_pred, reduction="sum", **hyper)
    assert total == pytest.approx(per_example.mean(axis=1).sum(), rel=1e-11)
    np.testing.assert_allclose(grad, derivative / outputs, rtol=1e-12, atol=1e-15 * np.abs(derivative).max())


def test_blocks_cover_every_row_once(monkeypatch):
    for n, width, size in [(1, 1, 1), (7, 3, 24), (100, 5, 333), (64, 1, 8), (3, 1000, 8)]:
        monkeypatch.setattr(core, "BLOCK_BYTES", size)
        rows = [i for block in core._blocks(np.zeros((n, width))) for i in range(n)[block]]
        assert rows == list(range(n))


# --- dtypes and layouts -----------------------------------------------------------------------------------------------


@every_setting
@every_dtype
@pytest.mark.parametrize("weights", [None, [1, 2, 3, 4, 5, 6, 7]], ids=["plain", "weighted"])
def test_dtype_is_kept(loss, hyper, dtype, weights, rng):
    y_true, y_pred = draw(loss, rng, dtype=dtype)
    numpy_numbers = {name: np.float64(v) if isinstance(v, int | float) else v for name, v in hyper.items()}
    for chosen in (hyper, numpy_numbers):  # a float64 among the hyperparameters must not widen float32 arrays
        value, grad = loss.value_and_grad(y_true, y_pred, weights=weights, reduction="none", **chosen)
        assert value.dtype == dtype and grad.dtype == dtype
        mean, grad = loss.value_and_grad(y_true, y_pred, weights=weights, **chosen)
        assert type(mean) is float and grad.dtype == dtype
    wide = loss.value_and_grad(y_true.astype(np.float64) if y_true.dtype.kind == "f" else y_true,
                               y_pred.astype(np.float64), weights=weights, **hyper)  # fmt: skip
    tolerance = 1e-12 if dtype is np.float64 else 1e-5
    assert mean == pytest.approx(wide[0], rel=tolerance)
    np.testing.assert_allclose(grad, wide[1], rtol=20 * tolerance, atol=tolerance)


@every_loss
def test_mixed_dtypes(loss, rng, monkeypatch):
    y_true, y_pred = draw(loss, rng)
    if recipe(loss).takes_labels:
        for kind in (np.uint8, np.int16, np.int64):
            assert loss.grad(y_true.astype(kind), y_pred.astype(np.float32)).dtype == np.float32
        return
    assert loss.grad(y_true, y_pred.astype(np.float32)).dtype == np.float64
    assert loss.grad(y_true.astype(np.float32), y_pred).dtype == np.float64
    without_space_check(loss, monkeypatch)  # rows of half precision sum to 1 only roughly
    half = loss.grad(y_true.astype(np.float32), y_pred.astype(np.float16))
    assert half.dtype == np.float32  # half precision is computed in single


def test_whole_targets_leave_float32_predictions_alone():
    y_pred = np.array([0.5, 2.0, -1.0], np.float32)
    for loss in (lo.losses.mse, lo.losses.huber, lo.losses.sigmoid_cross_entropy):
        assert loss.grad([1, 0, 1], y_pred).dtype == np.float32
        assert loss.grad(np.array([True, False, True]), y_pred).dtype == np.float32
    one_hot = np.eye(3, dtype=np.int64)
    assert lo.losses.softmax_cross_entropy.grad(one_hot, np.ones((3, 3), np.float32)).dtype == np.float32


@pytest.mark.parametrize("whole", [np.int64, np.int8, np.uint8, np.bool_])
def test_whole_numbers_become_float64(whole):
    y_true, y_pred = np.array([0, 1, 1], whole), np.array([1, 0, 1], whole)
    value, grad = lo.losses.mse.value_and_grad(y_true, y_pred)
    assert value == pytest.approx(2 / 3)  # unsigned differences would wrap around, and bools do not subtract
    assert grad.dtype == np.float64


@every_loss
@every_dtype
def test_any_layout_is_accepted(loss, dtype, rng):
    y_true, y_pred = draw(loss, rng, n=10, dtype=dtype)
    value, grad = loss.value_and_grad(y_true[::2], y_pred[::2])
    for layout in (np.asfortranarray, lambda a: np.repeat(a, 3, axis=0)[::3], lambda a: a[::-1].copy()[::-1]):
        laid = [layout(a[::2]) for a in (y_true, y_pred)]
        again, again_grad = loss.value_and_grad(*laid)
        assert again == pytest.approx(value, rel=1e-6)
        np.testing.assert_allclose(again_grad, grad, rtol=1e-5)
    weights = rng.uniform(1, 2, 20)[::4]
    assert loss(y_true[::2], y_pred[::2], weights=weights) == pytest.approx(
        loss(y_true[::2], y_pred[::2], weights=weights.copy()), rel=1e-6
    )


@every_loss
def test_lists_are_accepted(loss, rng):
    y_true, y_pred = draw(loss, rng)
    value, grad = loss.value_and_grad(y_true.tolist(), y_pred.tolist(), weights=[1, 2, 1, 2, 1, 2, 1])
    again, again_grad = loss.value_and_grad(y_true, y_pred, weights=np.array([1.0, 2, 1, 2, 1, 2, 1]))
    assert value == again
    np.testing.assert_array_equal(grad, again_grad)
    assert loss(list(y_true), tuple(y_pred)) == loss(y_true, y_pred)


@every_setting
@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_inputs_are_never_changed(loss, hyper, reduction, rng):
    y_true, y_pred = draw(loss, rng)
    weights = rng.uniform(1, 2, 7)
    given = {"y_true": y_true, "y_pred": y_pred, "weights": weights}
    before = {name: array.copy() for name, array in given.items()}
    for array in given.values():
        array.setflags(write=False)
    _, grad = loss.value_and_grad(y_true, y_pred, weights=weights, reduction=reduction, **hyper)
    grad += 1  # the gradient is the caller's own
    for name, array in given.items():
        np.testing.assert_array_equal(array, before[name])


# --- ways to call -----------------------------------------------------------------------------------------------------


@every_setting
@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_every_way_to_call_gives_the_same_numbers(loss, hyper, reduction, rng):
    y_true, y_pred = draw(loss, rng)
    value, grad = loss.value_and_grad(y_true, y_pred, reduction=reduction, **hyper)
    bound = loss.bind(**hyper)
    places = [hyper.get(name, default) for name, default in loss.hyper.items()]
    for again in (
        loss(y_true, y_pred, reduction=reduction, **hyper),
        loss(y_true, y_pred, *places, reduction=reduction),
        bound(y_true, y_pred, reduction=reduction),
        loss(y_true=y_true, y_pred=y_pred, reduction=reduction, **hyper),
    ):
        np.testing.assert_array_equal(again, value)
    for again in (
        loss.grad(y_true, y_pred, reduction=reduction, **hyper),
        loss.grad(y_true, y_pred, *places, reduction=reduction),
        bound.grad(y_true, y_pred, reduction=reduction),
        bound.value_and_grad(y_true, y_pred, reduction=reduction)[1],
    ):
        np.testing.assert_array_equal(again, grad)


@every_loss
def test_mean_is_the_default_reduction(loss, rng):
    y_true, y_pred = draw(loss, rng)
    assert loss(y_true, y_pred) == loss(y_true, y_pred, reduction="mean")


@every_loss
def test_settings_matter(loss, rng):
    y_true, y_pred = draw(loss, rng, n=30)
    for chosen in settings(loss)[1:]:
        assert loss(y_true, y_pred, **chosen) != loss(y_true, y_pred)


def test_bind_makes_a_new_loss_and_remembers():
    huber = lo.losses.huber
    wide = huber.bind(delta=5.0)
    assert wide([0.0], [4.0]) == 8.0 and huber([0.0], [4.0]) == 3.5
    assert wide([0.0], [4.0], delta=1.0) == 3.5
    assert "delta=5.0" in repr(wide) and "delta=1.0" in repr(huber)
    smooth = lo.losses.softmax_cross_entropy.bind(label_smoothing=0.1).bind(class_weights=[1.0, 2.0])
    assert smooth.hyper == {"label_smoothing": 0.1, "class_weights": [1.0, 2.0]}
    assert str(wide.__signature__) == "(y_true: 'NDArray', y_pred: 'NDArray', delta: 'Positive' = 5.0, *, weights=None, reduction='mean')"  # fmt: skip


def takes_numbers(loss):
    """Whether one example may be a single number."""
    return narrow(loss, np.random.default_rng(0)) is not None


@pytest.mark.parametrize("loss", [loss for loss in DRAWABLE if takes_numbers(loss)], ids=lambda loss: loss.name)
@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_outputs_of_an_example_are_averaged(loss, reduction, rng):
    y_true, y_pred = narrow(loss, rng, n=12)
    value, grad = loss.value_and_grad(y_true, y_pred, reduction=reduction)
    for shape in [(4, 3), (6, 2), (3, 2, 2)]:
        many, many_grad = loss.value_and_grad(y_true.reshape(shape), y_pred.reshape(shape), reduction=reduction)
        outputs = 12 // shape[0]
        expected = value.reshape(shape[0], -1).mean(axis=1) if reduction == "none" else value
        np.testing.assert_allclose(many, expected / (outputs if reduction == "sum" else 1), rtol=1e-12)
        scale = 1 if reduction == "mean" else outputs
        np.testing.assert_allclose(many_grad.ravel() * scale, grad, rtol=1e-12)


# --- shape of the function --------------------------------------------------------------------------------------------

# Convex in y_pred, whatever y_true. A loss that is not named here is not claimed to be convex.
CONVEX = {
    "mse", "mae", "huber", "smooth_l1", "log_cosh", "quantile", "hinge", "squared_hinge",
    "binary_cross_entropy", "categorical_cross_entropy", "sparse_categorical_cross_entropy",
    "sigmoid_cross_entropy", "softmax_cross_entropy", "sparse_softmax_cross_entropy",
}  # fmt: skip
convex_losses = [loss for loss in DRAWABLE if loss.name in CONVEX]


@pytest.mark.parametrize(("loss", "hyper"), named_cases(convex_losses))
@given(seed=st.integers(0, 10_000), t=st.floats(0, 1))
def test_convex_losses_lie_below_their_chords_and_above_their_tangents(loss, hyper, seed, t):
    rng = np.random.default_rng(seed)
    y_true, p = draw(loss, rng)
    q = draw(loss, rng)[1]
    (at_p, grad), at_q = loss.value_and_grad(y_true, p, **hyper), loss(y_true, q, **hyper)
    assert loss(y_true, (1 - t) * p + t * q, **hyper) <= (1 - t) * at_p + t * at_q + 1e-12
    assert at_q >= at_p + np.vdot(grad, q - p) - 1e-12


def minimiser(loss, y, **hyper):
    """Return the constant prediction of least mean loss for targets y, by bisection on the sign of the slope."""
    low, high = y.min() - 1.0, y.max() + 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if loss.grad(y, np.full(len(y), middle), **hyper).sum() > 0:
            high = middle
        else:
            low = middle
    return (low + high) / 2


samples = st.lists(st.floats(-50, 50).map(lambda v: round(v, 3)), min_size=3, max_size=25).map(np.array)


@given(y=samples)
def test_mse_is_minimised_by_the_mean(y):
    assert minimiser(lo.losses.mse, y) == pytest.approx(y.mean(), abs=1e-9)


@given(y=samples)
def test_mae_is_minimised_by_the_median(y):
    best = lo.losses.mae(y, np.full(len(y), np.median(y)))
    assert lo.losses.mae(y, np.full(len(y), minimiser(lo.losses.mae, y))) == pytest.approx(best, abs=1e-9)
    if len(y) % 2:
        assert minimiser(lo.losses.mae, y) == pytest.approx(np.median(y), abs=1e-9)


@given(y=samples, q=st.floats(0.05, 0.95))
def test_quantile_loss_is_minimised_by_the_quantile(y, q):
    found = minimiser(lo.losses.quantile, y, q=q)
    near = 1e-9
    assert (y <= found + near).mean() >= q - near  # at least q of the sample lies below or at a q-quantile …
    assert (y >= found - near).mean() >= 1 - q - near  # … and at least 1 − q at it or above


@pytest.mark.parametrize("loss", [lo.losses.huber.bind(delta=0.5), lo.losses.huber, lo.losses.log_cosh])
def test_huber_and_log_cosh_are_minimised_between_median_and_mean(loss):
    y = -np.log(1 - (np.arange(101) + 0.5) / 101)  # exponential, skewed to the right: the median lies below the mean
    for found in (minimiser(loss, y), -minimiser(loss, -y)):
        assert np.median(y) + 0.01 < found < y.mean() - 0.01


def test_huber_goes_from_mae_to_mse():
    y = np.array([0.0, 1.0, 2.0, 3.0, 50.0])
    assert minimiser(lo.losses.huber, y, delta=1e-6) == pytest.approx(2.0, abs=1e-5)
    assert minimiser(lo.losses.huber, y, delta=1e6) == pytest.approx(y.mean(), abs=1e-9)
    e = np.linspace(-0.9, 0.9, 7)
    assert lo.losses.huber(0 * e, e) == pytest.approx(lo.losses.mse(0 * e, e) / 2)


def test_cross_entropies_are_minimised_by_the_class_frequencies(rng):
    labels = rng.choice(3, size=50, p=[0.6, 0.3, 0.1])
    share = np.bincount(labels, minlength=3) / 50
    logits = np.tile(np.log(share), (50, 1))
    for loss, y in [
        (lo.losses.sparse_softmax_cross_entropy, labels),
        (lo.losses.softmax_cross_entropy, np.eye(3)[labels]),
    ]:
        value, grad = loss.value_and_grad(y, logits)
        np.testing.assert_allclose(grad.sum(axis=0), 0, atol=1e-15)
        assert value == pytest.approx(-(share * np.log(share)).sum())  # the entropy: no constant prediction costs less
        assert value < min(loss(y, logits + rng.standard_normal(3)) for _ in range(20))
    clicks = labels > 0
    rate = clicks.mean()
    odds = np.full(50, np.log(rate / (1 - rate)))
    assert lo.losses.sigmoid_cross_entropy.grad(clicks, odds).sum() == pytest.approx(0, abs=1e-15)


# --- invariances ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["mse", "mae", "huber", "log_cosh", "quantile"])
@given(shift=st.floats(-100, 100), seed=st.integers(0, 1000))
def test_regression_losses_see_the_error_alone(name, shift, seed):
    loss = lo.registry.losses[name].item
    y_true, y_pred = draw(loss, np.random.default_rng(seed))
    value, grad = loss.value_and_grad(y_true, y_pred)
    moved, moved_grad = loss.value_and_grad(y_true + shift, y_pred + shift)
    assert moved == pytest.approx(value, rel=1e-9)
    np.testing.assert_allclose(moved_grad, grad, atol=1e-11)


def test_regression_losses_scale_with_the_unit(rng):
    y, p = rng.standard_normal((2, 20))
    for factor in (0.01, 7.0):
        assert lo.losses.mse(factor * y, factor * p) == pytest.approx(factor**2 * lo.losses.mse(y, p))
        assert lo.losses.mae(factor * y, factor * p) == pytest.approx(factor * lo.losses.mae(y, p))
        assert lo.losses.quantile(factor * y, factor * p, q=0.9) == pytest.approx(
            factor * lo.losses.quantile(y, p, q=0.9)
        )
        assert lo.losses.huber(factor * y, factor * p, delta=factor) == pytest.approx(factor**2 * lo.losses.huber(y, p))


@pytest.mark.parametrize("name", ["softmax_cross_entropy", "sparse_softmax_cross_entropy"])
@given(shift=st.floats(-500, 500), seed=st.integers(0, 1000))
def test_softmax_does_not_see_a_common_shift(name, shift, seed):
    loss = lo.registry.losses[name].item
    y_true, logits = draw(loss, np.random.default_rng(seed))
    value, grad = loss.value_and_grad(y_true, logits, label_smoothing=0.1)
    moved, moved_grad = loss.value_and_grad(y_true, logits + shift, label_smoothing=0.1)
    assert moved == pytest.approx(value, rel=1e-9)
    np.testing.assert_allclose(moved_grad, grad, atol=1e-11)
    np.testing.assert_allclose(grad.sum(axis=1), 0, atol=1e-14)


def test_the_three_cross_entropies_agree(rng):
    labels, logits = rng.integers(4, size=12), rng.standard_normal((12, 4))
    weights, class_weights = rng.uniform(1, 2, 12), [0.5, 1.0, 2.0, 4.0]
    dense, sparse = lo.losses.softmax_cross_entropy, lo.losses.sparse_softmax_cross_entropy
    for chosen in ({}, {"label_smoothing": 0.2}, {"class_weights": class_weights}, {"label_smoothing": 0.2, "class_weights": class_weights}):  # fmt: skip
        for reduction in REDUCTIONS:
            a = dense.value_and_grad(np.eye(4)[labels], logits, weights=weights, reduction=reduction, **chosen)
            b = sparse.value_and_grad(labels, logits, weights=weights, reduction=reduction, **chosen)
            np.testing.assert_allclose(a[0], b[0], rtol=1e-12)
            np.testing.assert_allclose(a[1], b[1], atol=1e-15)
    # two classes, logits 0 and z: the softmax is the sigmoid of z
    z, y = logits[:, 0], labels % 2
    two, one = (
        sparse.value_and_grad(y, np.stack([0 * z, z], axis=1)),
        lo.losses.sigmoid_cross_entropy.value_and_grad(y, z),
    )
    assert two[0] == pytest.approx(one[0])
    np.testing.assert_allclose(two[1][:, 1], one[1], atol=1e-15)


def test_label_smoothing_mixes_the_target_with_ignorance(rng):
    y, z = rng.uniform(size=9), rng.standard_normal(9)
    smooth = lo.losses.sigmoid_cross_entropy.value_and_grad(y, z, label_smoothing=0.2)
    by_hand = lo.losses.sigmoid_cross_entropy.value_and_grad(0.8 * y + 0.1, z)
    assert smooth[0] == pytest.approx(by_hand[0])
    np.testing.assert_allclose(smooth[1], by_hand[1])
    rows, logits = rng.dirichlet(np.ones(4), 9), rng.standard_normal((9, 4))
    smooth = lo.losses.softmax_cross_entropy(rows, logits, label_smoothing=0.2)
    assert smooth == pytest.approx(lo.losses.softmax_cross_entropy(0.8 * rows + 0.05, logits))


def test_class_weights_are_a_weighted_mean_over_the_targets():
    logits, labels, w = np.log([[0.5, 0.5], [0.25, 0.75], [0.25, 0.75]]), [0, 0, 1], [3.0, 1.0]
    costs = np.array([3 * np.log(2), 3 * np.log(4), np.log(4 / 3)])
    loss = lo.losses.sparse_softmax_cross_entropy
    np.testing.assert_allclose(loss(labels, logits, class_weights=w, reduction="none"), costs)
    assert loss(labels, logits, class_weights=w) == pytest.approx(costs.sum() / 7)
    assert loss(labels, logits, class_weights=w, weights=[1, 0, 2]) == pytest.approx((costs[0] + 2 * costs[2]) / 5)
    with pytest.raises(ValueError, match="weights sum to 0"):
        loss([1], [[0.0, 0.0]], class_weights=[1.0, 0.0])


# --- extreme numbers --------------------------------------------------------------------------------------------------


@every_dtype
def test_logits_of_ten_thousand(dtype):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        z = np.array([1e4, 1e4, -1e4, -1e4, 0.0], dtype)
        y = np.array([1, 0, 1, 0, 1], dtype)
        value, grad = lo.losses.sigmoid_cross_entropy.value_and_grad(y, z, reduction="none")
        np.testing.assert_allclose(value, [0, 1e4, 1e4, 0, math.log(2)], rtol=1e-6)
        np.testing.assert_allclose(grad, [0, 1, -1, 0, -0.5], rtol=1e-6)

        logits = np.array([[1e4, -1e4, 0], [-1e4, 1e4, 0], [1e4, 1e4, -1e4], [-1e4, -1e4, -1e4]], dtype)
        expected = [0, 2e4, math.log(2), math.log(3)]
        slopes = [[0, 0, 0], [-1, 1, 0], [-0.5, 0.5, 0], [-2 / 3, 1 / 3, 1 / 3]]
        for loss, target in [
            (lo.losses.sparse_softmax_cross_entropy, [0, 0, 0, 0]),
            (lo.losses.softmax_cross_entropy, np.eye(3, dtype=dtype)[[0, 0, 0, 0]]),
        ]:
            value, grad = loss.value_and_grad(target, logits, reduction="none")
            np.testing.assert_allclose(value, expected, rtol=1e-6)
            np.testing.assert_allclose(grad, slopes, rtol=1e-6, atol=1e-30)
            assert np.isfinite(loss(target, logits, label_smoothing=0.1))


logit_losses = [loss for loss in DRAWABLE if loss.space == "logit"]


@pytest.mark.parametrize("loss", logit_losses, ids=lambda loss: loss.name)
@every_dtype
def test_no_logit_overflows(loss, dtype, rng):
    y_true, z = draw(loss, rng, n=20, dtype=dtype)
    for chosen in settings(loss):
        for size in (1e2, 1e3, 1e4, 1e6):
            value, grad = loss.value_and_grad(y_true, (size * z).astype(dtype), reduction="none", **chosen)
            assert np.isfinite(value).all() and np.isfinite(grad).all()
            assert value.max() > 0.1 * size  # far wrong logits cost in proportion


@every_dtype
def test_large_numbers_raise_no_warning(dtype):
    big = np.array([1e30, -1e30] * 30, dtype)  # its square overflows float32
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert lo.losses.mae(big, -big) == pytest.approx(2e30)
        assert lo.losses.huber(big, -big) == pytest.approx(2e30)
        assert lo.losses.log_cosh(big, -big) == pytest.approx(2e30)
        assert lo.losses.quantile(big, -big) == pytest.approx(1e30)


def test_log_cosh_near_and_far():
    e = np.array([1e-3, 1.0, 20.0, 800.0, -800.0])
    value, grad = lo.losses.log_cosh.value_and_grad(0 * e, e, reduction="none")
    np.testing.assert_allclose(value[:3], np.log(np.cosh(e[:3])), rtol=1e-9)
    np.testing.assert_allclose(value[3:], 800 - math.log(2))
    np.testing.assert_allclose(grad, np.tanh(e))


def test_a_single_example():
    assert lo.losses.mse([2.0], [5.0]) == 9.0
    assert lo.losses.mse.grad([2.0], [5.0]).tolist() == [6.0]
    assert lo.losses.sparse_softmax_cross_entropy([0], [[7.0]]) == 0.0  # one class: certain


def test_hyperparameter_defaults_lie_in_their_ranges():
    for loss in LOSSES:
        for name, range_ in loss.ranges.items():
            range_.check(loss.name, name, loss.hyper[name])
            range_.check(loss.name, name, valid(range_))


# --- PyTorch's numbers ------------------------------------------------------------------------------------------------

REFERENCE = committed("losses")


def test_the_reference_covers_reductions_weights_and_hyperparameters():
    assert {case["reduction"] for case in REFERENCE} == {"mean", "sum"}
    assert any(case["weights"] for case in REFERENCE)
    assert {"delta", "label_smoothing", "class_weights"} <= {name for case in REFERENCE for name in case["hyper"]}
    assert {
        "mse",
        "mae",
        "huber",
        "sigmoid_cross_entropy",
        "softmax_cross_entropy",
        "sparse_softmax_cross_entropy",
    } <= {case["name"] for case in REFERENCE}


@pytest.mark.parametrize("case", named(REFERENCE, "reduction"))
def test_value_and_gradient_like_pytorch(case):
    loss = lo.registry.losses[case["name"]].item
    value, grad = loss.value_and_grad(
        case["y_true"], case["y_pred"], weights=case["weights"], reduction=case["reduction"], **case["hyper"]
    )
    assert value == pytest.approx(case["value"], rel=1e-12)
    np.testing.assert_allclose(grad, case["grad"], rtol=1e-11, atol=1e-14)


def test_the_committed_numbers_are_still_pytorchs():
    assert_same(REFERENCE, live("losses"))
