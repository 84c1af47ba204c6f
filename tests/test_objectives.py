"""Objectives of learning: the gradient of the flat vector, mini-batches, penalties, dropout, and what descend makes of them."""

import warnings

import numpy as np
import pytest

import lossopt as lo
from lossopt import gradcheck
from lossopt.descent import descend, methods
from lossopt.losses import mse, quantile, sparse_softmax_cross_entropy
from lossopt.networks import Activation, BatchNorm, Dense, Dropout, Embedding, Network, mlp
from lossopt.objectives import Batches, supervised


@pytest.fixture
def data(rng):
    return rng.standard_normal((10, 3)), rng.integers(4, size=10)


def test_value_is_the_loss_of_the_networks_outputs(data):
    network, (x, y) = mlp([3, 5, 4], "tanh"), data
    f, w = supervised(network, sparse_softmax_cross_entropy, data), network.init(1)
    value, grad = f(w)
    assert value == pytest.approx(sparse_softmax_cross_entropy(y, network(w, x)), rel=1e-12)
    assert gradcheck.check(f, w) and grad.shape == w.shape


def test_gradient_by_hand():
    x, y = np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([[1.0], [0.0]])
    f = supervised(mlp([2, 1]), mse, (x, y))
    w = np.array([0.5, -0.5, 1.0])
    e = x @ w[:2, None] + w[2] - y
    value, grad = f(w)
    assert value == pytest.approx(np.mean(e**2))
    np.testing.assert_allclose(grad, [*(x.T @ (2 * e / 2))[:, 0], e.sum()])


def test_penalties_touch_weights_alone(data):
    network = Network([Dense(4), BatchNorm(), Activation("tanh"), Dense(4)], 3)
    w = network.init(2) + 0.3
    plain, both = (supervised(network, sparse_softmax_cross_entropy, data, **p) for p in ({}, {"l1": 0.1, "l2": 0.5}))
    weights = np.concatenate([v.ravel() for name, v in network.parameters(w).items() if name.endswith("weight")])
    assert len(weights) == 3 * 4 + 4 * 4
    assert both(w)[0] - plain(w)[0] == pytest.approx(0.1 * np.abs(weights).sum() + 0.25 * (weights @ weights))
    assert gradcheck.check(both, w)
    for name, change in network.parameters(both(w)[1] - plain(w)[1]).items():
        expected = 0.1 * np.sign(network.parameters(w)[name]) + 0.5 * network.parameters(w)[name]
        np.testing.assert_allclose(change, expected if name.endswith("weight") else 0 * expected, atol=1e-12)


def test_weights_of_examples_reach_the_loss(data):
    network, weights = mlp([3, 4]), np.arange(10.0)
    f = supervised(network, sparse_softmax_cross_entropy, data, weights=weights, batch_size=4, shuffle=False)
    w = network.init()
    assert f(w)[0] == pytest.approx(sparse_softmax_cross_entropy(data[1], network(w, data[0]), weights=weights))
    part = sparse_softmax_cross_entropy(data[1][4:8], network(w, data[0][4:8]), weights=weights[4:8])
    assert f.at(1)(w)[0] == pytest.approx(part)


def test_a_loss_of_ones_own(data):
    network = mlp([3, 4])
    f = supervised(network, lambda y, p: np.mean((p - 1) ** 4) + 0 * y.sum(), data)
    assert gradcheck.check(f, network.init())


def test_a_parameter_that_nothing_uses_has_gradient_zero():
    network = mlp([2, 2])
    f = supervised(network, lambda y, p: np.sum(p[:, 0]), (np.ones((3, 2)), np.zeros(3)))
    assert network.parameters(f(network.init())[1])["0 Dense weight"].tolist() == [[3.0, 0.0], [3.0, 0.0]]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_flat_gradient_is_that_of_the_tape(dtype, rng):
    recurrent = Network([Embedding(7, 4), lo.networks.GRU(5), Dense(7)], (None,))
    words = rng.integers(7, size=(6, 4))
    examples = rng.standard_normal((6, 3))
    for network, data in ((recurrent, (words, words[:, 0])), (mlp([3, 8, 7]), (examples, words[:, 0]))):
        w = network.init(3, dtype)
        f = supervised(network, sparse_softmax_cross_entropy, data)
        _, expected = lo.autodiff.value_and_grad(
            lambda w, network=network, data=data: sparse_softmax_cross_entropy(data[1], network(w, data[0]))
        )(w)
        grad = f(w)[1]
        assert grad.dtype == dtype
        np.testing.assert_allclose(grad, expected, rtol=1e-4 if dtype == np.float32 else 1e-10, atol=1e-6)


def test_every_gradient_has_its_own_memory(data):
    network = mlp([3, 5, 4])
    f, w = supervised(network, sparse_softmax_cross_entropy, data), network.init(0)
    first = f(w)[1]
    kept = first.copy()
    second = f(2 * w)[1]
    assert not np.shares_memory(first, second) and not np.shares_memory(first, w)
    np.testing.assert_array_equal(first, kept)


