"""Every fast form equals its kernel; and speed is bought with no memory beyond blocks."""

import tracemalloc
import warnings

import numpy as np
import pytest
from drawing import FLOATS, draw, settings

from lossopt import losses, registry
from lossopt.losses import core, fast

FAST = [entry.item for entry in registry.losses if entry.item.fast_form is not None]


def inputs(loss, rng, n, dtype, *, hard=False):
    """Return (y_true, y_pred); with `hard`, targets of 0 and 1 where the loss takes shades too."""
    if not loss.form.has_targets:
        return np.empty((n, 0)), rng.standard_normal((n, 3, 4)).astype(dtype)
    y_true, y_pred = draw(loss, rng, n, dtype)
    if hard and loss.targets == "fraction":
        y_true = np.round(y_true)
    if hard and loss.targets == "distribution":
        y_true = np.eye(y_true.shape[1], dtype=dtype)[y_true.argmax(axis=1)]
    return y_true, y_pred


def both(loss, y_true, y_pred, hyper, scale=0.375):
    """Return (Σ value, scale · derivative) by the fast form and by the kernel; None for a form that does not apply."""
    chosen = loss.hyper | hyper
    grad = np.full_like(y_pred, np.nan)  # whatever stood there before must not matter
    total = loss.fast_form(y_true, y_pred, grad, scale, **chosen)
    value, derivative = loss.kernel(y_true, y_pred, **chosen)
    plain = float(value.sum(dtype=np.float64)), scale * derivative
    return (None if total is None else (total, grad)), plain


def assert_equal(fast, plain, dtype):
    tolerance = 1e-12 if dtype is np.float64 else 1e-5
    assert isinstance(fast[0], float)
    assert fast[0] == pytest.approx(plain[0], rel=tolerance, abs=tolerance)
    np.testing.assert_allclose(fast[1], plain[1], rtol=10 * tolerance, atol=tolerance * np.abs(plain[1]).max())


def test_the_losses_of_every_training_loop_have_a_fast_form():
    named = {loss.name for loss in FAST}
    assert named >= {
        "mse",
        "huber",
        "sigmoid_cross_entropy",
        "softmax_cross_entropy",
        "sparse_softmax_cross_entropy",
        "triplet",
    }


@pytest.mark.parametrize("loss", FAST, ids=lambda loss: loss.name)
@pytest.mark.parametrize("dtype", FLOATS, ids=lambda dtype: dtype.__name__)
@pytest.mark.parametrize("hard", [False, True], ids=["soft", "hard"])
@pytest.mark.parametrize("n", [1, 7, 300, 5000])  # below, at and beyond one product of 256 factors
def test_a_fast_form_equals_its_kernel(loss, dtype, hard, n, rng):
    y_true, y_pred = (part[:n] for part in inputs(loss, rng, max(n, 2), dtype, hard=hard))
    fast, plain = both(loss, y_true, y_pred, {})
    if fast is not None:
        assert_equal(fast, plain, dtype)


@pytest.mark.parametrize("loss", FAST, ids=lambda loss: loss.name)
def test_a_fast_form_applies_to_usual_inputs(loss, rng):
    usual = loss.kind == "classification"  # targets of 0 and 1
    fast, _ = both(loss, *inputs(loss, rng, 50, np.float64, hard=usual), {})
    assert fast is not None


@pytest.mark.parametrize("loss", [loss for loss in FAST if loss.form.has_targets], ids=lambda loss: loss.name)
def test_with_other_hyperparameters_it_equals_its_kernel_or_declines(loss, rng):
    y_true, y_pred = inputs(loss, rng, 400, np.float64)
    for chosen in settings(loss)[1:]:
        fast, plain = both(loss, y_true, y_pred, chosen)
        if fast is not None:
            assert_equal(fast, plain, np.float64)
        total, grad = loss.value_and_grad(y_true, y_pred, reduction="sum", **chosen)
        assert total == pytest.approx(plain[0] / loss.form.outputs(y_pred), rel=1e-11)
        np.testing.assert_allclose(grad, plain[1] / 0.375 / loss.form.outputs(y_pred), rtol=1e-11, atol=1e-14)


CROSS_ENTROPIES = [loss for loss in FAST if "label_smoothing" in loss.hyper]


