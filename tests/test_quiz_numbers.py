"""Every number that a quiz states, computed anew; which option is right follows from the computation.

For each question a set's function below yields its facts:

- the numbers of its text, and of every option as "option | explanation", in the order in which they stand (English first, then
  what Korean adds). What can be computed is written into these strings by the computation; a number typed here is one that the
  question gives or one that belongs to a formula;
- for every option whether it is right, by an experiment or by comparing the number it names with the computed one; None where
  words decide.

So neither a digit nor the right letter of a quiz can change, and no fact it rests on, without a red test.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, e, isclose, log, log10, sqrt

import numpy as np
import pytest

import lossopt as lo
from lossopt.descent import methods
from lossopt.exercises.core import load_set, set_ids
from lossopt.exercises.quiz import Option, Question
from lossopt.language import Text

# A minus sign right before the digits belongs to the number; letters before them make a name (L1, float64, YOLOv1).
NUMBER = re.compile(r"(?<![A-Za-z0-9_.,])−?(?:10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|[0-9]+e-[0-9]+|[0-9]+(?:[.,][0-9]+)*|[½¼])")
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Facts:
    """What a question may say: its numbers, those of its options, and which of these is right."""

    text: str
    options: Sequence[str]
    right: Sequence[bool] | None


Quiz = Sequence[Question]
FACTS: dict[str, Callable[[Quiz], Iterator[Facts]]] = {}


def facts(compute: Callable[[Quiz], Iterator[Facts]]) -> Callable[[Quiz], Iterator[Facts]]:
    """Enter the function of a set, which is named like it."""
    FACTS[compute.__name__.replace("_", "-")] = compute
    return compute


@cache
def facts_of(set_id: str) -> tuple[Facts, ...]:
    """Return what is computed for each question of a set."""
    assert set_id in FACTS, f"the quiz of {set_id!r} has no function here that computes its numbers"
    return tuple(FACTS[set_id](load_set(set_id).questions))


def numbers(text: Text) -> list[str]:
    """Return the numbers of a text as written: those in English, then what Korean has beyond them."""
    english, korean = NUMBER.findall(text.en), NUMBER.findall(text.ko)
    return [*english, *(Counter(korean) - Counter(english)).elements()]


def stated(option: Option) -> str:
    """Return an option's numbers as its facts list them: "option | explanation"."""
    return " ".join(numbers(option.text)) + " | " + " ".join(numbers(option.explanation))


def n(value: float, digits: int = 6) -> str:
    """Return a number as the quizzes write it: no trailing zeros, a true minus."""
    return f"{value:.{digits}g}".replace("-", "−")


def power(value: float) -> str:
    """Return the nearest power of ten as the quizzes write it."""
    return "10" + str(round(log10(value))).translate(RAISED)


def read(text: str) -> list[float]:
    """Return the numbers that an option holds, fractions worked out."""
    text = text.replace("−", "-")
    return [
        float(top) / float(bottom or 1) for top, bottom in re.findall(r"(-?[0-9]+(?:\.[0-9]+)?)(?:/([0-9]+))?", text)
    ]


def naming(question: Question, value: float, rel: float = 1e-3) -> list[bool]:
    """Return which options name this number first."""
    found = [read(option.text.en)[:1] for option in question.options]
    return [bool(first) and isclose(first[0], value, rel_tol=rel, abs_tol=1e-12) for first in found]


def nearest(value: float, candidates: Sequence[float]) -> list[bool]:
    """Return which candidate is nearest to a measured factor, as factors go; 0 and ∞ are infinitely far."""
    with np.errstate(divide="ignore"):
        far = np.abs(np.log(candidates) - log(value))
    return [bool(each == far.min()) for each in far]


def bowl(*curvatures: float) -> Callable[[np.ndarray], tuple[float, np.ndarray]]:
    """½ Σ cᵢwᵢ² with its gradient."""
    c = np.array(curvatures)
    return lambda w: (float(c @ w**2 / 2), c * w)


def end(f: Callable, start: Sequence[float], method: object, steps: int) -> np.ndarray:
    return lo.descent.descend(f, start, method, steps=steps, progress=False).end


# --- optimization -----------------------------------------------------------------------------------------


@facts
def objective(quiz: Quiz) -> Iterator[Facts]:
    rng = np.random.default_rng(0)
    x = rng.normal(size=30)
    y = 2 * x + rng.normal(size=30)

    shift, slopes = 100.0, np.linspace(0, 4, 401)
    cost = lambda w: lo.losses.mse(y, w[0] * x)  # noqa: E731
    shifted = lambda w: cost(w) + shift  # noqa: E731
    one, other = ([f(np.array([w])) for w in slopes] for f in (cost, shifted))
    gradients = [lo.gradcheck.numeric(f, np.array([1.0])) for f in (cost, shifted)]
    moved, longer = np.argmin(one) != np.argmin(other), not np.allclose(*gradients, rtol=1e-6)
    yield Facts(
        n(shift),
        [f" | {n(shift)}", f" | {n(float(lo.gradcheck.numeric(lambda w: shift, np.zeros(1))[0]))}", " | "],
        [moved, longer, not moved and not longer and cost(np.ones(1)) != shifted(np.ones(1))],
    )

    data = lo.datasets.diabetes()
    X = np.column_stack([data.X[:, [data.features.index(name) for name in ("s1", "s2")]], np.ones(len(data.y))])
    w = np.linalg.lstsq(X, data.y)[0]
    left, gradient = lo.losses.mse.value_and_grad(data.y, X @ w)
    at_minimum = np.abs(X.T @ gradient).max() < 1e-6 * left
    saddle = lo.landscapes.saddle
    no_minimum = saddle.value(np.array([0.0, 0.3])) < saddle.value(np.zeros(2)) and not saddle(np.zeros(2))[1].any()
    assert at_minimum and left > 5000, "much cost is left where the gradient is 0"
    yield Facts("0", [" | ", " | ", " | ", " | 0"], [at_minimum and no_minimum, False, not at_minimum, not no_minimum])

    noise, training = 1.0, 0.2
    places, fresh = np.linspace(-1, 1, 12), np.linspace(-1, 1, 2000)
    fits = []
    for seed in range(20):
        readings = np.random.default_rng(seed).normal(scale=sqrt(noise), size=12)
        curve = np.polyfit(places, readings, 9)
        judged = np.random.default_rng([seed, 1]).normal(scale=sqrt(noise), size=2000) - np.polyval(curve, fresh)
        fits.append(
            (np.mean(readings**2), np.mean((readings - np.polyval(curve, places)) ** 2), np.mean(judged[200:-200] ** 2))
        )
        assert np.mean((readings - np.polyval(np.polyfit(places, readings, 11), places)) ** 2) < 1e-12  # falls to 0
    truth, learnt, held_out = np.mean(fits, axis=0)
    yield Facts(
        f"{n(noise)} {n(training)}",
        [f" | {truth:.0f} {n(training)}", f" | {n(noise)}", " | ", " | 0"],
        [truth < training, learnt < 1.2 * training and held_out > noise, held_out < noise, False],
    )

    labels = (y > 0).astype(int)
    accuracy = lambda w: lo.metrics.accuracy(labels, (w[0] * x + w[1] > 0).astype(int))  # noqa: E731
    turned = [lo.gradcheck.numeric(accuracy, point) for point in rng.normal(size=(50, 2))]
    flat = np.mean([not slope.any() for slope in turned])
    yield Facts(
        "", [" | 0", " | ", " | ", "0 | "], [not np.isfinite(turned).all(), False, False, bool(flat > 0.9)]
    )  # fmt: skip

    features, new = (np.vander(points, 9) for points in (places, rng.uniform(-1, 1, 500)))
    target, coming = np.sin(3 * places) + rng.normal(scale=0.5, size=12), np.sin(3 * new[:, -2])
    strengths = [0.0, 1e-3, 1e-2, 0.1, 1.0, 10.0]
    ridges = [np.linalg.solve(features.T @ features / 12 + s * np.eye(9), features.T @ target / 12) for s in strengths]
    objectives = [np.mean((features @ w - target) ** 2) + s * w @ w for s, w in zip(strengths, ridges, strict=True)]
    generalisation = [np.mean((new @ w - coming) ** 2) for w in ridges]
    chosen = [np.argmin(objectives), np.argmin(generalisation[:]), np.argmin([w @ w for w in ridges])]
    best = np.argmin(generalisation)
    assert strengths[chosen[0]] == 0 and chosen[2] == len(strengths) - 1 and 0 < best < chosen[2]
    yield Facts("", [" | 0", " | ", " | 0", " | 0"], [chosen[0] == best, chosen[1] == best, chosen[2] == best, False])


