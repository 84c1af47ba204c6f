"""Every function of the tables against differences, in every way it is called; a function without a case fails."""

import operator
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest

from lossopt import gradcheck
from lossopt.autodiff import NoDerivativeError, Tensor, supported, value_and_grad
from lossopt.autodiff.operations import COMPOSED, JOINING, PLAIN, RULES, SLOPES, astype, full_name


class Case(NamedTuple):
    call: Callable[..., Any]
    arrays: tuple[np.ndarray, ...]


def real(*shape: int, seed: int = 0) -> np.ndarray:
    """Normal numbers, none nearer to zero than 0.1: away from kinks and poles."""
    x = np.random.default_rng([seed, *shape]).standard_normal(shape)
    return x + 0.1 * np.sign(x)


def positive(*shape: int, seed: int = 0) -> np.ndarray:
    return np.abs(real(*shape, seed=seed)) + 0.1


def inside(*shape: int) -> np.ndarray:
    """Numbers in (−0.9, 0.9)."""
    return 0.9 * np.tanh(real(*shape))


A, B, V = real(3, 4, seed=1), real(3, 4, seed=2), real(4, seed=3)
X3 = real(2, 3, 4, seed=4)
POSITIVE_ONLY = {np.sqrt, np.log, np.log2, np.log10, np.log1p, np.cbrt}
BETWEEN = {np.arcsin, np.arccos, np.arctanh}


def unary(function: np.ufunc) -> list[Case]:
    if function is np.arccosh:
        arrays = 1.0 + positive(3, 2), 1.0 + positive()
    elif function in POSITIVE_ONLY:
        arrays = positive(3, 2), positive()
    elif function in BETWEEN:
        arrays = inside(3, 2), inside()
    else:
        arrays = real(3, 2), real()
    return [Case(function, (x,)) for x in arrays]


def binary(function: np.ufunc, make: Callable[..., np.ndarray] = real) -> list[Case]:
    """Every way in which two shapes broadcast, and constants on either side."""
    shapes = [
        ((3, 4), (3, 4)), ((3, 4), (4,)), ((4,), (3, 4)), ((3, 1), (1, 4)), ((3, 4), ()), ((), (3, 4)), ((), ()),
        ((2, 1, 4), (3, 1)), ((1,), (3,)), ((1, 1), (2,)), ((2, 3, 4), (1, 3, 1)),
    ]  # fmt: skip
    cases = [Case(function, (make(*a, seed=1), make(*b, seed=2))) for a, b in shapes]
    return [*cases, Case(lambda x: function(x, 1.7), (make(3, 4),)), Case(lambda x: function(1.7, x), (make(3, 4),))]


def reductions(function: Callable[..., Any], x: np.ndarray = X3) -> list[Case]:
    ways: list[dict[str, Any]] = [
        {}, {"axis": 0}, {"axis": -1}, {"axis": (0, 2)}, {"axis": (-1, 0), "keepdims": True}, {"keepdims": True},
        {"axis": 1, "keepdims": True},
    ]  # fmt: skip
    cases = [Case(lambda a, way=way: function(a, **way), (x,)) for way in ways]
    return [*cases, Case(lambda a: function(a, 1), (x,)), Case(function, (x[0, 0, 0],))]


MASK = real(3, 4, seed=9) > 0
WITH_ZEROS = np.array([[1.5, 0.0, -2.0], [0.0, 3.0, 0.0], [2.0, 1.0, -1.0]])

