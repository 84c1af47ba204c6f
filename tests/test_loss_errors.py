"""Bad input: one ValueError in one sentence, which names the loss, the argument, what came and what was expected."""

import re

import numpy as np
import pytest
from drawing import DRAWABLE, LOSSES, accepts, classes, draw, invalid, narrow, recipe

import lossopt as lo
from lossopt.losses import core

every_loss = pytest.mark.parametrize("loss", DRAWABLE, ids=lambda loss: loss.name)
EXPECTATION = re.compile(r"expected|must|needs|nothing is broadcast")


def refuse(loss, argument, came, y_true, y_pred, *places, **given):
    """Hold the message that `loss` raises to what a learner needs; value, gradient and both say the same."""
    messages = set()
    for call in (loss, loss.grad, loss.value_and_grad):
        with pytest.raises(ValueError) as caught:
            call(y_true, y_pred, *places, **given)
        messages.add(str(caught.value))
        assert caught.value.__suppress_context__ or caught.value.__context__ is None, "shows a second traceback"
    (message,) = messages
    assert message.startswith(f"{loss.name}: "), message
    assert argument in message, message
    assert came in message, message
    assert EXPECTATION.search(message), message
    assert message.endswith(".") and ". " not in message and "\n" not in message, f"not one sentence: {message}"
    return message


def spoil(array, value, where=-1):
    spoiled = array.copy()
    spoiled.flat[where] = value
    return spoiled


# --- shapes -----------------------------------------------------------------------------------------------------------


def test_the_first_example_of_silent_truncation():
    message = refuse(lo.losses.huber, "y_pred", "(1,)", [1, 2], [1.0])
    assert "y_true has shape (2,)" in message


@every_loss
def test_one_target_too_few(loss, rng):
    y_true, y_pred = draw(loss, rng)
    refuse(loss, "y_true", str(y_true[1:].shape), y_true[1:], y_pred)
    refuse(loss, "y_pred", "6", y_true, y_pred[1:])


@every_loss
def test_one_target_for_all_is_not_broadcast(loss, rng):
    y_true, y_pred = draw(loss, rng)
    refuse(loss, "y_true", str(y_true[:1].shape), y_true[:1], y_pred)
    refuse(loss, "y_true", "()", y_true.flat[0], y_pred)


@pytest.mark.parametrize(
    "loss", [loss for loss in DRAWABLE if narrow(loss, np.random.default_rng(0))], ids=lambda loss: loss.name
)
def test_a_column_is_no_vector(loss, rng):
    y_true, y_pred = narrow(loss, rng)
    refuse(loss, "y_pred", "(7, 1)", y_true, y_pred[:, None])
    refuse(loss, "y_true", "(7, 1)", y_true[:, None], y_pred)
    assert loss(y_true[:, None], y_pred[:, None]) == pytest.approx(loss(y_true, y_pred))


@every_loss
def test_nothing_to_average(loss, rng):
    y_true, y_pred = draw(loss, rng)
    message = refuse(loss, "y_pred", "empty", y_true[:0], y_pred[:0])
    assert str(y_pred[:0].shape) in message


def test_empty_lists():
    refuse(lo.losses.mse, "y_pred", "(0,)", [], [])
    refuse(lo.losses.mse, "y_pred", "(3, 0)", np.ones((3, 0)), np.ones((3, 0)))


def test_single_numbers():
    refuse(lo.losses.mse, "y_true and y_pred", "single numbers", 1.0, 2.0)


rows = [loss for loss in DRAWABLE if loss.form.name in ("rows", "labels")]


@pytest.mark.parametrize("loss", rows, ids=lambda loss: loss.name)
def test_rows_are_rows(loss, rng):
    y_true, y_pred = draw(loss, rng)
    refuse(loss, "y_pred", str(y_pred[0].shape), y_true[0], y_pred[0])
    refuse(loss, "y_pred", str((*y_pred.shape, 1)), y_true, y_pred[..., None])


# --- numbers ----------------------------------------------------------------------------------------------------------


@every_loss
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=["float32", "float64"])
def test_numbers_that_are_not_finite(loss, bad, dtype, rng):
    y_true, y_pred = draw(loss, rng, dtype=dtype)
    message = refuse(loss, "y_pred", str(bad), y_true, spoil(y_pred, bad))
    last = tuple(size - 1 for size in y_pred.shape)
    assert f"at index {last if len(last) > 1 else last[0]}" in message
    if not recipe(loss).takes_labels:
        refuse(loss, "y_true", str(bad), spoil(y_true, bad), y_pred)