@facts
def descent(quiz: Quiz) -> Iterator[Facts]:
    gradient = np.array([3.0, -1.0])
    directions = [np.array(read(option.text.en)) for option in quiz[0].options]
    along = [float(gradient @ d) for d in directions]
    parts = [gradient * d for d in directions]
    terms = [f"{n(p[0])} {n(abs(p[1]))}" for p in parts]
    yield Facts(
        "3 −1",
        [
            f"1 1 | {terms[0]} {n(along[0])}",
            f"−1 −4 | {terms[1]} {n(along[1])}",
            f"0 2 | {n(along[2])}",
            f"−1 −3 | {terms[3]} {n(along[3])}",
        ],
        [slope < 0 for slope in along],
    )

    knobs = 1000
    drawn = np.random.default_rng(0).normal(size=(4000, knobs))
    cosines = drawn[:, 0] / np.linalg.norm(drawn, axis=1)
    assert np.mean(cosines**2) == pytest.approx(1 / knobs, rel=0.1)
    yield Facts(
        n(knobs),
        [" | ", f"{n(knobs)} 1 | 1 {n(knobs)}", "0 | "],
        nearest(float(np.mean(cosines < 0)), [1 / 2, 1 / knobs, 1e-12]),
    )

    k = np.arange(1, 60)
    short, long = 1 + 0.5**k, (-1.0) ** k * (1 + 0.5**k)  # on w²: two ways to fall for ever and arrive nowhere
    stuck = [bool((np.diff(way[:40] ** 2) < 0).all() and abs(2 * way[-1]) > 1.9) for way in (short, long)]
    valley = lo.descent.descend(lo.landscapes.rosenbrock, [-0.5, 1.5], methods.gd(0.001), steps=3000, progress=False)
    distance = np.linalg.norm(valley.points - 1, axis=1)
    farther = bool((np.diff(valley.values) < 0).all() and (np.diff(distance) > 0).any())
    yield Facts(
        "",
        [f" | {n(abs(2 * short[-1]))}", " | ", "0 | ", " | "],
        [not all(stuck), not farther, not all(stuck), all(stuck) and farther],
    )

    start, slope, hessian = np.ones(2), np.array([2.0, -2.0]), np.diag([2.0, -2.0])
    newton, steepest = start - np.linalg.solve(hessian, slope), start - slope
    places = [np.array(read(option.text.en)[:2]) for option in quiz[3].options]
    falls_back = lo.descent.descend(
        lambda w: (float(w[0] ** 2 - w[1] ** 2), 2 * w * [1, -1]), start, lo.descent.Newton(), lo.descent.Constant(1.0),
        steps=1, progress=False,
    ).end  # fmt: skip
    assert (places[3] == steepest).all() and falls_back == pytest.approx(steepest)
    yield Facts(
        "1 1 1",
        [f"0 2 | {n(hessian[1, 1])} 0", "0 0 | 0", f"0 1 | {n(slope[1])} 0", "−1 3 | "],
        [np.array_equal(place, newton) for place in places],
    )

    square, c = (lambda w: (float(w @ w), 2 * w)), 0.5
    search = lo.descent.Armijo(fraction=c)
    eta = lo.descent.descend(square, [1.0], lo.descent.Steepest(), search, steps=1, progress=False).step_sizes[0]
    rates = [read(option.text.en)[:1] for option in quiz[4].options]
    lands = {r: 1 - 2 * r for r in (1.0, 0.5, 0.25)}
    asked = {r: 1 - c * r * 4 for r in lands}
    assert lands[0.25] ** 2 <= asked[0.25] and lands[1.0] ** 2 > asked[1.0]
    yield Facts(
        f"1 −2 {n(c)} 1",
        [
            f"1 | 1 {n(lands[1.0])} {n(lands[1.0] ** 2)} 1 {n(c)} 1 4 {n(asked[1.0])}",
            f"1 2 | 1 2 {n(lands[0.5])} {n(lands[0.5] ** 2)} 1 {n(c)} ½ 4 {n(asked[0.5])}",
            "1 4 | 1 4",
            " | 0",
        ],
        [rate == [eta] for rate in rates],
    )


@facts
def gradient_descent(quiz: Quiz) -> Iterator[Facts]:
    L = 4.0
    named = [read(option.text.en)[:1] for option in quiz[0].options]
    stays = lambda rate: abs(end(bowl(L), [1.0], methods.gd(rate), 400)[0]) <= 1  # noqa: E731
    assert end(bowl(L), [1.0], methods.gd(1 / L), 1)[0] == 0
    yield Facts(
        n(L / 2),
        [f"{n(1 / L)} 1 | 1", f"{n(2 / L)} 2 | {n(L)} 1 {n(L)} {n(2 / L)} 1", "1 | 1", " | "],
        [bool(each) and stays(0.99 * each[0]) and not stays(1.01 * each[0]) for each in named],
    )

    eta, curvatures, minima = 0.15, (10.0, 1.0), (0.0, -9.0)
    slopes = [c * (1.0 - m) for c, m in zip(curvatures, minima, strict=True)]
    lands = [end(lambda w, c=c, m=m: (float(c * (w[0] - m) ** 2 / 2), c * (w - m)), [1.0], methods.gd(eta), 1)[0]
             for c, m in zip(curvatures, minima, strict=True)]  # fmt: skip
    passed = [bool(place < m) for place, m in zip(lands, minima, strict=True)]
    assert slopes[0] == slopes[1] and lands[0] == pytest.approx(lands[1])
    decides = [eta * c for c in curvatures]
    yield Facts(
        f"1 {n(curvatures[0] / 2)} ½ {n(-minima[1])} {n(slopes[0])} {n(eta)}",
        [
            f" | {n(lands[0])} {n(minima[0])} {n(minima[1])} {n(eta)} {n(curvatures[0])} {n(decides[0])} 1 {n(eta)} {n(curvatures[1])} {n(decides[1])}",
            " | ",
            " | ",
            f"1 | 1 {n(decides[0])}",
        ],
        [passed == case for case in ([True, False], [True, True], [False, True], [False, False])],
    )
    assert decides[1] == eta

    eta = 0.1
    path = lo.descent.descend(
        lambda p: (float(p[0] ** 2 - p[1] ** 2), 2 * p * [1, -1]), [1, 0.001], methods.gd(eta), steps=60, progress=False
    )
    factors = path.points[1] / path.points[0]
    distance = np.linalg.norm(path.points, axis=1)
    nearer, away = bool(distance[1] < distance[0]), bool(distance[-1] > 10)
    yield Facts(
        f"0 0 1 0.001 {n(eta)}",
        ["0 | 0 0", f" | {n(factors[0])} {n(factors[1])}", f" | {n(factors[0])} {n(factors[1])}", " | "],
        [not away, bool((factors < 0).any()), nearer and away and 5 < distance.argmin() < 40, not nearer],
    )

    plain = lo.descent.descend(bowl(1, 5), [3, 1], methods.gd(0.1), steps=30, progress=False)
    raised = lo.descent.descend(
        lambda w: (bowl(1, 5)(w)[0] + 100, bowl(1, 5)(w)[1]), [3, 1], methods.gd(0.1), steps=30, progress=False
    )
    lengths = np.linalg.norm(np.diff(plain.points, axis=0), axis=1)
    slopes = np.array([np.linalg.norm(bowl(1, 5)(w)[1]) for w in plain.points[:-1]])
    assert (np.diff(lengths) < 0).all()
    yield Facts(
        "",
        [" | ", " | ", " | 100", " | 0 0"],
        [
            len(set(plain.step_sizes)) > 1,
            False,  # the curvature of this bowl is the same everywhere
            not np.array_equal(plain.points, raised.points),
            np.allclose(lengths, 0.1 * slopes),
        ],
    )

    eta, L, scale, times = 0.019, 100.0, 10.0, 10.0
    before = np.abs(end(bowl(1, L), [1, 1], methods.gd(eta), 100)).max()
    changed = [
        np.abs(end(bowl(1, L), [1, 1], methods.gd(2 * eta), 100)).max(),
        np.abs(end(bowl(1, L / scale**2), [1, scale], methods.gd(1.0), 1)).max(),
        np.abs(end(bowl(times, times * L), [1, 1], methods.gd(eta), 100)).max(),
    ]
    assert changed[1] == 0 and min(changed[0], changed[2]) > 1e6 and before > 0.1
    yield Facts(
        f"½ {n(L)} {n(eta)}",
        [f" | 2 2 {n(L)} {n(2 / L)}", f"{n(scale)} | ½ 1 1", f"{n(times)} | {n(L)} {n(times)} {n(times)}"],
        [bool(after < before) for after in changed],
    )


# --- backpropagation --------------------------------------------------------------------------------------


