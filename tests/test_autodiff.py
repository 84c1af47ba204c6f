"""The tape: what backward promises, what a tensor does and refuses, `grad` and `value_and_grad`, the exported tape."""

import gc
import json
import operator
import subprocess
import sys
import textwrap
import warnings
import weakref

import numpy as np
import pytest

import lossopt as lo
from lossopt import gradcheck
from lossopt.autodiff import (
    NoDerivativeError,
    Tensor,
    affine,
    conv2d,
    export,
    grad,
    max_pool2d,
    operation,
    sweep,
    value_and_grad,
)


def gradient(f, *arrays):
    """Return f's gradients by the tape, one for each array."""
    tensors = [Tensor(array) for array in arrays]
    f(*tensors).backward()
    return [tensor.grad for tensor in tensors]


# --- the walk backwards -----------------------------------------------------------------------------------------------


def test_backward_twice_gives_the_same_gradients():
    x = Tensor([1.0, 2.0])
    h = np.exp(x) * x
    y = np.sum(h * h + x)
    y.backward()
    first = x.grad.copy()
    y.backward()
    np.testing.assert_array_equal(x.grad, first)
    np.testing.assert_allclose(first, 2 * (np.exp([1.0, 2.0]) * [1, 2]) * np.exp([1.0, 2.0]) * [2, 3] + 1)


def test_two_roots_that_share_nodes_do_not_mix():
    x = Tensor([1.0, 2.0, 3.0])
    h = x * x
    first, second = np.sum(h), np.sum(h[1:] * 10)
    first.backward()
    assert x.grad.tolist() == [2.0, 4.0, 6.0]
    second.backward()
    assert x.grad.tolist() == [0.0, 40.0, 60.0]
    first.backward()
    assert x.grad.tolist() == [2.0, 4.0, 6.0]
    (first + second).backward()
    assert x.grad.tolist() == [2.0, 44.0, 66.0]


def test_a_value_used_many_times_receives_the_sum():
    assert gradient(lambda x: x * x * x + x + x, 2.0) == [14.0]
    assert gradient(lambda x: x / x, 2.0) == [0.0]
    # a diamond whose long side is made last
    x = Tensor(2.0)
    short = x * 3
    long = np.square(np.square(x))
    (short * long + short).backward()
    assert x.grad == 5 * 3 * 2.0**4 + 3


def test_nodes_come_after_all_their_consumers(rng):
    x = Tensor(rng.standard_normal(5))
    made = [x]
    for _ in range(200):
        i, j = rng.integers(0, len(made), 2)
        made.append(np.tanh(made[i]) * 0.5 + made[j] * 0.3)
    walked = [node for node, _ in sweep(np.sum(made[-1] * made[-2]))]
    place = {node.number: i for i, node in enumerate(walked)}
    assert len(place) == len(walked)
    for node in walked:
        assert all(place[source.number] > place[node.number] for source, _ in node.inputs)


def test_a_chain_of_100_000_operations():
    x = Tensor(1.0)
    y = x
    for _ in range(100_000):
        y = y * 1.00001
    y.backward()
    assert x.grad == pytest.approx(1.00001**100_000, rel=1e-9)
    assert value_and_grad(lambda v: repeat(v, 100_000))(np.float64(0.0)) == (100_000.0, 1.0)


def repeat(x, times):
    for _ in range(times):
        x = x + 1
    return x


