"""Cosine, contrastive and triplet losses; the triplet loss, which has no targets, is held here to what all losses promise."""

import itertools
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossopt import gradcheck, losses
from lossopt.losses import core

triplet = losses.triplet
seeds = st.integers(0, 1000)
SETTINGS = [{}, {"margin": 0.3}, {"squared": True}, {"squared": True, "margin": 2.0}]
MININGS = ("all", "hard", "semihard")
every_setting = pytest.mark.parametrize("chosen", SETTINGS, ids=str)
every_mining = pytest.mark.parametrize("mining", MININGS)


# --- cosine -----------------------------------------------------------------------------------------------------------


def test_cosine_by_hand():
    y, p = [[1, 0], [1, 0], [1, 0], [3, 4]], [[2, 0], [-2, 0], [0, 5], [4, 3]]
    np.testing.assert_allclose(losses.cosine(y, p, reduction="none"), [0, 2, 1, 1 - 24 / 25], atol=1e-15)


@given(seed=seeds, scale=st.floats(0.01, 100))
def test_cosine_sees_no_length(seed, scale):
    y, p = np.random.default_rng(seed).standard_normal((2, 4, 3))
    value, grad = losses.cosine.value_and_grad(y, p)
    longer, longer_grad = losses.cosine.value_and_grad(y, scale * p)
    assert longer == pytest.approx(value, rel=1e-9, abs=1e-12)
    np.testing.assert_allclose(scale * longer_grad, grad, rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose((grad * p).sum(axis=1), 0, atol=1e-14)  # it only turns


def test_a_vector_without_direction():
    for y, p, name in [([[0, 0]], [[1, 0]], "y_true"), ([[1, 0]], [[0, 0]], "y_pred")]:
        with pytest.raises(
            ValueError, match=f"^cosine: row 0 of {name} has length 0; expected vectors with a direction"
        ):
            losses.cosine(y, p)


# --- contrastive ------------------------------------------------------------------------------------------------------


def test_contrastive_by_hand():
    pairs = np.array([[[0.0, 0], [3, 4]], [[0, 0], [3, 4]], [[0, 0], [0.6, 0.8]], [[1, 1], [1, 1]], [[1, 1], [1, 1]]])
    value, grad = losses.contrastive.value_and_grad([1, 0, 0, 1, 0], pairs, margin=2.0, reduction="none")
    np.testing.assert_allclose(value, [12.5, 0, 0.5, 0, 2])
    np.testing.assert_allclose(grad[0], [[-3, -4], [3, 4]])
    np.testing.assert_allclose(grad[2], [[0.6, 0.8], [-0.6, -0.8]])
    assert not grad[1].any() and not grad[3:].any()


# --- given triplets ---------------------------------------------------------------------------------------------------


def test_triplet_by_hand():
    t = np.array([[[0.0, 0], [3, 4], [6, 8]], [[0, 0], [3, 4], [0, 1]], [[1, 1], [1, 1], [1, 1]]])
    np.testing.assert_allclose(triplet(None, t, reduction="none"), [0, 5, 1])
    np.testing.assert_allclose(triplet(None, t, squared=True, reduction="none"), [0, 25, 1])
    grad = triplet.grad(None, t, reduction="sum")
    assert not grad[0].any() and not grad[2].any()  # fulfilled; at distance 0 the subgradient 0
    np.testing.assert_allclose(grad[1], [[-0.6, -0.8 + 1], [0.6, 0.8], [0, -1]], atol=1e-15)


@every_setting
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_gradient_of_given_triplets(chosen, weighted, reduction, rng):
    t, weights = rng.standard_normal((8, 3, 4)), rng.uniform(0.5, 2, 8) if weighted else None
    report = gradcheck.check(
        lambda x: triplet.value_and_grad(None, x, weights=weights, reduction=reduction, **chosen), t
    )
    assert report, report
    assert np.abs(triplet.grad(None, t, **chosen)).max() > 0.01


@every_setting
def test_weights_count_as_repetition(chosen, rng):
    t, times = rng.standard_normal((6, 3, 4)), np.array([1, 0, 3, 2, 1, 4])
    for reduction in ("mean", "sum"):
        value = triplet(None, t, weights=times, reduction=reduction, **chosen)
        assert value == pytest.approx(
            triplet(None, np.repeat(t, times, axis=0), reduction=reduction, **chosen), rel=1e-12
        )


@every_setting
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_blocks_dtypes_and_reductions(chosen, dtype, rng, monkeypatch):
    t = rng.standard_normal((131, 3, 4)).astype(dtype)
    tolerance = 1e-12 if dtype is np.float64 else 2e-5
    value, grad = triplet.value_and_grad(None, t, **chosen)
    each, each_grad = triplet.value_and_grad(None, t, reduction="none", **chosen)
    assert grad.dtype == each.dtype == each_grad.dtype == dtype and each.shape == (131,)
    assert value == pytest.approx(each.mean(), rel=tolerance)
    np.testing.assert_allclose(grad * 131, each_grad, rtol=10 * tolerance, atol=tolerance)
    for size in (1, 100, 1000):
        monkeypatch.setattr(core, "BLOCK_BYTES", size)
        again, again_grad = triplet.value_and_grad(None, t, **chosen)
        assert again == pytest.approx(value, rel=tolerance)
        np.testing.assert_allclose(again_grad, grad, rtol=10 * tolerance, atol=tolerance)


def test_layouts_and_lists(rng):
    t = rng.standard_normal((10, 3, 4))
    value = triplet(None, t)
    assert triplet(None, t.tolist()) == pytest.approx(value)
    assert triplet(None, np.asfortranarray(t)) == pytest.approx(value)
    before = t.copy()
    t.setflags(write=False)
    grad = triplet.grad(None, t)
    grad += 1
    np.testing.assert_array_equal(t, before)


@pytest.mark.parametrize("bad", [np.ones((3, 4)), np.ones((2, 2, 4)), np.ones(3), np.ones((0, 3, 4)), np.ones((2, 3, 0))], ids=lambda x: str(x.shape))  # fmt: skip
def test_shapes_of_triplets(bad):
    with pytest.raises(ValueError, match=r"^triplet: y_pred .*expected"):
        triplet(None, bad)


def test_numbers_of_triplets():
    bad = np.zeros((2, 3, 4))
    bad[1, 2, 3] = np.nan
    with pytest.raises(ValueError, match=r"^triplet: y_pred contains nan at index \(1, 2, 3\)"):
        triplet(None, bad)


# --- mining -----------------------------------------------------------------------------------------------------------


def by_force(labels, x, mining):
    """Return the mined triplets, found by looking at all of them."""
    d = np.sqrt(((x[:, None] - x[None]) ** 2).sum(axis=2))
    n = range(len(labels))
    every = [(a, p, q) for a, p, q in itertools.product(n, n, n) if a != p and labels[a] == labels[p] != labels[q]]
    found = set()
    for a in n:
        mine = [t for t in every if t[0] == a]
        if mining == "all" or not mine:
            found.update(mine)
        elif mining == "hard":
            p, q = max((t[1] for t in mine), key=lambda i: d[a, i]), min((t[2] for t in mine), key=lambda i: d[a, i])
            found.add((a, p, q))
        else:
            for p in {t[1] for t in mine}:
                negatives = {t[2] for t in mine}
                farther = [q for q in negatives if d[a, q] > d[a, p]]
                q = min(farther, key=lambda i: d[a, i]) if farther else max(negatives, key=lambda i: d[a, i])
                found.add((a, p, q))
    return found


def labelled(seed, n=11, classes=4):
    rng = np.random.default_rng(seed)
    labels = rng.integers(classes, size=n)
    labels[:3] = 0, 0, 1
    return labels, rng.standard_normal((n, 3))


@every_mining
@given(seed=seeds)
def test_mining_finds_what_looking_at_all_triplets_finds(mining, seed):
    labels, x = labelled(seed)
    found = losses.mine_triplets(labels, x, mining)
    assert {tuple(row) for row in found.tolist()} == by_force(labels, x, mining)
    assert len(found) == len({tuple(row) for row in found.tolist()})


def test_a_semihard_negative_is_farther_than_the_positive_not_as_far():
    x = [[0.0], [1.0], [-1.0], [2.0]]  # from the first: the positive and one negative at distance 1, one negative at 2
    assert [0, 1, 3] in losses.mine_triplets([0, 0, 1, 1], x, "semihard").tolist()
    assert [0, 1, 2] not in losses.mine_triplets([0, 0, 1, 1], x, "semihard").tolist()


@every_mining
@every_setting
@given(seed=st.integers(0, 30))
def test_a_mined_loss_is_that_of_the_mined_triplets(mining, chosen, seed):
    labels, x = labelled(seed)
    mined = losses.mine_triplets(labels, x, mining)
    for reduction in ("mean", "sum"):
        value, grad = triplet.value_and_grad(labels, x, mining=mining, reduction=reduction, **chosen)
        again, by_triplet = triplet.value_and_grad(None, x[mined], reduction=reduction, **chosen)
        gathered = np.zeros_like(x)
        np.add.at(gathered, mined, by_triplet)
        assert value == pytest.approx(again, rel=1e-12, abs=1e-12)
        np.testing.assert_allclose(grad, gathered, atol=1e-12)


@every_mining
@pytest.mark.parametrize("squared", [False, True])
def test_gradient_of_a_mined_loss(mining, squared):
    labels, x = labelled(3)
    report = gradcheck.check(lambda p: triplet.value_and_grad(labels, p, mining=mining, squared=squared), x)
    assert report, report


def test_equal_embeddings_of_a_batch():
    # everything has collapsed onto one point: each triplet costs the margin, and no direction leads away
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for mining in MININGS:
            value, grad = triplet.value_and_grad([0, 0, 1, 1], np.ones((4, 2)), margin=0.7, mining=mining)
            assert value == pytest.approx(0.7)
            assert not grad.any()


def test_a_mined_loss_keeps_float32(rng):
    labels, x = labelled(1)
    value, grad = triplet.value_and_grad(labels, x.astype(np.float32), mining="hard")
    assert type(value) is float and grad.dtype == np.float32
    assert value == pytest.approx(triplet(labels, x, mining="hard"), rel=1e-5)


def test_what_cannot_be_mined():
    labels, x = labelled(0)
    for given_, message in [
        ({"mining": "easy"}, "mining must be one of 'all', 'hard', 'semihard', got 'easy'"),
        ({"weights": np.ones(11)}, "weights must be None when triplets are mined"),
        ({"reduction": "none"}, "reduction must be 'mean' or 'sum' when triplets are mined, got 'none'"),
        ({"margin": 0}, "margin must be a number > 0, got 0"),
    ]:
        with pytest.raises(ValueError, match=f"^triplet: {message}"):
            triplet(labels, x, **given_)
    for y, p, message in [
        (labels[1:], x, r"y_true has shape \(10,\) and y_pred \(11, 3\)"),
        (labels.astype(float), x, "y_true must be None for given triplets or hold whole labels, got dtype float64"),
        ([0, 0, 0], np.ones((3, 2)), "among which there is no triplet"),
        ([0, 1, 2], np.ones((3, 2)), "among which there is no triplet"),
        (labels, np.full((11, 3), np.inf), "y_pred contains inf"),
        (labels, np.ones((11, 3, 3)), r"expected labels \(n,\) and embeddings \(n, d\)"),
    ]:
        with pytest.raises(ValueError, match=f"^triplet: .*{message}"):
            triplet(y, p)
        with pytest.raises(ValueError, match=f"^mine_triplets: .*{message}"):
            losses.mine_triplets(y, p)
    with pytest.raises(TypeError, match="triplet has no hyperparameter 'nonsense'"):
        triplet(labels, x, nonsense=1)


def test_descent_on_a_mined_loss_pulls_classes_apart(rng):
    labels, x = np.repeat([0, 1, 2], 5), 0.1 * rng.standard_normal((15, 2))
    start = triplet(labels, x, mining="semihard")
    for _ in range(200):
        x -= 0.5 * triplet.grad(labels, x, mining="semihard")
    assert triplet(labels, x, mining="semihard") < 0.2 * start


def test_mining_can_be_bound(rng):
    labels, embeddings = np.repeat([0, 1, 2], 4), rng.standard_normal((12, 3))
    bound = triplet.bind(mining="hard", margin=0.5)
    assert bound(labels, embeddings) == triplet(labels, embeddings, mining="hard", margin=0.5)
    assert bound(labels, embeddings, mining="all") == triplet(labels, embeddings, margin=0.5)
    assert bound.bind(margin=2.0)(labels, embeddings) == triplet(labels, embeddings, mining="hard", margin=2.0)
    assert triplet(labels, embeddings, mining="hard") != triplet(labels, embeddings)
    with pytest.raises(ValueError, match="triplet: mining must be one of 'all', 'hard', 'semihard', got 'easy'"):
        triplet.bind(mining="easy")
