"""Losses made of losses, perplexity, and penalties on parameters."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossopt import gradcheck, losses
from lossopt.autodiff import Tensor

seeds = st.integers(0, 1000)


# --- weighted sum -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_a_weighted_sum_is_one(reduction, rng):
    y, p, weights = *rng.standard_normal((2, 6, 2)), rng.uniform(1, 2, 6)
    both = losses.weighted_sum([losses.mse, losses.huber.bind(delta=0.5)], [0.3, 2.0])
    value, grad = both.value_and_grad(y, p, weights=weights, reduction=reduction)
    a = losses.mse.value_and_grad(y, p, weights=weights, reduction=reduction)
    b = losses.huber.value_and_grad(y, p, delta=0.5, weights=weights, reduction=reduction)
    np.testing.assert_allclose(value, 0.3 * a[0] + 2 * b[0])
    np.testing.assert_allclose(grad, 0.3 * a[1] + 2 * b[1])
    np.testing.assert_array_equal(both(y, p, weights=weights, reduction=reduction), value)
    np.testing.assert_array_equal(both.grad(y, p, weights=weights, reduction=reduction), grad)


def test_a_sum_of_sums(rng):
    y, p = rng.standard_normal((2, 5))
    inner = losses.weighted_sum([losses.mse, losses.mae], [1, 2])
    outer = losses.weighted_sum([inner, losses.mse], [0.5, 3])
    assert outer(y, p) == pytest.approx(3.5 * losses.mse(y, p) + losses.mae(y, p))
    assert "mse" in repr(outer) and "mae" in repr(outer)


def test_a_weighted_sum_is_one_node_of_the_tape():
    p = Tensor(np.array([2.0, 3.0]))
    both = losses.weighted_sum([losses.mse, losses.mae], [1.0, 0.5])
    both([0.0, 0.0], p).backward()
    np.testing.assert_allclose(p.grad, both.grad([0.0, 0.0], [2.0, 3.0]))


@pytest.mark.parametrize(
    ("parts", "weights", "message"),
    [
        ([], [], "losses is empty"),
        ([losses.mse], [1, 2], r"weights has shape \(2,\); expected \(1,\)"),
        ([losses.mse, losses.mae], [1, -1], "weights must be finite numbers ≥ 0 and not all 0"),
        ([losses.mse, losses.mae], [0, 0], ".* not all 0"),
        ([losses.mse], [np.nan], "weights must be finite"),
        ([losses.mse], ["a"], "weights must be finite numbers ≥ 0, got"),
        ([np.sin], [1], "losses must hold losses such as mse"),
    ],
)
def test_what_is_no_weighted_sum(parts, weights, message):
    with pytest.raises(ValueError, match=f"^weighted_sum: {message}"):
        losses.weighted_sum(parts, weights)


# --- uncertainty weighting --------------------------------------------------------------------------------------------


@given(seed=seeds)
def test_gradients_of_uncertainty_weighting(seed):
    rng = np.random.default_rng(seed)
    y = [rng.standard_normal(4), rng.integers(3, size=5)]
    p = [rng.standard_normal(4), rng.standard_normal((5, 3))]
    s = rng.standard_normal(2)
    tasks = losses.uncertainty_weighted([losses.mse, losses.sparse_softmax_cross_entropy])
    value, grads, slopes = tasks.value_and_grad(y, p, s)
    assert tasks(y, p, s) == value
    by_hand = 0.5 * math.exp(-s[0]) * losses.mse(y[0], p[0]) + s[0] / 2
    by_hand += math.exp(-s[1]) * losses.sparse_softmax_cross_entropy(y[1], p[1]) + s[1] / 2
    assert value == pytest.approx(by_hand)
    np.testing.assert_allclose(slopes, gradcheck.numeric(lambda v: tasks(y, p, v), s), atol=1e-7)
    np.testing.assert_allclose(grads[0], gradcheck.numeric(lambda v: tasks(y, [v, p[1]], s), p[0]), atol=1e-7)
    np.testing.assert_allclose(grads[1], gradcheck.numeric(lambda v: tasks(y, [p[0], v], s), p[1]), atol=1e-7)


def test_the_best_log_variance_is_that_of_the_errors(rng):
    y = rng.standard_normal(1000) * 3
    tasks = losses.uncertainty_weighted([losses.mse])
    best = math.log(np.mean(y**2))
    assert tasks.value_and_grad([y], [0 * y], [best])[2][0] == pytest.approx(0, abs=1e-12)
    assert tasks([y], [0 * y], [best]) < min(tasks([y], [0 * y], [best + off]) for off in (-0.1, 0.1))


@pytest.mark.parametrize(
    ("y", "p", "s", "message"),
    [
        ([[0.0]], [[1.0], [1.0]], [0, 0], "y_true has 1 entries; expected 2"),
        ([[0.0], [0.0]], [[1.0]], [0, 0], "y_pred has 1 entries; expected 2"),
        ([[0.0], [0.0]], [[1.0], [1.0]], [0], r"log_variances has shape \(1,\); expected \(2,\)"),
        ([[0.0], [0.0]], [[1.0], [1.0]], [0, np.inf], "log_variances must be finite"),
        ([[0.0], [0.0]], [[1.0], [1.0]], [0, "a"], "log_variances must be finite"),
    ],
)
def test_what_uncertainty_weighting_refuses(y, p, s, message):
    tasks = losses.uncertainty_weighted([losses.mse, losses.mae])
    with pytest.raises(ValueError, match=f"^uncertainty_weighted: {message}"):
        tasks(y, p, s)


# --- perplexity -------------------------------------------------------------------------------------------------------


def test_perplexity_of_a_guess_is_the_number_of_choices():
    for choices in (2, 5, 100):
        assert losses.perplexity([0, 1], np.zeros((2, choices))) == pytest.approx(choices)
        assert losses.perplexity([0, 1], np.full((2, choices), 1 / choices), space="probability") == pytest.approx(
            choices
        )
    assert losses.perplexity([0], [[1.0, 0.0]], space="probability") == 1


@given(seed=seeds)
def test_perplexity_is_the_exponential_of_the_mean_cross_entropy(seed):
    rng = np.random.default_rng(seed)
    labels, z, weights = rng.integers(4, size=6), rng.standard_normal((6, 4)), rng.uniform(1, 2, 6)
    value = losses.perplexity(labels, z, weights=weights)
    assert value == pytest.approx(math.exp(losses.sparse_softmax_cross_entropy(labels, z, weights=weights)))
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    assert losses.perplexity(labels, p, weights=weights, space="probability") == pytest.approx(value)
    report = gradcheck.check(lambda x: losses.perplexity.value_and_grad(labels, x, weights=weights), z)
    assert report, report


def test_perplexity_refuses_another_space():
    with pytest.raises(ValueError, match=r"^perplexity: space must be one of 'logit', 'probability', got 'real'"):
        losses.perplexity([0], [[0.0, 1.0]], space="real")


# --- penalties --------------------------------------------------------------------------------------------------------

PENALTIES = [losses.l1_penalty, losses.l2_penalty, losses.lipschitz_penalty]
every_penalty = pytest.mark.parametrize("penalty", PENALTIES, ids=lambda penalty: penalty.name)


@every_penalty
@pytest.mark.parametrize("strength", [None, 0.0, 2.5])
def test_gradients_of_penalties(penalty, strength, rng):
    w = rng.standard_normal((3, 4)) + 0.1
    report = gradcheck.check(lambda x: penalty.value_and_grad(x, strength), w)
    assert report, report
    assert penalty(w, strength) == penalty.value_and_grad(w, strength)[0]
    np.testing.assert_array_equal(penalty.grad(w, strength), penalty.value_and_grad(w, strength)[1])


def test_penalties_by_hand():
    assert losses.l1_penalty([3, -4], strength=0.1) == pytest.approx(0.7)
    assert losses.l2_penalty([3, -4], strength=0.1) == pytest.approx(1.25)
    assert losses.lipschitz_penalty([1.0, 1.0]) == 0
    assert losses.lipschitz_penalty([0.0, 3.0]) == 25
    assert losses.l1_penalty.grad([0.0, -1.0, 2.0]).tolist() == [0, -1, 1]


@every_penalty
def test_penalties_keep_float32_and_refuse_what_is_no_number(penalty):
    assert penalty.grad(np.ones(3, np.float32)).dtype == np.float32
    assert penalty.grad(np.ones(3, np.float32), strength=0.5).dtype == np.float32
    for bad, message in [(["a"], "must hold real numbers"), ([], "is empty"), ([np.nan], "contains nan"), ([[1], [1, 2]], "rows of different")]:  # fmt: skip
        with pytest.raises(ValueError, match=f"^{penalty.name}: parameters.*{message}"):
            penalty(bad)
    with pytest.raises(ValueError, match=f"^{penalty.name}: strength must be a number ≥ 0, got -1"):
        penalty([1.0], strength=-1)


@given(w=st.lists(st.floats(-5, 5), min_size=1, max_size=6), t=st.floats(0, 3))
def test_the_proximal_step_solves_its_problem(w, t):
    w = np.array(w)
    v = losses.l1_proximal(w, t)

    def cost(x):
        return 0.5 * (x - w) ** 2 + t * np.abs(x)

    for other in (w, 0 * w, v + 1e-3, v - 1e-3, v + 0.5, v - 0.5):
        assert (cost(v) <= cost(other) + 1e-12).all()
    assert (v[np.abs(w) <= t] == 0).all()


def test_the_proximal_step_refuses():
    with pytest.raises(ValueError, match=r"^l1_proximal: threshold must be a number ≥ 0, got -1"):
        losses.l1_proximal([1.0], -1)
    with pytest.raises(ValueError, match=r"^l1_proximal: parameters contains nan"):
        losses.l1_proximal([np.nan], 1)


def test_proximal_descent_finds_sparse_weights(rng):
    # least squares with an L1 penalty: a subgradient step never lands on 0, the proximal step does
    x = rng.standard_normal((50, 8))
    truth = np.array([2.0, -3, 0, 0, 0, 0, 0, 1])
    y = x @ truth
    prox, plain = np.zeros(8), np.zeros(8)
    for _ in range(500):
        prox = losses.l1_proximal(prox - 0.05 * x.T @ losses.mse.grad(y, x @ prox), 0.05 * 0.3)
        plain = plain - 0.05 * (x.T @ losses.mse.grad(y, x @ plain) + losses.l1_penalty.grad(plain, 0.3))
    assert ((prox == 0) == (truth == 0)).all()
    assert not (plain == 0).any()