@facts
def backpropagation(quiz: Quiz) -> Iterator[Facts]:
    w = lo.autodiff.Tensor(np.array([1.0, -2.0]))
    for _ in range(100):
        ((w * w).sum()).backward()
    same = np.array_equal(w.value, [1.0, -2.0])
    yield Facts("", [" | "] * 3, [not same, same, not same])

    size, lines = 10**6, 2
    assert 2 * sqrt(size) == 2000
    price = 1 + 2 * lines  # forward, and a multiplication and an addition for every line
    yield Facts("", [" | ", " | ", f" | 1 2 {lines} {price}", " | "], [each == price for each in (size, 2000, 5, 0)])

    back = [2.0, -2.0, 5.0]
    x = lo.autodiff.Tensor(np.array(3.0))
    (x * back[0] + x * back[1] + x * back[2]).backward()
    total = float(x.grad)
    product, mean = np.prod(back), sum(back) / 3
    yield Facts(
        " ".join(map(n, back)),
        [
            f"{n(total)} | {n(back[0])} {n(-back[1])} {n(back[2])} {n(back[2])}",
            f"{n(product)} | ",
            f"{n(3 * mean)} 3 | ",
            f"{n(back[0])} | ",
        ],
        naming(quiz[2], total),
    )

    places = np.linspace(0.5, 1.5, 101)
    h = {5: 1e-5, 12: 1e-12}
    wrong = {
        k: np.max(np.abs((np.sin(places + s) - np.sin(places - s)) / (2 * s) - np.cos(places))) for k, s in h.items()
    }
    eps = np.finfo(float).eps
    best, digits = eps ** (1 / 3), round(-log10(eps))
    yield Facts(
        f"1 {power(h[5])} {power(h[12])}",
        [
            f"0 | {digits}",
            f" | {power(wrong[5])} {power(wrong[12])}",
            f"0 | {power(h[12])} 0",
            f"1 | 1 3 {n(best / 1e-6, 1)} {power(1e-6)}",
        ],
        [
            bool(wrong[12] < wrong[5]),
            bool(wrong[12] < 10 * wrong[5]),
            not np.isfinite(wrong[12]),
            bool(wrong[12] > 10 * wrong[5]),
        ],
    )

    rows, inner, outer = 32, 10, 4
    rng = np.random.default_rng(0)
    X, W, G = rng.normal(size=(rows, inner)), rng.normal(size=(inner, outer)), rng.normal(size=(rows, outer))
    gradient = lo.autodiff.grad(lambda W: (X @ W * G).sum())(W)
    assert np.allclose(gradient, X.T @ G)
    shapes = [(rows, inner), gradient.shape, (rows * outer, inner * outer), (outer, inner)]
    assert [tuple(map(int, read(option.text.en)[-2:])) for option in quiz[4].options] == shapes
    yield Facts(
        f"{rows} {inner} {inner} {outer}",
        [f"{rows} {inner} | ", f"{inner} {outer} | {rows}", f"{shapes[2][0]} {shapes[2][1]} | ", f"{outer} {inner} | "],
        [shape == W.shape for shape in shapes],
    )


@facts
def activations(quiz: Quiz) -> Iterator[Facts]:
    rng = np.random.default_rng(0)
    few, many, size = 10, 20, 64
    x, factors = rng.normal(size=(50, 5)), rng.normal(size=(many, 5, 5)) / sqrt(5)
    deep = x
    for factor in factors:
        deep = deep @ factor
    same = np.allclose(deep, x @ np.linalg.multi_dot(factors))
    yield Facts(f"{few} {many}", [" | ", f" | {few} {many}", " | "], [not same, same, not same])

    sigmoid = lo.networks.sigmoid
    steepest = float(lo.gradcheck.numeric(lambda a: float(sigmoid(a)[0]), np.zeros(1))[0])
    weights = rng.normal(size=(few, 256, 256)) / 16
    a, slopes = rng.normal(size=(20, 256)), []
    for W in weights:
        a = sigmoid(a @ W)
        slopes.append(a * (1 - a))
    g = rng.normal(size=(20, 256))
    before = np.linalg.norm(g)
    for W, slope in zip(weights[::-1], slopes[::-1], strict=True):
        g = (g * slope) @ W.T
    yield Facts(
        f"1 {few}",
        [
            f"{few} | ",
            f"1 | 1 4 {steepest:.2g} 1",
            f" | 1 1 1 4 {n(1 / round(steepest, 6) ** 2)}",
            "0 | 0 0",
        ],
        nearest(float(np.linalg.norm(g) / before), [1 / few, steepest**few, 1.0, 1e-300]),
    )
    assert steepest**few == pytest.approx(1e-6, rel=0.1)

    z = rng.normal(size=100_000)
    kept = np.mean((z > 0) ** 2.0)
    size = 64
    glorot = 2 / (size + size) * size  # in units of 1/n, where both widths are equal
    yield Facts(
        "2 2",
        [" | 2 1 2", f" | 0 1 1 {n(round(1 / kept, 2))} 2 1", " | 2 1"],
        [glorot == 2, bool(abs(1 / kept - 2) < 0.02), 2.2 * kept < 1],
    )

    at = np.array([-1.0])
    outputs = [lambda a: lo.networks.softmax(np.array([a[0], 0.0]))[0], lambda a: sigmoid(a)[0], lambda a: np.exp(a[0]),
               lambda a: max(a[0], 0.0)]  # fmt: skip
    fits = [
        bool(f(np.array([9.0])) > 1 and lo.gradcheck.numeric(lambda a, f=f: float(f(a)), at)[0] > 0.01) for f in outputs
    ]
    assert lo.losses.poisson_log.grad([3.0], [0.7])[0] == pytest.approx(np.exp(0.7) - 3)
    yield Facts("", [" | 30 31", " | 0 1", " | ", " | 0"], fits)

    times = 10.0
    net = lo.networks.Network([lo.networks.Dense(3, bias=False), lo.networks.BatchNorm(eps=1e-12)], inputs=2)
    x, target, start = rng.normal(size=(16, 2)), rng.normal(size=(16, 3)), net.init(seed=0)
    larger = np.where(np.arange(net.size) < 6, times * start, start)
    cost = lambda w: lo.losses.mse(target, net(w, x, training=True))  # noqa: E731
    grown = net(larger, x, training=True) / net(start, x, training=True)
    slope = np.linalg.norm(lo.gradcheck.numeric(cost, larger)[:6]) / np.linalg.norm(
        lo.gradcheck.numeric(cost, start)[:6]
    )
    output, slope = float(np.median(grown)), float(slope)
    yield Facts(
        n(times),
        [f"{n(times)} 1 | {n(times)} {n(times)} {n(times)} 1", f"{n(times)} | {n(times)} {n(times)}", f"{n(times)} | "],
        [isclose(output, 1, rel_tol=1e-6) and isclose(slope, 1 / times, rel_tol=1e-3), output > 2, slope > 1],
    )


# --- losses -----------------------------------------------------------------------------------------------


@facts
def regression(quiz: Quiz) -> Iterator[Facts]:
    few, dear, dearer = 3.0, 33.0, 63.0
    houses = [np.array([few] * 9 + [last]) for last in (dear, dearer)]
    grid = np.arange(0, 70, 0.5)
    by = {loss: [float(grid[np.argmin([loss(y, np.full(10, c)) for c in grid])]) for y in houses]
          for loss in (lo.losses.mse, lo.losses.mae)}  # fmt: skip
    mean, median = by[lo.losses.mse], by[lo.losses.mae]
    half = [(few + last) / 2 for last in (dear, dearer)]
    yield Facts(
        f"{n(few)} {n(dear)} 100,000 {n(dearer)} {n(dear)}",
        [
            "6 9 3 6 | ",
            f"{n(mean[0])} {n(mean[1])} {n(median[0])} {n(median[1])} | 27 {n(dear)} 10 {n(mean[0])} 27 {n(dearer)} 10 {n(mean[1])} {n(median[1])}",
            "3 3 6 9 | ",
            f"{n(half[0])} {n(half[1])} {n(median[0])} {n(median[1])} | {n(half[0])} {n(half[1])}",
        ],
        [read(option.text.en) == [*mean, *median] for option in quiz[0].options],
    )
    assert 9 * few == 27 and len(houses[0]) == 10

    share = 0.95
    days = np.random.default_rng(0).gamma(3.0, size=2000)
    promises = np.quantile(days, np.linspace(0.005, 0.995, 199))
    candidates = [
        lambda y, p: lo.losses.quantile(y, p, q=1 - share), lambda y, p: share * lo.losses.mse(y, p), lo.losses.mae,
        lambda y, p: lo.losses.quantile(y, p, q=share),
    ]  # fmt: skip
    kept = [
        np.mean(days <= promises[np.argmin([loss(days, np.full(2000, p)) for p in promises])]) for loss in candidates
    ]
    assert round(100 * (1 - kept[0])) == 95 and kept[2] == pytest.approx(0.5, abs=0.01)
    yield Facts(
        f"{n(100 * share)} 100",
        [
            f"{n(1 - share, 2)} | {n(100 * share)}",
            f"{n(share)} | ",
            " | ",
            f"{n(share)} | {n(share)} {n(1 - share, 2)} {n(100 * share)}",
        ],
        [bool(abs(k - share) < 0.01) for k in kept],
    )

    drawn = np.random.default_rng(0).normal(size=(4000, 101))
    spread = [np.sqrt(np.mean(estimate**2)) for estimate in
              (drawn.mean(axis=1), np.median(drawn, axis=1), np.quantile(drawn, 0.9, axis=1))]  # fmt: skip
    lost = 1 - (spread[0] / spread[1]) ** 2
    assert 1 / 3 < lost < 0.4, "the median of Gaussian data is worth so much less data"
    yield Facts("", [" | ", " | 3 1", "0.9 | 90"], [s == min(spread) for s in spread])

    lever = 1000.0
    x, y = np.linspace(0.5, 1.5, 20), np.linspace(0.5, 1.5, 20) * 2
    x[0] *= lever
    pulls = lo.losses.mae.grad(y, 3 * x)
    heights, slopes = pulls / pulls[1], pulls * x / (pulls[1] * x[1])
    small = lo.losses.huber.grad(y, 3 * x, delta=0.01)
    assert slopes[0] > np.abs(slopes[1:]).sum() and (small * x / (small[1] * x[1]))[0] == pytest.approx(slopes[0])
    yield Facts(
        n(lever),
        [f" | 1 {n(lever)}", f" | {n(lever)}", " | ", " | "],
        [bool(slopes[0] < 2), bool(heights[0] > 2), bool(slopes[0] > 100 and heights[0] == 1), False],
    )

    eta, targets = 0.5, np.array([1.0, 2.03, 3.07, 4.0, 7.0])
    cost = lambda w: (lambda v, g: (v, np.array([g.sum()])))(*lo.losses.mae.value_and_grad(targets, np.full(5, w[0])))  # noqa: E731
    walk = lo.descent.descend(cost, [6.0], methods.gd(eta), steps=100, progress=False).points[:, 0]
    slow = lo.descent.descend(cost, [6.0], methods.gd(eta / 10), steps=1000, progress=False).points[:, 0]
    length = abs(np.diff(walk)[-20:])
    to_and_fro = [bool((np.diff(w)[-20:] * np.diff(w)[-21:-1] < 0).all()) for w in (walk, slow)]
    falling = lo.descent.descend(
        cost, [6.0], lo.descent.Steepest(), lo.descent.Exponential(eta, 0.98), steps=600, progress=False
    ).points[:, 0]
    assert abs(falling[-1] - np.median(targets)) < 1e-2 and to_and_fro[0]
    yield Facts(
        n(eta),
        ["2 | ", f"{n(length[0], 3)} | 1 {len(targets)} 0", " | "],
        [not to_and_fro[1], np.allclose(length, eta / 5), len(targets) % 2 == 0],
    )


