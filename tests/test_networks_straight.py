"""The short way through networks of one operation per layer finds what the tape finds."""

import pickle
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from lossopt import gradcheck
from lossopt.losses import mse, sparse_softmax_cross_entropy
from lossopt.networks import Activation, Dense, Dropout, Flatten, Network, mlp, straight
from lossopt.networks.layer import Layer
from lossopt.objectives import supervised


class Doubled(Dense):
    def __call__(self, p, x, run):
        return 2 * super().__call__(p, x, run)


class Shifted(Activation):
    def __call__(self, p, x, run):
        return super().__call__(p, x, run) + 1


@pytest.mark.parametrize(
    ("network", "is_straight"),
    [
        (mlp([3, 4]), True),
        (mlp([3, 5, 6, 4]), True),
        (Network([Activation("relu")], 3), True),
        (mlp([3, 5, 4], "tanh"), True),
        (mlp([3, 5, 4], output="relu"), True),
        (Network([Dense(4), Activation("relu"), Activation("tanh"), Activation("relu")], 3), True),
        (Network([Activation("tanh"), Dense(4)], 3), True),
        (mlp([3, 5, 4], "silu"), False),
        (mlp([3, 5, 4], output="softmax"), False),
        (mlp([3, 5, 4], dropout=0.5), False),
        (mlp([3, 5, 4], batch_norm=True), False),
        (Network([Dense(4, bias=False)], 3), False),
        (Network([Doubled(4)], 3), False),
        (Network([Dense(4), Shifted("relu")], 3), False),
        (Network([Flatten(), Dense(4)], (1, 3)), False),
    ],
    ids=lambda given: str(given)[:40],
)
def test_which_networks_are_straight(network, is_straight, rng):
    assert (network.straight is not None) is is_straight
    x = rng.standard_normal((5, *network.inputs))
    f = supervised(network, mse, (x, rng.standard_normal((5, *network.outputs))))
    w = network.init(0) + 0.1
    assert gradcheck.check(f.at(0), w) if network.size else f(w)[1].shape == (0,)


def by_tape(network):
    """Return the same network without the short way."""
    made = Network(network.layers, network.inputs)
    made.straight = None
    return made


HIDDEN = {
    "one layer": [Dense(4)],
    "relu": [Dense(8), Activation("relu"), Dense(4)],
    "tanh, relu": [Dense(2), Activation("tanh"), Dense(7), Activation("relu"), Dense(4)],
    "one unit": [Dense(1), Activation("relu"), Dense(4)],
    "at once behind each other": [Dense(5), Activation("tanh"), Activation("relu"), Dense(4), Activation("tanh")],
    "first and last": [Activation("relu"), Dense(6), Activation("tanh"), Dense(4), Activation("relu")],
}
layers = pytest.mark.parametrize("layers", HIDDEN.values(), ids=HIDDEN)


@layers
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    "more", [{}, {"l1": 0.1, "l2": 0.2}, {"weights": np.arange(10.0)}], ids=["plain", "l1, l2", "weights"]
)
def test_both_ways_give_the_same_numbers(layers, dtype, more, rng):
    data = rng.standard_normal((10, 3)), rng.integers(4, size=10)
    network = Network(layers, 3)
    w = network.init(1, dtype) + dtype(0.1)
    short, long = (
        supervised(n, sparse_softmax_cross_entropy, data, batch_size=4, **more) for n in (network, by_tape(network))
    )
    for k in range(5):
        same(short.at(k)(w), long.at(k)(w), dtype)


def same(pair, expected, dtype=np.float64):
    (value, grad), (other, slopes) = pair, expected
    assert type(value) is float and value == other and grad.dtype == slopes.dtype == dtype
    np.testing.assert_array_equal(grad, slopes)


@layers
def test_large_arrays_are_used_again_and_give_the_same_numbers(layers, rng, monkeypatch):
    monkeypatch.setattr(straight, "LARGE", 0)
    network = Network(layers, 3)
    data = rng.standard_normal((10, 3)), rng.integers(4, size=10)
    short, long = (supervised(n, sparse_softmax_cross_entropy, data, batch_size=4) for n in (network, by_tape(network)))
    before = data[0].copy()
    for k in range(7):  # batches of 4, 4, 2, 4, …: rooms of two sizes in turn
        w = network.init(k)
        same(short.at(k)(w), long.at(k)(w))
    same(short(w), long(w))
    np.testing.assert_array_equal(data[0], before)


class Keeping:
    """A loss that keeps what it is shown, and gives away the same gradient each time."""

    def __init__(self, shape):
        self.seen, self.gradient = [], np.ones(shape)

    def value_and_grad(self, y, p):
        self.seen.append((p, p.copy()))
        return float(p.sum()), self.gradient


@layers
@pytest.mark.parametrize("large", [0, straight.LARGE])
def test_what_the_loss_has_seen_and_given_stays_as_it_is(layers, large, rng, monkeypatch):
    monkeypatch.setattr(straight, "LARGE", large)
    network, loss = Network(layers, 3), Keeping((10, 4))
    f = supervised(network, loss, (rng.standard_normal((10, 3)), np.zeros((10, 4))))
    for seed in range(3):
        f(network.init(seed))
    for outputs, then in loss.seen:
        np.testing.assert_array_equal(outputs, then)
    assert (loss.gradient == 1).all()