def test_a_bad_number_among_many(rng):
    # far beyond one block, and beside numbers whose squares overflow
    y = np.full(100_000, 1e200)
    refuse(lo.losses.mae, "y_pred", "at index 77777", y, spoil(y, np.nan, 77_777))


NO_NUMBERS = {
    "strings": (["a"] * 7, "dtype <U1"),
    "digits": (np.array(["1"] * 7), "dtype <U1"),
    "nones": ([None] * 7, "dtype object"),
    "complex": ([1j] * 7, "dtype complex128"),
    "ragged": ([[1, 2], [1]], "rows of different lengths"),
    "word": ("seven", "dtype <U5"),
    "dict": ({"a": 1}, "dtype object"),
    "bytes": (b"seven", "dtype |S5"),
    "dates": (np.array(["2024-01-01"] * 7, "datetime64[D]"), "dtype datetime64[D]"),
}


@every_loss
@pytest.mark.parametrize(("words", "came"), NO_NUMBERS.values(), ids=NO_NUMBERS)
def test_what_is_no_array_of_real_numbers(loss, words, came, rng):
    y_true, y_pred = draw(loss, rng)
    refuse(loss, "y_true", came, words, y_pred)
    refuse(loss, "y_pred", came, y_true, words)
    refuse(loss, "weights", came, y_true, y_pred, weights=words)


@every_loss
def test_nothing_at_all(loss, rng):
    y_true, y_pred = draw(loss, rng)
    refuse(loss, "y_true", "dtype object", None, y_pred)
    refuse(loss, "y_pred", "dtype object", y_true, None)


# --- what the loss itself expects of y_true ---------------------------------------------------------------------------

labelled = [loss for loss in DRAWABLE if recipe(loss).takes_labels]
distributed = [loss for loss in DRAWABLE if loss.targets == "distribution"]
fractional = [loss for loss in DRAWABLE if loss.targets == "fraction"]


@pytest.mark.parametrize("loss", labelled, ids=lambda loss: loss.name)
def test_class_indices(loss, rng):
    y_true, y_pred = draw(loss, rng)
    classes = y_pred.shape[1]
    refuse(loss, "y_true", f"class {classes}", spoil(y_true, classes), y_pred)
    refuse(loss, "y_true", "class -1", spoil(y_true, -1), y_pred)  # Python would count from the end
    refuse(loss, "y_true", "float64", y_true.astype(float), y_pred)
    refuse(loss, "y_true", "bool", y_true.astype(bool), y_pred)
    refuse(loss, "y_true", "(7, 1)", y_true[:, None], y_pred)
    message = refuse(loss, "y_true", str(y_pred.shape), np.eye(classes)[y_true], y_pred)
    assert ("without 'sparse'" in message) == ("sparse" in loss.name)


@pytest.mark.parametrize("loss", distributed, ids=lambda loss: loss.name)
def test_rows_that_are_no_distributions(loss, rng):
    y_true, y_pred = draw(loss, rng)
    message = refuse(loss, "y_true", "1.5", spoil(y_true, y_true.flat[-1] + 0.5), y_pred)
    assert "row 6" in message
    refuse(loss, "y_true", "0.5", y_true / 2, y_pred)
    refuse(loss, "y_true", "sums to 0", 0 * y_true, y_pred)
    moved = y_true.copy()
    moved[0] += [1.5, -1.5, *[0] * (y_true.shape[1] - 2)]
    refuse(loss, "y_true", f"{moved.min():g}", moved, y_pred)
    refuse(loss, "y_true", "(7,)", y_true[:, 0], y_pred)
    nearly = (y_true / 3 * 3).astype(np.float32)
    assert np.isfinite(loss(nearly, y_pred.astype(np.float32)))  # rounding is no mistake


@pytest.mark.parametrize("loss", fractional, ids=lambda loss: loss.name)
def test_targets_beyond_0_and_1(loss, rng):
    y_true, y_pred = draw(loss, rng)
    refuse(loss, "y_true", "1.5", spoil(y_true, 1.5), y_pred)
    refuse(loss, "y_true", "-0.25", spoil(y_true, -0.25), y_pred)
    refuse(loss, "y_true", "-1", spoil(y_true, -1), y_pred)  # labels −1/+1 belong to the margin losses
    edges = np.zeros_like(y_true)
    assert accepts(loss, edges, y_pred) and accepts(loss, edges + 1, y_pred)


# --- weights ----------------------------------------------------------------------------------------------------------