@facts
def classification(quiz: Quiz) -> Iterator[Facts]:
    y = np.ones(100)
    p = np.where(np.arange(100) < 95, 0.99, 0.4)
    surer = np.where(np.arange(100) < 95, 0.99, 0.01)
    costs = [lo.losses.binary_cross_entropy(y, each) for each in (p, surer)]
    alike = lo.metrics.accuracy(y, p > 0.5) == lo.metrics.accuracy(y, surer > 0.5) == 0.95
    assert round(log(0.01) / log(0.4)) == 5
    summed = lo.losses.binary_cross_entropy(y, p, reduction="sum") / costs[0]
    yield Facts(
        "95 100",
        [" | ½ 1 40", " | ", f" | {n(summed)}"],
        [alike and costs[1] > 3 * costs[0], not alike, round(summed) == 3],
    )

    logit = -8.0
    value, slope = lo.losses.sigmoid_cross_entropy.value_and_grad([1.0], [logit])
    p = float(lo.networks.sigmoid(np.array([logit]))[0])
    yield Facts(
        f"1 {n(logit)} {p:.4f}",
        [
            "0 | 1 0 −1 1 0",
            f"−1 | {p:.4f} 1",
            f"{n(logit)} | {value:.0f} 1",
            f"{n(-1 / p, 1).replace('e+03', '000')} | −1 1",
        ],
        naming(quiz[1], float(slope[0]), rel=0.01),
    )
    assert p * (1 - p) < 1e-3

    cut = 1e-7
    clipped = lambda z: float(-np.log(np.clip(lo.networks.sigmoid(z), cut, 1 - cut))[0])  # noqa: E731
    far = np.array([-20.0])
    dead = lo.gradcheck.numeric(clipped, far)[0]
    right = lo.losses.sigmoid_cross_entropy.grad([1.0], far)[0]
    edge = log(cut / (1 - cut))
    yield Facts(
        f"{power(cut)} 1 {power(cut)} 0",
        [f"0 | {n(edge, 2)} {-log(cut):.1f} {n(round(right, 3))}", " | ", " | "],
        [dead == 0 and abs(right) > 0.999, False, not np.isfinite(clipped(np.array([-1e4])))],
    )

    heavy, percent = 49.0, 2.0
    assert heavy == (100 - percent) / percent
    chances = np.linspace(0.001, 0.999, 997)
    weighted = np.log(heavy * chances / (1 - chances))  # where the weighted cost is lowest, by its gradient
    slopes = [
        lo.losses.sigmoid_cross_entropy.grad([q], [z], class_weights=(1.0, heavy))[0]
        for q, z in zip(chances, weighted, strict=True)
    ]
    assert np.allclose(slopes, 0, atol=1e-12)
    cuts = [read(option.text.en)[:1] for option in quiz[3].options]
    yield Facts(
        f"{n(percent)} {n(heavy)}",
        ["0.98 | ", f"{n(1 / (1 + heavy))} | {n(heavy)} ½ 1 1 {n(heavy)} {n(1 / (1 + heavy))}", " | ", " | "],
        [bool(each) and bool(np.mean((weighted > 0) == (chances > each[0])) > 0.99) for each in cuts],
    )

    x = np.array([[1.0, 5.0], [1.0, -4.0], [-1.0, 4.0], [-1.0, -5.0]])
    side = np.array([1.0, 1, -1, -1])
    margins = {}
    for name, w in {"wide": np.array([1.0, 0.0]), "narrow": 200 * np.array([1.0, 0.18])}.items():
        assert lo.losses.hinge(side, x @ w) == 0
        margins[name] = float(np.min(side * (x @ w)) / np.linalg.norm(w))
    yield Facts(
        "0",
        [" | 0", "1 | 1", " | "],
        [margins["wide"] == margins["narrow"], min(margins.values()) >= 1, 0 < margins["narrow"] < margins["wide"]],
    )


@facts
def distributions(quiz: Quiz) -> Iterator[Facts]:
    places = np.linspace(-6, 6, 121)
    bump = lambda m, s: (lambda d: d / d.sum())(np.exp(-(((places - m) / s) ** 2) / 2) + 1e-9)  # noqa: E731
    y = (bump(-3, 0.7) + bump(3, 0.7)) / 2
    models = [bump(3, 0.7), bump(0, 3.2)]  # one bump, or both and the valley
    choices = [
        np.argmin([loss(y[np.newaxis], np.log(p)[np.newaxis]) if logits else loss(y[np.newaxis], p[np.newaxis]) for p in models])
        for loss, logits in (
            (lo.losses.kl_divergence, False), (lo.losses.reverse_kl_divergence, False), (lo.losses.softmax_cross_entropy, True),
        )
    ]  # fmt: skip
    yield Facts("", [" | 0", " | ", " | "], [each == 0 for each in choices])

    point = lambda k: np.eye(12)[[k]]  # noqa: E731
    work = [float(lo.losses.wasserstein(point(9), point(k))) for k in (2, 3)]
    slope = work[0] - work[1]
    yield Facts("", [" | ", " | ", f" | {n(slope)} 1"], [slope == 0, not np.isfinite(work[0]), slope == 1])

    margin = 0.5
    collapsed = float(lo.losses.triplet(None, np.zeros((4, 3, 2)), margin=margin))
    larger = float(lo.losses.triplet(None, np.zeros((4, 3, 2)), margin=2 * margin))
    kept = float(lo.losses.triplet(None, np.array([[[0.0, 0], [0, 0.1], [3, 0]]]), margin=margin))
    yield Facts(
        f"{n(margin)} {collapsed:.2f}",
        [f" | {n(kept)}", " | 0 0 0", " | "],
        [kept == margin, collapsed == margin, larger < collapsed],
    )

    rng = np.random.default_rng(0)
    chance = np.clip(rng.beta(0.05, 5.0, size=200_000), 0, 1)
    lesion = rng.random(200_000) < chance
    cuts = np.linspace(0.02, 0.9, 45)
    overlaps = np.array([2 * np.sum(lesion & (chance > cut)) / (np.sum(lesion) + np.sum(chance > cut)) for cut in cuts])
    best = cuts[np.argmax(overlaps)]
    at_half = overlaps[np.argmin(np.abs(cuts - 0.5))]
    assert 0.005 < lesion.mean() < 0.015 and best == pytest.approx(overlaps.max() / 2, abs=0.06)
    yield Facts(
        "1 0.5",
        [" | ", " | 0.5", f" | {100 * (1 - lesion.mean()):.0f}"],
        [False, bool(overlaps.max() > 1.3 * at_half and best < 0.4), False],
    )

    given = np.array([1 / 2, 1 / 8])
    rows = np.column_stack([given, 1 - given])
    found = float(lo.losses.perplexity([0, 0], rows, space="probability"))
    means = [1 / given[0], 1 / given[1]]
    yield Facts(
        "1 2 1 8",
        [
            f"{n(found)} | 2 8 2 {n(found)} {n(found)}",
            f"{n(np.mean(means))} | {n(means[0])} {n(means[1])} 2 {n(np.mean(means))}",
            f"{n(1 / given.mean())} | 1 {n(given.mean())}",
        ],
        naming(quiz[4], found),
    )