def test_float32_stays_float32(data):
    network = mlp([3, 4])
    _, grad = supervised(network, sparse_softmax_cross_entropy, data)(network.init(dtype=np.float32))
    assert grad.dtype == np.float32


# --- mini-batches -----------------------------------------------------------------------------------------------------------


def test_every_epoch_uses_everyone_once_in_a_new_order():
    batches = Batches(10, 4, seed=0, shuffle=True)
    assert batches.count == 3
    epochs = [[list(batches.rows(3 * e + i)) for i in range(3)] for e in range(3)]
    assert [[len(rows) for rows in epoch] for epoch in epochs] == [[4, 4, 2]] * 3  # a partial last batch
    assert all(sorted(np.concatenate(epoch)) == list(range(10)) for epoch in epochs)
    assert epochs[0] != epochs[1] != epochs[2]


def test_step_k_draws_the_same_batch_whenever_it_is_asked():
    first, second = (Batches(50, 8, seed=3, shuffle=True) for _ in range(2))
    ahead = [list(first.rows(k)) for k in range(20)]
    assert [list(second.rows(k)) for k in reversed(range(20))] == ahead[::-1]
    assert [list(Batches(50, 8, seed=4, shuffle=True).rows(k)) for k in range(20)] != ahead


def test_the_gradients_of_an_epoch_average_to_the_whole(data):
    """Unbiased: Σ over batches of (size/n) · gradient is the gradient over all, the partial batch with its smaller share."""
    network = mlp([3, 5, 4], "tanh")
    f, w = supervised(network, sparse_softmax_cross_entropy, data, batch_size=4), network.init()
    sizes = [4, 4, 2]
    total = sum(size / 10 * f.at(k)(w)[1] for k, size in enumerate(sizes))
    np.testing.assert_allclose(total, f(w)[1], rtol=1e-9, atol=1e-12)


def test_without_shuffling_batches_follow_the_data(data):
    f = supervised(mlp([3, 4]), sparse_softmax_cross_entropy, data, batch_size=4, shuffle=False)
    assert f.batches.rows(2) == slice(8, 10) and f.batches.rows(3) == slice(0, 4)


def test_descend_walks_over_the_batches(data):
    network = mlp([3, 4])
    f, w = supervised(network, sparse_softmax_cross_entropy, data, batch_size=4, seed=5), network.init()
    path = descend(f, w, methods.gd(0.1), steps=7)
    x = w.copy()
    for k in range(7):
        x = x - 0.1 * f.at(k)(x)[1]
    np.testing.assert_allclose(path.end, x, rtol=1e-12)
    np.testing.assert_array_equal(descend(f, w, methods.gd(0.1), steps=7).end, path.end)


# --- dropout and batch normalisation -----------------------------------------------------------------------------------------


def test_dropout_is_new_in_every_step_and_one_within_it(data):
    network = Network([Dense(50), Dropout(0.5), Dense(4)], 3)
    f, w = supervised(network, sparse_softmax_cross_entropy, data), network.init()
    step = f.at(3)
    assert step(w)[0] == step(w)[0] == f.at(3)(w)[0] != f.at(4)(w)[0]
    assert f(w)[0] == pytest.approx(sparse_softmax_cross_entropy(data[1], network(w, data[0])))  # nothing dropped
    assert gradcheck.check(step, w)


def test_predictions_use_the_statistics_of_the_training_data(data):
    network = mlp([3, 6, 4], batch_norm=True)
    f, w = supervised(network, sparse_softmax_cross_entropy, data), network.init()
    np.testing.assert_allclose(f.predict(w), network(w, data[0], training=True), rtol=1e-12)
    np.testing.assert_allclose(f.predict(w, data[0][:1]), f.predict(w)[:1], rtol=1e-12)
    assert gradcheck.check(f, w)


def test_score_watches_other_data(data):
    network = mlp([3, 4])
    f, w = supervised(network, sparse_softmax_cross_entropy, data), network.init()
    score = f.score(lo.metrics.accuracy, (data[0][:4], network(w, data[0][:4]).argmax(axis=1)))
    assert score(w) == 1.0


# --- what goes wrong ----------------------------------------------------------------------------------------------------------


def test_a_run_that_overflows_ends_with_a_report(data):
    f = supervised(mlp([3, 8, 1]), mse, (data[0], np.ones((10, 1))))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        path = descend(f, f.network.init(), methods.gd(1e6), steps=200)
    assert path.diverged and np.isfinite(path.points).all() and len(path.points) > 1


