"""Every fast form equals its kernel; and speed is bought with no memory beyond blocks."""

import tracemalloc

import numpy as np
import pytest
from drawing import FLOATS, draw, settings

from lossopt import losses, registry
from lossopt.losses import core

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


def test_products_of_tiny_probabilities_do_not_vanish():
    p = np.full(2000, 1e-200)  # 256 factors would be 0
    assert losses.binary_cross_entropy(np.ones(2000), p) == pytest.approx(-np.log(1e-200), rel=1e-12)
    rows = np.tile([1e-200, 1 - 1e-200], (2000, 1))
    assert losses.sparse_categorical_cross_entropy(np.zeros(2000, int), rows) == pytest.approx(
        -np.log(1e-200), rel=1e-12
    )


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