CASES: dict[Callable[..., Any], list[Case]] = {function: unary(function) for function in SLOPES} | {
    np.add: binary(np.add),
    np.subtract: binary(np.subtract),
    np.multiply: binary(np.multiply),
    np.divide: binary(np.divide),
    np.power: [
        *binary(np.power, positive),
        *(Case(lambda x, n=n: x**n, (A,)) for n in (0, 1, 2, 3, -1, -2)),
        Case(lambda x: x ** np.array([0, 1, 2, 3]), (A,)),
        Case(lambda x: x ** [2.0, 0.0, 1.0, 3.0], (A,)),
    ],
    np.remainder: [Case(np.remainder, (A, B)), Case(lambda x: x % 0.7, (A,))],
    np.maximum: binary(np.maximum),
    np.minimum: binary(np.minimum),
    np.logaddexp: binary(np.logaddexp),
    np.hypot: binary(np.hypot),
    np.arctan2: binary(np.arctan2),
    np.where: [
        Case(lambda x, y: np.where(MASK, x, y), (A, B)),
        Case(lambda x, y: np.where(MASK, x, y), (V, np.array(0.3))),
        Case(lambda x: np.where(x > 0, x, 0), (A,)),
        Case(lambda x: np.where(x > 0, 2.0, x), (A,)),
    ],
    np.clip: [
        Case(lambda x: np.clip(x, -0.5, 0.5), (A,)),
        Case(lambda x: np.clip(x, None, 0.5), (A,)),
        Case(lambda x: np.clip(x, a_min=-0.5, a_max=None), (A,)),
        Case(lambda x: x.clip(-0.5, 0.5), (A,)),
        Case(np.clip, (A, np.array(-0.4), np.array(0.6))),
        Case(np.clip, (A, -positive(4), positive(3, 1))),
        Case(lambda x, low: np.clip(x, a_min=low, a_max=2.0), (A, np.array(-0.4))),
    ],
    np.matmul: [
        *(
            Case(np.matmul, (real(*a, seed=5), real(*b, seed=6)))
            for a, b in [
                ((3, 4), (4, 2)), ((4,), (4,)), ((4,), (4, 2)), ((3, 4), (4,)), ((5, 3, 4), (5, 4, 2)), ((5, 3, 4), (4, 2)),
                ((3, 4), (5, 4, 2)), ((4,), (5, 4, 2)), ((5, 3, 4), (4,)), ((2, 1, 3, 4), (5, 4, 2)), ((1, 1), (1, 1)),
            ]
        ),
        Case(lambda x: x @ [[1.0, 2.0]] * 3, (real(3, 1),)),
        Case(lambda x: B @ x, (V,)),
    ],
    np.einsum: [
        Case(lambda a, b: np.einsum("ij,jk->ik", a, b), (A, real(4, 2))),
        Case(lambda a, b: np.einsum("ij,jk", a, b), (A, real(4, 2))),
        Case(lambda a, b: np.einsum("ij,ij->", a, b), (A, B)),
        Case(lambda a, b: np.einsum("nij,nj->ni", a, b), (X3, real(2, 4))),
        Case(lambda a, b: np.einsum("i,j->ji", a, b), (V, real(3))),
        Case(lambda a, b: np.einsum("ij,k->k", a, b), (A, real(2))),
        Case(lambda a: np.einsum("ijk->kj", a), (X3,)),
        Case(lambda a, b: np.einsum("ij,ij->i", a, b), (A, real(3, 1))),
        Case(lambda a, b, c: np.einsum("ij,jk,kl->il", a, b, c), (A, real(4, 2), real(2, 3))),
    ],
    np.dot: [
        Case(np.dot, pair)
        for pair in [(V, V), (A, V), (A, B.T.copy()), (np.array(2.0), A), (A, np.array(2.0)), (A, real(2, 4, 5)), (X3, V)]
    ],
    np.vdot: [Case(np.vdot, (A, B)), Case(np.vdot, (V, V[::-1].copy()))],
    np.inner: [Case(np.inner, pair) for pair in [(V, V), (A, V), (A, B), (np.array(2.0), A), (X3, A)]],
    np.outer: [Case(np.outer, (V, real(3))), Case(np.outer, (A, V))],
    np.tensordot: [
        Case(np.tensordot, (X3, B)),
        Case(lambda a, b: np.tensordot(a, b, axes=([1, 2], [0, 1])), (X3, B)),
        Case(lambda a, b: np.tensordot(a, b, axes=1), (A, real(4, 2))),
        Case(lambda a, b: np.tensordot(a, b, axes=(2, 1)), (X3, B)),
        Case(lambda a, b: np.tensordot(a, b, 0), (V, real(2))),
    ],
    np.sum: reductions(np.sum),
    np.mean: reductions(np.mean),
    np.max: reductions(np.max),
    np.min: reductions(np.min),
    np.prod: [*reductions(np.prod), *(Case(lambda x, axis=axis: np.prod(x, axis), (WITH_ZEROS,)) for axis in (None, 0, 1))],
    np.var: [*reductions(np.var)[:-1], Case(lambda x: np.var(x, axis=0, ddof=1), (A,))],
    np.std: [*reductions(np.std)[:-1], Case(lambda x: x.std(1, ddof=1), (A,))],
    np.cumsum: [Case(np.cumsum, (A,)), Case(lambda x: np.cumsum(x, axis=1), (A,)), Case(lambda x: x.cumsum(0), (A,))],
    np.linalg.norm: [
        Case(np.linalg.norm, (V,)), Case(np.linalg.norm, (A,)), Case(lambda x: np.linalg.norm(x, "fro"), (A,)),
        Case(lambda x: np.linalg.norm(x, axis=1), (A,)), Case(lambda x: np.linalg.norm(x, 2, axis=-1, keepdims=True), (X3,)),
        Case(lambda x: np.linalg.norm(x, axis=(0, 1)), (X3,)), Case(lambda x: np.linalg.norm(x, ord=2), (V,)),
    ],
    np.average: [
        Case(np.average, (A,)), Case(lambda x: np.average(x, axis=0), (A,)),
        Case(lambda x, w: np.average(x, axis=1, weights=w), (A, positive(3, 4))),
        Case(lambda x, w: np.average(x, 0, w, keepdims=True), (A, positive(3, 4))),
    ],
    np.trace: [Case(np.trace, (A,)), Case(lambda x: np.trace(x, 1), (A,))],
    np.reshape: [
        Case(lambda x: np.reshape(x, (2, 6)), (A,)), Case(lambda x: np.reshape(x, -1), (A,)),
        Case(lambda x: x.reshape(4, -1), (A,)), Case(lambda x: x.reshape((1, 12)), (A,)),
    ],
    np.ravel: [Case(np.ravel, (A,)), Case(lambda x: x.ravel(), (X3,)), Case(lambda x: x.flatten(), (X3,))],
    np.expand_dims: [Case(lambda x: np.expand_dims(x, 1), (A,)), Case(lambda x: np.expand_dims(x, (0, -1)), (A,))],
    np.squeeze: [Case(np.squeeze, (real(1, 3, 1),)), Case(lambda x: np.squeeze(x, axis=0), (real(1, 3, 1),))],
    np.transpose: [
        Case(np.transpose, (X3,)), Case(lambda x: np.transpose(x, (1, 2, 0)), (X3,)), Case(lambda x: x.T, (A,)),
        Case(lambda x: x.transpose(2, 0, -2), (X3,)), Case(lambda x: x.transpose((2, 0, 1)), (X3,)), Case(lambda x: x.transpose(), (X3,)),
    ],
    np.swapaxes: [Case(lambda x: np.swapaxes(x, 0, -1), (X3,)), Case(lambda x: x.swapaxes(0, 1), (X3,))],
    np.moveaxis: [Case(lambda x: np.moveaxis(x, 0, -1), (X3,)), Case(lambda x: np.moveaxis(x, (0, 1), (2, 0)), (X3,))],
    np.broadcast_to: [Case(lambda x: np.broadcast_to(x, (3, 4)), (V,)), Case(lambda x: np.broadcast_to(x, (2, 3, 4)), (real(3, 1),))],
    np.copy: [Case(np.copy, (A,)), Case(lambda x: x.copy(), (A,))],
    astype: [Case(lambda x: x.astype(np.float64), (A,))],
    operator.getitem: [
        Case(lambda x, index=index: x[index], (X3,))
        for index in [
            0, -1, slice(1, None), (slice(None), 1), (Ellipsis, 2), (slice(None), None, 0), (0, 1, 2), slice(None, None, -1),
            np.array([0, 0, 1]), [1, 0, 1], (np.array([0, 1, 0]), np.array([2, 2, 2])), (slice(None), [0, 0], slice(1, 3)),
            X3 > 0, (0, A > 0), (slice(None), np.array([True, False, True])), np.array([[0, 1], [1, 1]]), (0, [0, 0, 2], 1),
            np.int64(1),
        ]
    ],
    np.flip: [Case(np.flip, (A,)), Case(lambda x: np.flip(x, 0), (A,))],
    np.roll: [Case(lambda x: np.roll(x, 1), (A,)), Case(lambda x: np.roll(x, -2, axis=1), (A,))],
    np.rot90: [Case(np.rot90, (A,))],
    np.repeat: [Case(lambda x: np.repeat(x, 2), (A,)), Case(lambda x: np.repeat(x, [1, 0, 3], axis=0), (A,)), Case(lambda x: x.repeat(2, 1), (A,))],
    np.tile: [Case(lambda x: np.tile(x, 2), (A,)), Case(lambda x: np.tile(x, (2, 1, 3)), (A,))],
    np.take: [Case(lambda x: np.take(x, [0, 0, 5]), (A,)), Case(lambda x: np.take(x, [2, 2], axis=1), (A,)), Case(lambda x: x.take(1, 0), (A,))],
    np.take_along_axis: [Case(lambda x: np.take_along_axis(x, np.array([[0], [3], [3]]), axis=1), (A,))],
    np.diagonal: [Case(np.diagonal, (A,)), Case(lambda x: np.diagonal(x, 1, 1, 2), (X3,))],
    np.diag: [Case(np.diag, (A,)), Case(lambda x: np.diag(x, 1), (V,))],
    np.tril: [Case(np.tril, (A,)), Case(lambda x: np.tril(x, -1), (X3,))],
    np.triu: [Case(np.triu, (A,))],
    np.pad: [
        Case(lambda x: np.pad(x, 1), (A,)), Case(lambda x: np.pad(x, ((1, 0), (0, 2))), (A,)),
        Case(lambda x: np.pad(x, (2, 1), constant_values=3.0), (V,)), Case(lambda x: np.pad(x, 1, "constant"), (A,)),
    ],
    np.concatenate: [
        Case(lambda a, b: np.concatenate([a, b]), (A, B)), Case(lambda a, b: np.concatenate((a, b), axis=1), (A, real(3, 2))),
        Case(lambda a, b: np.concatenate([a, b], axis=None), (A, V)), Case(lambda a: np.concatenate([a, B, a], -1), (A,)),
    ],
    np.stack: [
        Case(lambda a, b: np.stack([a, b]), (A, B)), Case(lambda a, b: np.stack((a, b, a), axis=-1), (A, B)), Case(lambda a, b: np.stack([a, b], 1), (A, B)),
        Case(np.stack, (X3,)),
        Case(lambda a: np.stack([a[0], 2.0, a[1] * a[2]]), (V,)),
    ],
    np.hstack: [Case(lambda a, b: np.hstack([a, b]), (A, B)), Case(lambda a, b: np.hstack([a, b]), (V, np.array(2.0)))],
    np.vstack: [Case(lambda a, b: np.vstack([a, b]), (A, V))],
    np.column_stack: [Case(lambda a, b: np.column_stack([a, b]), (V, real(4))), Case(lambda a, b: np.column_stack([a, b]), (A, real(3)))],
    np.atleast_1d: [Case(np.atleast_1d, (np.array(2.0),)), Case(np.atleast_1d, (V,))],
    np.atleast_2d: [Case(np.atleast_2d, (np.array(2.0),)), Case(np.atleast_2d, (V,)), Case(np.atleast_2d, (X3,))],
    np.split: [
        Case(lambda x: np.split(x, 2, axis=1)[1], (A,)), Case(lambda x: np.concatenate(np.split(x, [1, 2])[::-1]), (A,)),
    ],
    np.diff: [Case(np.diff, (A,)), Case(lambda x: np.diff(x, n=2, axis=0), (A,))],
    np.sort: [Case(np.sort, (A,)), Case(lambda x: np.sort(x, axis=0), (A,)), Case(lambda x: np.sort(x, axis=None), (A,))],
}  # fmt: skip