def test_a_pass_within_a_pass_has_rooms_of_its_own(rng, monkeypatch):
    monkeypatch.setattr(straight, "LARGE", 0)
    network = mlp([3, 8, 4])
    data = rng.standard_normal((10, 3)), rng.standard_normal((10, 4))

    class Asking:
        """A loss that asks the same network about other parameters, as when one network teaches another."""

        def value_and_grad(self, y, p):
            supervised(network, mse, data)(network.init(5))
            return mse.value_and_grad(y, p)

    w = network.init(0)
    f = supervised(network, mse, data)
    expected = f(w)
    same(supervised(network, Asking(), data)(w), expected)
    same(f(w), expected)


def test_threads_do_not_share_rooms(rng, monkeypatch):
    monkeypatch.setattr(straight, "LARGE", 0)
    network = mlp([3, 64, 4])
    f = supervised(network, mse, (rng.standard_normal((500, 3)), rng.standard_normal((500, 4))))
    points = [network.init(seed) for seed in range(8)]
    expected = [f(w) for w in points]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(20):
            for found, known in zip(pool.map(f, points), expected, strict=True):
                same(found, known)


def test_a_large_pass_takes_its_memory_again(rng):
    network = mlp([20, 256, 256, 3])
    f = supervised(network, mse, (rng.standard_normal((1000, 20)), rng.standard_normal((1000, 3))))
    w = network.init(0)
    f(w)
    tracemalloc.start()
    try:
        f(w)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1000 * 256 * 8  # not one of the four hidden arrays was made anew


HIDDEN_BYTES = 10 * 8 * 8  # of 10 examples in 8 hidden units


def test_what_is_kept_and_from_where_on(rng, monkeypatch):
    network = mlp([3, 8, 4])
    f = supervised(network, mse, (rng.standard_normal((10, 3)), rng.standard_normal((10, 4))))
    w = network.init(0)
    expected = f(w)
    for large, most, kept in [
        (HIDDEN_BYTES, 2 * HIDDEN_BYTES, []),
        (HIDDEN_BYTES - 1, 2 * HIDDEN_BYTES, [2 * HIDDEN_BYTES]),  # a hidden layer's output, and its gradient
        (HIDDEN_BYTES - 1, 2 * HIDDEN_BYTES - 1, []),
    ]:
        monkeypatch.setattr(straight, "LARGE", large)
        monkeypatch.setattr(straight, "KEPT", most)
        for _ in range(3):
            same(f(w), expected)
        assert [sum(room.nbytes for room in rooms.values()) for rooms in network.straight._idle] == kept


def test_rooms_of_one_dtype_serve_no_other(rng, monkeypatch):
    monkeypatch.setattr(straight, "LARGE", 0)
    network = mlp([3, 8, 8, 4])
    data = rng.standard_normal((10, 3)), rng.standard_normal((10, 4))
    short, long = (supervised(n, mse, data) for n in (network, by_tape(network)))
    for dtype in (np.float64, np.float32, np.float64):
        w = network.init(0, dtype)
        same(short(w), long(w), dtype)


def test_every_step_of_a_sequence_goes_straight_as_well(rng):
    network = Network([Dense(5), Activation("relu"), Dense(2)], (None, 3))
    assert network.straight is not None
    data = rng.standard_normal((4, 6, 3)), rng.standard_normal((4, 6, 2))
    w = network.init(0)
    short, long = (supervised(n, mse, data) for n in (network, by_tape(network)))
    assert short(w)[0] == long(w)[0]
    np.testing.assert_array_equal(short(w)[1], long(w)[1])
    assert gradcheck.check(short, w + 0.1)


def test_a_loss_without_a_gradient_of_its_own_takes_the_tape(rng):
    data = rng.standard_normal((10, 3)), rng.standard_normal((10, 4))
    network = mlp([3, 8, 4])
    f = supervised(network, lambda y, p: np.mean((p - y) ** 2), data)
    w = network.init(0)
    np.testing.assert_allclose(f(w)[1], supervised(network, mse, data)(w)[1], rtol=1e-12)


def test_outputs_that_are_not_finite_and_strange_gradients(rng):
    data = rng.standard_normal((10, 3)), rng.standard_normal((10, 4))
    network = mlp([3, 8, 4])
    value, grad = supervised(network, mse, data)(np.full(network.size, 1e200))
    assert np.isnan(value) and np.isnan(grad).all()

    class Wrong:
        def value_and_grad(self, y, p):
            return 0.0, np.ones(3)

    with pytest.raises(ValueError, match=r"upstream has shape \(3,\)"):
        supervised(network, Wrong(), data)(network.init())
    with pytest.raises(ValueError, match="x has shape"):
        supervised(network, mse, (np.ones((10, 2)), data[1]))(network.init())
    with pytest.raises(ValueError, match="w has shape"):
        supervised(network, mse, data)(np.ones(3))


def test_a_straight_network_travels(rng, monkeypatch):
    monkeypatch.setattr(straight, "LARGE", 0)
    data = rng.standard_normal((2, 3)), np.zeros(2, int)
    network = mlp([3, 8, 4], "tanh")
    w = network.init(0)
    expected = supervised(network, sparse_softmax_cross_entropy, data)(w)
    network = pickle.loads(pickle.dumps(network))
    assert network.straight is not None and len(network.straight.stations) == 3
    same(supervised(network, sparse_softmax_cross_entropy, data)(w), expected)


def test_a_layer_is_no_station_unless_it_says_so():
    assert Layer().station is None and Dropout().station is None and Dense(2, bias=False).station is None
    assert Activation("silu").station is None and Doubled(2).station is None and Shifted("relu").station is None
    assert Dense(2).station.units == 2 and Activation("tanh").station.units == 0
