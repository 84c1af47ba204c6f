"""Counts, Gaussians, divergences, the Wasserstein distance and its critic."""

import math

import numpy as np
import pytest
from drawing import distributions
from hypothesis import given
from hypothesis import strategies as st

from lossopt import losses

seeds = st.integers(0, 1000)
DIVERGENCES = [losses.kl_divergence, losses.reverse_kl_divergence, losses.wasserstein]


def pair(seed, n=4, bins=5):
    rng = np.random.default_rng(seed)
    return distributions(rng, (n, bins)), distributions(rng, (n, bins))


# --- likelihoods ------------------------------------------------------------------------------------------------------


def test_poisson_is_minimised_by_the_mean():
    counts = np.array([0.0, 2, 3, 7])
    assert losses.poisson.grad(counts, np.full(4, 3.0), reduction="sum").sum() == pytest.approx(0)
    at_mean = losses.poisson(counts, np.full(4, 3.0))
    assert all(losses.poisson(counts, np.full(4, 3.0 + off)) > at_mean for off in (-0.5, -0.01, 0.01, 0.5))


def test_poisson_is_a_likelihood():
    # differences of the loss are differences of −log P(y), log y! drops out
    def log_p(y, rate):
        return y * math.log(rate) - rate - math.lgamma(y + 1)

    for y in (0, 1, 5):
        difference = losses.poisson([y], [2.0]) - losses.poisson([y], [3.5])
        assert difference == pytest.approx(log_p(y, 3.5) - log_p(y, 2.0))


@given(seed=seeds)
def test_poisson_from_log_rates(seed):
    rng = np.random.default_rng(seed)
    counts, z = rng.poisson(2.0, 6), rng.standard_normal(6)
    value, grad = losses.poisson_log.value_and_grad(counts, z)
    again, again_grad = losses.poisson.value_and_grad(counts, np.exp(z))
    assert value == pytest.approx(again)
    np.testing.assert_allclose(grad, again_grad * np.exp(z), rtol=1e-9, atol=1e-12)


def test_gamma_is_minimised_by_the_mean_in_any_unit():
    amounts = np.array([0.0, 2, 3, 7])
    assert losses.gamma.grad(amounts, np.full(4, 3.0), reduction="sum").sum() == pytest.approx(0)
    at_mean = losses.gamma(amounts, np.full(4, 3.0))
    assert all(losses.gamma(amounts, np.full(4, 3.0 + off)) > at_mean for off in (-0.5, -0.01, 0.01, 0.5))
    in_cents = losses.gamma(100 * amounts, np.full(4, 300.0)) - losses.gamma(100 * amounts, np.full(4, 200.0))
    assert in_cents == pytest.approx(at_mean - losses.gamma(amounts, np.full(4, 2.0)))


def test_gamma_is_a_likelihood():
    # of a gamma distribution with shape k and mean μ: −log p(y)/k, up to terms of y alone
    def log_p(y, mean, k):
        return k * math.log(k / mean) + (k - 1) * math.log(y) - k * y / mean - math.lgamma(k)

    for y, k in ((0.5, 1.0), (2.0, 3.0)):
        difference = losses.gamma([y], [2.0]) - losses.gamma([y], [3.5])
        assert difference == pytest.approx((log_p(y, 3.5, k) - log_p(y, 2.0, k)) / k)


def test_means_and_amounts():
    with pytest.raises(ValueError, match="gamma: y_pred contains 0; expected numbers > 0"):
        losses.gamma([1.0], [0.0])
    with pytest.raises(ValueError, match="gamma: y_true contains -1; expected amounts ≥ 0"):
        losses.gamma([-1.0], [1.0])


def test_rates_and_counts():
    with pytest.raises(ValueError, match="poisson: y_pred contains 0; expected rates > 0"):
        losses.poisson([1.0], [0.0])
    with pytest.raises(ValueError, match="poisson: y_true contains -1; expected counts ≥ 0"):
        losses.poisson([-1.0], [1.0])


def test_gaussian_nll_learns_mean_and_variance():
    y = np.array([1.0, 2.0, 6.0])
    best = np.tile([y.mean(), math.log(y.var())], (3, 1))
    value, grad = losses.gaussian_nll.value_and_grad(y, best)
    np.testing.assert_allclose(grad.sum(axis=0), 0, atol=1e-15)
    assert value == pytest.approx((math.log(y.var()) + 1) / 2)
    density = np.exp(-((y - y.mean()) ** 2) / (2 * y.var())) / np.sqrt(2 * np.pi * y.var())
    assert value == pytest.approx(-np.log(density).mean() - math.log(2 * np.pi) / 2)