@every_loss
@pytest.mark.parametrize("reduction", core.REDUCTIONS)
def test_weights(loss, reduction, rng):
    y_true, y_pred = draw(loss, rng)
    given = {"reduction": reduction}
    for shape in [(6,), (8,), (7, 1), (1,), (), (0,)]:
        refuse(loss, "weights", f"has shape {shape}", y_true, y_pred, weights=np.ones(shape), **given)
    refuse(loss, "weights", "-0.5", y_true, y_pred, weights=[1, 1, 1, -0.5, 1, 1, 1], **given)
    refuse(loss, "weights", "nan", y_true, y_pred, weights=[1, 1, 1, np.nan, 1, 1, 1], **given)
    refuse(loss, "weights", "inf", y_true, y_pred, weights=[1, 1, 1, np.inf, 1, 1, 1], **given)
    if reduction == "mean":
        refuse(loss, "weights", "sum to 0", y_true, y_pred, weights=np.zeros(7))


@every_loss
@pytest.mark.parametrize("bad", ["avg", "MEAN", "", None, 1, ["mean"], np.array(["mean", "sum"])], ids=repr)
def test_reduction(loss, bad, rng):
    message = refuse(loss, "reduction", repr(bad).replace("\n", " "), *draw(loss, rng), reduction=bad)
    assert "'mean', 'sum', 'none'" in message


# --- hyperparameters --------------------------------------------------------------------------------------------------

ranged = [(loss, name, bad) for loss in DRAWABLE for name, range_ in loss.ranges.items() for bad in invalid(range_)]


@pytest.mark.parametrize(("loss", "name", "bad"), ranged, ids=lambda x: getattr(x, "name", None) or repr(x)[:20])
def test_hyperparameters_out_of_range(loss, name, bad, rng):
    y_true, y_pred = draw(loss, rng)
    message = refuse(loss, name, repr(bad), y_true, y_pred, **{name: bad})
    words = getattr(loss.ranges[name], "words", "True or False")
    assert words in message
    place = list(loss.hyper).index(name)
    defaults = list(loss.hyper.values())[:place]
    refuse(loss, name, repr(bad), y_true, y_pred, *defaults, bad)
    with pytest.raises(ValueError, match=rf"^{loss.name}: {name} must be"):
        loss.bind(**{name: bad})


def test_every_hyperparameter_declares_its_range():
    # arrays have no range; each loss that takes one checks it, as below
    missing = {(loss.name, name) for loss in LOSSES for name in loss.hyper if name not in loss.ranges}
    assert {name for _, name in missing} <= {"class_weights", "positions"}


@pytest.mark.parametrize(
    "loss", [loss for loss in DRAWABLE if "class_weights" in loss.hyper], ids=lambda loss: loss.name
)
@pytest.mark.parametrize("reduction", core.REDUCTIONS)
def test_class_weights(loss, reduction, rng):
    y_true, y_pred = draw(loss, rng)
    count = classes(loss)

    def refused(came, class_weights):
        refuse(loss, "class_weights", came, y_true, y_pred, class_weights=class_weights, reduction=reduction)

    for shape in [(count - 1,), (count, 1), (), (len(y_pred),)]:
        refused(f"has shape {shape}", np.ones(shape))
    for bad in (-1.0, np.nan, np.inf):
        refused(str(bad), spoil(np.ones(count), bad))
    for words in (["a"] * count, [1j] * count, [[1, 2], [1]], "balanced"):
        refused(repr(words), words)


@every_loss
def test_hyperparameters_that_do_not_exist(loss, rng):
    # as in any Python call, the wrong name is a TypeError; it says which names there are
    y_true, y_pred = draw(loss, rng)
    takes = ", ".join(loss.hyper) or "none"
    for call in (loss, loss.grad, loss.value_and_grad):
        with pytest.raises(
            TypeError, match=re.escape(f"{loss.name} has no hyperparameter 'nonsense'; it takes: {takes}.")
        ):
            call(y_true, y_pred, nonsense=1)
        with pytest.raises(TypeError, match=f"{loss.name} takes the hyperparameters .*, got {len(loss.hyper) + 1}"):
            call(y_true, y_pred, *loss.hyper.values(), 1)
        if loss.hyper:
            name, value = next(iter(loss.hyper.items()))
            with pytest.raises(TypeError, match=f"{loss.name} got '{name}' twice"):
                call(y_true, y_pred, value, **{name: value})
    with pytest.raises(TypeError, match=f"{loss.name} has no hyperparameter 'nonsense'"):
        loss.bind(nonsense=1)


def test_a_bound_loss_still_checks():
    wide = lo.losses.huber.bind(delta=2.0)
    refuse(wide, "delta", "-1", [1.0], [1.0], delta=-1)
    refuse(wide, "y_pred", "(1,)", [1.0, 2.0], [1.0])
