"""Directions beyond the core: their first steps by hand, and what each of them is known for."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lossopt as lo
from lossopt.descent import (
    BFGS,
    Adagrad,
    Adam,
    AdamW,
    Armijo,
    ConjugateGradient,
    Constant,
    CoordinateDescent,
    Cosine,
    ExactQuadratic,
    Lion,
    Method,
    Newton,
    Steepest,
    Wolfe,
    descend,
    iterate,
    methods,
)
from lossopt.descent.core import State
from lossopt.landscapes import beale, booth, himmelblau, matyas, monkey_saddle, quadratic, rosenbrock, saddle


def square(x):
    """½x²: the gradient is x itself."""
    return float(x @ x) / 2, x.copy()


def slope_one(x):
    """A straight slope: the gradient is 1 everywhere."""
    return float(x.sum()), np.ones_like(x)


def ends(f, x0, method, steps=3):
    return descend(f, [x0], method, steps=steps).points.ravel().tolist()


def bowl_askew(n, seed):
    """Return ½(x − b)ᵀA(x − b) with a full matrix A of curvatures 1 to 20, and its minimum b."""
    rng = np.random.default_rng(seed)
    axes = np.linalg.qr(rng.standard_normal((n, n)))[0]
    matrix, bottom = axes @ np.diag(np.linspace(1, 20, n)) @ axes.T, rng.standard_normal(n)

    def f(x):
        slope = matrix @ (x - bottom)
        return float((x - bottom) @ slope) / 2, slope

    return f, bottom


# --- coordinate descent -----------------------------------------------------------------------------------------------


def test_the_steepest_coordinate_moves():
    # bowl (1, 10): gradient (4, 10) → axis 1; with η = 0.1 it lands on 0; then axis 0
    path = descend(quadratic, [4.0, 1.0], CoordinateDescent(), Constant(0.1), steps=2)
    assert path.points.tolist() == [[4.0, 1.0], [4.0, 0.0], [3.6, 0.0]]


def test_coordinates_take_turns():
    path = descend(quadratic, [4.0, 1.0], CoordinateDescent(cyclic=True), Constant(0.05), steps=3)
    np.testing.assert_allclose(path.points, [[4, 1], [3.8, 1], [3.8, 0.5], [3.61, 0.5]])


@pytest.mark.parametrize("cyclic", [False, True])
def test_one_coordinate_at_a_time(cyclic, rng):
    f, _ = bowl_askew(5, 0)
    path = descend(f, rng.standard_normal(5), CoordinateDescent(cyclic), Armijo(), steps=40)
    moved = np.diff(path.points, axis=0) != 0
    assert (moved.sum(axis=1) == 1).all()
    assert len(set(np.argmax(moved, axis=1).tolist())) == 5


def test_exact_coordinate_steps_solve_a_bowl_with_straight_axes():
    f = quadratic.bind(curvatures=[1.0, 5.0, 25.0])
    for rule in (CoordinateDescent(), CoordinateDescent(cyclic=True)):
        assert np.abs(descend(f, [1.0, 1.0, 1.0], rule, ExactQuadratic(), steps=3).end).max() < 1e-12


# --- Newton -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 5, 10])
def test_newton_solves_a_quadratic_in_one_step(n):
    f, bottom = bowl_askew(n, seed=n)
    path = descend(f, np.ones(n), Newton(), Constant(1.0), steps=1)
    np.testing.assert_allclose(path.end, bottom, atol=1e-8)  # by differences
    for known in (quadratic, booth, matyas):
        end = descend(known, [4.0, -7.0], Newton(), Constant(1.0), steps=1).end
        np.testing.assert_allclose(end, known.minima[0], atol=1e-12)  # by its own Hessian


def test_newton_uses_the_objectives_own_hessian():
    class Asked:
        hessians = 0
        gradients = 0

        def __call__(self, x):
            self.gradients += 1
            return quadratic(x)

        def hessian(self, x):
            self.hessians += 1
            return np.diag([1.0, 10.0])

    f = Asked()
    descend(f, [1.0, 1.0], Newton(), Constant(0.5), steps=4)
    assert (f.hessians, f.gradients) == (4, 5)


def test_newton_converges_quadratically():
    path = descend(rosenbrock, [1.1, 1.3], Newton(), Constant(1.0), steps=7)
    error = np.linalg.norm(path.points - 1, axis=1)
    assert error[-1] < 1e-13
    near = [(a, b) for a, b in itertools.pairwise(error) if 1e-7 < a < 0.05]
    assert near and all(b < 50 * a**2 for a, b in near)


def test_newton_by_hand():
    # ½·(1, 10): H + λI = (2, 11), ∇f = (1, 10)
    step = next(iterate(quadratic, [1.0, 1.0], Newton(damping=1.0), Constant(1.0)))
    np.testing.assert_allclose(step.direction, [-1 / 2, -10 / 11])


@pytest.mark.parametrize("x0", [(0.5, 0.2), (0.1, -0.3)])
def test_newton_falls_back_where_it_would_climb(x0):
    # near the saddle H is indefinite: −H⁻¹∇f leads to it
    value, grad = saddle(x0)
    towards_the_saddle = -np.linalg.solve(saddle.hessian(x0), grad)
    step = next(iterate(saddle, x0, Newton(), Constant(0.1)))
    if grad @ towards_the_saddle >= 0:
        np.testing.assert_array_equal(step.direction, -grad)
    assert step.slope < 0 and step.value == value


def test_newton_falls_back_on_a_ridge_and_where_there_is_no_inverse():
    hill = quadratic.bind(curvatures=[-1.0, -2.0])
    assert next(iterate(hill, [1.0, 1.0], Newton(), Constant(0.1))).direction.tolist() == [1.0, 2.0]
    plane = quadratic.bind(curvatures=[1.0, 0.0])
    assert next(iterate(plane, [3.0, 1.0], Newton(), Constant(0.1))).direction.tolist() == [-3.0, 0.0]
    flat = next(iterate(monkey_saddle, [0.0, 0.0], Newton(), Constant(0.1)))
    assert not flat.direction.any()


def test_newton_outside_the_loop():
    with pytest.raises(ValueError, match=r"^Newton: state\.objective is None; expected the objective"):
        Newton()(np.ones(2), np.ones(2), State())


def test_newton_sees_the_sample_of_its_step():
    class Sampled:
        def at(self, k):
            return quadratic.bind(curvatures=[1.0 + k])

    path = descend(Sampled(), [1.0], Newton(), Constant(0.5), steps=3)
    assert path.points.ravel().tolist() == [1, 0.5, 0.25, 0.125]


# --- BFGS and conjugate gradients -------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [BFGS(), ConjugateGradient()], ids=repr)
@pytest.mark.parametrize("n", [1, 2, 5, 10])
def test_n_exact_steps_solve_a_quadratic_in_n_dimensions(rule, n):
    f, bottom = bowl_askew(n, seed=n)
    path = descend(f, np.ones(n), rule, ExactQuadratic(), steps=n)
    np.testing.assert_allclose(path.end, bottom, atol=1e-6)
    if n > 1:  # one step fewer does not
        assert np.linalg.norm(path.points[-2] - bottom) > 1e-3
        steepest = descend(f, np.ones(n), Steepest(), ExactQuadratic(), steps=n)
        assert np.linalg.norm(steepest.end - bottom) > 1e-3


def test_conjugate_directions_are_conjugate():
    f = quadratic.bind(curvatures=[1.0, 3.0, 10.0, 30.0])
    moves = np.diff(descend(f, np.ones(4), ConjugateGradient(), ExactQuadratic(), steps=4).points, axis=0)
    moves /= np.linalg.norm(moves, axis=1)[:, None]
    products = moves @ f.hessian(np.ones(4)) @ moves.T
    assert np.abs(products - np.diag(np.diag(products))).max() < 1e-9


def test_conjugate_gradient_by_hand():
    # gradients (1, 2) then (3, 1): β = (3, 1)·(2, −1)/5 = 1, d = −(3, 1) − (1, 2)
    rule, x = ConjugateGradient(), np.zeros(2)
    state = rule.init(x)
    said = []
    for t, grad in enumerate([(1.0, 2.0), (3.0, 1.0), (6.0, 2.0)], start=1):
        state.t = t
        said.append(rule(x, np.array(grad), state).tolist())
    assert said == [[-1, -2], [-4, -3], [-6, -2]]  # after n = 2 steps it starts again


def test_conjugate_gradient_starts_again_where_beta_is_negative():
    rule, x = ConjugateGradient(), np.zeros(3)
    state = rule.init(x)
    for t, grad in enumerate([np.array([4.0, 0, 0]), np.array([1.0, 0, 0])], start=1):
        state.t = t
        direction = rule(x, grad, state)
    assert direction.tolist() == [-1, 0, 0]  # β = 1·(1 − 4)/16 < 0


def test_bfgs_learns_the_inverse():
    rule, x = BFGS(), np.zeros(2)
    state = rule.init(x)
    rule(x, np.array([1.0, 2.0]), state)
    rule(np.array([1.0, 1.0]), np.array([2.0, 6.0]), state)  # s = (1, 1), y = (1, 4)
    np.testing.assert_allclose(state.B @ [1.0, 4.0], [1.0, 1.0])
    np.testing.assert_allclose(state.B, state.B.T)
    assert np.linalg.eigvalsh(state.B).min() > 0


def test_bfgs_skips_negative_curvature():
    rule, x = BFGS(), np.zeros(2)
    state = rule.init(x)
    rule(x, np.array([1.0, 2.0]), state)
    rule(np.array([1.0, 1.0]), np.array([2.0, 6.0]), state)
    learned = state.B.copy()
    said = rule(np.array([2.0, 2.0]), np.array([1.5, 5.0]), state)  # yᵀs = −1.5
    np.testing.assert_array_equal(state.B, learned)
    np.testing.assert_array_equal(said, -learned @ [1.5, 5.0])


@given(seed=st.integers(0, 200))
def test_bfgs_ends_with_the_inverse_of_the_hessian(seed):
    f, _ = bowl_askew(3, seed)
    rule, seen = BFGS(), []

    class Kept(BFGS):
        def init(self, x):
            seen.append(rule.init(x))
            return seen[-1]

    descend(f, np.ones(3), Kept(), ExactQuadratic(), steps=4)
    inverse = np.linalg.inv(lo.descent.hessian(f, np.ones(3)))
    np.testing.assert_allclose(seen[0].B, inverse, atol=1e-3)


@pytest.mark.parametrize(
    ("method", "most"),
    [(Method(Newton(), Armijo()), 30), (Method(BFGS(), Wolfe()), 60), (Method(ConjugateGradient(), Wolfe(curvature=0.1)), 80)],
    ids=lambda value: type(value.rule).__name__ if isinstance(value, Method) else "",
)  # fmt: skip
@pytest.mark.parametrize("f", [rosenbrock, himmelblau, beale, booth], ids=lambda f: f.__name__)
def test_few_steps_on_curved_ground(method, most, f):
    x0 = (2.0, 0.0) if f is beale else (-1.2, 1.0)  # Beale's floor falls for ever on the other side
    path = descend(f, x0, method, steps=most, tol=1e-5)
    assert path.converged
    assert np.linalg.norm(f.minima - path.end, axis=1).min() < 1e-4
    assert (np.diff(path.values) <= 0).all()


# --- Adagrad and Adadelta ---------------------------------------------------------------------------------------------


def test_adagrad_by_hand():
    # s = 1, 2, 3 on a slope of 1
    steps = [0, -0.1, -0.1 - 0.1 / math.sqrt(2), -0.1 - 0.1 / math.sqrt(2) - 0.1 / math.sqrt(3)]
    assert ends(slope_one, 0.0, methods.adagrad(0.1, eps=0.0)) == pytest.approx(steps)
    assert ends(slope_one, 0.0, methods.adagrad(0.1, eps=1.0), steps=1)[1] == pytest.approx(-0.05)  # ε outside the root


@given(slope=st.floats(0.01, 100))
def test_adagrads_steps_shrink_like_one_over_the_root_of_t(slope):
    path = descend(lambda x: (slope * float(x[0]), np.array([slope])), [0.0], Adagrad(), Constant(1.0), steps=200)
    np.testing.assert_allclose(-np.diff(path.points[:, 0]) * np.sqrt(np.arange(1, 201)), 1.0, rtol=1e-6)


def test_adadelta_by_hand():
    # ρ = ½, ε = 1, slope 1: s = ½, d = 1/√1.5; u = 1/3, s = ¾, d = √(4/3)/√1.75
    first, second = 1 / math.sqrt(1.5), math.sqrt(4 / 3) / math.sqrt(1.75)
    assert ends(slope_one, 0.0, methods.adadelta(1.0, rho=0.5, eps=1.0), steps=2) == pytest.approx(
        [0, -first, -first - second]
    )


def test_adadeltas_step_has_the_unit_of_x():
    # f times 1000, ε aside, changes nothing: the gradient's unit cancels
    small, large = (
        descend(lambda x, c=c: (c * float(x @ x), 2 * c * x), [1.0], methods.adadelta(1.0, eps=1e-12), steps=50).end
        for c in (1e3, 1e6)
    )
    assert small == pytest.approx(large, rel=1e-6) and small != [1.0]


# --- Adam's kin -------------------------------------------------------------------------------------------------------


def test_amsgrad_by_hand():
    # β₁ = 0, β₂ = ½: gradients 2, then 0.1: s = 2, then 1.005, but √(2/¾) is what divides
    rule = lo.descent.AMSGrad(beta1=0.0, beta2=0.5, eps=0.0)
    state = rule.init(np.zeros(1))
    said = []
    for t, grad in enumerate([2.0, 0.1], start=1):
        state.t = t
        said.append(rule(np.zeros(1), np.array([grad]), state).item())
    assert said == pytest.approx([-1.0, -0.1 / math.sqrt(2 / 0.75)])


def test_amsgrad_is_adam_until_the_gradient_falls():
    # on the way down −e^x the slope grows, on the way down e^x it falls: there the remembered maximum brakes
    steeper = lambda x: (-float(np.exp(x[0])), -np.exp(x))  # noqa: E731
    flatter = lambda x: (float(np.exp(x[0])), np.exp(x))  # noqa: E731
    walk = lambda f, method: descend(f, [1.0], method(0.1, beta2=0.5), steps=15).points[:, 0]  # noqa: E731
    np.testing.assert_array_equal(walk(steeper, methods.amsgrad), walk(steeper, methods.adam))
    assert (walk(flatter, methods.amsgrad)[4:] > walk(flatter, methods.adam)[4:] + 1e-3).all()


def test_adamw_is_adam_and_a_decay(rng):
    # as PyTorch writes it: first x ← (1 − ηλ)x, then Adam's step for the gradient at the old x
    eta, decay = 0.05, 0.3
    path = descend(rosenbrock, [-1.2, 1.0], methods.adamw(eta, weight_decay=decay), steps=20)
    adam, x = Adam(), np.array([-1.2, 1.0])
    state = adam.init(x)
    for k in range(20):
        state.t = k + 1
        step = eta * adam(x, rosenbrock(x)[1], state)
        x = (1 - eta * decay) * x + step
        np.testing.assert_allclose(path.points[k + 1], x, rtol=1e-12)
    without = descend(rosenbrock, [-1.2, 1.0], methods.adamw(eta, weight_decay=0.0), steps=20)
    np.testing.assert_array_equal(without.points, descend(rosenbrock, [-1.2, 1.0], methods.adam(eta), steps=20).points)


def test_adamw_is_not_adam_with_a_penalty():
    decay, x0 = 0.5, [1.0, 1.0]

    def penalised(x):
        value, grad = quadratic(x)
        return value + decay / 2 * float(x @ x), grad + decay * x

    decoupled = descend(quadratic, x0, methods.adamw(0.01, weight_decay=decay), steps=1)
    penalty = descend(penalised, x0, methods.adam(0.01), steps=1)
    # Adam's first step has length η whatever is added to the gradient; decay comes on top
    np.testing.assert_allclose(penalty.end, [0.99, 0.99], atol=1e-9)
    np.testing.assert_allclose(decoupled.end, [0.985, 0.985], atol=1e-9)


def test_nadam_by_hand():
    # ψ = 0: μ = β₁/2 throughout. First step: m = (1 − β₁)g, ŝ = g²
    mu = 0.45
    first = 1 + mu * 0.1 / (1 - mu**2)
    assert ends(slope_one, 0.0, methods.nadam(0.1, eps=0.0, momentum_decay=0.0), steps=1)[1] == pytest.approx(
        -0.1 * first
    )
    # second: m = 0.19, the product of the μ is μ²
    second = (1 - mu) / (1 - mu**2) + mu * 0.19 / (1 - mu**3)
    assert ends(slope_one, 0.0, methods.nadam(0.1, eps=0.0, momentum_decay=0.0), steps=2)[2] == pytest.approx(
        -0.1 * (first + second)
    )
    assert ends(slope_one, 0.0, methods.nadam(0.1, eps=1.0, momentum_decay=0.0), steps=1)[1] == pytest.approx(
        -0.05 * first
    )


# --- Lion -------------------------------------------------------------------------------------------------------------


def test_lion_by_hand():
    # β₁ = ½, β₂ = ¾: gradient 1: d = −1, m = ¼; gradient −0.1: ⅛ − 0.05 > 0 still: d = −1, m = 0.1625;
    # gradient −0.2: 0.08125 − 0.1 < 0: d = 1
    rule = Lion(beta1=0.5, beta2=0.75)
    state = rule.init(np.zeros(1))
    said = [rule(np.zeros(1), np.array([grad]), state).item() for grad in (1.0, -0.1, -0.2)]
    assert said == [-1.0, -1.0, 1.0]
    assert ends(slope_one, 4.0, methods.lion(0.1, weight_decay=0.5), steps=1)[1] == pytest.approx(4 - 0.1 * (1 + 2))


@given(seed=st.integers(0, 1000))
def test_every_coordinate_of_lion_moves_by_the_learning_rate(seed):
    x0 = np.random.default_rng(seed).standard_normal(2)
    path = descend(rosenbrock, x0, methods.lion(0.01), steps=30)
    np.testing.assert_allclose(np.abs(np.diff(path.points, axis=0)), 0.01, rtol=1e-9)


# --- all --------------------------------------------------------------------------------------------------------------

BY_NAME = ["gd", "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adadelta"]
BY_NAME += ["adam", "adamw", "amsgrad", "nadam", "lion"]


def test_all_methods_have_their_name():
    for name in BY_NAME:
        method = getattr(methods, name)(0.1)
        assert isinstance(method, Method) and method.step_size == Constant(0.1)
        assert getattr(methods, name)(learning_rate=0.1) == method


@pytest.mark.parametrize("name", BY_NAME)
def test_every_method_finds_the_bottom_of_a_bowl(name):
    rate = {"adagrad": Constant(1.0), "adadelta": Cosine(10.0, steps=900), "gd": Constant(0.1), "sgd": Constant(0.1)}
    size = rate.get(name, Cosine(0.05, steps=900))
    hyper = {"weight_decay": 0.0} if name == "adamw" else {}
    path = descend(quadratic, [-2.0, 1.5], getattr(methods, name)(size, **hyper), steps=1000)
    assert np.abs(path.end).max() < 2e-3


def test_adamw_ends_where_gradient_and_decay_balance():
    # Adam's direction is a sign times something at most 1 here: the end lies between 0 and the bottom of f
    f = lambda x: (float((x[0] - 2) ** 2 / 2), x - 2)  # noqa: E731
    end = descend(f, [0.0], methods.adamw(Cosine(0.02, steps=3000), weight_decay=0.1), steps=3000).end[0]
    assert AdamW().weight_decay == 0.01
    assert 0 < end < 2 - 1e-3
