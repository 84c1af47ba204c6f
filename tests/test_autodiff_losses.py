"""Every registered loss inside the tape is one node, with the gradient that the loss itself gives."""

import numpy as np
import pytest
from drawing import DRAWABLE, cases, draw

import lossopt as lo
from lossopt import gradcheck
from lossopt.autodiff import Tensor, export, sweep, value_and_grad

every_loss = pytest.mark.parametrize("loss", DRAWABLE, ids=lambda loss: loss.name)
every_setting = pytest.mark.parametrize(
    ("loss", "hyper"),
    [pytest.param(loss, hyper, id=f"{loss.name}-{'set' if hyper else 'default'}") for loss, hyper in cases(DRAWABLE)],
)


@every_setting
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("weighted", [False, True], ids=["plain", "weighted"])
def test_a_loss_is_one_node_with_its_own_gradient(loss, hyper, reduction, weighted, rng):
    y_true, y_pred = draw(loss, rng, n=7)
    settings = {"reduction": reduction, "weights": rng.uniform(0.2, 3.0, 7) if weighted else None, **hyper}
    value, derivative = loss.value_and_grad(y_true, y_pred, **settings)
    upstream = rng.standard_normal(np.shape(value))
    tensor = Tensor(y_pred)
    result = loss(y_true, tensor, **settings)
    np.testing.assert_array_equal(result.value, value)
    assert [node.operation for node, _ in sweep(result, upstream)] == [loss.name, "input"]
    result.backward(upstream)
    each = upstream.reshape(upstream.shape + (1,) * (derivative.ndim - upstream.ndim))
    np.testing.assert_allclose(tensor.grad, each * derivative, rtol=1e-14)
    assert np.abs(tensor.grad).max() > 0


@every_loss
def test_the_chain_rule_goes_on_before_and_behind_a_loss(loss, rng):
    """log(1 + L(y, s·p)) and an average of wᵢ·Lᵢ: ∂/∂s by the tape and by the loss's own gradient."""
    y_true, y_pred = draw(loss, rng, n=5)
    value, derivative = loss.value_and_grad(y_true, y_pred)
    _, slope = value_and_grad(lambda s: np.log1p(loss(y_true, s * y_pred)))(1.0)
    assert slope == pytest.approx(np.vdot(derivative, y_pred) / (1 + value), rel=1e-10)
    w = rng.uniform(0.5, 2.0, 5)
    _, slope = value_and_grad(lambda s: np.mean(w * loss(y_true, s * y_pred, reduction="none")))(1.0)
    assert slope == pytest.approx(np.vdot(loss.grad(y_true, y_pred, weights=w, reduction="sum"), y_pred) / 5, rel=1e-10)


def test_a_network_with_a_loss_agrees_with_differences(rng):
    x, y = rng.standard_normal((6, 3)), rng.integers(0, 4, 6)

    def f(w):
        hidden = np.tanh(x @ w[:15].reshape(3, 5) + w[15:20])
        scores = hidden @ w[20:40].reshape(5, 4) + w[40:]
        return lo.losses.sparse_softmax_cross_entropy(y, scores, label_smoothing=0.1) + 0.01 * np.sum(w**2)

    assert gradcheck.check(value_and_grad(f), rng.standard_normal(44))


def test_an_objective_made_by_the_tape_descends(rng):
    x = rng.standard_normal((40, 2))
    y = x @ [2.0, -1.0] + 0.5
    f = value_and_grad(lambda w: lo.losses.mse(y, x @ w[:2] + w[2]))
    path = lo.descent.descend(f, np.zeros(3), lo.descent.methods.adam(0.1), steps=400)
    np.testing.assert_allclose(path.end, [2.0, -1.0, 0.5], atol=1e-3)


@every_loss
def test_float32_stays(loss, rng):
    y_true, y_pred = draw(loss, rng, n=5)
    y_true = y_true.astype(np.float32) if y_true.dtype.kind == "f" else y_true
    tensor = Tensor(y_pred.astype(np.float32))
    loss(y_true, tensor).backward()
    assert tensor.grad.dtype == np.float32
    np.testing.assert_array_equal(tensor.grad, loss.grad(y_true, y_pred.astype(np.float32)))


def test_a_bound_loss_keeps_its_settings_in_the_tape():
    tensor = Tensor([3.0])
    lo.losses.huber.bind(delta=2.0)([0.0], tensor).backward()
    assert tensor.grad.tolist() == [2.0]
    assert [node["operation"] for node in export(lo.losses.huber([0.0], Tensor([3.0])))] == ["input", "huber"]


def test_a_loss_in_the_tape_checks_its_input():
    with pytest.raises(ValueError, match="mse: y_pred has shape"):
        lo.losses.mse([1.0, 2.0], Tensor([1.0]))
    with pytest.raises(TypeError, match="huber has no hyperparameter 'gamma'"):
        lo.losses.huber([1.0], Tensor([1.0]), gamma=1.0)


def test_the_target_has_no_gradient():
    with pytest.raises(TypeError, match="mse: y_true is a tensor"):
        lo.losses.mse(Tensor([1.0]), Tensor([2.0]))
    with pytest.raises(TypeError, match="a tensor does not turn into a plain array"):
        lo.losses.mse(Tensor([1.0]), [2.0])
    with pytest.raises(TypeError, match="a tensor does not turn into a plain array"):
        lo.losses.mse.value_and_grad([1.0], Tensor([2.0]))