NET = mlp([3, 4])
BAD = {
    "no pair": (lambda x, y: supervised(NET, mse, x), "data must be a pair"),
    "lengths": (lambda x, y: supervised(NET, mse, (x, y[:5])), r"x has 10 examples but y has shape \(5,\)"),
    "empty": (lambda x, y: supervised(NET, mse, (x[:0], y[:0])), "one or more examples"),
    "batch": (lambda x, y: supervised(NET, mse, (x, y), batch_size=11), "batch_size must be None or a whole number from 1 to 10, got 11"),
    "half": (lambda x, y: supervised(NET, mse, (x, y), batch_size=2.0), "batch_size"),
    "seed": (lambda x, y: supervised(NET, mse, (x, y), seed=-1), "seed must be"),
    "l2": (lambda x, y: supervised(NET, mse, (x, y), l2=-1.0), "l2 must be a number ≥ 0"),
    "weights": (lambda x, y: supervised(NET, mse, (x, y), weights=[1.0]), r"weights has shape \(1,\); expected \(10,\)"),
    "shapes": (lambda x, y: supervised(NET, mse, (x, y))(NET.init()), r"mse: .*\(10,\)"),
    "no number": (lambda x, y: supervised(NET, lambda y, p: p, (x, y))(NET.init()), r"one number .* got shape \(10, 4\)"),
    "no tensor": (lambda x, y: supervised(NET, lambda y, p: 1.0, (x, y))(NET.init()), "one number .* got float"),
    "features": (lambda x, y: supervised(mlp([2, 4]), mse, (x, y))(np.zeros(12)), r"x has shape \(10, 3\)"),
    "score": (lambda x, y: supervised(NET, mse, (x, y)).score(mse, 3), "score: data must be a pair"),
}  # fmt: skip


@pytest.mark.parametrize(("call", "words"), BAD.values(), ids=BAD)
def test_bad_input_is_named(call, words, data):
    with pytest.raises(ValueError, match=words) as caught:
        call(*data)
    assert "\n" not in str(caught.value)


# --- it learns ------------------------------------------------------------------------------------------------------------------


def test_a_network_learns_the_digits():
    train, test = lo.datasets.digits().split(0.2, seed=0)
    f = supervised(mlp([64, 32, 10]), sparse_softmax_cross_entropy, train, batch_size=64)
    before = f(f.network.init())[0]
    assert before == pytest.approx(np.log(10), rel=0.5)
    path = descend(f, f.network.init(), methods.adam(0.005), steps=8 * f.epoch, every=1000)
    assert lo.metrics.accuracy(test.y, f.predict(path.end, test.X)) > 0.94


def test_no_line_parts_the_moons_but_a_network_does():
    train, test = (lo.datasets.moons(300, noise=0.1, seed=s) for s in (0, 1))
    found = []
    for network in (mlp([2, 2]), mlp([2, 16, 2], "tanh")):
        f = supervised(network, sparse_softmax_cross_entropy, train)
        path = descend(f, network.init(), methods.adam(0.05), steps=300)
        found.append(lo.metrics.accuracy(test.y, f.predict(path.end, test.X)))
    assert found[0] < 0.93 and found[1] > 0.98


def test_quantiles_of_a_constant_cover_their_share(rng):
    y = rng.exponential(size=(400, 1))
    f = supervised(Network([Dense(1)], 1), quantile.bind(q=0.9), (np.zeros((400, 1)), y))
    path = descend(f, np.zeros(2), methods.adam(0.05), steps=400)
    assert lo.metrics.coverage(y, -np.inf, f.predict(path.end)) == pytest.approx(0.9, abs=0.02)


def test_a_language_model_overfits_a_sentence():
    text = np.array([[0, 1, 2, 0, 3, 1, 0, 2]])
    network = Network([Embedding(4, 6), lo.networks.GRU(12, sequences=True), Dense(4)], (None,))

    def next_word(y, scores):
        return sparse_softmax_cross_entropy(y.ravel(), scores.reshape(-1, 4))

    f = supervised(network, next_word, (text[:, :-1], text[:, 1:]))
    path = descend(f, network.init(), methods.adam(0.02), steps=150, every=150)
    assert path.values[0] > 1.0 and path.values[-1] < 0.05


@pytest.mark.parametrize("x", [1e10, -1e10])
def test_outputs_that_overflow_to_either_side_have_no_value(x):
    f = supervised(mlp([1, 1]), mse, ([[x], [0.0]], [[0.0], [0.0]]))
    value, grad = f(np.array([1e300, 0.0]))
    assert np.isnan(value) and np.isnan(grad).all()


@pytest.mark.parametrize("order", ["C", "F"])
def test_batches_are_the_rows_that_were_drawn(order, rng):
    x, y = np.array(rng.standard_normal((10, 3)), order=order), rng.standard_normal((10, 2))
    net = mlp([3, 2])
    w = net.init(1)
    f = supervised(net, mse, (x, y), batch_size=4)
    for k in range(6):
        rows = f.batches.rows(k)
        value, grad = f.at(k)(w)
        expected = supervised(net, mse, (x[rows], y[rows]))(w)
        assert value == pytest.approx(expected[0], rel=1e-14)
        np.testing.assert_allclose(grad, expected[1], rtol=1e-12)
