"""Sums along rows, looks at extremes and room for results: what they return, whatever the layout, the dtype and the path taken."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from lossopt import losses
from lossopt.losses import rows
from lossopt.losses.scratch import KEPT_BYTES, scratch
from lossopt.room import room

NARROW = [(1, 1), (7, 10), (900, 10), (300, 31)]
BROAD = [(300, 32), (150, 64), (3, 160), (200, 160), (63, 128), (64, 128), (70, 127)]


@pytest.mark.parametrize("shape", NARROW + BROAD)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_products_along_rows(shape, dtype, rng):
    x, y = rng.standard_normal((2, *shape)).astype(dtype)
    factors, out = rng.standard_normal(shape[0]).astype(dtype), np.full(shape, np.nan, dtype)
    tolerance = 1e-4 if dtype is np.float32 else 1e-12
    np.testing.assert_allclose(rows.row_sums(x), x.sum(axis=1), rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(rows.row_sums(x, 0.3), 0.3 * x.sum(axis=1), rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(rows.row_dots(x, y), (x * y).sum(axis=1), rtol=tolerance, atol=tolerance)
    rows.times_rows(x, factors, out)
    np.testing.assert_allclose(out, x * factors[:, None], rtol=tolerance)
    rows.times_rows(x, factors, out, plus=y[:, 0])
    np.testing.assert_allclose(out, x * factors[:, None] + y[:, :1], rtol=tolerance, atol=tolerance)
    assert rows.row_sums(x).dtype == rows.row_dots(x, y).dtype == dtype


def test_numpys_buffer_is_again_as_large_as_before():
    x, usual = np.ones((100, 160)), np.getbufsize()
    rows.times_rows(x, x[:, 0], x)
    assert np.getbufsize() == usual
    with pytest.raises(TypeError):
        rows.times_rows(x, x[:, 0], "no array")
    assert np.getbufsize() == usual


def test_numbers_that_are_kept_are_nobodys_to_change():
    rows._equal.cache_clear()
    kept = rows._equal(5, np.dtype(np.float64), 1.0)
    with pytest.raises(ValueError, match="read-only"):
        kept[0] = 2


@pytest.mark.parametrize("layout", [lambda x: x, lambda x: x.T, lambda x: x[::-1, ::2], np.asfortranarray])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.int8, np.uint8, ">f8"])
def test_extremes(layout, dtype, rng):
    x = layout(rng.integers(0, 100, (6, 8)).astype(dtype))
    assert rows.lowest(x) == x.min() and rows.highest(x) == x.max()
    assert type(rows.lowest(x)) in (int, float)
    assert rows.all_true(x >= x.min()) is True and rows.all_true(x > x.min()) is False


def test_what_is_not_a_number_is_an_extreme():
    x = np.array([[1.0, 2.0], [np.nan, 3.0]])
    assert np.isnan(rows.lowest(x)) and np.isnan(rows.highest(x))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("layout", [lambda x: x, lambda x: x.T, lambda x: x[::2, ::-1]])
def test_the_unit_interval(dtype, layout):
    inside = np.array([[0.0, 1.0], [0.5, np.finfo(dtype).tiny], [1.0, 0.25]], dtype)
    assert rows.in_unit_interval(layout(inside))
    for outside in (np.nextafter(dtype(1), dtype(2)), -np.finfo(dtype).tiny, np.nan, -np.nan, np.inf, -np.inf, -1.0):
        x = inside.copy()
        x[2, 1] = outside
        assert not rows.in_unit_interval(layout(x))


def test_fractions_that_the_quick_look_does_not_know():
    zero, half = -0.0, 0.5
    for y in ([zero, half], np.array([zero, half], np.float32), np.array([0, 1]), np.array([False, True])):
        assert losses.binary_cross_entropy(y, [half, half]) == pytest.approx(np.log(2))
    assert not rows.in_unit_interval(np.array([0, 1])) and not rows.in_unit_interval(np.array([zero]))
    assert losses.binary_cross_entropy(np.array([0.0, 1.0], ">f8"), np.array([0.5, 0.5], np.float16)) > 0
    with pytest.raises(ValueError, match=r"y_true contains 2; expected numbers in \[0, 1\]"):
        losses.binary_cross_entropy([0, 2], [half, half])


# --- room ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(7,), (3, 5), (100, 10), (5000, 3, 4)])
def test_room_begins_with_a_line_of_the_cache(shape, dtype):
    for _ in range(5):
        array = room(shape, np.dtype(dtype))
        assert array.shape == shape and array.dtype == dtype and array.flags.c_contiguous and array.flags.writeable
        assert array.ctypes.data % 64 == 0
        array.fill(1)  # all of it is there


def test_scratch_is_the_same_room_as_long_as_the_shape_is_the_same():
    x = np.ones((3, 4))
    first = scratch(x)
    assert scratch(2 * x) is first
    assert scratch(x.astype(np.float32)).dtype == np.float32
    assert scratch(x[:2]).shape == (2, 4)


def test_a_large_scratch_is_not_kept():
    x = np.ones(KEPT_BYTES // 8)
    assert scratch(x) is scratch(x)
    x = np.ones(KEPT_BYTES // 8 + 1)
    assert scratch(x) is not scratch(x)


def test_every_thread_has_a_scratch_of_its_own():
    x = np.ones((3, 4))
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(scratch, x).result()
    assert not np.shares_memory(scratch(x), other)


def test_no_gradient_lies_in_the_scratch(rng):
    for loss in (losses.huber, losses.mae, losses.log_cosh, losses.quantile, losses.hinge):
        y, p = np.sign(rng.standard_normal((2, 40)))
        grad = loss.grad(y, p)
        kept = grad.copy()
        loss.grad(y, -p)
        np.testing.assert_array_equal(grad, kept)
        assert not np.shares_memory(grad, scratch(p))
