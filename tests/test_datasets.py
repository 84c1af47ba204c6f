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
    assert data.target.ko and data.target.en and data.source
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
