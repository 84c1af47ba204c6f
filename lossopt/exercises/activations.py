"""Exercises of the chapter on activations: a slope, a layer walked back, the spread of the weights, dead neurons."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lossopt.exercises.core import Arguments, ExerciseSet, Mistake, Task
from lossopt.exercises.quiz import Option, Question
from lossopt.language import Text

Array = NDArray[np.float64]

# --- 1. the slope of an activation --------------------------------------------------------------------------


def draw_inputs(rng: np.random.Generator) -> Arguments:
    """Inputs on both sides of 0, none near it: there several wrong slopes agree."""
    size = int(rng.integers(3, 7))
    return (rng.uniform(0.4, 3.0, size) * rng.choice([-1.0, 1.0], size),)


def _sigmoid(a: Array) -> Array:
    return 1 / (1 + np.exp(-a))


def silu_slope(a: Array) -> Array:
    """Return the derivative of a·σ(a)."""
    s = _sigmoid(a)
    return s + a * s * (1 - s)


def _silu_value(a: Array) -> Array:
    return a * _sigmoid(a)


def _silu_first_part(a: Array) -> Array:
    return _sigmoid(a)


def _silu_second_part(a: Array) -> Array:
    s = _sigmoid(a)
    return a * s * (1 - s)


def _silu_slopes_multiplied(a: Array) -> Array:
    s = _sigmoid(a)
    return s * (1 - s)


def _silu_sigmoid_its_own_slope(a: Array) -> Array:
    s = _sigmoid(a)
    return s + a * s


def _silu_slope_of_slope(a: Array) -> Array:
    return _sigmoid(a) + a * a * (1 - a)


def _silu_tanh_slope(a: Array) -> Array:
    s = _sigmoid(a)
    return s + a * (1 - s * s)


def _silu_subtracted(a: Array) -> Array:
    s = _sigmoid(a)
    return s - a * s * (1 - s)


def _silu_without_a(a: Array) -> Array:
    s = _sigmoid(a)
    return s + s * (1 - s)


def _silu_mirrored(a: Array) -> Array:
    s = _sigmoid(-a)
    return s + a * s * (1 - s)


SLOPE = Task(
    id="activations/silu-slope",
    title=Text(ko="SiLU의 기울기", en="The slope of SiLU"),
    solution=silu_slope,
    draw=draw_inputs,
    mistakes=(
        Mistake(
            _silu_value,
            Text(
                ko="활성화 함수의 값 aσ(a)입니다. 물은 것은 그 기울기입니다. 곱을 미분하세요.",
                en="This is the activation aσ(a) itself. Asked for is its slope: differentiate the product.",
            ),
        ),
        Mistake(
            _silu_first_part,
            Text(
                ko="a만 미분했습니다. σ(a)도 a에 따라 변하므로 곱의 미분에는 항이 하나 더 있습니다.",
                en="You differentiate the a alone. σ(a) changes with a too, so the product rule has a second term.",
            ),
        ),
        Mistake(
            _silu_second_part,
            Text(
                ko="σ(a)만 미분했습니다. 앞에 곱해진 a도 변하므로 곱의 미분에는 항이 하나 더 있습니다.",
                en="You differentiate σ(a) alone. The a in front changes too, so the product rule has another term.",
            ),
        ),
        Mistake(
            _silu_slopes_multiplied,
            Text(
                ko="두 인수의 미분을 서로 곱했습니다. 곱의 미분은 미분의 곱이 아니라 u′v + uv′입니다.",
                en="You multiply the derivatives of the two factors. A product's derivative is u′v + uv′, not u′v′.",
            ),
        ),
        Mistake(
            _silu_sigmoid_its_own_slope,
            Text(
                ko="시그모이드의 미분을 시그모이드 자신으로 썼습니다. 그런 함수는 지수 함수입니다. 1 − σ(a)를 더 곱해야 합니다.",
                en="You take the sigmoid for its own derivative, as the exponential is. It needs another factor, 1 − σ(a).",
            ),
        ),
        Mistake(
            _silu_slope_of_slope,
            Text(
                ko="a(1 − a)라고 썼습니다. σ′ = σ(1 − σ)의 σ는 시그모이드의 값이지 입력 a가 아닙니다.",
                en="You write a(1 − a). In σ′ = σ(1 − σ), σ is the sigmoid's value, not its input a.",
            ),
        ),
        Mistake(
            _silu_tanh_slope,
            Text(
                ko="시그모이드에 tanh의 규칙 1 − h²를 썼습니다. 시그모이드의 기울기는 이것과 다릅니다.",
                en="You use the tanh's rule, 1 − h², for the sigmoid, which has a rule of its own.",
            ),
        ),
        Mistake(
            _silu_subtracted,
            Text(
                ko="둘째 항을 뺐습니다. 곱의 미분은 두 항의 합입니다. 시그모이드는 커지기만 하므로 그 기울기는 양수입니다.",
                en="You subtract the second term. The product rule adds, and the slope of the sigmoid is positive: it only rises.",
            ),
        ),
        Mistake(
            _silu_without_a,
            Text(
                ko="둘째 항에 a가 빠졌습니다. σ(a)를 미분할 때 앞에 곱해진 a는 그대로 남습니다.",
                en="The a is missing from the second term: while σ(a) is differentiated, the a in front stays.",
            ),
        ),
        Mistake(
            _silu_mirrored,
            Text(
                ko="시그모이드가 뒤집혔습니다. σ(a)는 1/(1 + e^a)가 아니라 1/(1 + e^(−a))입니다.",
                en="Your sigmoid is mirrored: σ(a) is 1/(1 + e^(−a)), not 1/(1 + e^a).",
            ),
        ),
    ),
)

# --- 2. back through a layer --------------------------------------------------------------------------------


def draw_layer(rng: np.random.Generator) -> Arguments:
    """A square layer, so that a forgotten transpose has the right shape; some neurons speak, some are silent."""
    examples, units = int(rng.integers(2, 5)), int(rng.integers(3, 6))
    a = rng.uniform(0.5, 2.0, (examples, units)) * rng.choice([-1.0, 1.0], (examples, units))
    a[0, :2] = 1.3, -1.3
    return rng.normal(size=(examples, units)), a, rng.normal(size=(units, units))


def through_relu(G: Array, a: Array, W: Array) -> Array:
    """Return the gradient with respect to x of h = relu(x W), where G is the one with respect to h."""
    return (G * (a > 0)) @ W.T


def _layer_without_slope(G: Array, a: Array, W: Array) -> Array:
    return G @ W.T


def _layer_not_transposed(G: Array, a: Array, W: Array) -> Array:
    return (G * (a > 0)) @ W


def _layer_slope_last(G: Array, a: Array, W: Array) -> Array:
    return (G @ W.T) * (a > 0)


def _layer_masked_by_gradient(G: Array, a: Array, W: Array) -> Array:
    return np.maximum(G, 0) @ W.T


def _layer_value_for_slope(G: Array, a: Array, W: Array) -> Array:
    return (G * np.maximum(a, 0)) @ W.T


def _layer_silent_kept(G: Array, a: Array, W: Array) -> Array:
    return (G * (a < 0)) @ W.T


def _layer_before_weights(G: Array, a: Array, W: Array) -> Array:
    return G * (a > 0)


def _layer_in_place(G: Array, a: Array, W: Array) -> Array:
    G[a <= 0] = 0
    return G @ W.T


def _layer_sign(G: Array, a: Array, W: Array) -> Array:
    return (G * np.sign(a)) @ W.T


def _layer_averaged(G: Array, a: Array, W: Array) -> Array:
    return (G * (a > 0)) @ W.T / len(G)


def _layer_cut_afterwards(G: Array, a: Array, W: Array) -> Array:
    return np.maximum(G @ W.T, 0)


LAYER = Task(
    id="activations/through-relu",
    title=Text(ko="한 층 거슬러 가기", en="Back through a layer"),
    solution=through_relu,
    draw=draw_layer,
    mistakes=(
        Mistake(
            _layer_without_slope,
            Text(
                ko="활성화 함수를 건너뛰었습니다. 가중치로 가기 전에 ReLU의 기울기를 곱해야 합니다.",
                en="You skip the activation: on the way to the weights the slope of ReLU comes first.",
            ),
        ),
        Mistake(
            _layer_not_transposed,
            Text(
                ko="W를 전치하지 않았습니다. 여기서는 정사각이라 모양이 맞았을 뿐, 뒤로 갈 때에는 출력에서 입력으로 갑니다.",
                en="W is not transposed. It fits only because it is square here: the way back leads from outputs to inputs.",
            ),
        ),
        Mistake(
            _layer_slope_last,
            Text(
                ko="기울기를 가중치 다음에 곱했습니다. 앞으로 갈 때 가중치 다음에 ReLU였으니 뒤로 올 때에는 ReLU가 먼저입니다.",
                en="The slope comes after the weights. Forward, ReLU came after them, so on the way back it comes first.",
            ),
        ),
        Mistake(
            _layer_masked_by_gradient,
            Text(
                ko="그래디언트 자신의 부호로 걸렀습니다. ReLU의 기울기는 앞으로 갈 때의 입력 a가 정합니다.",
                en="You filter by the sign of the gradient itself. The slope of ReLU depends on its input a on the way forward.",
            ),
        ),
        Mistake(
            _layer_value_for_slope,
            Text(
                ko="ReLU의 값을 곱했습니다. 곱할 것은 기울기, 곧 a > 0이면 1, 아니면 0입니다.",
                en="You multiply by ReLU's value. Its slope is wanted: 1 where a > 0, else 0.",
            ),
        ),
        Mistake(
            _layer_silent_kept,
            Text(
                ko="침묵한 뉴런의 그래디언트만 남겼습니다. 통과하는 쪽은 a > 0인 뉴런입니다.",
                en="You keep the silent neurons' gradients. Those with a > 0 let it through.",
            ),
        ),
        Mistake(
            _layer_before_weights,
            Text(
                ko="a에 대한 그래디언트에서 멈추었습니다. x에 이르려면 가중치도 지나야 합니다.",
                en="You stop at the gradient with respect to a. To arrive at x it must pass the weights too.",
            ),
        ),
        Mistake(
            _layer_in_place,
            Text(
                ko="값은 맞지만 건네받은 G를 제자리에서 고쳤습니다. 새 배열을 만드세요.",
                en="The result is right, but the G you were handed has been changed in place: make a new array.",
            ),
        ),
        Mistake(
            _layer_sign,
            Text(
                ko="a < 0인 곳에 −1을 곱했습니다. ReLU의 기울기는 그곳에서 0입니다.",
                en="You multiply by −1 where a < 0; the slope of ReLU is 0 there.",
            ),
        ),
        Mistake(
            _layer_averaged,
            Text(
                ko="예제 수로 나누었습니다. 평균을 내는 것은 손실이고, 그 1/n은 이미 G 안에 있습니다.",
                en="You divide by the number of examples. Averaging is the loss's business, and its 1/n is in G already.",
            ),
        ),
        Mistake(
            _layer_cut_afterwards,
            Text(
                ko="되돌아온 그래디언트를 0에서 잘랐습니다. 그래디언트는 음수일 수 있습니다. 0을 곱할 곳은 a ≤ 0인 뉴런입니다.",
                en="You cut the gradient itself at 0. A gradient may well be negative; what is multiplied by 0 are the neurons with a ≤ 0.",
            ),
        ),
    ),
)

# --- 3. the spread of the weights ---------------------------------------------------------------------------


def draw_slopes(rng: np.random.Generator) -> Arguments:
    """Slopes whose mean square is clearly not the square of their mean, with a few negative ones, as GELU has."""
    slopes = rng.uniform(0.1, 1.2, size=12) * (rng.random(12) < 0.6)
    slopes[:3] = 1.1, 0.0, -0.12
    return slopes, int(rng.integers(5, 200))


def right_spread(slopes: Array, n: int) -> float:
    """Return the standard deviation of the weights for which a gradient keeps its size through the layer."""
    return float(1 / np.sqrt(n * np.mean(slopes**2)))


def _spread_variance(slopes: Array, n: int) -> float:
    return float(1 / (n * np.mean(slopes**2)))


def _spread_mean_slope(slopes: Array, n: int) -> float:
    return float(1 / (np.sqrt(n) * np.mean(slopes)))


def _spread_mean_size(slopes: Array, n: int) -> float:
    return float(1 / (np.sqrt(n) * np.mean(np.abs(slopes))))


def _spread_variance_of_slopes(slopes: Array, n: int) -> float:
    return float(1 / np.sqrt(n * np.var(slopes)))


def _spread_without_n(slopes: Array, n: int) -> float:
    return float(1 / np.sqrt(np.mean(slopes**2)))


def _spread_without_slopes(slopes: Array, n: int) -> float:
    return float(1 / np.sqrt(n))


def _spread_always_he(slopes: Array, n: int) -> float:
    return float(np.sqrt(2 / n))


def _spread_inverted(slopes: Array, n: int) -> float:
    return float(np.sqrt(n * np.mean(slopes**2)))


def _spread_slopes_upside_down(slopes: Array, n: int) -> float:
    return float(np.sqrt(np.mean(slopes**2) / n))


def _spread_sum(slopes: Array, n: int) -> float:
    return float(1 / np.sqrt(n * np.sum(slopes**2)))


def _spread_n_outside(slopes: Array, n: int) -> float:
    return float(1 / (n * np.sqrt(np.mean(slopes**2))))


def _spread_two_besides(slopes: Array, n: int) -> float:
    return float(np.sqrt(2 / (n * np.mean(slopes**2))))


SPREAD = Task(
    id="activations/right-spread",
    title=Text(ko="알맞은 가중치의 크기", en="The right spread"),
    solution=right_spread,
    draw=draw_slopes,
    mistakes=(
        Mistake(
            _spread_variance,
            Text(
                ko="이것은 분산 s²입니다. 물은 것은 표준편차 s입니다.",
                en="This is the variance s². Asked for is the standard deviation s.",
            ),
        ),
        Mistake(
            _spread_mean_slope,
            Text(
                ko="기울기의 평균을 썼습니다. 크기를 정하는 것은 제곱의 평균 E[φ′²]입니다. 음수 기울기도 크기에는 보탬이 됩니다.",
                en="You use the mean slope. Sizes go by the mean of its square, E[φ′²], to which negative slopes add as well.",
            ),
        ),
        Mistake(
            _spread_mean_size,
            Text(
                ko="기울기의 절댓값을 평균 냈습니다. 분산에는 제곱이 들어갑니다. 먼저 제곱하고 평균을 내세요.",
                en="You average the slopes' absolute values. Variances take squares: square first, then average.",
            ),
        ),
        Mistake(
            _spread_variance_of_slopes,
            Text(
                ko="`np.var`는 평균을 뺀 뒤 제곱합니다. 여기서는 평균을 빼지 않은 제곱의 평균이 필요합니다.",
                en="`np.var` subtracts the mean before squaring. Here the plain mean of the squares is needed.",
            ),
        ),
        Mistake(
            _spread_without_n,
            Text(
                ko="뉴런의 수 n이 빠졌습니다. n개를 더하면 분산도 n배가 됩니다.",
                en="The number of neurons n is missing: a sum of n terms has n times the variance.",
            ),
        ),
        Mistake(
            _spread_without_slopes,
            Text(
                ko="1/√n은 기울기가 모두 1일 때의 값입니다. 건네받은 기울기도 써야 합니다.",
                en="1/√n is right where every slope is 1. Use the slopes you were handed.",
            ),
        ),
        Mistake(
            _spread_always_he,
            Text(
                ko="√(2/n)은 기울기의 절반이 0, 절반이 1인 ReLU의 값입니다. 다른 활성화 함수에서는 2가 아닙니다.",
                en="√(2/n) is ReLU's, half of whose slopes are 0 and half 1. For other activations the 2 is another number.",
            ),
        ),
        Mistake(
            _spread_inverted,
            Text(
                ko="층마다의 배율에서 s를 뺀 값입니다. 배율이 1이 되려면 s는 이것의 역수여야 합니다.",
                en="This is the factor per layer without s. For the factor to be 1, s must be its inverse.",
            ),
        ),
        Mistake(
            _spread_slopes_upside_down,
            Text(
                ko="기울기가 분자에 있습니다. 기울기가 작을수록 가중치는 커져야 그래디언트가 남습니다.",
                en="The slopes stand on top. The smaller they are, the larger the weights must be to make up for them.",
            ),
        ),
        Mistake(
            _spread_sum,
            Text(
                ko="제곱을 더하기만 했습니다. 기울기의 표본이 몇 개인지와 상관없도록 평균을 내야 합니다.",
                en="You sum the squares. Take their mean, so that the number of slopes sampled does not matter.",
            ),
        ),
        Mistake(
            _spread_n_outside,
            Text(
                ko="n이 제곱근 밖에 있습니다. n배가 되는 것은 분산이므로 표준편차에서는 √n으로 나눕니다.",
                en="Your n stands outside the root. It is the variance that grows n-fold, so the standard deviation is divided by √n.",
            ),
        ),
        Mistake(
            _spread_two_besides,
            Text(
                ko="2가 더 들어갔습니다. ReLU의 2는 기울기 제곱의 평균이 ½이라는 데서 나오는데, 그 평균은 이미 넣었습니다.",
                en="There is a 2 too many. ReLU's 2 comes from a mean square of ½, and the mean square is in your formula already.",
            ),
        ),
    ),
)

# --- 4. dead neurons ----------------------------------------------------------------------------------------


def draw_population(rng: np.random.Generator) -> Arguments:
    """Seven neurons: two dead, two dead but for their bias, the others mixed; all inputs positive."""
    x = rng.uniform(0.2, 1.0, (5, 3))
    W = rng.normal(size=(3, 7))
    W[:, :2], W[:, 2:4] = -np.abs(W[:, :2]) - 0.2, np.abs(W[:, 2:4])
    b = rng.normal(scale=0.1, size=7)
    b[:2], b[2:4] = -0.5, -1.5 * (x @ W).max(axis=0)[2:4] - 0.1
    middle = (x @ W)[:, 4:]
    b[4:] = -(middle.max(axis=0) + middle.min(axis=0)) / 2  # silent for some examples only
    b[4] = -np.sort(middle[:, 0])[-2:].mean()  # for all but one, so that its mean is negative
    return x, W, b


def dead_share(x: Array, W: Array, b: Array) -> float:
    """Return the share of ReLU neurons that are silent for every example."""
    return float(np.mean(np.all(x @ W + b <= 0, axis=0)))


def _dead_silences(x: Array, W: Array, b: Array) -> float:
    return float(np.mean(x @ W + b <= 0))


def _dead_once(x: Array, W: Array, b: Array) -> float:
    return float(np.mean(np.any(x @ W + b <= 0, axis=0)))


def _dead_wrong_axis(x: Array, W: Array, b: Array) -> float:
    return float(np.mean(np.all(x @ W + b <= 0, axis=1)))


def _dead_on_average(x: Array, W: Array, b: Array) -> float:
    return float(np.mean(np.mean(x @ W + b, axis=0) <= 0))


def _dead_without_bias(x: Array, W: Array, b: Array) -> float:
    return float(np.mean(np.all(x @ W <= 0, axis=0)))


def _dead_living(x: Array, W: Array, b: Array) -> float:
    return float(np.mean(np.any(x @ W + b > 0, axis=0)))


def _dead_count(x: Array, W: Array, b: Array) -> float:
    return float(np.sum(np.all(x @ W + b <= 0, axis=0)))


def _dead_per_example(x: Array, W: Array, b: Array) -> float:
    return float(np.sum(np.all(x @ W + b <= 0, axis=0)) / len(x))


def _dead_always_speaking(x: Array, W: Array, b: Array) -> float:
    return float(np.mean(np.all(x @ W + b > 0, axis=0)))


def _dead_percent(x: Array, W: Array, b: Array) -> float:
    return 100 * dead_share(x, W, b)


DEAD = Task(
    id="activations/dead-share",
    title=Text(ko="죽은 뉴런", en="Dead neurons"),
    solution=dead_share,
    draw=draw_population,
    mistakes=(
        Mistake(
            _dead_silences,
            Text(
                ko="침묵을 모두 세었습니다. 살아 있는 뉴런도 예제에 따라 침묵합니다. 죽은 뉴런은 모든 예제에서 침묵합니다.",
                en="You count every silence. A living neuron is silent for some examples too; a dead one is for all of them.",
            ),
        ),
        Mistake(
            _dead_once,
            Text(
                ko="한 번이라도 침묵하면 죽었다고 세었습니다. 한 예제에서라도 말하면 그래디언트를 받으므로 살아 있습니다.",
                en="You count whoever is silent once. A neuron that speaks for a single example gets a gradient, and lives.",
            ),
        ),
        Mistake(
            _dead_wrong_axis,
            Text(
                ko="축이 바뀌었습니다. 모든 뉴런이 침묵하는 예제의 비율입니다. 뉴런마다 예제(첫 축)를 훑어야 합니다.",
                en="The axis is the other one: this is the share of examples for which all neurons are silent. Go over the examples, the first axis.",
            ),
        ),
        Mistake(
            _dead_on_average,
            Text(
                ko="평균이 음수인 뉴런을 세었습니다. 평균이 음수여도 양수인 예제가 하나 있으면 살아 있습니다.",
                en="You count those whose mean is negative. One positive example is enough for life, whatever the mean.",
            ),
        ),
        Mistake(
            _dead_without_bias,
            Text(
                ko="편향 b를 빠뜨렸습니다. 편향이 크게 음수여서 죽은 뉴런도 있습니다.",
                en="The bias b is missing: some neurons are dead because theirs is very negative.",
            ),
        ),
        Mistake(
            _dead_living,
            Text(
                ko="살아 있는 뉴런의 비율입니다. 물은 것은 나머지입니다.",
                en="This is the share of the living. Asked for are the others.",
            ),
        ),
        Mistake(
            _dead_count,
            Text(
                ko="개수를 세었습니다. 비율이 되려면 뉴런의 수로 나누어야 합니다.",
                en="This is how many there are. For a share, divide by the number of neurons.",
            ),
        ),
        Mistake(
            _dead_per_example,
            Text(
                ko="예제의 수로 나누었습니다. 뉴런의 비율이므로 뉴런의 수, 곧 `W`의 열의 수로 나눕니다.",
                en="You divide by the number of examples. It is a share of neurons: divide by their number, the columns of `W`.",
            ),
        ),
        Mistake(
            _dead_always_speaking,
            Text(
                ko="모든 예제에서 말하는 뉴런을 세었습니다. 죽은 뉴런은 모든 예제에서 침묵합니다(≤ 0).",
                en="You count neurons that speak for every example; a dead one is silent for every example, ≤ 0.",
            ),
        ),
        Mistake(
            _dead_percent,
            Text(
                ko="백분율로 돌려주었습니다. 비율은 0과 1 사이의 수입니다.",
                en="You return a percentage; a share is a number between 0 and 1.",
            ),
        ),
    ),
)

# --- the quiz -----------------------------------------------------------------------------------------------

COLLAPSE = Question(
    Text(
        ko="은닉층 10개에 활성화 함수를 하나도 쓰지 않고 소프트맥스로 끝냈습니다. 층을 20개로 늘리면 무엇이 달라집니까?",
        en="Ten hidden layers have no activation at all, and a softmax at the end. What changes with twenty?",
    ),
    (
        Option(
            Text(ko="더 복잡한 경계를 그을 수 있습니다.", en="The network can draw more complicated boundaries"),
            Text(
                ko="행렬의 곱은 행렬입니다. 클래스 사이의 경계는 층이 몇 개든 여전히 직선(초평면)입니다.",
                en="A product of matrices is a matrix. The boundaries between classes stay straight, whatever the number of layers.",
            ),
        ),
        Option(
            Text(
                ko="나타낼 수 있는 함수는 그대로이고, 학습 과정만 달라집니다.",
                en="The functions it can compute stay the same; only the way it learns differs",
            ),
            Text(
                ko="10층이든 20층이든 행렬 하나로 곱할 수 있습니다. 다만 그래디언트는 여러 행렬을 지나므로 경사 하강법이 가는 길은 달라집니다.",
                en="Ten or twenty, they multiply to one matrix. But the gradient passes through more of them, so descent takes another path.",
            ),
            right=True,
        ),
        Option(
            Text(
                ko="소프트맥스가 비선형이므로 층마다 표현력이 늘어납니다.",
                en="The softmax is not linear, so every layer adds expressive power",
            ),
            Text(
                ko="소프트맥스는 맨 끝에 한 번 있을 뿐입니다. 그 앞의 층들은 여전히 행렬 하나입니다.",
                en="The softmax comes once, at the very end. What stands before it is still one matrix.",
            ),
        ),
    ),
)

QUARTER = Question(
    Text(
        ko="시그모이드 층 10개를 표준 크기(분산 1/n)의 가중치로 시작합니다. 그래디언트는 첫 층까지 오는 동안 대략 몇 배가 됩니까?",
        en="Ten sigmoid layers start with weights of the usual variance 1/n. By what factor, roughly, does the gradient change on its way to the first?",
    ),
    (
        Option(
            Text(ko="10배쯤 줄어듭니다.", en="It becomes about ten times smaller"),
            Text(
                ko="층마다 일정한 양이 빠지는 것이 아니라 일정한 배율이 곱해집니다. 그래서 깊이에 지수적입니다.",
                en="No fixed amount is lost per layer; a fixed factor is multiplied. So the loss is exponential in the depth.",
            ),
        ),
        Option(
            Text(ko="약 백만 분의 1이 됩니다.", en="To about a millionth"),
            Text(
                ko="층마다 가중치는 크기를 지키고 기울기는 많아야 1/4배를 합니다. 0.25¹⁰은 약 백만 분의 1입니다.",
                en="Per layer the weights keep the size, and the slope multiplies by at most 1/4: 0.25¹⁰ is about a millionth.",
            ),
            right=True,
        ),
        Option(
            Text(
                ko="거의 그대로입니다. 가중치의 분산이 알맞으니까요.", en="Hardly at all: the weights are well scaled"
            ),
            Text(
                ko="1/n은 기울기가 1일 때 알맞습니다. 시그모이드의 기울기는 1/4보다 클 수 없으므로 분산이 16/n이어야 합니다.",
                en="1/n is right for slopes of 1. The sigmoid's never exceed 1/4, for which the variance would have to be 16/n.",
            ),
        ),
        Option(
            Text(ko="정확히 0이 됩니다.", en="It becomes exactly 0"),
            Text(
                ko="시그모이드의 기울기는 어디서도 0이 아닙니다. 작아질 뿐이고, 정확히 0이 되는 것은 죽은 ReLU입니다.",
                en="The sigmoid's slope is nowhere 0: the gradient gets small. Exactly 0 is what a dead ReLU gives.",
            ),
        ),
    ),
)

HE = Question(
    Text(
        ko="ReLU 신경망의 가중치를 분산 2/n으로 시작합니다. 2는 어디서 왔습니까?",
        en="Weights of a ReLU network start with variance 2/n. Where does the 2 come from?",
    ),
    (
        Option(
            Text(ko="입력 쪽과 출력 쪽, 두 방향을 평균 냈습니다.", en="From averaging over inputs and outputs"),
            Text(
                ko="그것은 글로럿의 2/(n_in + n_out)입니다. 너비가 같으면 1/n이 되어 2가 사라집니다.",
                en="That is Glorot's 2/(n_in + n_out), which is 1/n where both are equal: its 2 disappears.",
            ),
        ),
        Option(
            Text(
                ko="ReLU가 잘라 낸 제곱의 절반을 메웁니다.",
                en="From the half of the squares that ReLU cuts away",
            ),
            Text(
                ko="뉴런의 절반에서 기울기가 0, 절반에서 1이므로 E[φ′²] = 1/2입니다. 분산 2/n이 이것을 1로 만듭니다.",
                en="Half of the slopes are 0 and half are 1, so E[φ′²] = 1/2, which a variance of 2/n turns into 1.",
            ),
            right=True,
        ),
        Option(
            Text(
                ko="가중치는 클수록 빨리 배우므로 여유를 둔 것입니다.", en="It is a margin: larger weights learn faster"
            ),
            Text(
                ko="2보다 크면 그래디언트가 폭발하고, 작으면 사라집니다. 여유가 아니라 정확히 1을 만드는 값입니다.",
                en="Above 2 the gradient explodes, below it vanishes. It is no margin but the value that makes the factor 1.",
            ),
        ),
    ),
)

PAIR = Question(
    Text(
        ko="가게에 하루 몇 명이 오는지 예측합니다. 출력 활성화 함수와 손실은 어떻게 짝지어야 합니까?",
        en="Predict how many customers visit a shop each day. Which output activation goes with which loss?",
    ),
    (
        Option(
            Text(ko="소프트맥스와 교차 엔트로피", en="Softmax and cross-entropy"),
            Text(
                ko="횟수를 순서 없는 클래스로 보게 됩니다. 30명과 31명이 가깝다는 것을 잃고, 본 적 없는 수는 예측하지 못합니다.",
                en="That treats counts as classes without an order: 30 and 31 would not be neighbours, and unseen counts could not be predicted.",
            ),
        ),
        Option(
            Text(ko="시그모이드와 이진 교차 엔트로피", en="Sigmoid and binary cross-entropy"),
            Text(
                ko="예측이 0과 1 사이에 갇힙니다. 이 짝은 예/아니요를 위한 것입니다.",
                en="Predictions would be stuck between 0 and 1: that pair is for yes or no.",
            ),
        ),
        Option(
            Text(ko="지수 함수와 푸아송 손실", en="Exponential and Poisson loss"),
            Text(
                ko="횟수는 음수가 아니고 푸아송 분포를 가정할 수 있습니다. ŷ = eᶻ이면 로짓에서 그래디언트가 ŷ − y가 됩니다.",
                en="Counts are not negative, and a Poisson distribution suggests itself. With ŷ = eᶻ the gradient at the logit is ŷ − y.",
            ),
            right=True,
        ),
        Option(
            Text(ko="ReLU와 평균 제곱 오차", en="ReLU and mean squared error"),
            Text(
                ko="음수는 막지만, 로짓이 음수가 되면 기울기가 0이라 그 예제에서는 다시 배우지 못합니다.",
                en="It rules out negative predictions, but at a negative logit the slope is 0, and that example teaches nothing any more.",
            ),
        ),
    ),
)

SCALE = Question(
    Text(
        ko="층 다음에 배치 정규화가 있습니다. 그 층의 가중치를 모두 10배로 하면 어떻게 됩니까?",
        en="A layer is followed by batch normalisation. What happens if all its weights become ten times as large?",
    ),
    (
        Option(
            Text(
                ko="그 가중치의 그래디언트만 10분의 1이 됩니다.",
                en="Only their gradient changes, to a tenth",
            ),
            Text(
                ko="10은 표준편차로 나눌 때 약분됩니다. 같은 함수를 10배 늘어난 좌표로 보는 셈이므로 기울기는 10분의 1입니다.",
                en="The 10 cancels against the standard deviation. It is the same function seen in stretched coordinates, so slopes are a tenth.",
            ),
            right=True,
        ),
        Option(
            Text(ko="출력이 10배가 됩니다.", en="The output becomes ten times as large"),
            Text(
                ko="정규화하기 전의 값은 10배가 되지만 표준편차도 10배가 되어 나누면 없어집니다.",
                en="What goes into the normalisation is ten times as large, and so is the standard deviation it is divided by.",
            ),
        ),
        Option(
            Text(ko="그래디언트가 10배로 폭발합니다.", en="The gradient explodes tenfold"),
            Text(
                ko="반대입니다. 가중치가 커질수록 같은 거리를 움직여도 방향이 덜 바뀌므로 기울기는 작아집니다.",
                en="The opposite: the larger the weights, the less a move of given length turns them, and the smaller the slopes.",
            ),
        ),
    ),
)

SET = ExerciseSet(
    id="activations",
    title=Text(ko="활성화 함수와 기울기 소실", en="Activations and vanishing gradients"),
    tasks=(SLOPE, LAYER, SPREAD, DEAD),
    questions=(COLLAPSE, QUARTER, HE, PAIR, SCALE),
)
