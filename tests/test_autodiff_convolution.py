"""Convolution and pooling against loops that say the same in the slowest way."""

import itertools

import numpy as np
import pytest

from lossopt import gradcheck
from lossopt.autodiff import Tensor, average_pool2d, conv2d, max_pool2d, value_and_grad

WAYS = [
    {"stride": 1, "padding": 0}, {"stride": 2, "padding": 1}, {"stride": (1, 2), "padding": (2, 0)}, {"stride": 3, "padding": 0},
]  # fmt: skip
POOLS = [{}, {"size": 3, "stride": 2}, {"size": (2, 3), "stride": (1, 2)}, {"size": 1}]


def pair(given):
    return given if isinstance(given, tuple) else (given, given)


def slow_windows(x, size, stride):
    """Yield every window with its place, one at a time."""
    n, channels, height, width = x.shape
    rows, columns = (height - size[0]) // stride[0] + 1, (width - size[1]) // stride[1] + 1
    for image, channel, i, j in itertools.product(range(n), range(channels), range(rows), range(columns)):
        top, left = i * stride[0], j * stride[1]
        yield (image, channel, i, j), x[image, channel, top : top + size[0], left : left + size[1]]


def slow_conv2d(x, kernel, stride, padding):
    (down, right), (above, beside) = pair(stride), pair(padding)
    x = np.pad(x, ((0, 0), (0, 0), (above, above), (beside, beside)))
    outputs, _, kh, kw = kernel.shape
    rows, columns = (x.shape[2] - kh) // down + 1, (x.shape[3] - kw) // right + 1
    y = np.zeros((len(x), outputs, rows, columns))
    for (image, channel, i, j), window in slow_windows(x, (kh, kw), (down, right)):
        for o in range(outputs):
            for p, q in itertools.product(range(kh), range(kw)):
                y[image, o, i, j] += window[p, q] * kernel[o, channel, p, q]
    return y


def images(*shape, dtype=float):
    return np.random.default_rng(list(shape)).standard_normal(shape).astype(dtype)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_convolution_is_the_naive_loop(way):
    x, kernel = images(2, 3, 7, 6), images(4, 3, 3, 2)
    np.testing.assert_allclose(conv2d(x, kernel, **way), slow_conv2d(x, kernel, **way), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("way", POOLS, ids=str)
def test_pooling_is_the_naive_loop(way):
    x = images(2, 3, 7, 6)
    size = pair(way.get("size", 2))
    for place, window in slow_windows(x, size, pair(way.get("stride", size))):
        assert max_pool2d(x, **way)[place] == window.max()
        assert average_pool2d(x, **way)[place] == pytest.approx(window.mean(), abs=1e-14)


@pytest.mark.parametrize("argument", [0, 1])
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_convolution_gradients_agree_with_differences(way, argument):
    arrays = [images(2, 2, 5, 6), images(3, 2, 3, 2)]
    weights = images(*conv2d(*arrays, **way).shape)
    f = value_and_grad(lambda x, kernel: np.sum(conv2d(x, kernel, **way) * weights), argnums=argument)
    assert gradcheck.check(lambda a: f(*arrays[:argument], a, *arrays[argument + 1 :]), arrays[argument])


@pytest.mark.parametrize("pool", [max_pool2d, average_pool2d])
@pytest.mark.parametrize("way", POOLS, ids=str)
def test_pooling_gradients_agree_with_differences(pool, way):
    x = images(2, 2, 7, 5)
    weights = images(*pool(x, **way).shape)
    assert gradcheck.check(value_and_grad(lambda t: np.sum(pool(t, **way) * weights)), x)


def test_equal_maxima_share_evenly():
    x = Tensor(np.array([[[[2.0, 2.0], [1.0, 2.0]]]]))
    max_pool2d(x).backward(np.full((1, 1, 1, 1), 3.0))
    assert x.grad.tolist() == [[[[1.0, 1.0], [0.0, 1.0]]]]


def test_tensors_and_arrays_give_the_same_and_float32_stays():
    x, kernel = images(1, 2, 6, 6, dtype=np.float32), images(3, 2, 3, 3, dtype=np.float32)
    for call in (lambda a: conv2d(a, kernel, padding=1), max_pool2d, average_pool2d):
        plain, tensor = call(x), Tensor(x)
        tracked = call(tensor)
        assert isinstance(plain, np.ndarray)
        assert plain.dtype == tracked.dtype == np.float32
        np.testing.assert_array_equal(plain, tracked.value)
        tracked.backward(np.ones(plain.shape))
        assert tensor.grad.dtype == np.float32


def test_the_kernel_alone_may_be_a_tensor():
    x, kernel = images(1, 2, 6, 6), Tensor(images(3, 2, 3, 3))
    y = np.sum(conv2d(x, kernel))
    y.backward()
    assert kernel.grad.shape == kernel.shape
    assert [source for source, _ in y.inputs[0][0].inputs] == [kernel] or y.inputs[0][0].inputs[0][0] is kernel


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: conv2d(images(2, 5, 5), images(1, 1, 2, 2)), r"conv2d: x has shape \(2, 5, 5\); expected"),
        (
            lambda: conv2d(images(1, 2, 5, 5), images(1, 3, 2, 2)),
            r"conv2d: kernel has shape \(1, 3, 2, 2\) but x has 2 channels",
        ),
        (lambda: conv2d(images(1, 1, 2, 2), images(1, 1, 3, 3)), r"conv2d: a window of \(3, 3\) does not fit"),
        (lambda: conv2d(images(1, 1, 5, 5), images(1, 1, 2, 2), stride=0), "conv2d: stride must be a whole number ≥ 1"),
        (
            lambda: conv2d(images(1, 1, 5, 5), images(1, 1, 2, 2), padding=-1),
            "conv2d: padding must be a whole number ≥ 0",
        ),
        (lambda: conv2d(images(1, 1, 5, 5), images(1, 1, 2, 2), stride=(1, 1, 1)), r"got \(1, 1, 1\)"),
        (lambda: max_pool2d(images(1, 1, 5, 5), 1.5), "max_pool2d: size must be a whole number ≥ 1"),
        (lambda: average_pool2d(images(1, 1, 5, 5), 6), "average_pool2d: a window"),
        (lambda: max_pool2d(images(5, 5)), "max_pool2d: x has shape"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