@facts
def choosing(quiz: Quiz) -> Iterator[Facts]:
    y = np.random.default_rng(0).gamma(1.0, size=(40, 31))
    fits = [np.repeat(np.median(y, axis=1), 31).reshape(40, 31), np.repeat(y.mean(axis=1), 31).reshape(40, 31)]
    by_mae, by_mse = ([lo.losses.mae(row, fit) for row, fit in zip(y, each, strict=True)] for each in fits)
    never = bool((np.array(by_mae) <= np.array(by_mse) + 1e-12).all())
    yield Facts("", [" | "] * 3, [not never, never, not never])

    price, weight = 20, 99
    chance = np.linspace(0.001, 0.999, 2000)  # true probabilities; an alarm is wrong with 1 − p, silence with p
    thresholds = [1 / (1 + weight), 1 / (1 + price), 1 / 2, 1 / 2]  # γ leaves the threshold where it was
    bills = [np.where(chance > cut, 1 - chance, price * chance).sum() for cut in thresholds]
    yield Facts(
        f"{price} 100 1",
        [f"{weight} ½ | {weight}", f"1 {1 + price} | 1 {price} 1 {1 + price}", "½ | ", "2 | "],
        [bill == min(bills) for bill in bills],
    )

    mse, mae = 4e8, 1.5e4
    root = sqrt(mse)
    turns = (mse < mae) != (mse / 1e6**2 < mae / 1e6) and (mse < mae) != (mse / 1e8**2 < mae / 1e8)
    yield Facts(
        f"4 {power(1e8)} 1.5 {power(1e4)}", [" | ", f" | {root:,.0f} {n(root / 1e4)}", " | "], [not turns, False, turns]
    )  # fmt: skip

    c = 100.0
    one = end(bowl(1, 20), [3, 1], methods.gd(0.05), 50)
    other = end(lambda w: tuple(c * part for part in bowl(1, 20)(w)), [3, 1], methods.gd(0.05 / c), 50)
    same = np.allclose(one, other)
    ratio = (c * 20) / (c * 1) / 20
    yield Facts(
        f"{n(c)} {n(c)}",
        [f"{n(c)} | {n(c)} {n(c)} 1", f"{n(c)} | {n(c)}", " | ", " | "],
        [not same, ratio != 1, same, not np.isfinite(other).all()],
    )

    low, high = lo.networks.sigmoid(np.array([0.0, 1.0]))
    twice = lo.networks.sigmoid(lo.networks.sigmoid(np.linspace(-30, 30, 61)))
    inside = bool((twice >= low).all() and (twice <= high).all())
    once = lo.networks.sigmoid(np.linspace(-30, 30, 61))
    yield Facts(
        f"{low:g} {low:g} {high:.2f}",
        [f" | 0 1 0 {low:g} 1 {high:.2f}", " | ", " | ", f" | {low:g}"],
        [inside, bool((once >= low).all()), False, False],
    )


@facts
def combining(quiz: Quiz) -> Iterator[Facts]:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 8))
    y = X[:, 0] * 3 + rng.normal(size=60)
    zeros = {}
    for strength in (0.3, 0.6):
        w = {"step": np.ones(8), "proximal": np.ones(8)}
        for _ in range(500):
            slope = {name: 2 * X.T @ (X @ each - y) / 60 for name, each in w.items()}
            w["step"] = w["step"] - 0.05 * (slope["step"] + lo.losses.l1_penalty.grad(w["step"], strength))
            w["proximal"] = lo.losses.l1_proximal(w["proximal"] - 0.05 * slope["proximal"], 0.05 * strength)
        zeros[strength] = {name: int(np.sum(each == 0)) for name, each in w.items()}
    steps_over = all(found["step"] == 0 < found["proximal"] for found in zeros.values())
    yield Facts("0", [" | 0 0 0", " | 0 0", "0 | 0"], [steps_over, zeros[0.6]["step"] > 0, zeros[0.3]["proximal"] == 0])

    unit = 100.0**2  # square centimetres in a square metre
    areas, guesses = np.array([30.0, 55.0]), np.array([34.0, 50.0])
    grown = lo.losses.mse(unit * areas, unit * guesses) / lo.losses.mse(areas, guesses)
    powers = [1.0, unit, unit**2]
    yield Facts(
        "",
        [" | ", f"{power(unit)} | {power(unit)}", f"{power(grown)} | {power(unit)} 1"],
        [isclose(grown, each) for each in powers],
    )

    wrong = lambda w: (float(np.sum(w**4)), 4 * w**3)  # noqa: E731  # meant was w²
    passes = bool(lo.gradcheck.check(wrong, np.array([0.7, -1.2])))
    meant = wrong(np.array([2.0]))[0] == 2.0**2
    run = lo.descent.descend(wrong, [3.0, 3.0], methods.gd(1.0), steps=20, progress=False)
    yield Facts("", [" | "] * 3, [meant, passes, not run.diverged])

    def walk(rate: float) -> np.ndarray:
        run = lo.descent.descend(bowl(1, 10), [0, 1], methods.gd(rate), steps=200, progress=False)
        return run.points[:, 1]

    beat, calm = walk(2 / 10), walk(1 / 10)
    rhythm = bool((np.diff(beat)[1:] * np.diff(beat)[:-1] < 0).all())
    yield Facts("", [" | "] * 4, [False, False, rhythm and bool(abs(calm[-1]) < 1e-6), False])


# --- optimizers -------------------------------------------------------------------------------------------


@facts
def minibatch(quiz: Quiz) -> Iterator[Facts]:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(1000, 2))
    data = X, X @ [[1.0], [-2.0]] + rng.normal(size=(1000, 1))

    def ends(seed: int, size: int | None) -> np.ndarray:
        f = lo.objectives.supervised(lo.networks.mlp([2, 1]), lo.losses.mse, data, batch_size=size, seed=seed)
        return end(f, [0.0, 0.0, 0.0], methods.sgd(0.05), 20)

    by_rule = not np.array_equal(ends(0, None), ends(1, None))  # same rule, rate and start: nothing is left to chance
    by_choice = not np.array_equal(ends(0, 64), ends(1, 64))
    yield Facts("", [" | "] * 4, [by_rule, by_rule, by_choice, by_rule])

    examples, size = 1000, 64
    whole = examples // size
    f = lo.objectives.supervised(lo.networks.mlp([2, 1]), lo.losses.mse, data, batch_size=size)
    steps, left = f.epoch, examples - whole * size
    assert steps == ceil(examples / size)
    yield Facts(
        f"{examples} {size}",
        [
            f"{whole} {size} | {whole} {whole * size} {left}",
            f"{steps} {left} | {examples} {whole} {size} {left} {left} {size} {left}",
            f"{steps} {size} | {steps} {size} {steps * size} {steps * size - examples}",
            f"{examples} 1 | 1",
        ],
        [read(option.text.en) == [steps, left] for option in quiz[1].options],
    )

    def floor(eta: float, noise: float = 1.0, c: float = 1.0) -> float:
        """The mean of w² at which SGD with this noise hovers: v = (1 − ηc)²v + η²σ²."""
        return eta**2 * noise**2 / (1 - (1 - eta * c) ** 2)

    eta = 0.1
    falls = floor(eta / 10) < 0.2 * floor(eta)
    pulled = (1 - eta / 10) ** 100 < (1 - eta) ** 100
    yield Facts("10 1", [" | ", " | ", " | ", "2 | 2"], [falls, False, pulled, False])

    small, large, eta = 16, 64, 0.01
    spread = [rng.normal(size=(4000, each)).mean(axis=1).std() for each in (small, large)]
    assert spread[0] / spread[1] == pytest.approx(2, rel=0.1)
    steps = 1000 // small, 1000 // large
    lengths = [abs(end(bowl(1), [1.0], methods.gd(eta), count)[0]) for count in steps]
    equal_steps = [lengths[0] ** 2 + floor(eta, 1 / sqrt(each)) for each in (small, large)]
    yield Facts(
        f"{small} {large} {n(eta)}",
        [" | ", " | ", " | ", f"{n(large / small)} 1 | 2"],
        [bool(spread[1] > spread[0]), False, equal_steps[1] > equal_steps[0], bool(lengths[1] > lengths[0])],
    )

    net = lo.networks.Network([lo.networks.BatchNorm(eps=1e-12)], inputs=3)
    pairs = [net(net.init(seed=0), rng.normal(size=(2, 3)), training=True) for _ in range(50)]
    two = bool(np.allclose(np.abs(pairs), 1))
    everybody = (data[0] - data[0].mean(axis=0)) / data[0].std(axis=0)
    yield Facts(
        "2",
        [f"{n(abs(round(float(np.mean(pairs)), 6)))} | 0", "1 −1 | ", " | ", " | "],
        [bool(np.allclose(pairs, 0)), two, bool(np.allclose(np.abs(everybody), 1)), not np.isfinite(pairs).all()],
    )


