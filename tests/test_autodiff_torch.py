"""The same expressions in PyTorch give the same numbers; skipped where PyTorch is not installed."""

import numpy as np
import pytest

from lossopt.autodiff import Tensor, average_pool2d, conv2d, max_pool2d

torch = pytest.importorskip("torch")
F = torch.nn.functional


def both(ours, theirs, *shapes, dtype=np.float64, ties=False):
    """Return values and gradients of both sides at the same random point."""
    rng = np.random.default_rng(0)
    arrays = [(rng.integers(-2, 3, shape) if ties else rng.standard_normal(shape)).astype(dtype) for shape in shapes]
    tensors, torches = [Tensor(a) for a in arrays], [torch.tensor(a, requires_grad=True) for a in arrays]
    mine, other = ours(*tensors), theirs(*torches)
    mine.backward()
    other.backward()
    return [mine.value, *(t.grad for t in tensors)], [other.detach().numpy(), *(t.grad.numpy() for t in torches)]


EXPRESSIONS = {
    "network": (
        lambda x, w, b, v: np.mean(np.square(np.maximum(x @ w + b, 0) @ v - 1)),
        lambda x, w, b, v: torch.mean(torch.square(torch.relu(x @ w + b) @ v - 1)),
        ((5, 4), (4, 6), (6,), (6, 2)),
    ),
    "attention": (
        lambda q, k, v: np.sum(np.tanh(softmax(q @ np.swapaxes(k, -1, -2)) @ v)),
        lambda q, k, v: torch.sum(torch.tanh(torch.softmax(q @ k.swapaxes(-1, -2), -1) @ v)),
        ((2, 3, 4), (2, 5, 4), (2, 5, 6)),
    ),
    "indexing": (
        lambda x: np.sum(x[[0, 0, 2], 1:] ** 2) + np.sum(np.where(x > 0, np.log1p(np.abs(x)), -x)) + np.std(x[:, ::2]),
        lambda x: torch.sum(x[[0, 0, 2], 1:] ** 2) + torch.sum(torch.where(x > 0, torch.log1p(x.abs()), -x)) + x[:, ::2].std(correction=0),
        ((3, 5),),
    ),
    "convolution": (
        lambda x, w, b: np.sum(np.exp(-max_pool2d(conv2d(x, w, stride=2, padding=1) + b[:, None, None], 2) ** 2)),
        lambda x, w, b: torch.sum(torch.exp(-(F.max_pool2d(F.conv2d(x, w, b, stride=2, padding=1), 2) ** 2))),
        ((2, 3, 9, 8), (4, 3, 3, 2), (4,)),
    ),
    "average": (
        lambda x: np.sum(average_pool2d(x, (2, 3), stride=(1, 2)) ** 3),
        lambda x: torch.sum(F.avg_pool2d(x, (2, 3), stride=(1, 2)) ** 3),
        ((2, 2, 5, 7),),
    ),
    "products": (
        lambda a, b: np.einsum("nij,jk->ik", a, b).prod() + np.linalg.norm(np.tensordot(a, b, axes=1)) + np.cumsum(b, 0)[-1, 0],
        lambda a, b: torch.einsum("nij,jk->ik", a, b).prod() + torch.linalg.norm(torch.tensordot(a, b, 1)) + torch.cumsum(b, 0)[-1, 0],
        ((2, 2, 3), (3, 2)),
    ),
}  # fmt: skip


def softmax(z):
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


@pytest.mark.parametrize("name", EXPRESSIONS)
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 2e-5)])
def test_composed_expressions(name, dtype, tolerance):
    ours, theirs, shapes = EXPRESSIONS[name]
    for mine, other in zip(*both(ours, theirs, *shapes, dtype=dtype), strict=True):
        assert mine.dtype == other.dtype
        np.testing.assert_allclose(mine, other, rtol=tolerance, atol=tolerance)


TIES = {
    "maximum": (lambda x, y: np.sum(np.maximum(x, y)), lambda x, y: torch.sum(torch.maximum(x, y)), ((30,), (30,))),
    "minimum": (lambda x, y: np.sum(np.minimum(x, y)), lambda x, y: torch.sum(torch.minimum(x, y)), ((30,), (30,))),
    "max": (lambda x: np.sum(np.max(x, axis=(0, 2))), lambda x: torch.sum(torch.amax(x, dim=(0, 2))), ((3, 4, 5),)),
    "min": (lambda x: np.sum(np.min(x, axis=1)), lambda x: torch.sum(torch.amin(x, dim=1)), ((3, 8),)),
    "abs": (lambda x: np.sum(np.abs(x)), lambda x: torch.sum(torch.abs(x)), ((30,),)),
    "clip": (lambda x: np.sum(np.clip(x, -1, 1)), lambda x: torch.sum(torch.clamp(x, -1, 1)), ((30,),)),
    "clip by arrays": (
        lambda x, a, b: np.sum(np.clip(x, a, b) * np.arange(30)),
        lambda x, a, b: torch.sum(torch.clamp(x, a, b) * torch.arange(30)),
        ((30,), (30,), (30,)),
    ),
    "prod with zeros": (lambda x: np.sum(np.prod(x, axis=1)), lambda x: torch.sum(torch.prod(x, dim=1)), ((10, 3),)),
    "norm": (
        lambda x: np.sum(np.linalg.norm(x * 0, axis=1)),
        lambda x: torch.sum(torch.linalg.norm(x * 0, dim=1)),
        ((4, 3),),
    ),
}


@pytest.mark.parametrize("name", TIES)
def test_kinks_and_ties(name):
    ours, theirs, shapes = TIES[name]
    for mine, other in zip(*both(ours, theirs, *shapes, ties=True), strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-14, atol=1e-14)