def test_gaussian_nll_of_fixed_variance_is_half_the_squared_error(rng):
    y, mean = rng.standard_normal((2, 9))
    both = np.stack([mean, np.zeros(9)], axis=1)
    assert losses.gaussian_nll(y, both) == pytest.approx(losses.mse(y, mean) / 2)


# --- divergences ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("loss", DIVERGENCES, ids=lambda loss: loss.name)
@given(seed=seeds)
def test_a_divergence_is_zero_only_between_equals(loss, seed):
    y, p = pair(seed)
    assert (loss(y, p, reduction="none") > 0).all()
    np.testing.assert_allclose(loss(y, y, reduction="none"), 0, atol=1e-15)


@given(seed=seeds)
def test_kl_and_cross_entropy_differ_by_the_entropy(seed):
    y, p = pair(seed)
    entropy = -(y * np.log(y)).sum(axis=1)
    cross = losses.categorical_cross_entropy(y, p, reduction="none")
    np.testing.assert_allclose(losses.kl_divergence(y, p, reduction="none"), cross - entropy, atol=1e-14)
    np.testing.assert_allclose(losses.kl_divergence.grad(y, p), losses.categorical_cross_entropy.grad(y, p), rtol=1e-12)


@given(seed=seeds)
def test_the_two_directions_of_kl_are_each_other_swapped(seed):
    y, p = pair(seed)
    assert losses.reverse_kl_divergence(y, p) == pytest.approx(losses.kl_divergence(p, y), rel=1e-10)
    assert losses.kl_divergence(y, p) != pytest.approx(losses.kl_divergence(p, y), rel=1e-6)


def test_kl_where_one_rules_out_the_other():
    half, sure = [[0.5, 0.5]], [[1.0, 0.0]]
    assert losses.kl_divergence(sure, half) == pytest.approx(math.log(2))
    with pytest.raises(ValueError, match=r"kl_divergence: y_pred contains 0 at index \(0, 1\) where y_true is not 0"):
        losses.kl_divergence(half, sure)
    with pytest.raises(ValueError, match=r"y_true contains 0 at index \(0, 1\) where y_pred is 0.5"):
        losses.reverse_kl_divergence(sure, half)
    with pytest.raises(ValueError, match="so the slope is infinite"):
        losses.reverse_kl_divergence(half, sure)
    assert losses.reverse_kl_divergence(sure, sure) == 0


# --- Wasserstein ------------------------------------------------------------------------------------------------------


@given(seed=seeds)
def test_wasserstein_is_that_of_scipy(seed):
    stats = pytest.importorskip("scipy.stats")
    y, p = pair(seed)
    x = np.sort(np.random.default_rng(seed).uniform(-3, 3, 5))
    for positions in (None, x):
        ours = losses.wasserstein(y, p, positions=positions, reduction="none")
        at = np.arange(5) if positions is None else positions
        theirs = [stats.wasserstein_distance(at, at, a, b) for a, b in zip(y, p, strict=True)]
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-13)


@given(seed=seeds)
def test_wasserstein_is_a_distance(seed):
    (a, b), (c, _) = pair(seed), pair(seed + 5000)
    loss = losses.wasserstein
    assert loss(a, b) == pytest.approx(loss(b, a))
    assert loss(a, c) <= loss(a, b) + loss(b, c) + 1e-12


def test_wasserstein_of_distributions_that_do_not_overlap():
    for far in (1, 2, 7):
        y, p = np.zeros((1, 8)), np.zeros((1, 8))
        y[0, 0] = p[0, far] = 1
        value, grad = losses.wasserstein.value_and_grad(y, p)
        assert value == far
        assert grad[0, 0] - grad[0, far] == -far  # moving mass home gains the way
        with pytest.raises(ValueError, match="divergence is infinite"):
            losses.kl_divergence(y, p)


@pytest.mark.parametrize(
    "bad", [[0, 1], [0, 1, 1], [2, 1, 0], [0, 1, np.inf], ["a", "b", "c"], 3.0, [[0, 1, 2]]], ids=str
)
def test_positions(bad):
    with pytest.raises(ValueError, match=r"^wasserstein: positions "):
        losses.wasserstein([[1, 0, 0]], [[0, 0, 1]], positions=bad)


def test_critic_estimates_the_distance_of_shifted_samples(rng):
    real = rng.standard_normal(500)
    fake = real + 2.0
    labels = np.repeat([1, -1], 500)
    best = -np.concatenate([real, fake])  # the critic of slope −1 is the best for a shift to the right
    assert -2 * losses.wasserstein_critic(labels, best) == pytest.approx(2.0)
    assert -2 * losses.wasserstein_critic(labels, np.sin(best)) < 2.0  # another 1-Lipschitz critic says less
