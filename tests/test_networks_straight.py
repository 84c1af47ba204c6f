"""The short way through networks of one operation per layer finds what the tape finds."""

import pickle

import numpy as np
import pytest

import lossopt as lo
from lossopt import gradcheck
from lossopt.losses import mse, sparse_softmax_cross_entropy
from lossopt.networks import Activation, Dense, Dropout, Flatten, Network, mlp
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
        (mlp([3, 5, 4], "tanh"), False),
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


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("sizes", [[3, 4], [3, 8, 4], [3, 2, 7, 4], [3, 1, 4]], ids=str)
@pytest.mark.parametrize(
    "more", [{}, {"l1": 0.1, "l2": 0.2}, {"weights": np.arange(10.0)}], ids=["plain", "l1, l2", "weights"]
)
def test_both_ways_give_the_same_numbers(dtype, sizes, more, rng):
    data = rng.standard_normal((10, 3)), rng.integers(4, size=10)
    network = mlp(sizes)
    w = network.init(1, dtype) + dtype(0.1)
    short, long = (
        supervised(n, sparse_softmax_cross_entropy, data, batch_size=4, **more) for n in (network, by_tape(network))
    )
    for k in range(5):
        (value, grad), (expected, slopes) = short.at(k)(w), long.at(k)(w)
        assert type(value) is float and value == expected and grad.dtype == slopes.dtype == dtype
        np.testing.assert_array_equal(grad, slopes)


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


def test_a_straight_network_travels():
    network = pickle.loads(pickle.dumps(mlp([3, 8, 4])))
    assert network.straight is not None and len(network.straight.rules) == 3
    data = np.ones((2, 3)), np.zeros(2, int)
    w = network.init(0)
    f = supervised(network, sparse_softmax_cross_entropy, data)
    assert f(w)[0] == supervised(mlp([3, 8, 4]), sparse_softmax_cross_entropy, data)(w)[0]


def test_a_layer_is_no_single_operation_unless_it_says_so():
    assert Layer().rule is None and Dropout().rule is None and Dense(2, bias=False).rule is None
    y, (to_x, to_weight, to_bias) = Dense(2).rule(np.ones((1, 3)), np.ones((3, 2)), np.zeros(2))
    assert y.tolist() == [[3, 3]] and to_x(np.ones((1, 2))).tolist() == [[2, 2, 2]]
    assert to_weight(np.ones((1, 2))).shape == (3, 2) and to_bias(np.ones((1, 2))).tolist() == [1, 1]
    assert lo.autodiff.dispatch.rule_of(np.tanh) is None