def hovering(eta: float, beta: float, c: float = 0.1) -> float:
    """The mean of w² at which momentum hovers on ½cw² with noise of variance 1: the fixed point of P = APAᵀ + Q."""
    A = np.array([[1 - eta * c, -eta * beta], [c, beta]])  # of (w, v)
    kick = np.array([-eta, 1.0])
    P = np.linalg.solve(np.eye(4) - np.kron(A, A), np.outer(kick, kick).ravel())
    return float(P[0])


@facts
def momentum(quiz: Quiz) -> Iterator[Facts]:
    slope = lambda w: (float(w[0]), np.ones(1))  # noqa: E731
    eta, beta = 0.02, 0.95
    path = lo.descent.descend(slope, [0.0], methods.momentum(eta, beta), steps=600, progress=False).points[:, 0]
    pace = float(path[-2] - path[-1])
    yield Facts(
        f"{n(eta)} {n(beta)}",
        [
            f"{n(path[0] - path[1])} | ",
            f"{n(eta * beta)} | ",
            f"{n(pace)} | 1 1 1 {n(1 / (1 - beta))} {n(1 / (1 - beta))} {n(eta)} {n(pace)}",
            " | 1",
        ],
        naming(quiz[0], pace),
    )

    eta, beta = 0.1, 0.9
    w = v = np.array([3.0, 1.0])
    v = 0 * v
    for _ in range(20):
        v = beta * v + (1 - beta) * bowl(1, 5)(w)[1]
        w = w - eta * v
    same = []
    for option in quiz[1].options:
        rate = read(option.text.en)[:1]
        same.append(bool(rate) and np.allclose(end(bowl(1, 5), [3, 1], methods.momentum(rate[0], beta), 20), w))
    times = 1 / (1 - beta)
    yield Facts(
        f"1 {n(eta)} {n(beta)}",
        [
            f"{n(eta / times)} | 1 1 {n(times)} 1 {n(times)}",
            f"{n(eta)} | {n(times)}",
            f"{n(eta * times)} | {n(times**2)}",
            " | ",
        ],
        same,
    )

    run = lo.descent.descend(bowl(1.0), [1.0], methods.momentum(0.1, beta), steps=150, progress=False)
    ups = np.diff(run.values) > 0
    roots = np.roots([1, -(1 + beta - 0.1), beta])
    swings = bool(ups.any() and not ups.all() and run.values[-1] < 1e-3 * run.values[0])
    shrinks = bool(np.iscomplex(roots).all() and np.allclose(np.abs(roots), sqrt(beta)))
    yield Facts(n(beta), [" | "] * 4, [not swings, swings and shrinks, False, False])

    ratio = hovering(0.01, beta) / hovering(0.01, 0.0)
    yield Facts(
        n(beta),
        [f"{n(times)} 1 | ", f" | 1 {n(times)}", " | 0", f"{n(times)} | 1"],
        nearest(ratio, [1 / times, 1.0, 1e-300, times]),
    )

    asked = []

    def counting(w: np.ndarray) -> tuple[float, np.ndarray]:
        asked.append(w.copy())
        return bowl(1, 9)(w)

    w, v, eta = np.array([3.0, 1.0]), np.zeros(2), 0.05
    for _ in range(10):
        v = beta * v + counting(w - eta * beta * v)[1]
        w = w - eta * v
    ours = lo.descent.descend(bowl(1, 9), [3, 1], methods.nesterov(eta, beta), steps=10, progress=False)
    assert np.allclose(ours.end, w - eta * beta * v)  # the libraries' form keeps the look-ahead points
    kappa = 50.0
    ball = lo.descent.descend(
        bowl(1, kappa), [1, 1],
        methods.momentum((2 / (1 + sqrt(kappa))) ** 2, ((sqrt(kappa) - 1) / (sqrt(kappa) + 1)) ** 2), steps=300, progress=False,
    )  # fmt: skip
    ahead = lo.descent.descend(
        bowl(1, kappa), [1, 1], methods.nesterov(4 / (3 * kappa + 1), (sqrt(3 * kappa + 1) - 2) / (sqrt(3 * kappa + 1) + 2)),
        steps=300, progress=False,
    )  # fmt: skip
    yield Facts(
        "",
        [" | ", " | ", " | 1", " | "],
        [False, len(asked) > 10, len(asked) == 10, bool(ahead.values[-1] < ball.values[-1])],
    )


class Singles:
    """The squared error of a line, one example at a step."""

    def __init__(self, X: np.ndarray, y: np.ndarray) -> None:
        self.X, self.y = X, y

    def __call__(self, w: np.ndarray) -> tuple[float, np.ndarray]:
        return self.at(0)(w)

    def at(self, k: int) -> Callable[[np.ndarray], tuple[float, np.ndarray]]:
        x, y = self.X[k % len(self.X)], self.y[k % len(self.X)]
        return lambda w: (float((x @ w - y) ** 2), 2 * x * (x @ w - y))


def adagrad_gain(X: np.ndarray) -> float:
    """Return how many times lower than SGD's the cost of Adagrad is after one pass, each at its best rate."""
    y = X @ np.ones(X.shape[1])
    lowest = []
    for method in (methods.sgd, methods.adagrad):
        costs = []
        for rate in np.geomspace(0.003, 3.0, 13):
            w = end(Singles(X, y), np.zeros(X.shape[1]), method(float(rate)), len(X))
            with np.errstate(over="ignore", invalid="ignore"):
                cost = np.mean((X @ w - y) ** 2)
            costs.append(cost if np.isfinite(cost) else np.inf)
        lowest.append(min(costs))
    return float(lowest[0] / lowest[1])


@facts
def adaptive(quiz: Quiz) -> Iterator[Facts]:
    times = 100.0
    one = end(bowl(1, 30), [3, 1], methods.adam(0.05), 40)
    other = end(lambda w: tuple(times * part for part in bowl(1, 30)(w)), [3, 1], methods.adam(0.05), 40)
    same = np.allclose(one, other, rtol=1e-5)
    yield Facts(
        n(times),
        [f"{n(times)} | {n(times)}", f"{n(times)} | {n(times)} {n(times)} {n(times)}", f" | {n(times)}"],
        [not same, not same, same],
    )

    b1, b2, g = 0.9, 0.999, 0.7
    corrected = -end(lambda w: (0.0, np.full(1, g)), [0.0], methods.adam(1.0, b1, b2), 1)[0]
    longer = (1 - b1) * g / sqrt((1 - b2) * g**2) / corrected
    short, root = 1 / (1 - b1), sqrt(1 / (1 - b2))
    assert (1 - b1) / sqrt(1 - 0.99) == pytest.approx(1)
    yield Facts(
        f"{n(b1)} {n(b2)}",
        [
            f"{n(short)} {n(short)} | {n(1 / (1 - b2))} {root:.0f}",
            f"{n(longer, 2)} | 1 1 {n(1 - b1)} {n(1 - b2)} {longer:.2f}",
            "0 | 0.99",
            "0 | 0 0",
        ],
        nearest(longer, [1 / short, 3.2, 1.0, 1e300]),
    )

    size, eps = 1e-6, 1e-8
    outside, inside = size / (size + eps), size / sqrt(size**2 + eps)
    shorter = outside / inside
    yield Facts(
        f"{power(size)} {power(eps)}",
        [
            f"{shorter:.2g}".replace("99", "100")
            + f" | {power(size**2)} {power(eps)} {power(size / inside)} {10 ** round(log10(shorter))}",
            f" | {power(size**2)}",
            " | ",
        ],
        nearest(shorter, [100.0, 1.0, 0.01]),
    )

    rng = np.random.default_rng(0)
    rows = 1500
    equal = (rng.random((rows, 20)) < 0.2).astype(float)
    shared = rng.normal(size=(rows, 1))
    valley = np.column_stack([shared + 0.1 * rng.normal(size=(rows, 1)), shared + 0.1 * rng.normal(size=(rows, 1))])
    rare = (rng.random((rows, 20)) < np.where(np.arange(20) < 3, 1.0, 0.02)).astype(float)
    gains = [adagrad_gain(X) for X in (equal, valley, rare)]
    yield Facts("", [" | ", "45 | ", " | "], [gain == max(gains) and gain > 3 for gain in gains])

    spread = np.array([10.0, 0.1])
    noise = rng.normal(size=(3000, 2)) * spread
    kicks = iter(noise)
    shaken = lambda w: (0.0, 0.05 * w + next(kicks, 0.0))  # noqa: E731  # an L2 penalty, and noise besides
    w = np.abs(end(shaken, [1.0, 1.0], methods.adam(1e-3), len(noise)))
    yield Facts("", [" | "] * 3, [bool(w[0] > w[1] + 0.2), bool(w[1] > w[0] + 0.2), bool(abs(w[0] - w[1]) < 0.2)])