@pytest.mark.parametrize("loss", CROSS_ENTROPIES, ids=lambda loss: loss.name)
@pytest.mark.parametrize("name", ["label_smoothing", "class_weights"])
def test_smoothed_or_weighted_targets_are_left_to_the_kernel(loss, name, rng):
    y_true, y_pred = inputs(loss, rng, 30, np.float64, hard=True)
    classes = 2 if loss.form.name == "elementwise" else y_pred.shape[1]
    chosen = {name: 0.1 if name == "label_smoothing" else rng.uniform(1, 2, classes)}
    assert both(loss, y_true, y_pred, chosen)[0] is None
    assert both(loss, y_true, y_pred, {})[0] is not None


@pytest.mark.parametrize("squared", [False, True])
@pytest.mark.parametrize("margin", [0.1, 5.0])
def test_the_fast_triplet_loss_with_every_setting(squared, margin, rng):
    y, x = np.empty((500, 0)), rng.standard_normal((500, 3, 4))
    fast, plain = both(losses.triplet, y, x, {"squared": squared, "margin": margin})
    assert_equal(fast, plain, np.float64)


@pytest.mark.parametrize("loss", [loss for loss in FAST if loss.space == "logit"], ids=lambda loss: loss.name)
@pytest.mark.parametrize("dtype", FLOATS, ids=lambda dtype: dtype.__name__)
@pytest.mark.parametrize("size", [1, 30, 100, 290, 350, 1e4])
def test_fast_forms_for_logits_do_not_overflow(loss, dtype, size, rng):
    y_true, z = inputs(loss, rng, 300, dtype, hard=True)
    z = (size * np.sign(z)).astype(dtype)  # rows of the largest numbers and of the smallest alike
    fast, plain = both(loss, y_true, z, {})
    if fast is not None:
        assert np.isfinite(fast[0]) and np.isfinite(fast[1]).all()
        assert_equal(fast, plain, dtype)


def far_out(loss, rng, dtype, size):
    """Return (y_true, y_pred) at the edge of what the loss takes: predictions `size` times as large, or as near to certainty."""
    y_true, y_pred = inputs(loss, rng, 300, dtype, hard=True)
    match loss.space:
        case "probability":  # sure, and right
            y_true = np.round(y_true)
            y_pred = y_true.copy()
        case "distribution":
            if loss.form.name == "rows":
                y_true = np.full_like(y_true, 0.1 / (y_true.shape[1] - 1))
                y_true[:, 0] = 0.9
            y_pred = np.full_like(y_pred, 1e-30)
            y_pred[:, -1] = 1
        case "log_rate":
            y_pred = np.clip(size * y_pred, -80, 80)
        case "rate" | "box":
            y_true, y_pred = y_true * dtype(max(size, 1)), y_pred * dtype(max(size, 1))
        case _:
            y_pred = y_pred * dtype(size)
    return y_true, np.ascontiguousarray(y_pred, dtype)


@pytest.mark.parametrize("loss", FAST, ids=lambda loss: loss.name)
@pytest.mark.parametrize("dtype", FLOATS, ids=lambda dtype: dtype.__name__)
@pytest.mark.parametrize("size", [0, 1e-4, 1e4])
def test_a_fast_form_equals_its_kernel_far_out(loss, dtype, size, rng):
    y_true, y_pred = far_out(loss, rng, dtype, size)
    with np.errstate(all="ignore"):
        fast, plain = both(loss, y_true, y_pred, {})
    if fast is not None:
        assert np.isfinite(fast[0]) and np.isfinite(fast[1]).all()
        assert_equal(fast, plain, dtype)


@pytest.mark.parametrize("d", [1, 16, 17, 40])
@pytest.mark.parametrize("dtype", FLOATS, ids=lambda dtype: dtype.__name__)
def test_pairs_of_narrow_and_of_wide_embeddings(d, dtype, rng):
    y, x = rng.integers(2, size=50).astype(dtype), rng.standard_normal((50, 2, d)).astype(dtype)
    assert_equal(*both(losses.contrastive, y, x, {"margin": 5.0}), dtype)


@pytest.mark.parametrize("d", [4, 17])
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_an_infinite_embedding_is_found_though_it_costs_nothing_to_be_far_away(d, y, rng):
    x = rng.standard_normal((9, 2, d))
    x[7, 1, 3] = np.inf
    with pytest.raises(ValueError, match=r"y_pred contains inf at index \(7, 1, 3\)"):
        losses.contrastive(np.full(9, y), x)