ALL = [*RULES, *JOINING, *COMPOSED]


def name_of(function: Callable[..., Any]) -> str:
    return full_name(function)


def cases_of(function: Callable[..., Any]) -> list[Case]:
    assert CASES.get(function), f"{full_name(function)} has a derivative but no case here"
    return CASES[function]


def mixed(call: Callable[..., Any], weights: np.ndarray) -> Callable[..., Any]:
    """One number out of all outputs, each with its own weight."""
    return lambda *arrays: np.sum(call(*arrays) * weights)


def weights_for(call: Callable[..., Any], arrays: tuple[np.ndarray, ...]) -> np.ndarray:
    return np.random.default_rng(0).standard_normal(np.shape(call(*map(Tensor, arrays))))


@pytest.mark.parametrize("function", ALL, ids=name_of)
def test_gradients_agree_with_differences(function):
    for number, (call, arrays) in enumerate(cases_of(function)):
        f = mixed(call, weights_for(call, arrays))
        for i, array in enumerate(arrays):

            def objective(x, i=i, f=f, arrays=arrays):
                return value_and_grad(f, argnums=i)(*arrays[:i], x, *arrays[i + 1 :])

            assert gradcheck.check(objective, array), f"case {number}, argument {i}"


@pytest.mark.parametrize("function", ALL, ids=name_of)
def test_values_are_those_of_numpy(function):
    for call, arrays in cases_of(function):
        # A rule computes with the function itself; a composition may add up in another order.
        tolerance = 1e-13 if function in COMPOSED else 0
        np.testing.assert_allclose(call(*map(Tensor, arrays)).value, call(*arrays), rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("function", ALL, ids=name_of)
def test_float32_stays_float32(function):
    for number, (call, arrays) in enumerate(cases_of(function)):
        if function is astype:
            continue
        tensors = [Tensor(array.astype(np.float32)) for array in arrays]
        result = call(*tensors)
        if np.asarray(call(*(array.astype(np.float32) for array in arrays))).dtype == np.float32:
            assert result.dtype == np.float32, f"case {number}"
        result.backward(np.ones(result.shape))
        for tensor in tensors:
            assert tensor.grad.dtype == np.float32, f"case {number}"
            assert tensor.grad.shape == tensor.shape, f"case {number}"


def test_the_tables_do_not_overlap():
    assert len(set(ALL)) == len(ALL)
    assert not PLAIN & set(ALL)
    assert set(CASES) == set(ALL)


PLAIN_CALLS: dict[Callable[..., Any], Callable[[Any], Any]] = {
    np.floor_divide: lambda x: x // 0.3,
    np.heaviside: lambda x: np.heaviside(x, 0.5),
    np.allclose: lambda x: np.allclose(x, x + 1),
    np.isclose: lambda x: np.isclose(x, A),
    np.array_equal: lambda x: np.array_equal(x, A),
    np.argpartition: lambda x: np.argpartition(x, 1),
    np.searchsorted: lambda x: np.searchsorted([0.0, 1.0], x),
    np.digitize: lambda x: np.digitize(x, [0.0, 1.0]),
    np.bincount: lambda x: np.bincount([0, 1, 1], weights=x[0, :3]),
    np.full_like: lambda x: np.full_like(x, 2.0),
    np.empty_like: lambda x: np.empty_like(x).shape,
} | {
    function: (lambda x, function=function: function(x, 0.2))
    for function in (
        np.greater, np.greater_equal, np.less, np.less_equal, np.equal, np.not_equal, np.logical_and, np.logical_or, np.logical_xor,
    )
}  # fmt: skip


@pytest.mark.parametrize("function", sorted(PLAIN, key=name_of), ids=name_of)
def test_functions_without_a_gradient_give_plain_results(function):
    call = PLAIN_CALLS.get(function, function)
    found, expected = call(Tensor(A)), call(A)
    assert not isinstance(found, Tensor)
    if isinstance(expected, str):
        assert found == expected
    else:
        np.testing.assert_array_equal(found, expected)


def test_supported_lists_what_has_a_derivative():
    names = supported()
    assert {"np.tanh", "np.matmul", "np.linalg.norm", "np.where", "np.std"} <= set(names)
    assert len(names) == len(ALL) - 1  # indexing has no name


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda t: np.linalg.svd(t), "np.linalg.svd has no derivative here"),
        (lambda t: np.median(t), "np.median has no derivative here"),
        (lambda t: np.fft.fft(t), "np.fft.fft has no derivative here"),
        (lambda t: np.fmax(t, 0), "np.fmax has no derivative here"),
        (lambda t: np.add.reduce(t), "np.add.reduce has no derivative here"),
        (lambda t: np.multiply.outer(t, t), "np.multiply.outer has no derivative here"),
        (
            lambda t: np.sum(t, dtype=np.float32),
            r"np.sum has a derivative here for the arguments \(a, axis, keepdims\) alone",
        ),
        (lambda t: np.mean(t, 0, np.float32), "np.mean has a derivative here for the arguments"),
        (lambda t: np.sum(t, where=A > 0), "np.sum has a derivative here for the arguments"),
        (lambda t: np.exp(t, where=A > 0), "np.exp has a derivative here for the arguments"),
        (lambda t: np.var(t, dtype=np.float32), "np.var has a derivative here for the arguments"),
        (lambda t: np.add(t, 1, out=np.zeros((3, 4))), "np.add cannot write a tensor into an array"),
        (lambda t: np.einsum("ii->i", t), "np.einsum with a repeated letter"),
        (lambda t: np.einsum("...j,j", t, V), "np.einsum has a derivative here for subscripts"),
        (
            lambda t: np.linalg.norm(t, 1),
            "np.linalg.norm has a derivative here for the Euclidean norm alone, got ord=1",
        ),
        (lambda t: np.linalg.norm(t, 2), "Euclidean norm alone, got ord=2"),
        (lambda t: np.pad(t, 1, mode="edge"), "np.pad has a derivative here for mode='constant' alone, got 'edge'"),
        (lambda t: np.average(t, axis=0, weights=[1, 2, 3]), "np.average has a derivative here for weights"),
        (lambda t: t.astype(int), r"astype\(int64\) has no derivative here"),
        (lambda t: np.take(t, [0], out=np.zeros(1)), "np.take has no derivative here with out="),
        (lambda t: np.concatenate([t, t], dtype=np.float32), "np.concatenate has a derivative here for the arguments"),
        (lambda t: np.concatenate([t], 0, np.zeros((3, 4))), "a joining function such as np.stack"),
        (lambda t: np.reshape(t, (4, 3), order="F"), "np.reshape has a derivative here for the arguments"),
    ],
)
def test_what_is_not_supported_says_so_by_name(call, words):
    with pytest.raises(NotImplementedError, match=words) as caught:
        call(Tensor(A))
    assert isinstance(caught.value, NoDerivativeError)


@pytest.mark.parametrize(
    "call",
    [
        lambda t: t @ np.ones(3),
        lambda t: t + np.ones(3),
        lambda t: t.reshape(5),
        lambda t: np.concatenate([t, np.ones(2)]),
        lambda t: np.transpose(t, (0, 0)),
        lambda t: np.einsum("ij,jk", t),
    ],
)
def test_mistakes_in_shapes_are_numpys_own_errors(call):
    with pytest.raises(ValueError):
        call(Tensor(A))
    with pytest.raises(IndexError):
        Tensor(A)[7]
