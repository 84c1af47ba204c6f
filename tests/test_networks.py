"""Networks: every layer against PyTorch's numbers and against differences, the flat vector and its views, saving, bad input."""

import importlib.util
import json

import numpy as np
import pytest
from parity import ROOT, committed, named

from lossopt import gradcheck
from lossopt.autodiff import Tensor, value_and_grad
from lossopt.networks import (
    GRU,
    RNN,
    Activation,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    Layer,
    LayerNorm,
    MaxPool2D,
    Network,
    Run,
    activations,
    load,
    mlp,
    save,
    spread,
)
from lossopt.networks.initial import orthogonal
from lossopt.networks.layer import LAYERS, layer

CASES = committed("networks")


# --- every layer is what PyTorch's is -----------------------------------------------------------------------------------


def agree(case):
    made = LAYERS[case["name"]](**case["hyper"])
    x = Tensor(case["x"])
    p = {name: Tensor(array) for name, array in case["parameters"].items()}
    output = made(p, x, Run(training=True))
    np.testing.assert_allclose(output.value, case["output"], rtol=1e-9, atol=1e-12)
    np.sum(output * np.array(case["coefficients"])).backward()
    np.testing.assert_allclose(x.grad, case["x_grad"], rtol=1e-8, atol=1e-10)
    for name, grad in case["grads"].items():
        np.testing.assert_allclose(p[name].grad, grad, rtol=1e-8, atol=1e-10, err_msg=name)


@pytest.mark.parametrize("case", named(CASES))
def test_output_and_gradients_like_pytorch(case):
    agree(case)


