"""Two-dimensional convolution and pooling, on arrays and tensors alike.

Images are (n, channels, height, width), as in PyTorch. All three look at the image through windows: a convolution multiplies every
window with a kernel, pooling takes its maximum or mean. On the way back each window sends its gradient to the pixels it
looked at; where windows overlap the contributions add up.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from lossopt.autodiff.dispatch import operation

Size = tuple[int, int]


@operation
def conv2d(x: Any, kernel: Any, stride: int | Size = 1, padding: int | Size = 0) -> Any:
    """Convolve images with kernels: y[n, o, i, j] = Σ_{c, p, q} x[n, c, i·s + p, j·s + q] · kernel[o, c, p, q].

    As everywhere in deep learning the kernel is not flipped (a cross-correlation). `stride` s and `padding` (zeros around the
    image) are a whole number or one for height and one for width. A bias is added by `+ bias[:, None, None]`.
    Shapes: x (n, channels, height, width), kernel (outputs, channels, kh, kw), result (n, outputs, rows, columns) with
    rows = (height + 2·padding − kh) // stride + 1. Raises ValueError for other shapes, stride < 1, padding < 0.

    >>> conv2d(np.arange(9.0).reshape(1, 1, 3, 3), np.ones((1, 1, 2, 2)))[0, 0].tolist()
    [[8.0, 12.0], [20.0, 24.0]]
    """
    x, kernel = _images("conv2d", x), np.asarray(kernel)
    if kernel.ndim != 4 or kernel.shape[1] != x.shape[1]:
        raise ValueError(
            f"conv2d: kernel has shape {kernel.shape} but x has {x.shape[1]} channels; expected "
            f"(outputs, {x.shape[1]}, height, width)."
        )
    steps, pad = _pair("conv2d: stride", stride, 1), _pair("conv2d: padding", padding, 0)
    padded = np.pad(x, ((0, 0), (0, 0), (pad[0], pad[0]), (pad[1], pad[1]))) if any(pad) else x
    windows = _windows("conv2d", padded, kernel.shape[2:], steps)

    def to_x(g: NDArray) -> NDArray:
        spread = np.zeros_like(padded)
        for p, q in np.ndindex(*kernel.shape[2:]):  # what pixel (p, q) of every window receives
            part = np.tensordot(g, kernel[:, :, p, q], axes=([1], [0]))  # (n, rows, columns, channels)
            _pixel(spread, p, q, steps, g.shape[2:])[...] += np.moveaxis(part, -1, 1)
        return spread[:, :, pad[0] : pad[0] + x.shape[2], pad[1] : pad[1] + x.shape[3]]

    def to_kernel(g: NDArray) -> NDArray:
        return np.tensordot(g, windows, axes=([0, 2, 3], [0, 2, 3]))

    y = np.tensordot(windows, kernel, axes=([1, 4, 5], [1, 2, 3]))  # (n, rows, columns, outputs)
    return np.moveaxis(y, -1, 1), (to_x, to_kernel)


@operation
def max_pool2d(x: Any, size: int | Size = 2, stride: int | Size | None = None) -> Any:
    """Return the maximum of every window; windows lie side by side unless `stride` says otherwise.

    Derivative: 1 for the pixel that is the maximum; pixels that are equally large share evenly (PyTorch picks the first here).
    Pixels that no window reaches are left out. Shapes: x (n, channels, height, width). Raises ValueError for other shapes, size or stride < 1.

    >>> max_pool2d(np.arange(16.0).reshape(1, 1, 4, 4))[0, 0].tolist()
    [[5.0, 7.0], [13.0, 15.0]]
    """
    x = _images("max_pool2d", x)
    shape, steps = _window("max_pool2d", size, stride)
    windows = _windows("max_pool2d", x, shape, steps)
    y = windows.max(axis=(-2, -1))

    def to_x(g: NDArray) -> NDArray:
        hits = windows == y[..., None, None]
        share = g / hits.sum(axis=(-2, -1))
        spread = np.zeros_like(x)
        for p, q in np.ndindex(*shape):
            _pixel(spread, p, q, steps, y.shape[2:])[...] += share * hits[..., p, q]
        return spread

    return y, (to_x,)


@operation
def average_pool2d(x: Any, size: int | Size = 2, stride: int | Size | None = None) -> Any:
    """Return the mean of every window; windows lie side by side unless `stride` says otherwise.

    Derivative: 1/(number of pixels) for each pixel of the window. Shapes and errors as for `max_pool2d`.

    >>> average_pool2d(np.arange(16.0).reshape(1, 1, 4, 4))[0, 0].tolist()
    [[2.5, 4.5], [10.5, 12.5]]
    """
    x = _images("average_pool2d", x)
    shape, steps = _window("average_pool2d", size, stride)
    y = _windows("average_pool2d", x, shape, steps).mean(axis=(-2, -1))

    def to_x(g: NDArray) -> NDArray:
        share = g / (shape[0] * shape[1])
        spread = np.zeros_like(x)
        for p, q in np.ndindex(*shape):
            _pixel(spread, p, q, steps, y.shape[2:])[...] += share
        return spread

    return y, (to_x,)


def _windows(owner: str, x: NDArray, shape: tuple[int, ...], steps: Size) -> NDArray:
    """Return a view (n, channels, rows, columns, kh, kw): the window at every place that a stride reaches."""
    if shape[0] > x.shape[2] or shape[1] > x.shape[3]:
        raise ValueError(
            f"{owner}: a window of {tuple(shape)} does not fit into an image of {x.shape[2:]}, padding included."
        )
    return sliding_window_view(x, shape, axis=(2, 3))[:, :, :: steps[0], :: steps[1]]


def _pixel(image: NDArray, p: int, q: int, steps: Size, places: tuple[int, ...]) -> NDArray:
    """Return a view of pixel (p, q) of every window: (n, channels, rows, columns)."""
    rows, columns = places
    return image[:, :, p : p + rows * steps[0] : steps[0], q : q + columns * steps[1] : steps[1]]


def _images(owner: str, x: Any) -> NDArray:
    images = np.asarray(x)
    if images.ndim != 4:
        raise ValueError(f"{owner}: x has shape {images.shape}; expected (n, channels, height, width).")
    return images


def _window(owner: str, size: int | Size, stride: int | Size | None) -> tuple[Size, Size]:
    shape = _pair(f"{owner}: size", size, 1)
    return shape, shape if stride is None else _pair(f"{owner}: stride", stride, 1)


def _pair(what: str, given: Any, low: int) -> Size:
    pair = given if isinstance(given, tuple) else (given, given)
    whole = all(isinstance(k, int | np.integer) and not isinstance(k, bool) and k >= low for k in pair)
    if len(pair) != 2 or not whole:
        raise ValueError(f"{what} must be a whole number ≥ {low} or a pair of them, got {given!r}.")
    return int(pair[0]), int(pair[1])