@pytest.mark.parametrize("loss", [losses.dice, losses.jaccard, losses.tversky], ids=lambda loss: loss.name)
@pytest.mark.parametrize("shape", [(6, 5, 5), (6, 3, 7), (6, 2, 2, 3)])
def test_masks_of_any_shape(loss, shape, rng):
    y, p = rng.uniform(size=(2, *shape))
    fast, plain = both(loss, y, p, {})
    assert_equal(fast, plain, np.float64)


def test_a_target_of_probability_0_is_refused_without_a_warning():
    p = np.array([[0.5, 0.5], [0.0, 1.0]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for loss, y in (
            (losses.categorical_cross_entropy, np.eye(2)[[1, 0]]),
            (losses.sparse_categorical_cross_entropy, [1, 0]),
        ):
            with pytest.raises(ValueError, match=r"probability 0 at index \(1, 0\)"):
                loss(y, p)


def test_embeddings_without_direction_or_apart_are_left_to_the_kernels(rng):
    x = rng.standard_normal((5, 3, 4))
    x[3, 2] = x[3, 0]
    assert both(losses.triplet, np.empty((5, 0)), x, {})[0] is None
    assert both(losses.triplet, np.empty((5, 0)), x[:, [0, 2, 1]], {})[0] is None
    assert both(losses.triplet, np.empty((5, 0)), x, {"squared": True})[0] is not None
    assert both(losses.contrastive, np.ones(5), x[:, ::2], {})[0] is None
    y, p = rng.standard_normal((2, 5, 4))
    for rows in (y, p):
        kept = rows[2].copy()
        rows[2] = 0
        with np.errstate(all="ignore"):
            assert both(losses.cosine, y, p, {})[0] is None
        with pytest.raises(ValueError, match=r"row 2 of y_(true|pred) has length 0"):
            losses.cosine(y, p)
        rows[2] = kept
    assert losses.cosine(y, p) > 0


@pytest.mark.parametrize("length", [1e-11, 1e-5, 1e5, 1e10])
def test_cosine_of_vectors_whose_squares_do_not_go_together_in_float32(length, rng):
    y, p = rng.standard_normal((2, 50, 4)).astype(np.float32)
    with np.errstate(all="ignore"):
        value, grad = losses.cosine.value_and_grad(y * np.float32(length), p * np.float32(length))
    expected, slope = losses.cosine.value_and_grad(y.astype(float), p.astype(float))
    assert value == pytest.approx(expected, rel=1e-5)
    np.testing.assert_allclose(grad * np.float32(length), slope, rtol=1e-3, atol=1e-6)


def test_a_row_without_end_against_one_without_direction_is_reported_without_a_warning():
    y, p = [[1.0, np.inf], [1.0, 2.0]], [[0.0, 0.0], [1.0, 2.0]]
    for first, second in ((y, p), (p, y)):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with pytest.raises(ValueError, match=r"y_(true|pred) contains inf at index \(0, 1\)"):
                losses.cosine(first, second)


@pytest.mark.parametrize("y", [[[0, 2], [1, 0]], [[0, 1], [0, -1]], [[0, 1], [-1, 0]]])
def test_what_points_into_another_row_is_no_one_hot_row(y):
    with pytest.raises(ValueError, match=r"y_true"):
        losses.categorical_cross_entropy(y, [[0.5, 0.5], [0.5, 0.5]])


def test_where_rows_begin_is_nobodys_to_change():
    fast._starts.cache_clear()
    with pytest.raises(ValueError, match="read-only"):
        fast._starts(3, 2)[0] = 1


UNCHECKED = [loss for loss in FAST if not loss.fast_needs_checks]
FAULTS = (np.nan, np.inf, -np.inf, -1e-9, -0.25, -1.0, 0.0, 0.5, 1 + 1e-9, 2.0, 1e200)


def faulty(loss, y_true, y_pred):
    """Yield inputs with one or two numbers that the loss may not take, in either argument or in both at the same place."""
    places = [(0,) * y_pred.ndim, tuple(size - 1 for size in y_pred.shape)]
    for fault in FAULTS:
        for at in places:
            for kind in ("true", "pred", "both", "moved"):
                y, p = y_true.copy(), y_pred.copy()
                if kind == "moved":  # in a row that sums to what it did
                    if y.ndim != 2 or y.shape != p.shape:
                        continue
                    for rows in (y, p):
                        with np.errstate(over="ignore"):
                            rows[at[0], 1 - (at[1] == 1)] += rows[at] - fault
                            rows[at] = fault
                with np.errstate(over="ignore"):
                    if kind in ("true", "both") and y.dtype.kind == "f":
                        y[at[: y.ndim]] = fault
                    if kind in ("pred", "both"):
                        p[at] = fault
                yield y, p


def said(loss, y_true, y_pred):
    """Return value and gradient, or the words of the error."""
    try:
        with np.errstate(all="ignore"):
            return loss.value_and_grad(y_true, y_pred)
    except ValueError as error:
        return str(error)


@pytest.mark.parametrize("loss", UNCHECKED, ids=lambda loss: loss.name)
@pytest.mark.parametrize("dtype", FLOATS, ids=lambda dtype: dtype.__name__)
@pytest.mark.parametrize("hard", [False, True], ids=["soft", "hard"])
def test_a_form_that_looks_for_itself_lets_pass_what_the_checks_let_pass(loss, dtype, hard, monkeypatch, rng):
    y_true, y_pred = inputs(loss, rng, 30, dtype, hard=hard)
    refused = 0
    for y, p in [*faulty(loss, y_true, y_pred), (y_true, y_pred[::-1])]:
        fast = said(loss, y, p)
        with monkeypatch.context() as patch:
            patch.setattr(loss, "fast_form", None)
            plain = said(loss, y, p)
        if isinstance(plain, str) or isinstance(fast, str):
            assert fast == plain
            refused += 1
            with warnings.catch_warnings(), pytest.raises(ValueError):
                warnings.simplefilter("error")  # not a word before the sentence
                loss.value_and_grad(y, p)
        elif np.isfinite(plain[0]) or np.isfinite(fast[0]):
            tolerance = 1e-11 if dtype is np.float64 else 1e-4
            assert fast[0] == pytest.approx(plain[0], rel=tolerance, abs=tolerance)
            np.testing.assert_allclose(fast[1], plain[1], rtol=tolerance, atol=tolerance * np.abs(plain[1]).max())
    assert refused >= 12  # NaN and infinity, at both places, in y_true, y_pred and both


@pytest.mark.parametrize("loss", UNCHECKED, ids=lambda loss: loss.name)
def test_labels_and_whole_numbers_are_looked_at_too(loss, monkeypatch, rng):
    y_true, y_pred = inputs(loss, rng, 30, np.float64, hard=True)
    faults = [
        y_true.astype(float) + 0.5,
        np.full(y_true.shape, 3),
        np.full(y_true.shape, -1),
        np.full(y_true.shape, 10**6),
    ]
    for y in [*faults, np.ones(y_true.shape, bool), np.ones(y_true.shape, int)]:
        fast = said(loss, y, y_pred)
        with monkeypatch.context() as patch:
            patch.setattr(loss, "fast_form", None)
            plain = said(loss, y, y_pred)
        if isinstance(plain, str):
            assert fast == plain
        else:
            assert fast[0] == pytest.approx(plain[0], rel=1e-11)


@pytest.mark.parametrize("n", [2000, 20_000])  # with and without products
def test_products_of_tiny_probabilities_do_not_vanish(n):
    p = np.full(n, 1e-200)  # 256 factors would be 0
    assert losses.binary_cross_entropy(np.ones(n), p) == pytest.approx(-np.log(1e-200), rel=1e-12)
    rows = np.tile([1e-200, 1 - 1e-200], (n, 1))
    assert losses.sparse_categorical_cross_entropy(np.zeros(n, int), rows) == pytest.approx(-np.log(1e-200), rel=1e-12)
    expected = both(losses.binary_cross_entropy, np.ones(n), np.full(n, 0.3), {})
    assert_equal(*expected, np.float64)


@pytest.mark.parametrize("mean", [1e-200, 1e-3, 9e3, 1e6, 1e200])
@pytest.mark.parametrize("n", [8191, 8200, 20_000])
@pytest.mark.parametrize("dtype", FLOATS, ids=lambda dtype: dtype.__name__)
def test_products_of_means_neither_vanish_nor_overflow(mean, n, dtype):
    if dtype is np.float32 and not 1e-30 < mean < 1e30:
        return
    y, p = np.full(n, 2 * mean, dtype), np.full(n, mean, dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fast, plain = both(losses.gamma, y, p, {})
    assert_equal(fast, plain, dtype)


@pytest.mark.parametrize("loss", [losses.iou, losses.giou], ids=lambda loss: loss.name)
def test_boxes_whose_edges_coincide(loss, rng):
    low = rng.integers(0, 3, (2, 400, 2))
    y, p = np.concatenate([low, low + rng.integers(1, 3, (2, 400, 2))], axis=2).astype(float)
    fast, plain = both(loss, y, p, {})
    assert_equal(fast, plain, np.float64)


@pytest.mark.parametrize("top", [5.9, 6.1, 50.0])
@pytest.mark.parametrize("n", [8191, 8192, 8200, 20_000])
@pytest.mark.parametrize("dtype", FLOATS, ids=lambda dtype: dtype.__name__)
def test_products_of_large_exponentials_do_not_overflow(top, n, dtype, rng):
    y, z = rng.integers(2, size=n).astype(dtype), np.full(n, top, dtype)
    fast, plain = both(losses.sigmoid_cross_entropy, y, z, {})
    assert (fast is None) == (dtype is np.float32 and top > 40)
    if fast is not None:
        assert_equal(fast, plain, dtype)


@pytest.mark.parametrize("size", [-1e4, 1e4])
def test_logits_that_are_all_far_on_one_side_are_left_to_the_kernel(size, rng):
    y, z = rng.integers(2, size=(20, 3)).astype(float), size * rng.uniform(0.5, 1, (20, 3))
    with np.errstate(all="ignore"):
        assert both(losses.focal, y, z, {})[0] is None
        assert (both(losses.sigmoid_cross_entropy, y, z, {})[0] is None) == (size > 0)
    value, grad = losses.focal.value_and_grad(y, z)
    assert value == pytest.approx(losses.focal(y, z, reduction="none").mean()) and np.isfinite(grad).all()


@pytest.mark.parametrize("size", [-1e4, 1e4])
@pytest.mark.parametrize("dtype", FLOATS, ids=lambda dtype: dtype.__name__)
def test_classes_that_are_all_far_on_one_side_are_left_to_the_kernel(size, dtype, rng):
    z = (size * rng.uniform(0.5, 1, (20, 3))).astype(dtype)
    labels = rng.integers(3, size=20)
    for loss, y in (
        (losses.sparse_softmax_cross_entropy, labels),
        (losses.softmax_cross_entropy, np.eye(3, dtype=dtype)[labels]),
    ):
        with np.errstate(all="ignore"):
            assert both(loss, y, z, {})[0] is None
        value, grad = loss.value_and_grad(y, z)
        assert np.isfinite(value) and np.isfinite(grad).all()


def test_a_fast_form_is_used_and_its_refusal_heard(monkeypatch, rng):
    calls = []

    def form(y_true, y_pred, grad, scale, delta):
        calls.append(len(y_pred))
        return None

    monkeypatch.setattr(losses.huber, "fast_form", form)
    y_true, y_pred = rng.standard_normal((2, 40_000))
    value, grad = losses.huber.value_and_grad(y_true, y_pred)
    assert sum(calls) == 40_000 and len(calls) > 1
    kernel_value, derivative = losses.huber.kernel(y_true, y_pred, 1.0)
    assert value == pytest.approx(kernel_value.mean())
    np.testing.assert_allclose(grad, derivative / 40_000)
    calls.clear()
    losses.huber(y_true, y_pred, weights=np.ones(40_000))
    losses.huber(y_true, y_pred, reduction="none")
    assert not calls  # weights and single values are the kernel's


@pytest.mark.parametrize("loss", [entry.item for entry in registry.losses], ids=lambda loss: loss.name)
@pytest.mark.parametrize("reduction", ["mean", "none"])
def test_memory_beyond_inputs_and_outputs_is_a_few_blocks(loss, reduction, rng):
    y_true, y_pred = inputs(loss, rng, 120_000, np.float64)
    if not loss.form.has_targets:
        y_true = None
    loss.value_and_grad(*inputs(loss, rng, 3, np.float64)) if loss.form.has_targets else None
    tracemalloc.start()
    try:
        value, grad = loss.value_and_grad(y_true, y_pred, reduction=reduction)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    outputs = grad.nbytes + (value.nbytes if reduction == "none" else 0)
    assert grad.nbytes > 6 * core.BLOCK_BYTES
    assert peak - outputs < 16 * core.BLOCK_BYTES


def test_whole_numbers_are_converted_block_by_block():
    y_true, y_pred = np.zeros(2_000_000, np.int8), np.ones(2_000_000, np.int8)
    tracemalloc.start()
    try:
        grad = losses.mse.grad(y_true, y_pred)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak - grad.nbytes < 40 * core.BLOCK_BYTES  # a block of bytes becomes eight times as large