def test_pytorch_still_says_so():
    pytest.importorskip("torch", reason="PyTorch is not installed; the committed numbers are compared all the same")
    path = ROOT / "tools" / "make_reference_networks.py"
    spec = importlib.util.spec_from_file_location("make_reference_networks", path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    cases = script.everything()
    assert [case["name"] for case in cases] == [case["name"] for case in CASES]
    for case in cases:
        agree(case)


def test_the_committed_numbers_cover_every_layer_and_activation():
    without_numbers = {"Flatten", "Dropout", "Embedding", *(n for n in LAYERS if LAYERS[n].__module__ == __name__)}
    assert {case["name"] for case in CASES} == set(LAYERS) - without_numbers
    functions = {case["hyper"]["function"] for case in CASES if case["name"] == "Activation"}
    assert functions == set(activations.FUNCTIONS) - {"linear"}


NETWORKS = {
    "dense": (Network([Dense(3), Activation("tanh"), Dense(2, bias=False)], 4), (5, 4)),
    "normalised": (mlp([4, 6, 2], "silu", batch_norm=True), (5, 4)),
    "layer normalised": (Network([Dense(3), LayerNorm(), Activation("gelu"), Dense(1)], 4), (5, 4)),
    "images": (
        Network([Conv2D(2, padding=1), BatchNorm(), Activation("tanh"), AveragePool2D(), MaxPool2D(), Flatten(), Dense(2)], (1, 8, 8)),
        (3, 1, 8, 8),
    ),
    "sequence": (Network([Dense(3), RNN(4, sequences=True), GRU(3), Dense(2)], (None, 2)), (3, 5, 2)),
    "words": (Network([Embedding(7, 3), GRU(4, sequences=True), Dense(7)], (None,)), (3, 4)),
}  # fmt: skip


def examples(network, shape):
    rng = np.random.default_rng(1)
    return rng.integers(7, size=shape) if network.layers[0].looks_up else rng.standard_normal(shape)


@pytest.mark.parametrize(("network", "shape"), NETWORKS.values(), ids=NETWORKS)
def test_the_gradient_of_a_whole_network(network, shape):
    x, w = examples(network, shape), network.init(seed=4)
    w += 0.1 * np.random.default_rng(5).standard_normal(w.shape)  # biases too
    f = value_and_grad(lambda w: np.sum(np.sin(network(w, x, training=True))))
    assert gradcheck.check(f, w)
    output = network(w, x, training=True)
    assert output.shape == (shape[0], *(n or shape[1] for n in network.outputs))


@pytest.mark.parametrize(("network", "shape"), NETWORKS.values(), ids=NETWORKS)
def test_float32_stays_float32(network, shape):
    w = network.init(dtype=np.float32)
    x = examples(network, shape)
    assert network(w, x, training=True).dtype == np.float32
    assert network(Tensor(w), x, training=True).dtype == np.float32


# --- one flat vector ------------------------------------------------------------------------------------------------------


def test_the_views_cover_the_vector_once():
    network = Network([Conv2D(2), Activation("relu"), Flatten(), Dense(3), LayerNorm()], (1, 4, 4))
    w = np.zeros(network.size)
    for view in network.parameters(w).values():
        view += 1
    assert w.tolist() == [1.0] * network.size
    assert network.size == 2 * 9 + 2 + (2 * 2 * 2 * 3 + 3) + 6
    assert [slot.label for slot in network.slots] == [
        "0 Conv2D weight", "0 Conv2D bias", "3 Dense weight", "3 Dense bias", "4 LayerNorm scale", "4 LayerNorm shift",
    ]  # fmt: skip


def test_a_network_by_hand():
    network, x = mlp([3, 4, 2]), np.random.default_rng(0).standard_normal((5, 3))
    w = network.init(seed=1) + 0.1
    W1, b1, W2, b2 = w[:12].reshape(3, 4), w[12:16], w[16:24].reshape(4, 2), w[24:]
    np.testing.assert_allclose(network(w, x), np.maximum(x @ W1 + b1, 0) @ W2 + b2, rtol=1e-14)
    parts = network.trace(w, x)
    assert len(parts) == 3
    np.testing.assert_allclose(parts[0], x @ W1 + b1)
    np.testing.assert_array_equal(parts[-1], network(w, x))


def test_whole_numbers_and_lists_are_examples_too():
    network = mlp([2, 1])
    w = np.array([1.0, 2.0, 3.0])
    assert network(w, [[1, 2]]).tolist() == [[8.0]]
    assert network(w.astype(np.float32), np.array([[1, 2]])).dtype == np.float32


def test_init_is_the_same_for_a_seed_and_other_for_another():
    network = mlp([10, 10, 10])
    np.testing.assert_array_equal(network.init(3), network.init(3))
    assert not np.allclose(network.init(3), network.init(4))


@pytest.mark.parametrize(("rule", "variance"), [("he", 2 / 50), ("glorot", 2 / 90), ("lecun", 1 / 50), (0.3, 0.09)])
def test_weights_spread_as_they_should(rule, variance):
    assert spread(rule, 50, 40) ** 2 == pytest.approx(variance)
    network = Network([Dense(40, initial=rule)], 50)
    weight, bias = network.parameters(network.init(seed=2)).values()
    assert weight.std() ** 2 == pytest.approx(variance, rel=0.1) and abs(weight.mean()) < 4 * np.sqrt(variance / 2000)
    assert not bias.any()


def test_the_spread_of_a_kernel_counts_its_pixels():
    network = Network([Conv2D(200, size=3, initial="he")], (8, 9, 9))
    assert network.parameters(network.init())["0 Conv2D weight"].var() == pytest.approx(2 / (8 * 9), rel=0.05)


def test_recurrent_weights_turn_and_keep_lengths():
    turn = orthogonal(np.random.default_rng(0), 6)
    np.testing.assert_allclose(turn @ turn.T, np.eye(6), atol=1e-12)
    network = Network([GRU(4)], (None, 3))
    recurrent = network.parameters(network.init())["0 GRU recurrent"]
    for block in np.split(recurrent, 3, axis=1):
        np.testing.assert_allclose(block @ block.T, np.eye(4), atol=1e-12)


def test_relu_networks_start_with_he():
    assert mlp([50, 400, 50], "relu").layers[0] == Dense(400, "he")
    assert mlp([50, 400, 50], "tanh").layers[0] == Dense(400, "glorot")
    kinds = [type(each).__name__ for each in mlp([2, 3, 1], batch_norm=True, dropout=0.2, output="sigmoid").layers]
    assert kinds == ["Dense", "BatchNorm", "Activation", "Dropout", "Dense", "Activation"]


# --- training is not predicting -----------------------------------------------------------------------------------------


def test_batch_normalisation_predicts_with_the_statistics_of_the_training_data():
    network = Network([BatchNorm()], 2)
    w, x = network.init(), np.array([[0.0, 10.0], [2.0, 30.0]])
    np.testing.assert_allclose(network(w, x, training=True), [[-1, -1], [1, 1]], atol=1e-4)
    calibrated = network.calibrated(w, x)
    np.testing.assert_allclose(calibrated(w, [[1.0, 20.0]]), [[0.0, 0.0]], atol=1e-12)  # the mean of the two
    np.testing.assert_allclose(calibrated(w, x[:1]), [[-1, -1]], atol=1e-4)  # one example alone
    with pytest.raises(ValueError, match=r"use network.calibrated"):
        network(w, x)


def test_statistics_of_a_later_layer_are_those_of_what_reaches_it():
    network = Network([Dense(3), BatchNorm(), Activation("relu"), Dense(2), BatchNorm()], 4)
    w, x = network.init(), np.random.default_rng(0).standard_normal((50, 4))
    np.testing.assert_allclose(network.calibrated(w, x)(w, x), network(w, x, training=True), rtol=1e-12)


def test_dropout_drops_its_share_and_keeps_the_mean():
    network = Network([Dropout(0.25)], 2000)
    w, x = network.init(), np.ones((50, 2000))
    y = network(w, x, training=True, rng=np.random.default_rng(0))
    assert np.mean(y == 0) == pytest.approx(0.25, abs=0.01)
    np.testing.assert_allclose(y[y != 0], 1 / 0.75)
    np.testing.assert_array_equal(network(w, x), x)
    np.testing.assert_array_equal(network(w, x, training=True, rng=np.random.default_rng(0)), y)
    assert (
        network(np.zeros(0, np.float32), x.astype(np.float32), training=True, rng=np.random.default_rng(0)).dtype
        == np.float32
    )


def test_the_gradient_flows_through_what_was_kept():
    network = Network([Dropout(0.5), Dense(1)], 6)
    x = Tensor(np.ones((1, 6)))
    out = network(network.init(), x, training=True, rng=np.random.default_rng(1))
    np.sum(out).backward()
    weight = network.parameters(network.init())["1 Dense weight"][:, 0]
    kept = x.grad[0] != 0
    assert 0 < kept.sum() < 6
    np.testing.assert_allclose(x.grad[0][kept], 2 * weight[kept])


def test_a_dead_unit_stays_dead_at_zero():
    x = Tensor([0.0, -1.0, 2.0])
    np.sum(activations.relu(x)).backward()
    assert x.grad.tolist() == [0.0, 0.0, 1.0]


# --- recurrence -----------------------------------------------------------------------------------------------------------


def test_the_last_state_is_the_last_of_the_sequence():
    for kind in (RNN, GRU):
        network = Network([kind(3)], (None, 2))
        every = Network([kind(3, sequences=True)], (None, 2))
        w, x = network.init(), np.random.default_rng(0).standard_normal((4, 6, 2))
        np.testing.assert_array_equal(network(w, x), every(w, x)[:, -1])
        np.testing.assert_array_equal(every(w, x[:, :3]), every(w, x)[:, :3])  # no step sees what comes after it


def test_an_embedding_looks_up():
    network = Network([Embedding(4, 2)], (None,))
    w = np.arange(8.0)
    assert network(w, [[3, 0]]).tolist() == [[[6.0, 7.0], [0.0, 1.0]]]
    with pytest.raises(ValueError, match="numbers from 0 to 4; expected 0 to 3"):
        network(w, [[0, 4]])
    with pytest.raises(ValueError, match="whole numbers"):
        network(w, [[0.5]])


# --- saving ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("network", "shape"), NETWORKS.values(), ids=NETWORKS)
def test_what_was_saved_comes_back(network, shape, tmp_path):
    w, x = network.init(seed=7), examples(network, shape)
    trained = network.calibrated(w, x)
    save(tmp_path / "net.lossopt", trained, w)
    again, parameters = load(tmp_path / "net.lossopt")
    assert again.layers == network.layers and again.inputs == network.inputs
    np.testing.assert_array_equal(parameters, w)
    np.testing.assert_array_equal(again(parameters, x), trained(w, x))


def test_float32_is_saved_as_float32(tmp_path):
    network = mlp([2, 2])
    save(str(tmp_path / "net"), network, network.init(dtype=np.float32))
    assert load(str(tmp_path / "net"))[1].dtype == np.float32


def test_a_save_that_fails_leaves_the_old_file_whole(tmp_path, monkeypatch):
    network, path = mlp([2, 2]), tmp_path / "net"
    save(path, network, network.init(1))

    def breaks(file, **arrays):
        file.write(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(np, "savez", breaks)
    with pytest.raises(OSError, match="disk full"):
        save(path, network, network.init(2))
    np.testing.assert_array_equal(load(path)[1], network.init(1))


def test_no_code_is_read_from_a_file(tmp_path):
    with (tmp_path / "evil").open("wb") as file:
        np.savez(file, description=np.array([print], dtype=object), w=np.zeros(1))
    with pytest.raises(ValueError, match=r"evil is not a file that lossopt\.networks\.save wrote"):
        load(tmp_path / "evil")


def test_other_files_are_refused_by_name(tmp_path):
    (tmp_path / "text").write_text("hello")
    with pytest.raises(ValueError, match="text is not a file"):
        load(tmp_path / "text")
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "nothing")
    network = mlp([2, 2])
    description = {"format": 1, "inputs": [2], "layers": [["Oops", {}]]}
    with (tmp_path / "new").open("wb") as file:
        np.savez(file, description=json.dumps(description), w=network.init())
    with pytest.raises(ValueError, match="Oops"):
        load(tmp_path / "new")


def test_a_layer_of_ones_own(tmp_path):
    @layer
    class Square(Layer):
        """x²."""

        def build(self, inputs):
            return {}, inputs

        def __call__(self, p, x, run):
            return x**2

    try:
        network = Network([Dense(2), Square()], 3)
        w, x = network.init(), np.ones((1, 3))
        np.testing.assert_allclose(network(w, x), network.trace(w, x)[0] ** 2)
        save(tmp_path / "own", network, w)
        assert load(tmp_path / "own")[0].layers == network.layers
    finally:
        del LAYERS["Square"]
    with pytest.raises(ValueError, match="Square is not in the table"):
        save(tmp_path / "own", network, w)


# --- bad input ------------------------------------------------------------------------------------------------------------

BAD = {
    "no layers": (lambda: Network([], 3), "layers must be a list of one or more layers"),
    "not a layer": (lambda: Network([np.tanh], 3), "layers must be"),
    "inputs": (lambda: Network([Dense(1)], 0), "inputs must be a whole number"),
    "units": (lambda: Dense(0), "Dense: units must be a whole number ≥ 1, got 0"),
    "initial": (lambda: Dense(3, initial="big"), "init must be 'he', 'glorot', 'lecun' or"),
    "minus": (lambda: Conv2D(3, initial=-1.0), "init must be"),
    "activation": (lambda: mlp([2, 2], "rectified"), "activation must be one of 'leaky_relu'|activation must be one of 'relu'"),
    "output": (lambda: mlp([2, 2], output="probability"), "activation must be one of"),
    "sizes": (lambda: mlp([2]), "sizes must name inputs and outputs"),
    "dropout": (lambda: mlp([2, 2, 2], dropout=1.0), "Dropout: rate must be a number in"),
    "image": (lambda: Network([Conv2D(2)], 64), r"layer 0: Conv2D: one example has shape \(64,\); expected \(channels, height, width\)"),
    "too small": (lambda: Network([Conv2D(2, size=9)], (1, 8, 8)), "a window of 9 × 9 does not fit"),
    "pooled away": (lambda: Network([MaxPool2D(9)], (1, 8, 8)), "does not fit"),
    "sequence": (lambda: Network([RNN(2)], 4), r"expected \(steps, features\)"),
    "unknown length": (lambda: Network([Flatten(), Dense(2)], (None, 3)), "layer 0: Flatten: .* must have a fixed length"),
    "no features": (lambda: Network([Dense(2)], ()), "at least one axis"),
    "w": (lambda: mlp([2, 2])(np.zeros(5), np.zeros((1, 2))), r"w has shape \(5,\); expected \(6,\)"),
    "x": (lambda: mlp([2, 2])(np.zeros(6), np.zeros((1, 3))), r"x has shape \(1, 3\); expected \(n, 2,\)"),
    "one example": (lambda: mlp([2, 2])(np.zeros(6), np.zeros(2)), r"x has shape \(2,\); expected \(n, 2,\)"),
    "a number": (lambda: mlp([2, 2])(np.zeros(6), 3.0), r"x has shape \(\); expected"),
    "no dice": (lambda: Network([Dropout()], 2)(np.zeros(0), np.zeros((1, 2)), training=True), "pass rng="),
    "one number": (lambda: Network([BatchNorm()], 2)(np.ones(4), np.zeros((1, 2)), training=True), "a variance needs two or more"),
}  # fmt: skip


@pytest.mark.parametrize(("call", "words"), BAD.values(), ids=BAD)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_what_a_network_says_of_itself():
    network = Network([Embedding(7, 3), GRU(4), Dense(2)], (None,))
    assert repr(network) == "<network (any,) → Embedding → GRU → Dense: 131 parameters>"
    lines = network.summary().splitlines()
    assert lines[1].split() == ["1", "GRU", "(4,)", "100"] and lines[-1].strip() == "131"