@facts
def comparison(quiz: Quiz) -> Iterator[Facts]:
    rate, valley, start = 0.01, bowl(1.0, 0.02), [3.0, 3.0]
    made = {"sgd": methods.sgd, "momentum": methods.momentum, "adam": methods.adam}
    at = lambda name, eta: valley(end(valley, start, made[name](eta), 400))[0]  # noqa: E731
    rates = [0.001, rate, 0.1, 0.5, 1.5]
    table = {name: [at(name, eta) for eta in rates] for name in made}
    wins = min(table, key=lambda name: table[name][rates.index(rate)])
    best = min(table, key=lambda name: min(table[name]))
    yield Facts(
        n(rate), [" | 0.1 0.5", " | ", " | ", f"{n(rate)} | "], [best == wins == "adam", False, False, wins != best]
    )

    seeds, tried = 3, 20
    means = np.random.default_rng(0).normal(loc=1.0, scale=0.2, size=(5000, tried, seeds)).mean(axis=2).min(axis=1)
    bias = float(means.mean() - 1.0)
    yield Facts(f"{seeds} {seeds} {tried}", [" | "] * 4, [abs(bias) < 0.01, bias < -0.05, bias > 0.05, False])

    size, low, high = 400, 0.950, 0.955
    error = sqrt(low * (1 - low) / size)
    apart = high - low > 2 * error
    assert round((high - low) * size) == 2
    yield Facts(
        f"{size} {100 * low:.1f} {100 * high:.1f}",
        [
            f" | {100 * (high - low):.1f} {n(low)} {n(1 - low)} {size} {100 * error:.1f}",
            f" | {size}",
            f" | {100 * error:.1f}",
            " | ",
        ],
        [apart, False, not apart, False],
    )

    firsts = [
        end(lambda w, g=g: (0.0, np.array([g, -3 * g])), [0.0, 0.0], methods.adam(0.3), 1) for g in (1e-3, 1.0, 1e3)
    ]
    always = np.allclose(np.abs(firsts), 0.3, rtol=1e-4)
    yield Facts("", [" | "] * 4, [always, False, bool(np.min(np.abs(firsts)) < 0.1), False])

    steps, half = 2000, 1000
    heights = {}
    for name, schedule in (("constant", lo.descent.Constant(0.1)), ("cosine", lo.descent.Cosine(0.4, steps=steps)),
                           ("higher", lo.descent.Cosine(0.8, steps=steps))):  # fmt: skip
        v, seen = 9.0, []
        for k in range(steps):  # the mean of w² on a bowl of curvature 1 with noise
            eta = schedule.at(k)
            v = (1 - eta) ** 2 * v + eta**2
            seen.append(v)
        heights[name] = seen[half], seen[-1]
    waits = heights["cosine"][0] > heights["constant"][0] and heights["cosine"][1] < heights["constant"][1]
    yield Facts(
        f"{steps} {half}",
        [" | ", " | ", " | ", f"{half} | {steps}"],
        [not waits, waits, heights["higher"][0] < heights["cosine"][0], False],
    )


# --- training, practice, the clinic -----------------------------------------------------------------------


@facts
def training(quiz: Quiz) -> Iterator[Facts]:
    classes, seen = 100, 23
    rng = np.random.default_rng(0)
    labels, z = rng.integers(classes, size=2000), rng.normal(size=(2000, classes))
    unsure, sure = (lo.losses.sparse_softmax_cross_entropy(labels, scale * z) for scale in (0.01, 9.0))
    assert unsure == pytest.approx(log(classes), rel=1e-3)
    yield Facts(
        f"{classes} {seen}",
        [f" | {classes} {classes} {log(classes):.1f} {seen}", " | ", " | "],
        [bool(unsure > 0.8 * seen), bool(sure > 0.8 * seen), False],
    )

    ten = np.eye(10)
    twice = lo.losses.softmax_cross_entropy(ten, ten)
    assert twice == pytest.approx(-log(e / (e + 9)))
    yield Facts(
        f"{twice:.2f} 10", [" | ", " | ", f" | 9 {twice:.2f}", " | 0"], [False, False, f"{twice:.2f}" == "1.46", False]
    )

    askew = lambda w: (bowl(1, 5)(w)[0], bowl(1, 5)(w)[1] @ np.array([[1.0, 0.5], [-0.5, 1.0]]))  # noqa: E731
    values = lo.descent.descend(askew, [3, 1], methods.gd(0.05), steps=40, progress=False).values
    falls = bool((np.diff(values) < 0).all())
    found = lo.gradcheck.check(askew, np.array([3.0, 1.0]))
    yield Facts("", [" | "] * 3, [bool(found), falls and not found, not falls])

    kernel, image = 3, 28
    out = image - kernel + 1
    x = rng.normal(size=(1, 1, image, image))
    net = lo.networks.Network([lo.networks.Conv2D(1, kernel)], inputs=(1, image, image))
    gradient = lo.autodiff.grad(lambda w: net(w, x).sum())(net.init(seed=0))[0]
    shares = x[0, 0, :out, :out]
    yield Facts(
        f"{kernel} {kernel} {out} {out} {image} {image}",
        [f"{out**2} | ", f"{out**2} | ", " | ", f"{out**2} | "],
        [isclose(gradient, each, rel_tol=1e-6) for each in (shares.sum(), shares.mean(), shares.max())]
        + [np.ndim(gradient) > 0],
    )

    y, z = np.array([1.0] * 9 + [0.0]), np.full(10, 2.0)
    costs = [lo.losses.sigmoid_cross_entropy(y, scale * z) for scale in (1, 4)]
    alike = lo.metrics.accuracy(y, z > 0) == lo.metrics.accuracy(y, 4 * z > 0)
    yield Facts("300", [" | "] * 3, [alike and costs[1] > costs[0], False, False])


@facts
def vision(quiz: Quiz) -> Iterator[Facts]:
    yield Facts("99", [" | ", " | ", " | 99", " | "], None)

    box, other = np.array([[0.0, 0.0, 4.0, 4.0]]), np.array([[9.0, 1.0, 13.0, 5.0]])
    value, slope = lo.losses.iou.value_and_grad(other, box)
    towards = {loss: -loss.grad(other, box)[0] for loss in (lo.losses.smooth_l1, lo.losses.giou)}
    grows = lambda d: d[2] - d[0] > 0 and d[0] <= 1e-12  # noqa: E731
    assert (towards[lo.losses.smooth_l1][[0, 2]] > 0).all() and grows(towards[lo.losses.giou])
    still = not slope.any()
    yield Facts(
        "",
        [f"{n(value)} | {n(value)} {n(float(np.abs(slope).max()))}", " | 0 0", " | ", " | "],
        [not still, still, not still, bool(grows(-slope[0]))],
    )

    miss = 0.5
    widths = np.array([4.0, 40.0, 400.0])
    roots = (np.sqrt(widths + miss) - np.sqrt(widths)) ** 2
    assert roots == pytest.approx(miss**2 / (4 * widths), rel=0.1)
    yield Facts("", [" | 4", " | ", " | "], [bool((np.diff(roots) < 0).all()), False, False])

    pulls = [np.linalg.norm(loss.grad(other - [6, 0, 6, 0], box)) for loss in (lo.losses.smooth_l1, lo.losses.giou)]
    yield Facts("", [" | "] * 3, [False, bool(pulls[1] < pulls[0] / 2), False])

    weight, cut = 9.0, 0.5
    q = np.linspace(0.001, 0.999, 9981)
    marked = weight * q / (1 - q + weight * q) > cut
    limit = round(float(q[np.argmax(marked)]), 3)
    yield Facts(
        f"{n(weight)} {n(cut)}",
        [f"{n(cut)} | 1", f"{n(1 - limit)} | {n(cut)}", f"{n(1 / (1 + weight))} | 1 ½ 1 1 {n(limit)}"],
        naming(quiz[4], limit, rel=0.01),
    )

    yield Facts("99", [" | "] * 3, None)


@facts
def language(quiz: Quiz) -> Iterator[Facts]:
    yield Facts("", [" | "] * 3, None)

    yield Facts("95", [" | ", " | ", "95 | "], None)

    words = np.array([[1.0, 0, 0], [1, 1, 0], [0, 0, 1], [0, 1, 1]])  # good, not good, bad, not bad
    liked = np.array([1.0, 0, 0, 1])
    lowest = []
    for copies in (1, 10):
        X, y = np.tile(words, (copies, 1)), np.tile(liked, copies)
        f = lambda w, X=X, y=y: (lambda v, g: (v, X.T @ g))(*lo.losses.sigmoid_cross_entropy.value_and_grad(y, X @ w))  # noqa: E731
        lowest.append(f(end(f, [1.0, -1.0, 0.5], methods.gd(1.0), 500))[0])
        assert not f(np.zeros(3))[1].any()
    yield Facts(
        "",
        ["0 | 0", " | ", "2 | 0 0"],
        [lowest[0] < 0.1, lowest[1] < lowest[0] - 1e-6, isclose(lowest[0], log(2), rel_tol=1e-6)],
    )

    yield Facts("", [" | "] * 3, None)

    letters, a, b = 2, 6, 12
    pays = letters * log(a), log(b)
    square = a**letters
    assert pays[0] == pytest.approx(log(square))
    yield Facts(
        f"{a} {b}",
        [f"{a} {b} | {letters} {a} {square} {b}", f" | {square} {b}", f" | {square} {a}"],
        [pays[0] < pays[1], pays[1] < pays[0], pays[0] == pays[1]],
    )


