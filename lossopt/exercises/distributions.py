"""Exercises of the chapter on losses for distributions and embeddings: KL, a Gaussian likelihood, Wasserstein on a line, triplets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lossopt.exercises.core import Arguments, ExerciseSet, Mistake, Task
from lossopt.exercises.quiz import Option, Question
from lossopt.language import Text

Array = NDArray[np.float64]

# --- 1. KL divergence ----------------------------------------------------------------------------------------


def draw_kl(rng: np.random.Generator) -> Arguments:
    """Rows of positive probabilities, never as many rows as columns: a mean over the wrong axis then shows."""
    rows = int(rng.integers(3, 7))
    columns = rows + int(rng.choice([-1, 1, 2]))
    y, p = rng.dirichlet(np.full(columns, 2.0), size=(2, rows)) + 0.01
    return y / y.sum(axis=1, keepdims=True), p / p.sum(axis=1, keepdims=True)


def kl(y: Array, p: Array) -> float:
    """Return the KL divergence of the predictions p from the targets y in nats, averaged over rows."""
    return float(np.mean(np.sum(y * np.log(y / p), axis=1)))


def _kl_reversed(y: Array, p: Array) -> float:
    return float(np.mean(np.sum(p * np.log(p / y), axis=1)))


def _kl_cross_entropy(y: Array, p: Array) -> float:
    return float(np.mean(-np.sum(y * np.log(p), axis=1)))


def _kl_bits(y: Array, p: Array) -> float:
    return float(np.mean(np.sum(y * np.log2(y / p), axis=1)))


def _kl_sign(y: Array, p: Array) -> float:
    return float(np.mean(np.sum(y * np.log(p / y), axis=1)))


def _kl_mean_of_entries(y: Array, p: Array) -> float:
    return float(np.mean(y * np.log(y / p)))


def _kl_sum(y: Array, p: Array) -> float:
    return float(np.sum(y * np.log(y / p)))


def _kl_wrong_axis(y: Array, p: Array) -> float:
    return float(np.mean(np.sum(y * np.log(y / p), axis=0)))


def _kl_unweighted(y: Array, p: Array) -> float:
    return float(np.mean(np.sum(np.log(y / p), axis=1)))


def _kl_absolute(y: Array, p: Array) -> float:
    return float(np.mean(np.sum(y * np.abs(np.log(y / p)), axis=1)))


KL = Task(
    id="distributions/kl",
    title=Text(ko="KL 발산", en="KL divergence"),
    solution=kl,
    draw=draw_kl,
    mistakes=(
        Mistake(
            _kl_reversed,
            Text(
                ko="방향이 뒤바뀌었습니다. 이것은 D(p‖y)입니다. 로그에는 앞에 오는 분포 y를 곱합니다.",
                en="The direction is reversed: this is D(p‖y). The logarithm is weighted by the distribution that comes first, y.",
            ),
        ),
        Mistake(
            _kl_cross_entropy,
            Text(
                ko="교차 엔트로피에서 멈추었습니다. y를 아는 사람도 놀라는 몫, 곧 y의 엔트로피를 빼야 합니다.",
                en="You stop at the cross-entropy: subtract the entropy of y, the surprise that is left to somebody who knows y.",
            ),
        ),
        Mistake(
            _kl_bits,
            Text(
                ko="밑이 2인 로그를 써서 단위가 비트입니다. 내트로 답하려면 자연로그를 쓰세요.",
                en="You took the logarithm to base 2, which gives bits: for nats take the natural one.",
            ),
        ),
        Mistake(
            _kl_sign,
            Text(
                ko="로그 안의 분수가 뒤집혀 부호가 반대입니다. KL 발산은 음수가 될 수 없습니다.",
                en="The fraction in the logarithm is upside down, so the sign is wrong: a KL divergence is never negative.",
            ),
        ),
        Mistake(
            _kl_mean_of_entries,
            Text(
                ko="모든 칸에 대해 평균 냈습니다. 한 행 안에서는 더하고, 행에 대해서만 평균 내세요.",
                en="You average over all entries: add within a row and average over the rows alone.",
            ),
        ),
        Mistake(
            _kl_sum,
            Text(
                ko="모든 행을 더하기만 했습니다. 행의 수로 나누어 평균을 내세요.",
                en="You add up all the rows: divide by their number for the mean.",
            ),
        ),
        Mistake(
            _kl_wrong_axis,
            Text(
                ko="세로로 더했습니다. 분포 하나는 한 행이므로 `axis=1`로 더하세요.",
                en="You add down the columns: a distribution is a row, so sum along `axis=1`.",
            ),
        ),
        Mistake(
            _kl_unweighted,
            Text(
                ko="로그 비에 아무것도 곱하지 않았습니다. 칸마다 일어날 확률 y를 곱해 평균 냅니다.",
                en="The log-ratios are not weighted: each counts as often as it happens, with probability y.",
            ),
        ),
        Mistake(
            _kl_absolute,
            Text(
                ko="로그 비에 절댓값을 씌웠습니다. 음수인 칸도 그대로 더해야 합니다. 합은 저절로 0 이상이 됩니다.",
                en="You took the absolute value of the log-ratios: negative ones belong in the sum too, which comes out ≥ 0 by itself.",
            ),
        ),
    ),
)

# --- 2. a likelihood with its own variance -------------------------------------------------------------------


def draw_gaussian(rng: np.random.Generator) -> Arguments:
    """Errors and log-variances of everyday size; these are positive, so that taking one for a variance goes unnoticed by NumPy."""
    n = int(rng.integers(4, 9))
    mean = rng.normal(size=n)
    return mean + rng.normal(scale=1.5, size=n), mean, rng.uniform(0.3, 1.6, size=n)


def gaussian_nll(y: Array, mean: Array, log_variance: Array) -> float:
    """Return the mean Gaussian negative log-likelihood, without its constant ½ log 2π."""
    return float(np.mean(log_variance + (y - mean) ** 2 * np.exp(-log_variance)) / 2)


def _nll_no_log(y: Array, mean: Array, log_variance: Array) -> float:
    return float(np.mean((y - mean) ** 2 * np.exp(-log_variance)) / 2)


def _nll_variance(y: Array, mean: Array, log_variance: Array) -> float:
    return float(np.mean(np.log(log_variance) + (y - mean) ** 2 / log_variance) / 2)


def _nll_exponent(y: Array, mean: Array, log_variance: Array) -> float:
    return float(np.mean(log_variance + (y - mean) ** 2 * np.exp(log_variance)) / 2)


def _nll_log_std(y: Array, mean: Array, log_variance: Array) -> float:
    return float(np.mean(log_variance + (y - mean) ** 2 * np.exp(-2 * log_variance) / 2))


def _nll_std(y: Array, mean: Array, log_variance: Array) -> float:
    return float(np.mean(log_variance + (y - mean) ** 2 * np.exp(-log_variance / 2)) / 2)


def _nll_double(y: Array, mean: Array, log_variance: Array) -> float:
    return float(np.mean(log_variance + (y - mean) ** 2 * np.exp(-log_variance)))


def _nll_half_once(y: Array, mean: Array, log_variance: Array) -> float:
    return float(np.mean(log_variance + (y - mean) ** 2 * np.exp(-log_variance) / 2))


def _nll_absolute(y: Array, mean: Array, log_variance: Array) -> float:
    return float(np.mean(log_variance + np.abs(y - mean) * np.exp(-log_variance)) / 2)


def _nll_sum(y: Array, mean: Array, log_variance: Array) -> float:
    return float(np.sum(log_variance + (y - mean) ** 2 * np.exp(-log_variance)) / 2)


NLL = Task(
    id="distributions/gaussian-nll",
    title=Text(ko="가우스 음의 로그 가능도", en="Gaussian negative log-likelihood"),
    solution=gaussian_nll,
    draw=draw_gaussian,
    mistakes=(
        Mistake(
            _nll_no_log,
            Text(
                ko="½ log σ²가 빠졌습니다. 이것이 없으면 분산을 한없이 키워 모든 오차를 공짜로 만들 수 있습니다.",
                en="½ log σ² is missing: without it an ever larger variance excuses every error for free.",
            ),
        ),
        Mistake(
            _nll_variance,
            Text(
                ko="건네받은 수를 분산으로 썼습니다. 로그 분산 s이므로 분산은 exp(s)이고 그 로그는 s 자신입니다.",
                en="You took the given number for the variance. It is its logarithm s: the variance is exp(s), and its logarithm is s itself.",
            ),
        ),
        Mistake(
            _nll_exponent,
            Text(
                ko="제곱 오차에 분산을 곱했습니다. 분산으로 나누어야 하므로 지수의 부호가 음수입니다.",
                en="You multiply the squared error by the variance: divide by it, so the exponent is negative.",
            ),
        ),
        Mistake(
            _nll_log_std,
            Text(
                ko="로그 표준편차로 여겼습니다. 건네받은 것은 분산의 로그이므로 2를 더 곱하지 않습니다.",
                en="You took it for the logarithm of the standard deviation; it is that of the variance, so there is no further factor of 2.",
            ),
        ),
        Mistake(
            _nll_std,
            Text(
                ko="제곱 오차를 표준편차로 나누었습니다. 오차가 제곱이면 분모도 제곱, 곧 분산입니다.",
                en="You divide the squared error by the standard deviation: a square goes with a square, the variance.",
            ),
        ),
        Mistake(
            _nll_double,
            Text(
                ko="맨 앞의 ½이 빠졌습니다. 가우스 밀도의 지수에도, σ = √σ²의 로그에도 ½이 있습니다.",
                en="The ½ in front is missing: it comes from the exponent of the Gaussian and from the logarithm of σ = √σ².",
            ),
        ),
        Mistake(
            _nll_half_once,
            Text(
                ko="½을 제곱 항에만 곱했습니다. log σ = ½ log σ²이므로 로그 항에도 ½이 있습니다.",
                en="The ½ stands at the square alone: since log σ = ½ log σ², it belongs to the logarithm too.",
            ),
        ),
        Mistake(
            _nll_absolute,
            Text(
                ko="오차를 제곱하지 않고 절댓값을 썼습니다. 가우스 분포에는 제곱이 들어갑니다.",
                en="You use the absolute error; a Gaussian has the square.",
            ),
        ),
        Mistake(
            _nll_sum,
            Text(
                ko="예제에 대해 더하기만 했습니다. 평균을 내세요.",
                en="You add over the examples: take the mean.",
            ),
        ),
    ),
)

# --- 3. Wasserstein on a line --------------------------------------------------------------------------------


def draw_line(rng: np.random.Generator) -> Arguments:
    """Uneven gaps, and mass that travels both ways: y has more at both ends, p in the middle."""
    bins = int(rng.integers(5, 9))
    y, p = rng.dirichlet(np.full(bins, 3.0), size=2)
    y[[0, -1]] += 0.8
    p[bins // 2] += 0.8
    return y / y.sum(), p / p.sum(), rng.uniform(0.5, 2.0) + np.cumsum(rng.uniform(0.3, 3.0, size=bins))


def wasserstein(y: Array, p: Array, positions: Array) -> float:
    """Return the Wasserstein distance of two distributions on a line."""
    excess = np.cumsum(p - y)[:-1]
    return float(np.sum(np.abs(excess) * np.diff(positions)))


def _w_squared(y: Array, p: Array, positions: Array) -> float:
    return float(np.sum(np.cumsum(p - y)[:-1] ** 2 * np.diff(positions)))


def _w_no_width(y: Array, p: Array, positions: Array) -> float:
    return float(np.sum(np.abs(np.cumsum(p - y)[:-1])))


def _w_no_cumsum(y: Array, p: Array, positions: Array) -> float:
    return float(np.sum(np.abs(p - y)[:-1] * np.diff(positions)))


def _w_signed(y: Array, p: Array, positions: Array) -> float:
    return float(np.sum(np.cumsum(p - y)[:-1] * np.diff(positions)))


def _w_means(y: Array, p: Array, positions: Array) -> float:
    return float(abs(np.sum(np.cumsum(p - y)[:-1] * np.diff(positions))))


def _w_average(y: Array, p: Array, positions: Array) -> float:
    return float(np.mean(np.abs(np.cumsum(p - y)[:-1]) * np.diff(positions)))


def _w_variation(y: Array, p: Array, positions: Array) -> float:
    return float(np.sum(np.abs(p - y)) / 2)


def _w_positions(y: Array, p: Array, positions: Array) -> float:
    return float(np.sum(np.abs(np.cumsum(p - y)) * positions))


def _w_largest(y: Array, p: Array, positions: Array) -> float:
    return float(np.max(np.abs(np.cumsum(p - y))))


WASSERSTEIN = Task(
    id="distributions/wasserstein",
    title=Text(ko="직선 위의 바서슈타인 거리", en="The Wasserstein distance on a line"),
    solution=wasserstein,
    draw=draw_line,
    mistakes=(
        Mistake(
            _w_squared,
            Text(
                ko="누적합의 차를 제곱했습니다. 옮기는 일의 양은 모래의 양에 비례하므로 절댓값을 씁니다.",
                en="You square the difference of the cumulative sums: the work is proportional to the amount, so take its absolute value.",
            ),
        ),
        Mistake(
            _w_no_width,
            Text(
                ko="칸 사이의 간격을 곱하지 않았습니다. 간격이 모두 1일 때만 맞습니다.",
                en="The width of the gaps is missing: this is right only where they are all 1.",
            ),
        ),
        Mistake(
            _w_no_cumsum,
            Text(
                ko="확률의 차를 그대로 썼습니다. 간격을 건너야 하는 양은 왼쪽에 쌓인 것 전부이므로 누적합이 필요합니다.",
                en="You compare the probabilities themselves: what crosses a gap is everything that has piled up on its left, a cumulative sum.",
            ),
        ),
        Mistake(
            _w_signed,
            Text(
                ko="절댓값이 빠졌습니다. 왼쪽으로 가는 양과 오른쪽으로 가는 양이 서로 지워집니다.",
                en="The absolute value is missing, so what moves left cancels what moves right.",
            ),
        ),
        Mistake(
            _w_means,
            Text(
                ko="절댓값을 다 더한 뒤에 씌웠습니다. 이것은 두 평균의 차이입니다. 간격마다 씌운 뒤 더하세요.",
                en="You take the absolute value after adding up, which gives the difference of the two means: take it gap by gap.",
            ),
        ),
        Mistake(
            _w_average,
            Text(
                ko="간격에 대해 평균 냈습니다. 일의 양은 간격마다 더합니다.",
                en="You average over the gaps: the work of all of them adds up.",
            ),
        ),
        Mistake(
            _w_variation,
            Text(
                ko="이것은 얼마나 옮기는지만 셉니다(총변동 거리). 얼마나 멀리 옮기는지가 빠졌습니다.",
                en="This counts how much is moved (total variation), not how far.",
            ),
        ),
        Mistake(
            _w_positions,
            Text(
                ko="간격이 아니라 위치를 곱했습니다. 원점을 옮기면 답이 달라집니다. `np.diff(positions)`를 쓰세요.",
                en="You multiply by the positions, not the gaps, so moving the origin changes the answer: use `np.diff(positions)`.",
            ),
        ),
        Mistake(
            _w_largest,
            Text(
                ko="누적합의 가장 큰 차이만 골랐습니다. 모든 간격의 차이를 폭과 함께 더해야 합니다.",
                en="You pick the largest difference of the cumulative sums: all of them count, each times its width.",
            ),
        ),
    ),
)

# --- 4. triplets ---------------------------------------------------------------------------------------------


def draw_triplets(rng: np.random.Generator) -> Arguments:
    """Two triplets that fall short of the margin among many that keep it easily, so that a missing clip makes the mean negative."""
    n, size = int(rng.integers(6, 10)), int(rng.integers(2, 5))
    anchor, near, far = rng.normal(size=(3, n, size))
    near /= np.linalg.norm(near, axis=1, keepdims=True)
    far /= np.linalg.norm(far, axis=1, keepdims=True)
    reach = np.where(np.arange(n) < 2, 0.3, 4.0) * rng.uniform(0.9, 1.4, size=n)
    margin = float(rng.uniform(0.1, 0.3))
    return anchor, anchor + near * rng.uniform(0.9, 1.3, size=(n, 1)), anchor + far * reach[:, None], margin


def triplet(anchor: Array, positive: Array, negative: Array, margin: float) -> float:
    """Return the mean triplet loss with Euclidean distances."""
    near = np.linalg.norm(anchor - positive, axis=1)
    far = np.linalg.norm(anchor - negative, axis=1)
    return float(np.mean(np.maximum(0, near - far + margin)))


def _lengths(anchor: Array, positive: Array, negative: Array) -> tuple[Array, Array]:
    return np.linalg.norm(anchor - positive, axis=1), np.linalg.norm(anchor - negative, axis=1)


def _t_squared(anchor: Array, positive: Array, negative: Array, margin: float) -> float:
    near, far = _lengths(anchor, positive, negative)
    return float(np.mean(np.maximum(0, near**2 - far**2 + margin)))


def _t_cityblock(anchor: Array, positive: Array, negative: Array, margin: float) -> float:
    near, far = np.abs(anchor - positive).sum(axis=1), np.abs(anchor - negative).sum(axis=1)
    return float(np.mean(np.maximum(0, near - far + margin)))


def _t_margin_sign(anchor: Array, positive: Array, negative: Array, margin: float) -> float:
    near, far = _lengths(anchor, positive, negative)
    return float(np.mean(np.maximum(0, near - far - margin)))


def _t_no_clip(anchor: Array, positive: Array, negative: Array, margin: float) -> float:
    near, far = _lengths(anchor, positive, negative)
    return float(np.mean(near - far + margin))


def _t_clip_after(anchor: Array, positive: Array, negative: Array, margin: float) -> float:
    near, far = _lengths(anchor, positive, negative)
    return max(0.0, float(np.mean(near - far + margin)))


def _t_swapped(anchor: Array, positive: Array, negative: Array, margin: float) -> float:
    near, far = _lengths(anchor, positive, negative)
    return float(np.mean(np.maximum(0, far - near + margin)))


def _t_active(anchor: Array, positive: Array, negative: Array, margin: float) -> float:
    near, far = _lengths(anchor, positive, negative)
    short = np.maximum(0, near - far + margin)
    return float(short.sum() / max(1, np.count_nonzero(short)))


def _t_sum(anchor: Array, positive: Array, negative: Array, margin: float) -> float:
    near, far = _lengths(anchor, positive, negative)
    return float(np.sum(np.maximum(0, near - far + margin)))


def _t_margin_outside(anchor: Array, positive: Array, negative: Array, margin: float) -> float:
    near, far = _lengths(anchor, positive, negative)
    return float(np.mean(np.maximum(0, near - far) + margin))


def _t_wrong_pair(anchor: Array, positive: Array, negative: Array, margin: float) -> float:
    near, far = np.linalg.norm(anchor - positive, axis=1), np.linalg.norm(positive - negative, axis=1)
    return float(np.mean(np.maximum(0, near - far + margin)))


TRIPLET = Task(
    id="distributions/triplet",
    title=Text(ko="삼중항 손실", en="The triplet loss"),
    solution=triplet,
    draw=draw_triplets,
    mistakes=(
        Mistake(
            _t_squared,
            Text(
                ko="거리의 제곱을 썼습니다. 여기서는 거리 자체, 곧 제곱합의 제곱근을 씁니다.",
                en="You use squared distances; asked for are the distances themselves, with the square root.",
            ),
        ),
        Mistake(
            _t_cityblock,
            Text(
                ko="좌표 차의 절댓값을 더했습니다. 유클리드 거리는 제곱해서 더한 뒤 제곱근을 냅니다.",
                en="You add the absolute differences of the coordinates: the Euclidean distance is the root of the sum of squares.",
            ),
        ),
        Mistake(
            _t_margin_sign,
            Text(
                ko="마진의 부호가 반대입니다. 음성이 마진만큼 더 멀어야 손실이 0이므로 마진을 더합니다.",
                en="The margin has the wrong sign: the loss is 0 only when the negative is farther by the margin, so add it.",
            ),
        ),
        Mistake(
            _t_no_clip,
            Text(
                ko="0에서 자르지 않았습니다. 마진을 지킨 삼중항이 음수가 되어 다른 삼중항의 손실을 갚아 버립니다.",
                en="The clip at 0 is missing: triplets that keep the margin become negative and pay for the others.",
            ),
        ),
        Mistake(
            _t_clip_after,
            Text(
                ko="평균을 낸 뒤에 잘랐습니다. 삼중항마다 자르고 나서 평균을 내세요.",
                en="You clip after averaging: clip each triplet first.",
            ),
        ),
        Mistake(
            _t_swapped,
            Text(
                ko="양성과 음성이 뒤바뀌었습니다. 이 손실은 같은 것을 밀어내고 다른 것을 끌어당깁니다.",
                en="Positive and negative are swapped: this pushes the similar away and pulls the others in.",
            ),
        ),
        Mistake(
            _t_active,
            Text(
                ko="손실이 0이 아닌 삼중항의 수로 나누었습니다. 여기서는 모든 삼중항에 대해 평균 냅니다.",
                en="You divide by the number of triplets whose loss is not 0: the mean here is over all of them.",
            ),
        ),
        Mistake(
            _t_sum,
            Text(
                ko="삼중항에 대해 더하기만 했습니다. 평균을 내세요.",
                en="You add over the triplets: take the mean.",
            ),
        ),
        Mistake(
            _t_margin_outside,
            Text(
                ko="마진을 자른 뒤에 더했습니다. 그러면 손실이 마진 아래로 내려갈 수 없습니다. 자르기 전에 더하세요.",
                en="You add the margin after the clip, so the loss can never fall below it: add it before.",
            ),
        ),
        Mistake(
            _t_wrong_pair,
            Text(
                ko="음성까지의 거리를 양성에서 쟀습니다. 두 거리 모두 기준점에서 잽니다.",
                en="You measure the distance to the negative from the positive: both are measured from the anchor.",
            ),
        ),
    ),
)

# --- quiz ----------------------------------------------------------------------------------------------------

DIRECTION = Question(
    Text(
        ko="확률 모델이 두 봉우리 가운데 하나만 흉내 내고 다른 하나는 통째로 무시합니다. 무엇을 최소화했을까요? (y는 정답, p는 모델)",
        en="A model imitates one of two bumps and ignores the other altogether. What was minimised? (y is the target, p the model)",
    ),
    (
        Option(
            Text(ko="D(y‖p)", en="D(y‖p)"),
            Text(
                ko="정답이 있는 곳에서 p가 0에 가까우면 손실이 아주 커집니다. 이것을 최소화하면 두 봉우리를 모두 덮습니다.",
                en="This becomes huge where the target has probability and p has nearly none: its minimum covers both bumps.",
            ),
        ),
        Option(
            Text(ko="D(p‖y)", en="D(p‖y)"),
            Text(
                ko="모델이 확률을 둔 곳만 셉니다. 빠뜨린 봉우리는 거의 공짜이고, 봉우리 사이의 골짜기는 비쌉니다.",
                en="It counts only where the model puts probability: a bump left out is nearly free, the valley between them is dear.",
            ),
            right=True,
        ),
        Option(
            Text(ko="교차 엔트로피", en="The cross-entropy"),
            Text(
                ko="y의 엔트로피만큼만 D(y‖p)와 다르고, 그 엔트로피에는 p가 없습니다. 그래서 최솟값의 자리는 D(y‖p)와 같습니다.",
                en="It differs from D(y‖p) by the entropy of y, which does not contain p, so it has the same minimum as D(y‖p).",
            ),
        ),
    ),
)

APART = Question(
    Text(
        ko="두 분포가 전혀 겹치지 않고, 예측은 정답에서 멀리 떨어져 있습니다. 예측을 정답 쪽으로 조금 옮기면 바서슈타인 거리는 어떻게 됩니까?",
        en="Two distributions do not overlap at all. Move the prediction a little towards the target. What happens to the Wasserstein distance?",
    ),
    (
        Option(
            Text(ko="겹치기 전까지는 그대로입니다.", en="Nothing, until they overlap"),
            Text(
                ko="그것은 아무 데나 조금씩 섞은 KL의 이야기입니다. 자리마다 따로 비교하므로 가까워진 것을 모릅니다.",
                en="That is KL with a pinch of everything: it compares place by place and does not notice that they come closer.",
            ),
        ),
        Option(
            Text(ko="무한대에서 유한한 값이 됩니다.", en="It goes from infinite to finite"),
            Text(
                ko="바서슈타인 거리는 얼마나 멀리 옮기는지를 재므로 처음부터 유한합니다.",
                en="It measures how far the mass travels and is finite from the start.",
            ),
        ),
        Option(
            Text(ko="옮긴 만큼 줄어듭니다.", en="It falls by as much as we moved"),
            Text(
                ko="질량 1이 옮겨야 할 길이 그만큼 짧아집니다. 기울기가 거리에 관계없이 1입니다.",
                en="All the mass has that much less way to go: the slope is 1 at any distance.",
            ),
            right=True,
        ),
    ),
)

STUCK = Question(
    Text(
        ko="마진이 0.5인 삼중항 손실(가장 어려운 삼중항)이 0.50에서 움직이지 않습니다. 무엇부터 의심해야 합니까?",
        en="A triplet loss with margin 0.5, on the hardest triplets, has settled at 0.50. What should you suspect first?",
    ),
    (
        Option(
            Text(ko="학습이 끝났습니다.", en="Training is finished"),
            Text(
                ko="끝났다면 대부분의 삼중항이 마진을 지켜 손실이 0에 가까워야 합니다.",
                en="Then most triplets would keep the margin and the loss would be near 0.",
            ),
        ),
        Option(
            Text(ko="임베딩이 한 점에 모였습니다.", en="The embeddings are one point"),
            Text(
                ko="두 거리가 모두 0이면 0 − 0 + m = m입니다. 손실이 정확히 마진이면 붕괴를 의심하고 거리의 평균을 찍어 보십시오.",
                en="With both distances 0 the loss is 0 − 0 + m = m. A loss of exactly the margin means: look at the mean distance.",
            ),
            right=True,
        ),
        Option(
            Text(ko="마진이 너무 작습니다.", en="The margin is too small"),
            Text(
                ko="마진을 키우면 한 점에 모였을 때의 손실도 그만큼 커질 뿐, 모이는 까닭은 그대로입니다.",
                en="A larger margin only raises the loss of the collapsed point; what pulls everything together stays.",
            ),
        ),
    ),
)

MASK = Question(
    Text(
        ko="병변이 이미지의 1%입니다. 교차 엔트로피로 학습한 모델을 0.5에서 잘랐더니 다이스 계수가 낮습니다. 가장 먼저 해 볼 일은 무엇입니까?",
        en="A lesion takes up 1% of the image. A model trained with cross-entropy and cut at 0.5 has a low Dice coefficient. What should be tried first?",
    ),
    (
        Option(
            Text(ko="다이스 손실로 다시 학습합니다.", en="Train again with the Dice loss"),
            Text(
                ko="도움이 될 수 있지만, 자르는 곳을 바꾸는 것만으로 같은 이득이 나지 않는지 먼저 보아야 공정합니다.",
                en="It may help, but first see whether moving the cut gives the same gain for nothing.",
            ),
        ),
        Option(
            Text(ko="따로 남겨 둔 이미지에서 자르는 곳을 고릅니다.", en="Choose the cut on images set aside"),
            Text(
                ko="다이스에 가장 좋은 자르는 곳은 얻을 수 있는 다이스 계수의 절반쯤입니다. 겹침이 작으면 0.5보다 훨씬 낮습니다.",
                en="The best cut for Dice is about half of the Dice that can be reached: far below 0.5 where the overlap is small.",
            ),
            right=True,
        ),
        Option(
            Text(ko="픽셀 정확도를 최대화합니다.", en="Maximise the accuracy of pixels"),
            Text(
                ko="아무 데도 칠하지 않으면 99%가 맞습니다. 픽셀 정확도는 겹침을 재지 않습니다.",
                en="Marking nothing is 99% accurate: accuracy of pixels does not measure overlap.",
            ),
        ),
    ),
)

PERPLEXITY = Question(
    Text(
        ko="두 단어에 준 확률이 각각 1/2, 1/8입니다. 퍼플렉시티는 얼마입니까?",
        en="Two words were given the probabilities 1/2 and 1/8. What is the perplexity?",
    ),
    (
        Option(
            Text(ko="4", en="4"),
            Text(
                ko="평균 NLL은 (log 2 + log 8)/2 = log 4이고, exp를 취하면 4입니다.",
                en="The mean NLL is (log 2 + log 8)/2 = log 4; its exponential is 4.",
            ),
            right=True,
        ),
        Option(
            Text(ko="5", en="5"),
            Text(
                ko="(2 + 8)/2 = 5는 지수를 먼저 취하고 평균 낸 것입니다. 평균이 먼저입니다.",
                en="(2 + 8)/2 = 5 takes the exponential first: average first.",
            ),
        ),
        Option(
            Text(ko="3.2", en="3.2"),
            Text(
                ko="확률을 먼저 평균 내어 1/0.3125로 셈했습니다. 평균 내는 것은 확률이 아니라 그 로그입니다.",
                en="That averages the probabilities, 1/0.3125: it is their logarithms that are averaged.",
            ),
        ),
    ),
)

SET = ExerciseSet(
    id="distributions",
    title=Text(ko="분포와 임베딩의 손실", en="Losses on distributions and embeddings"),
    tasks=(KL, NLL, WASSERSTEIN, TRIPLET),
    questions=(DIRECTION, APART, STUCK, MASK, PERPLEXITY),
)