def test_a_long_chain_is_freed_without_recursion():
    # in a process of its own: running out of C stack would end this one
    code = """
        import numpy as np
        from lossopt.autodiff import Tensor
        x = y = Tensor(np.ones(2))
        for i in range(300_000):
            y = y + 1.0 if i % 2 else -y
        del y
        y = x
        for _ in range(100_000):
            y = np.stack([y, y])[0]
        del y
        print(x.value.tolist())
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout.strip()) == (0, "[1.0, 1.0]"), done.stderr


def test_the_tape_is_freed_without_the_garbage_collector():
    gc.collect()
    gc.disable()
    try:
        x = Tensor(np.ones(3))
        h = np.tanh(np.stack([x, x * 2])) @ np.ones(3)
        y = lo.losses.mse(np.zeros(2), h + np.max(h) + h[0])
        traces = [weakref.ref(h), weakref.ref(y)]
        y.backward()
        export(y)
        del h, y
        assert [trace() for trace in traces] == [None, None]
        kept = []

        def f(x):
            h = np.tanh(x)
            kept.append(weakref.ref(h))
            return np.sum(h)

        value_and_grad(f)(np.ones(3))
        assert kept[0]() is None
    finally:
        gc.enable()


def test_the_walk_of_value_and_grad_frees_what_it_leaves():
    later, alive = [], []

    @operation
    def watch(x):
        def vjp(g):
            alive.append(later[0]())
            return g

        return x * 1.0, (vjp,)

    def f(x):
        h = np.exp(watch(x))
        later.append(weakref.ref(h))
        return np.sum(np.tanh(h) * 2)

    value_and_grad(f)(np.ones(3))
    assert alive == [None]


def test_gradients_are_kept_on_inputs_alone():
    x = Tensor(2.0)
    h = x * x
    y = h * h
    y.backward()
    assert (x.grad, h.grad, y.grad) == (32.0, None, None)


def test_several_numbers_need_an_upstream():
    x = Tensor([1.0, 2.0])
    with pytest.raises(ValueError, match=r"the tensor has shape \(2,\); a gradient starts from one number"):
        (x * x).backward()
    with pytest.raises(ValueError, match=r"upstream has shape \(3,\) but the tensor has shape \(2,\)"):
        (x * x).backward([1.0, 2.0, 3.0])
    assert x.grad is None
    (x * x).backward([1.0, 10.0])
    assert x.grad.tolist() == [2.0, 40.0]


def test_constants_and_strangers_receive_nothing():
    x, other, constant = Tensor([1.0]), Tensor([5.0]), np.array([2.0])
    np.sum(x * constant).backward()
    assert other.grad is None
    assert x.grad.tolist() == [2.0]
    assert constant.tolist() == [2.0]
    np.sum(x * x.value).backward()
    assert x.grad.tolist() == [1.0]


def test_a_gradient_goes_straight_to_its_place(rng):
    x, w, b = rng.standard_normal((5, 3)), Tensor(rng.standard_normal((3, 2))), Tensor(rng.standard_normal(2))
    y = np.sum(affine(x, w, b) ** 2)
    expected = {node.number: gradient for node, gradient in sweep(y)}
    flat = np.full(8, np.nan)
    places = {w.number: flat[:6].reshape(3, 2), b.number: flat[6:]}
    offered = dict(places)
    for node, gradient in sweep(y, keep=False, places=offered):
        np.testing.assert_array_equal(gradient, expected[node.number])
        assert node.number not in places or gradient is places[node.number]
    assert not offered
    np.testing.assert_array_equal(flat, [*expected[w.number].ravel(), *expected[b.number]])


@pytest.mark.parametrize("first_by_affine", [True, False])
def test_a_place_never_holds_a_part_of_a_sum_for_the_whole(first_by_affine, rng):
    x, w, b = rng.standard_normal((5, 3)), Tensor(rng.standard_normal((3, 3))), Tensor(np.zeros(3))
    if first_by_affine:
        y = np.sum(affine(np.tanh(affine(np.sin(w) @ w, w, b)), w, b))
    else:
        y = np.sum(np.exp(affine(x, w, b)) @ w)
    expected = dict.fromkeys((w.number, b.number))
    expected.update({node.number: gradient for node, gradient in sweep(y) if node.number in expected})
    places = {w.number: np.full((3, 3), np.nan), b.number: np.full(3, np.nan)}
    for node, gradient in sweep(y, keep=False, places=places):
        if node.number in expected:
            np.testing.assert_array_equal(gradient, expected[node.number])


def test_other_operations_leave_places_alone():
    x = Tensor([1.0, 2.0])
    place = np.zeros(2)
    *_, (last, found) = sweep(np.sum(x * x), keep=False, places={x.number: place})
    assert last is x and found.tolist() == [2, 4] and place.tolist() == [0, 0]


@pytest.mark.parametrize("shape", [(3,), (5, 3), (4, 5, 3), (0, 3)])
@pytest.mark.parametrize("bias", [(2,), (1, 2), (1,), (5, 2)])
def test_the_bias_of_an_affine_map_receives_the_sum(shape, bias, rng):
    if bias == (5, 2) and shape[-2:-1] != (5,):
        return  # does not broadcast into the outputs in place
    if len(bias) > len(shape):
        return
    x, w, b = rng.standard_normal(shape), Tensor(rng.standard_normal((3, 2))), Tensor(rng.standard_normal(bias))
    by_one_node = gradient(lambda w, b: np.sum(np.sin(affine(x, w, b))), w.value, b.value)
    by_two = gradient(lambda w, b: np.sum(np.sin(x @ w + b)), w.value, b.value)
    for ours, theirs in zip(by_one_node, by_two, strict=True):
        assert ours.shape == theirs.shape
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)


def test_gradients_are_arrays_of_their_own():
    x, y = Tensor([1.0, 2.0]), Tensor([3.0, 4.0])
    np.sum(x + y).backward()
    x.grad[0] = 99.0
    assert y.grad.tolist() == [1.0, 1.0]
    start = np.array([1.0, 1.0])
    x.backward(start)
    x.grad[0] = 99.0
    assert start.tolist() == [1.0, 1.0]
    first, second = value_and_grad(lambda a, b: np.sum(a + b), argnums=(0, 1))([1.0, 2.0], [3.0, 4.0])[1]
    first[0] = 99.0
    assert second.tolist() == [1.0, 1.0]


def test_a_whole_gradient_and_patches_add_up_in_any_order():
    for f in (
        lambda x: np.sum(x * x) + x[0] + np.sum(x[1:]) * 3,
        lambda x: x[0] + np.sum(x[1:]) * 3 + np.sum(x * x),
        lambda x: np.sum(x[1:]) * 3 + np.sum(x * x) + x[0],
        lambda x: np.sum((y := x * 1.0) * y) + y[0] + np.sum(y[1:]) * 3,
    ):
        assert gradient(f, [1.0, 2.0, 3.0])[0].tolist() == [3.0, 7.0, 9.0]
    # the whole gradient below is shared with h, which must not see the patch
    h, x = Tensor([1.0, 1.0]), Tensor([1.0, 1.0])
    (np.sum(h + x) + x[0]).backward()
    assert (h.grad.tolist(), x.grad.tolist()) == ([1.0, 1.0], [2.0, 1.0])


def test_slices_of_one_vector_cover_it_and_overlaps_add_up():
    assert gradient(lambda x: np.sum(x[:3]) + 2 * np.sum(x[2:]), np.zeros(5))[0].tolist() == [1, 1, 3, 2, 2]
    assert gradient(lambda x: np.sum(x[[0, 0, 2, -1]]), np.zeros(3))[0].tolist() == [2, 0, 2]
    assert gradient(lambda x: np.sum(x[x > 0.5]), [0.0, 1.0])[0].tolist() == [0, 1]


# --- random expressions against differences ---------------------------------------------------------------------------


def dense(x):
    h = np.maximum(x.reshape(4, 6) @ x[:12].reshape(6, 2), 0.1)
    return np.sum(np.log1p(np.exp(h))) + np.mean(x**3)


def attention(x):
    queries, keys, values = np.split(x.reshape(6, 4), 3)
    scores = queries @ keys.T / 2
    weights = np.exp(scores - np.max(scores, axis=-1, keepdims=True))
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return np.sum(np.square(np.einsum("ij,jk->ik", weights, values)) * [1.0, 2.0, 3.0, 4.0])


def normalised(x):
    rows = x.reshape(3, 8)
    centred = (rows - rows.mean(axis=1, keepdims=True)) / np.sqrt(rows.var(axis=1, keepdims=True) + 1e-3)
    return np.linalg.norm(np.concatenate([centred[::-1], np.tanh(rows)], axis=1)) + np.prod(np.clip(x[:3], -2, 2))


def pictures(x):
    images = np.pad(x[:18].reshape(2, 1, 3, 3), ((0, 0), (0, 0), (1, 1), (1, 1)))
    found = max_pool2d(np.maximum(conv2d(images, x[18:].reshape(1, 1, 2, 3)), 0.01), 2, stride=1)
    return np.sum(np.sqrt(np.abs(found) + 1.0) * np.arange(found.size).reshape(found.shape))


def recurrent(x):
    state, w = np.zeros(3), x[:9].reshape(3, 3)
    for step in range(5):
        state = np.tanh(w @ state + x[9 + 3 * step : 12 + 3 * step])
    return np.where(state > 0, state**2, -2 * state).sum()


@pytest.mark.parametrize("f", [dense, attention, normalised, pictures, recurrent])
@pytest.mark.parametrize("seed", range(3))
def test_composed_expressions_along_random_directions(f, seed):
    x = np.random.default_rng(seed).standard_normal(24)
    assert gradcheck.check(value_and_grad(f), x, directions=20, seed=seed)
    assert np.count_nonzero(grad(f)(x)) > 3


def test_a_hundred_random_programs(rng):
    steps = [
        lambda a, b: a * b, lambda a, b: a + np.sin(b), lambda a, b: np.maximum(a, b), lambda a, b: a - b.T, lambda a, b: a @ b / 3,
        lambda a, b: np.tanh(a) / (1 + b**2), lambda a, b: np.where(a > b, a, 0.5 * b), lambda a, b: a[::-1] + b.mean(axis=0),
        lambda a, b: np.concatenate([a[:1], b[1:]]), lambda a, b: np.exp(-np.abs(a)) * b.sum(axis=1, keepdims=True) / 3,
    ]  # fmt: skip
    for _ in range(100):
        plan = [(steps[rng.integers(len(steps))], *rng.integers(0, 2 + k, 2)) for k in range(8)]

        def f(x, plan=plan):
            made = [x.reshape(2, 3, 3)[0], x.reshape(2, 3, 3)[1]]
            for step, i, j in plan:
                made.append(step(made[i], made[j]))
            return np.sum(made[-1] * made[-2])

        assert gradcheck.check(value_and_grad(f), rng.uniform(-1, 1, 18), directions=4, tolerance=1e-5)


# --- kinks, poles and nothing times infinity --------------------------------------------------------------------------


def test_ties_are_shared_as_in_pytorch():
    assert gradient(np.maximum, 2.0, 2.0) == [0.5, 0.5]
    assert gradient(np.minimum, 2.0, 2.0) == [0.5, 0.5]
    assert gradient(lambda x: np.sum(np.maximum(x, 0)), [-1.0, 0.0, 1.0])[0].tolist() == [0.0, 0.5, 1.0]
    assert gradient(np.max, [1.0, 3.0, 3.0])[0].tolist() == [0.0, 0.5, 0.5]
    assert gradient(np.min, [1.0, 1.0, 3.0])[0].tolist() == [0.5, 0.5, 0.0]
    assert gradient(lambda x: np.sum(np.max(x, axis=0)), [[1.0, 2.0], [1.0, 0.0]])[0].tolist() == [
        [0.5, 1.0],
        [0.5, 0.0],
    ]
    assert gradient(lambda x: np.sum(np.clip(x, 0, 1)), [-1.0, 0.0, 0.5, 1.0, 2.0])[0].tolist() == [0, 1, 1, 1, 0]
    assert gradient(lambda x: np.sum(np.abs(x)), [-2.0, 0.0, 2.0])[0].tolist() == [-1, 0, 1]
    assert gradient(np.linalg.norm, [0.0, 0.0])[0].tolist() == [0.0, 0.0]
    assert gradient(np.power, 0.0, 2.0) == [0.0, 0.0]


@pytest.mark.parametrize(
    ("f", "x", "expected"),
    [
        (lambda x: np.where(x > 0, np.log(x), 0), [0.0, 2.0], [0, 0.5]),
        (lambda x: np.where(x > 0, x * np.log(x), 0), [0.0, 1.0], [0, 1]),
        (lambda x: np.where(x > 0, np.sqrt(x), 0), [0.0, 4.0], [0, 0.25]),
        (lambda x: np.where(x != 0, np.sin(x) / x, 1), [0.0, np.pi], [0, -1 / np.pi]),
        (lambda x: np.where(x > 0, 1 / x, 0), [0.0, 2.0], [0, -0.25]),
        (lambda x: np.where(x > 0, x**-0.5, 0), [0.0, 1.0], [0, -0.5]),
        (lambda x: np.where(x < 100, np.exp(x), 0), [1000.0, 0.0], [0, 1]),
        (lambda x: np.where(x > 0, x**1.5, 0), [-1.0, 4.0], [0, 3]),
        (lambda x: x**0, [0.0, 3.0], [0, 0]),
        (lambda x: x**2, [0.0, 3.0], [0, 6]),
        (lambda x: x ** np.array([0.0, 1.0]), [0.0, 0.0], [0, 1]),
    ],
)
def test_a_branch_not_taken_sends_nothing_back(f, x, expected):
    with np.errstate(all="ignore"):
        value, found = value_and_grad(lambda t: np.sum(f(t)))(x)
    assert np.isfinite(value)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_what_is_infinite_stays_infinite():
    assert gradient(np.sqrt, 0.0) == [np.inf]
    assert np.isnan(gradient(lambda x: np.where(x > 0, x, 1) * np.nan, 1.0)[0])


def test_the_way_back_does_not_warn():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert gradient(np.sqrt, 0.0) == [np.inf]
        assert grad(np.sqrt)(0.0) == np.inf


# --- a tensor as an array ---------------------------------------------------------------------------------------------


def test_operators_in_both_orders():
    x = Tensor([2.0, 4.0])
    for f in (
        lambda v: v + 1, lambda v: 1 + v, lambda v: v - 1, lambda v: 1 - v, lambda v: v * 3, lambda v: 3 * v, lambda v: v / 2,
        lambda v: 2 / v, lambda v: v**3, lambda v: 3**v, lambda v: -v, lambda v: +v, lambda v: abs(v), lambda v: v % 3,
        lambda v: 3 % v, lambda v: v @ np.ones(2), lambda v: np.ones(2) @ v, lambda v: np.float64(2) * v, lambda v: np.ones(2) - v,
        lambda v: v * [1.0, 2.0], lambda v: [1.0, 2.0] * v, lambda v: np.float32(2) / v, lambda v: sum(v), lambda v: np.int64(2) + v,
        lambda v: [[1.0, 2.0], [3.0, 4.0]] @ v,
    ):  # fmt: skip
        result = f(x)
        assert isinstance(result, Tensor)
        np.testing.assert_array_equal(result.value, f(x.value))
    assert isinstance(x // 3, np.ndarray)
    assert (5 // x).tolist() == [2.0, 1.0]


def test_comparisons_are_plain_and_if_works():
    x = Tensor([1.0, -2.0])
    for compare in (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne):
        for other in (1.0, np.array([0.0, -2.0]), Tensor([1.0, 5.0])):
            plain = other.value if isinstance(other, Tensor) else other
            found, mirrored = compare(x, other), compare(other, x)
            assert type(found) is type(mirrored) is np.ndarray
            assert found.tolist() == compare(x.value, plain).tolist()
            assert mirrored.tolist() == compare(plain, x.value).tolist()
    assert (x == [1.0, -2.0]).all()
    assert x[0] > 0
    assert not x[1] > 0
    assert Tensor(3.0)
    with pytest.raises(ValueError, match="truth value"):
        bool(x > 0)


def test_numbers_for_logs():
    x = Tensor(2.5)
    assert (float(x), int(x), x.item(), f"{float(x):.1f}") == (2.5, 2, 2.5, "2.5")
    assert repr(Tensor([1.0, 2.0])) == "Tensor([1., 2.])"
    assert repr(x * 2) == "Tensor(5.)"


def test_shape_length_and_iteration():
    x = Tensor(np.arange(6.0).reshape(2, 3))
    assert (x.shape, x.ndim, x.size, x.dtype, len(x)) == ((2, 3), 2, 6, np.float64, 2)
    assert [row.value.tolist() for row in x] == [[0, 1, 2], [3, 4, 5]]
    np.sum([row.sum() for row in x][1]).backward()
    assert x.grad.tolist() == [[0, 0, 0], [1, 1, 1]]
    with pytest.raises(TypeError, match="cannot be iterated"):
        iter(Tensor(1.0))
    with pytest.raises(TypeError, match="unhashable"):
        hash(x)


def test_methods_are_numpys_functions():
    x = Tensor(np.random.default_rng(0).standard_normal((2, 3)))
    for name, arguments in {
        "sum": (0,), "mean": (1,), "var": (), "std": (0,), "max": (1,), "min": (), "prod": (0,), "cumsum": (1,), "argmax": (0,),
        "argmin": (), "clip": (-1, 1), "ravel": (), "flatten": (), "squeeze": (), "reshape": (3, 2), "transpose": (1, 0),
        "swapaxes": (0, 1), "dot": (np.ones(3),), "repeat": (2,), "take": ([0, 1],), "copy": (),
    }.items():  # fmt: skip
        found, expected = getattr(x, name)(*arguments), getattr(x.value, name)(*arguments)
        np.testing.assert_allclose(found.value if isinstance(found, Tensor) else found, expected, rtol=1e-14)


def test_total_plus_equals_makes_a_new_tensor():
    x = total = Tensor([1.0, 2.0])
    total += 1
    assert x.value.tolist() == [1.0, 2.0]
    np.sum(total * 2).backward()
    assert x.grad.tolist() == [2.0, 2.0]


def test_assignment_is_refused_with_its_reason():
    x, array = Tensor([1.0, 2.0]), np.zeros(2)
    with pytest.raises(TypeError, match="cannot be assigned into: its old numbers are needed"):
        x[0] = 3.0
    with pytest.raises(NoDerivativeError, match=r"np\.add cannot write a tensor into an array in place"):
        array += x
    with pytest.raises(TypeError, match="does not turn into a plain array"):
        array[:] = x


@pytest.mark.parametrize(
    "make", [np.array, np.asarray, lambda t: np.array([t, t]), lambda t: np.maximum([t[0], t[1]], 0.0)]
)
def test_turning_into_a_plain_array_is_refused(make):
    with pytest.raises(TypeError, match=r"a tensor does not turn into a plain array by itself.*use t.value"):
        make(Tensor([1.0, 2.0]))


def test_what_a_tensor_holds():
    assert Tensor([1, 2]).dtype == np.float64
    assert Tensor(True).value == 1.0
    assert Tensor(np.float32(2)).dtype == np.float32
    given = np.ones(2)
    tensor = Tensor(given, name="w")
    given[0] = 5.0
    assert tensor.value.tolist() == [1.0, 1.0]
    assert tensor.name == "w"
    with pytest.raises(TypeError, match="a tensor holds real numbers, got dtype complex128"):
        Tensor([1j])
    with pytest.raises(TypeError, match="a tensor holds real numbers"):
        Tensor(["a"])


def test_astype_carries_the_gradient_back_into_the_old_dtype():
    x = Tensor(np.ones(2, np.float32))
    y = x.astype(np.float64) * 3
    assert y.dtype == np.float64
    np.sum(y).backward()
    assert (x.grad.dtype, x.grad.tolist()) == (np.float32, [3.0, 3.0])


def test_training_by_hand():
    w = Tensor(3.0)
    for _ in range(50):
        ((w - 1) ** 2).backward()
        w.value -= 0.1 * w.grad
    assert w.value == pytest.approx(1.0, abs=1e-3)


# --- grad and value_and_grad ------------------------------------------------------------------------------------------


def test_value_and_gradient_of_one_vector():
    value, found = value_and_grad(lambda x: np.sum(x**2))([1, 2])
    assert type(value) is float
    assert (value, found.tolist(), found.dtype) == (5.0, [2.0, 4.0], np.float64)
    assert grad(lambda x: np.sum(x**2))(np.ones((2, 2), np.float32)).dtype == np.float32
    x = np.ones(2)
    value_and_grad(np.sum)(x)
    assert x.tolist() == [1.0, 1.0]


def test_arguments_are_chosen_by_number():
    f = lambda a, b, *, c=1.0: np.sum(a * b**2) * c  # noqa: E731
    assert grad(f)(2.0, 3.0) == 9.0
    assert grad(f, argnums=1)(2.0, 3.0) == 12.0
    first, second = grad(f, argnums=(0, 1))(2.0, np.array([1.0, 3.0]), c=10.0)
    assert (first, second.tolist()) == (100.0, [40.0, 120.0])
    assert [g.tolist() for g in grad(f, argnums=(1,))(2.0, 3.0)] == [12.0]
    for wrong in ((), (0, 0), -1, (0, -1), "0", 1.0, True):
        with pytest.raises((ValueError, TypeError)):
            grad(f, argnums=wrong)(2.0, 3.0)
    with pytest.raises(TypeError, match="argument 1 needs it by position, but got 1 positional"):
        grad(f, argnums=1)(2.0, b=3.0)


def test_what_does_not_depend_has_gradient_zero():
    assert value_and_grad(lambda x: 3.0)([1.0, 2.0])[1].tolist() == [0.0, 0.0]
    assert value_and_grad(lambda x: np.sum(np.sign(x)))([1.0, 2.0])[1].tolist() == [0.0, 0.0]
    value, (first, second) = value_and_grad(lambda a, b: np.sum(b), argnums=(0, 1))([np.inf], [1.0])
    assert (value, first.tolist(), second.tolist()) == (1.0, [0.0], [1.0])
    assert value_and_grad(lambda x: x)(3.0) == (3.0, 1.0)


def test_the_function_keeps_its_name():
    def bowl(x):
        """A bowl."""
        return np.sum(x * x)

    assert (grad(bowl).__name__, value_and_grad(bowl).__doc__) == ("bowl", "A bowl.")
    with pytest.raises(
        ValueError, match=r"bowl must return one number to have a gradient, got shape \(2,\); sum or average it"
    ):
        grad(lambda_named(bowl, lambda x: x * x))([1.0, 2.0])
    with pytest.raises(TypeError, match="bowl must return one number to have a gradient, got tuple"):
        grad(lambda_named(bowl, lambda x: (np.sum(x), x)))([1.0, 2.0])
    with pytest.raises(TypeError, match="got NoneType"):
        grad(lambda_named(bowl, lambda x: None))([1.0, 2.0])


def lambda_named(named, f):
    f.__name__ = named.__name__
    return f


def test_a_gradient_of_a_gradient_is_refused():
    square = grad(lambda x: np.sum(x**2))
    with pytest.raises(
        NoDerivativeError, match="the tape knows first derivatives alone, not the gradient of a gradient"
    ):
        grad(lambda x: np.sum(square(x)))([1.0])
    # and where the outer variable enters by the back door
    with pytest.raises(NoDerivativeError, match="uses a tensor from outside"):
        grad(lambda x: grad(lambda z: np.sum(z * x))([1.0])[0])([1.0])


def test_an_operation_of_ones_own():
    @operation
    def softplus(x, sharpness=1.0):
        y = np.logaddexp(0, sharpness * x) / sharpness
        return y, (lambda g: g / (1 + np.exp(-sharpness * x)),)

    x = np.array([-1.0, 0.5])
    np.testing.assert_array_equal(softplus(x), np.logaddexp(0, x))
    assert gradcheck.check(value_and_grad(lambda t: np.sum(softplus(t, sharpness=3.0))), x)
    assert softplus(Tensor(x)).operation == "softplus"


# --- the tape as data -------------------------------------------------------------------------------------------------


def neuron(w, x, b):
    return np.tanh(w * x + b) ** 2


def test_export_lists_the_tape_in_order():
    w, x, b = Tensor(0.5, name="w"), Tensor(2.0, name="x"), Tensor(-0.3, name="b")
    result = neuron(w, x, b)
    result.name = "loss"
    nodes = export(result)
    assert json.loads(json.dumps(nodes)) == nodes
    assert [node["id"] for node in nodes] == list(range(7))
    assert [node["operation"] for node in nodes] == ["input", "input", "input", "multiply", "add", "tanh", "power"]
    assert [node["name"] for node in nodes] == ["w", "x", "b", "", "", "", "loss"]
    assert [node["inputs"] for node in nodes] == [[], [], [], [0, 1], [3, 2], [4], [5]]
    assert all(i < node["id"] for node in nodes for i in node["inputs"])
    assert (w.grad, result.grad) == (None, None)


def test_exported_derivatives_agree_with_differences():
    given = [0.5, 2.0, -0.3]
    nodes = export(neuron(*map(Tensor, given)))
    forward = {  # each operation again, as a plain function of its inputs
        "multiply": lambda a, b: a * b, "add": lambda a, b: a + b, "tanh": np.tanh, "power": lambda a: a**2,
    }  # fmt: skip
    for node in nodes[3:]:
        inputs = [nodes[i]["value"] for i in node["inputs"]]
        f = forward[node["operation"]]
        assert node["value"] == pytest.approx(f(*inputs))
        np.testing.assert_allclose(node["local"], gradcheck.numeric(lambda v, f=f: f(*v), inputs), rtol=1e-8)
    # upstream: the rest of the computation, from this node's value on
    rest = [
        lambda v: neuron(v, 2.0, -0.3), lambda v: neuron(0.5, v, -0.3), lambda v: neuron(0.5, 2.0, v),
        lambda v: np.tanh(v - 0.3) ** 2, lambda v: np.tanh(v) ** 2, lambda v: v**2, lambda v: v,
    ]  # fmt: skip
    for node, f in zip(nodes, rest, strict=True):
        measured = gradcheck.numeric(lambda v, f=f: f(v[0]), [node["value"]])[0]
        assert node["upstream"] == pytest.approx(measured, rel=1e-8)


def test_the_chain_rule_can_be_read_off_an_exported_tape():
    x = Tensor(0.7)
    nodes = export(np.exp(np.sin(x) * x) / (1 + x))
    received = [0.0] * len(nodes)
    received[-1] = 1.0
    for node in reversed(nodes):
        assert node["upstream"] == pytest.approx(received[node["id"]])
        for source, local in zip(node["inputs"], node["local"], strict=True):
            received[source] += node["upstream"] * local


def test_export_of_arrays():
    x = Tensor([[1.0, -2.0], [3.0, 4.0]])
    nodes = export(np.sum(np.maximum(x[0] * [1.0, 2.0], 0)))
    assert [node["operation"] for node in nodes] == ["input", "getitem", "multiply", "maximum", "sum"]
    assert [node["shape"] for node in nodes] == [[2, 2], [2], [2], [2], []]
    assert nodes[1]["local"] == [[[1.0, 1.0], [0.0, 0.0]]]
    assert nodes[2]["local"] == [[1.0, 2.0]]
    assert nodes[0]["upstream"] == [[1.0, 0.0], [0.0, 0.0]]
    assert export(x * 2, upstream=np.ones((2, 2)))[0]["upstream"] == [[2.0, 2.0], [2.0, 2.0]]
    with pytest.raises(ValueError, match="a gradient starts from one number"):
        export(x * 2)
    with pytest.raises(TypeError, match="export: expected a tensor, got ndarray"):
        export(np.ones(2))