@facts
def sequences(quiz: Quiz) -> Iterator[Facts]:
    yield Facts("", [" | "] * 3, None)

    rng = np.random.default_rng(0)
    habit = rng.integers(3, size=(3, 3))  # the most probable word after the last one, for three kinds of sentence
    told, alone = [], []
    for kind, *truth in rng.integers(3, size=(4000, 4)):
        read, written = [0, *truth[:-1]], [0]
        for _ in truth:
            written.append(habit[kind, written[-1]])
        told.append(all(habit[kind, before] == word for before, word in zip(read, truth, strict=True)))
        alone.append(written[1:] == truth)
    same = told == alone and 0 < sum(told) < len(told)
    yield Facts("", [" | "] * 3, [sum(alone) < sum(told), same, not same])

    p, rewards, shift = np.array([0.2, 0.5, 0.3]), np.array([1.0, 3.0, 2.0]), 100.0
    scores = np.eye(3) - p  # the gradient of log p by the logits, one row for each sentence
    mean, spread = [], []
    for added in (0.0, shift):
        draws = (rewards + added)[:, np.newaxis] * scores
        mean.append(p @ draws)
        spread.append(p @ ((draws - mean[-1]) ** 2).sum(axis=1))
    same = bool(np.allclose(*mean))
    yield Facts(
        n(shift),
        [" | 0", " | ", " | "],
        [same and bool(spread[1] > 10 * spread[0]), same and bool(spread[1] == spread[0]), not same],
    )

    yield Facts("", [" | "] * 3, None)


@facts
def frontiers(quiz: Quiz) -> Iterator[Facts]:
    yield Facts("", [" | "] * 3, None)

    level = 90.0
    errors = np.random.default_rng(0).standard_t(2, size=20_000)
    sigma = np.quantile(np.abs(errors), level / 100) / 1.6449
    inner = 100 * lo.metrics.coverage(errors, -0.6745 * sigma, 0.6745 * sigma)
    places = np.repeat([0.5, 2.0], 10_000) * np.random.default_rng(1).normal(size=20_000)
    wide = np.quantile(np.abs(places), level / 100)
    parts = [100 * lo.metrics.coverage(part, -wide, wide) for part in np.split(places, 2)]
    whole = 100 * lo.metrics.coverage(places, -wide, wide)
    yield Facts(
        f"{n(level)} {n(level)}",
        ["50 50 | ", " | ", f"{whole:.0f} | "],
        [abs(inner - 50) < 2, abs(parts[0] - parts[1]) < 2, round(whole) == level],
    )

    grid = np.linspace(-8, 4, 6001)
    best = [grid[np.argmin(np.exp(-grid) * left + grid / 2)] for left in (1.0, 0.1, 0.001)]
    weights = np.exp(-np.array(best))  # 1/(2aℓ) with a = 1
    assert weights == pytest.approx(1 / (2 * np.array([1.0, 0.1, 0.001])), rel=0.01)
    grows = bool((np.diff(weights) > 0).all())
    yield Facts("0", ["0 | 1 2", " | ½", "2 | 2 0"], [not grows, grows, False])

    t, f, shares = 0.8, 0.1, (0.3, 0.6)
    picked = [share * t + (1 - share) * f for share in shares]
    assert picked[0] - picked[1] == pytest.approx((shares[0] - shares[1]) * (t - f))
    yield Facts("", [" | 1", " | 0", " | "], [picked[0] == picked[1], picked[0] != picked[1], False])

    real, made = np.full(5, 9.0), np.zeros(5)
    y, s = np.repeat([1.0, -1.0], 5), np.concatenate([real, made])  # a 1-Lipschitz critic: the score is the place
    distance = -2 * lo.losses.wasserstein_critic(y, s)
    flipped = -2 * lo.losses.wasserstein_critic(y, -s)
    yield Facts(n(flipped), [" | "] * 3, [distance > 0 > flipped, distance < 0, distance < 0])

    misses = np.linspace(-4, 4, 81)
    values = [lo.losses.huber(np.zeros(81), misses, delta=delta) for delta in (0.01, 0.1, 1.0, 3.0)]
    h = 1e-6
    slope = (lo.losses.huber([0.0], [3.0], delta=1 + h) - lo.losses.huber([0.0], [3.0], delta=1 - h)) / (2 * h)
    assert slope == pytest.approx(max(0, 3 - 1), rel=1e-6)
    falling = bool((np.diff(values) > 0).all())
    yield Facts("", [" | ", " | 0", "0 | "], [False, not falling, falling])

    losses, patients = 200, 30
    rng = np.random.default_rng(0)
    skill = rng.normal(scale=0.05, size=(300, losses))
    seen = skill + rng.normal(size=(300, losses)) / sqrt(patients)
    chosen = seen.argmax(axis=1)
    there, later = seen.max(axis=1).mean(), skill[np.arange(300), chosen].mean()
    yield Facts(
        f"{losses} {patients}",
        [f" | {losses}", " | ", f"{losses} | {patients}"],
        [abs(later - there) < 0.05, later < there - 0.05, later > there + 0.05],
    )


@facts
def bug_clinic(quiz: Quiz) -> Iterator[Facts]:
    y, p, size = np.array([1.0, 4.0, 2.0]), np.array([2.0, 2.5, 0.5]), 3
    summed = lambda p: (float(np.sum((p - y) ** 2)), 2 * (p - y))  # noqa: E731
    opposite = lambda p: (float(np.mean((p - y) ** 2)), -2 * (p - y) / size)  # noqa: E731
    mixed = lambda p: (float(np.mean((p - y) ** 2)), 2 * (p - y))  # noqa: E731
    halved = lambda p: (float(np.mean((p - y) ** 2)), 2 * (p - y) / size * [1, 0.5, 1])  # noqa: E731
    passes = [bool(lo.gradcheck.check(f, p)) for f in (opposite, summed, mixed, halved)]
    yield Facts("", [" | ", " | ", " | ", "2 | "], passes)

    column = np.linspace(0, 5, 501)
    crossed = [np.mean((np.full((3, 1), c) - y) ** 2) for c in column]
    everybody = column[np.argmin(crossed)]
    own = np.mean((y[:, np.newaxis] - y) ** 2)
    assert own > min(crossed)
    yield Facts(
        "1",
        [" | ", " | 1", " | ", " | "],
        [isclose(everybody, y.mean(), abs_tol=0.01), False, False, bool(own < min(crossed))],
    )

    right, wrong, rtol = 1e-9, 2e-9, 1e-12
    close = bool(np.isclose(wrong, right, rtol=rtol))
    apart = np.float64(wrong) != np.float64(right) and not np.isclose(wrong, right, rtol=rtol, atol=0)
    yield Facts(
        "1e-9 2e-9 2e-9 1e-9 1e-12",
        [" | 1e-8", " | ", " | 1e-9 1e-8 0", " | 0"],
        [not close, close and not apart, bool(close and apart and wrong - right < 1e-8), False],
    )

    beta = 0.9
    good, bad = 1 + beta, 1 + beta + beta**2
    yield Facts(n(beta), [" | 1", " | ", " | ", f" | {bad:.2f} {n(good)}"], [False, False, good == bad, good != bad])

    floors = {c: float(lo.losses.softmax_cross_entropy(np.eye(c), np.eye(c))) for c in (2, 10)}
    yield Facts(
        "",
        ["0 | 0 1 0", f"{floors[2]:.3f} | 1 0 1 {floors[2]:.3f}", f"{log(2):.3f} | 2 ½", f"{floors[10]:.3f} | 9"],
        naming(quiz[4], floors[2], rel=2e-3),
    )


# --- the tests --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("set_id", set_ids())
def test_every_number_of_a_quiz_is_computed_and_the_right_option_follows(set_id: str) -> None:
    questions = load_set(set_id).questions
    for number, (question, known) in enumerate(zip(questions, facts_of(set_id), strict=True), start=1):
        assert " ".join(numbers(question.text)) == known.text, number
        assert [stated(option) for option in question.options] == list(known.options), number
        if known.right is not None:
            assert [option.right for option in question.options] == list(known.right), number


def test_few_questions_are_left_to_words() -> None:
    everything = [(each, number, known) for each in FACTS for number, known in enumerate(facts_of(each), start=1)]
    in_words = {(each, number) for each, number, known in everything if known.right is None}
    assert in_words == {
        ("vision", 1), ("vision", 6), ("language", 1), ("language", 2), ("language", 4), ("sequences", 1), ("sequences", 4),
        ("frontiers", 1),
    }  # fmt: skip


@pytest.mark.parametrize(
    "text, expected",
    {
        "η = 0.25, which is 1/L": ["0.25", "1"],
        "2·10⁻⁵ of float64, (−1, −4) and 3 − 1": ["2", "10⁻⁵", "−1", "−4", "3", "1"],
        "½(w₁² + 100w₂²), L1 and YOLOv1": ["½", "100"],
        "100,000 euros; 1e-12, 0.5.": ["100,000", "1e-12", "0.5"],
    }.items(),
)
def test_numbers_are_read_as_they_are_written(text: str, expected: list[str]) -> None:
    assert numbers(Text(ko=text, en=text)) == expected
