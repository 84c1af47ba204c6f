"""The data sets: real, whole, in their own units, the same everywhere."""

import builtins
import sys

import numpy as np
import pytest

from lossopt import datasets
from lossopt.datasets import Dataset
from lossopt.language import set_language

LOADERS = [
    thing for name, thing in vars(datasets).items()
    if callable(thing) and getattr(thing, "__module__", "") == datasets.__name__ and not isinstance(thing, type) and name[0] != "_"
]  # fmt: skip
GENERATED = {datasets.moons, datasets.spirals}
every_dataset = pytest.mark.parametrize("load", LOADERS, ids=lambda load: load.__name__)


@every_dataset
def test_shapes_and_numbers(load):
    data = load()
    assert isinstance(data, Dataset)
    assert data.X.ndim == 2 and data.y.shape[0] == len(data.X)
    assert np.isfinite(data.X).all() and np.isfinite(data.y).all()
    assert data.X.dtype == np.float64
    assert len(data.features) == data.X.shape[1] == len(set(data.features))
    assert np.ptp(data.y) > 0


@every_dataset
def test_every_load_is_equal_and_the_callers_own(load):
    first = load()
    before = first.X.copy()
    first.X[:] = 0
    np.testing.assert_array_equal(load().X, before)


@every_dataset
def test_words(load):
    data = load()
    assert data.target.ko and data.target.en and bool(data.source) == (load not in GENERATED)
    assert len(data.classes) == (len(np.unique(data.y)) if data.y.dtype.kind == "i" else 0)
    assert data.target.en in repr(data) and str(len(data.X)) in repr(data)
    set_language("ko")
    assert data.target.ko in repr(data)
    assert load.__doc__


def test_diabetes_is_in_its_own_units():
    data = datasets.diabetes()
    assert data.X.shape == (442, 10) and data.y.shape == (442,)
    age, sex = (data.X[:, data.features.index(name)] for name in ("age", "sex"))
    assert 15 < age.min() < 25 and 70 < age.max() < 90  # years, not standard deviations
    assert len(np.unique(sex)) == 2
    assert data.y.min() == 25 and data.y.max() == 346
    assert data.y.mean() == pytest.approx(152.13, abs=0.01)


def test_digits_are_images_between_0_and_1():
    data = datasets.digits()
    assert data.images.shape == (1797, 1, 8, 8) and data.X.min() == 0 and data.X.max() == 1
    assert data.images[3, 0, 2, 5] == data.X[3, 2 * 8 + 5]
    with pytest.raises(ValueError, match="rows of 10 features, not images"):
        _ = datasets.diabetes().images


def test_class_1_is_the_malignant_tumour():
    data = datasets.breast_cancer()
    assert data.classes[1].en == "malignant" and np.bincount(data.y).tolist() == [357, 212]
    radius = data.X[:, data.features.index("mean radius")]
    assert radius[data.y == 1].mean() > radius[data.y == 0].mean()


def test_a_split_loses_nobody_and_is_the_same_for_a_seed():
    data = datasets.wine()
    train, test = data.split(0.25, seed=3)
    assert len(test.X) == round(0.25 * 178) and len(train.X) + len(test.X) == 178
    rows = {tuple(row) for row in data.X}
    assert {tuple(row) for row in train.X} | {tuple(row) for row in test.X} == rows
    again, other = data.split(0.25, seed=3)[1], data.split(0.25, seed=4)[1]
    assert np.array_equal(again.X, test.X) and not np.array_equal(other.X, test.X)
    place = {tuple(row): label for row, label in zip(data.X, data.y, strict=True)}
    assert all(place[tuple(row)] == label for row, label in zip(test.X, test.y, strict=True))


@pytest.mark.parametrize("share", [0.0, 1.0, -0.5, float("nan"), 0.001])
def test_a_split_needs_both_sides(share):
    with pytest.raises(ValueError, match=r"^split: test"):
        datasets.wine().split(share)


def test_no_line_parts_the_moons_but_the_arcs_do():
    data = datasets.moons(400, noise=0.0)
    away = np.hypot(data.X[:, 0] - data.y, data.X[:, 1] - 0.5 * data.y)
    np.testing.assert_allclose(away, 1.0)
    design = np.column_stack([data.X, np.ones(400)])
    line = np.linalg.lstsq(design, 2.0 * data.y - 1, rcond=None)[0]
    assert 0.7 < np.mean((design @ line > 0) == data.y) < 0.95


def test_every_arm_of_the_spirals_is_the_first_one_turned():
    data = datasets.spirals(300, arms=3, noise=0.0, seed=1)
    radius = np.hypot(*data.X.T)
    angle = np.arctan2(data.X[:, 0], data.X[:, 1])
    off = np.angle(np.exp(1j * (angle - 4 * radius - 2 * np.pi * data.y / 3)))
    np.testing.assert_allclose(off, 0, atol=1e-12)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: datasets.moons(1), "moons: n"),
        (lambda: datasets.moons(noise=-1), "moons: noise"),
        (lambda: datasets.spirals(arms=0), "spirals: arms"),
    ],
)
def test_generators_name_bad_input(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_without_scikit_learn_the_error_says_what_to_install(monkeypatch):
    real = builtins.__import__

    def absent(name, *args, **given):
        if name.partition(".")[0] == "sklearn":
            raise ImportError("No module named 'sklearn'")
        return real(name, *args, **given)

    for name in [name for name in sys.modules if name.partition(".")[0] == "sklearn"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(ImportError) as caught:
        datasets.diabetes()
    assert str(caught.value) == "this data set comes with scikit-learn: pip install 'lossopt[data]'."
    assert caught.value.__suppress_context__
