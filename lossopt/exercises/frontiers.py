"""Exercises of the chapter on where losses are going: two uncertainties, learned log-variances, two kinds of unfairness."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lossopt.exercises.core import Arguments, ExerciseSet, Mistake, Task
from lossopt.exercises.quiz import Option, Question
from lossopt.language import Text

Array = NDArray[np.float64]

# --- 1. two uncertainties ---------------------------------------------------------------------------------


def draw_members(rng: np.random.Generator) -> Arguments:
    """Three to five members at six or seven places: more places than members, so that a wrong axis shows."""
    shape = int(rng.integers(3, 6)), int(rng.integers(6, 8))
    return rng.normal(size=shape), rng.normal(size=shape)


def two_uncertainties(means: Array, log_variances: Array) -> Array:
    """Return the aleatoric and the epistemic variance at every place, one row each."""
    return np.array([np.exp(log_variances).mean(axis=0), means.var(axis=0)])


def _log_averaged(means: Array, log_variances: Array) -> Array:
    return np.array([np.exp(log_variances.mean(axis=0)), means.var(axis=0)])


def _log_kept(means: Array, log_variances: Array) -> Array:
    return np.array([log_variances.mean(axis=0), means.var(axis=0)])


def _deviations_averaged(means: Array, log_variances: Array) -> Array:
    return np.array([np.exp(log_variances / 2).mean(axis=0) ** 2, means.var(axis=0)])


def _unbiased(means: Array, log_variances: Array) -> Array:
    return np.array([np.exp(log_variances).mean(axis=0), means.var(axis=0, ddof=1)])


def _rooted(means: Array, log_variances: Array) -> Array:
    return np.array([np.exp(log_variances).mean(axis=0), means.std(axis=0)])


def _swapped(means: Array, log_variances: Array) -> Array:
    return two_uncertainties(means, log_variances)[::-1].copy()


def _over_places(means: Array, log_variances: Array) -> Array:
    return np.array([np.exp(log_variances).mean(axis=1), means.var(axis=1)])


UNCERTAINTIES = Task(
    id="frontiers/two-uncertainties",
    title=Text(ko="두 불확실성", en="Two uncertainties"),
    solution=two_uncertainties,
    draw=draw_members,
    mistakes=(
        Mistake(
            _log_averaged,
            Text(
                ko="로그 분산을 평균한 다음 지수를 취했습니다. 그것은 기하 평균입니다. 지수를 먼저 취하고 분산을 평균하세요.",
                en="You average log-variances and exponentiate then, a geometric mean: exponentiate first, then average variances.",
            ),
        ),
        Mistake(
            _log_kept,
            Text(
                ko="첫 행이 아직 로그입니다. 분산은 `np.exp(log_variances)`입니다.",
                en="The first row is still a logarithm: the variance is `np.exp(log_variances)`.",
            ),
        ),
        Mistake(
            _deviations_averaged,
            Text(
                ko="표준편차를 평균해서 제곱했습니다. 더할 수 있는 것은 분산이므로 분산을 평균하세요.",
                en="You average standard deviations and square the result: variances add up, so average variances.",
            ),
        ),
        Mistake(
            _unbiased,
            Text(
                ko="M − 1로 나누었습니다. 모델 M개 가운데 하나를 고를 때의 분산이므로 M으로 나눕니다(`ddof=0`).",
                en="You divide by M − 1. This is the variance of picking one of M members: divide by M (`ddof=0`).",
            ),
        ),
        Mistake(
            _rooted,
            Text(
                ko="둘째 행이 표준편차입니다. 두 행 모두 분산이어야 더할 수 있습니다.",
                en="The second row is a standard deviation: both rows must be variances, or they cannot be added.",
            ),
        ),
        Mistake(
            _swapped,
            Text(
                ko="두 행이 바뀌었습니다. 우연적 불확실성은 모델이 배운 분산, 인식적 불확실성은 모델끼리의 불일치입니다.",
                en="The rows are swapped: aleatoric is the variance that members learned, epistemic is their disagreement.",
            ),
        ),
        Mistake(
            _over_places,
            Text(
                ko="자리에 대해 평균했습니다. 모델은 행이므로 `axis=0`으로 모델에 대해 평균하세요.",
                en="You average over places. Members are rows: average over them, `axis=0`.",
            ),
        ),
    ),
)

# --- 2. learned log-variances -----------------------------------------------------------------------------


def draw_tasks(rng: np.random.Generator) -> Arguments:
    """Three to five tasks; a is ½ for some and 1 for others, never the same for all."""
    count = int(rng.integers(3, 6))
    factors = np.where(np.arange(count) % 2 == 0, 0.5, 1.0)
    return rng.uniform(0.5, 4.0, count), factors, rng.uniform(0.3, 2.0, count) * rng.choice([-1.0, 1.0], count)


def log_variance_slopes(task_losses: Array, factors: Array, log_variances: Array) -> Array:
    """Return the derivative of Σ a e^(−s) ℓ + s/2 with respect to every s."""
    return 0.5 - factors * np.exp(-log_variances) * task_losses


def _slope_opposite(task_losses: Array, factors: Array, log_variances: Array) -> Array:
    return 0.5 + factors * np.exp(-log_variances) * task_losses


def _slope_without_half(task_losses: Array, factors: Array, log_variances: Array) -> Array:
    return -factors * np.exp(-log_variances) * task_losses


def _slope_one(task_losses: Array, factors: Array, log_variances: Array) -> Array:
    return 1.0 - factors * np.exp(-log_variances) * task_losses


def _slope_without_factor(task_losses: Array, factors: Array, log_variances: Array) -> Array:
    return 0.5 - np.exp(-log_variances) * task_losses


def _slope_growing(task_losses: Array, factors: Array, log_variances: Array) -> Array:
    return 0.5 - factors * np.exp(log_variances) * task_losses


def _slope_as_variance(task_losses: Array, factors: Array, log_variances: Array) -> Array:
    return 0.5 - factors * task_losses / log_variances


LOG_VARIANCES = Task(
    id="frontiers/log-variance-slopes",
    title=Text(ko="로그 분산의 기울기", en="Slopes of the log-variances"),
    solution=log_variance_slopes,
    draw=draw_tasks,
    mistakes=(
        Mistake(
            _slope_opposite,
            Text(
                ko="두 항의 부호가 같습니다. e^(−s)을 s로 미분하면 −e^(−s)입니다. 부호가 같으면 0이 되는 곳이 없습니다.",
                en="Both terms have the same sign: the derivative of e^(−s) is −e^(−s). With equal signs it is 0 nowhere.",
            ),
        ),
        Mistake(
            _slope_without_half,
            Text(
                ko="s/2의 미분 ½이 빠졌습니다. 그러면 s가 끝없이 커져 모든 과제의 가중치가 사라집니다.",
                en="The ½ from s/2 is missing: s would grow without end and every weight vanish.",
            ),
        ),
        Mistake(
            _slope_one,
            Text(
                ko="s/2를 미분하면 1이 아니라 ½입니다.",
                en="The derivative of s/2 is ½, not 1.",
            ),
        ),
        Mistake(
            _slope_without_factor,
            Text(
                ko="계수 a를 곱하지 않았습니다. 제곱 오차에서는 ½입니다.",
                en="The factor a is missing; it is ½ for a squared error.",
            ),
        ),
        Mistake(
            _slope_growing,
            Text(
                ko="지수의 부호가 반대입니다. 분산이 큰 과제는 가중치 e^(−s)이 작아야 합니다.",
                en="The exponent's sign is reversed: a task of large variance must have a small weight e^(−s).",
            ),
        ),
        Mistake(
            _slope_as_variance,
            Text(
                ko="s로 나누었습니다. s는 분산이 아니라 그 로그이므로 e^s으로 나눕니다.",
                en="You divide by s, but s is the logarithm of the variance: divide by e^s.",
            ),
        ),
    ),
)

# --- 3. two kinds of unfairness ---------------------------------------------------------------------------


def draw_decisions(rng: np.random.Generator) -> Arguments:
    """Sixty people in unequal groups, each kind present three times; at random the larger gap is among the able or the others."""
    corner = np.array([[group, able] for group in (0, 1) for able in (0, 1) for _ in range(3)])
    group = np.concatenate([corner[:, 0], rng.random(48) < 0.35]).astype(int)
    able = np.concatenate([corner[:, 1], rng.random(48) < np.where(group[12:] == 1, 0.3, 0.65)]).astype(int)
    chance = rng.uniform(0.1, 0.9, (2, 2))[group, able]
    return able, (rng.random(60) < chance).astype(int), group


def _gap(decision: Array, group: Array, among: NDArray[np.bool_]) -> float:
    rates = [decision[among & (group == each)].mean() for each in (0, 1)]
    return float(abs(rates[0] - rates[1]))


def fairness_gaps(y: Array, decision: Array, group: Array) -> Array:
    """Return the gap of demographic parity and the larger of the two gaps of equalised odds."""
    odds = [_gap(decision, group, y == outcome) for outcome in (0, 1)]
    return np.array([_gap(decision, group, y >= 0), max(odds)])


def _able_only(y: Array, decision: Array, group: Array) -> Array:
    return np.array([_gap(decision, group, y >= 0), _gap(decision, group, y == 1)])


def _others_only(y: Array, decision: Array, group: Array) -> Array:
    return np.array([_gap(decision, group, y >= 0), _gap(decision, group, y == 0)])


def _mean_of_both(y: Array, decision: Array, group: Array) -> Array:
    return np.array(
        [_gap(decision, group, y >= 0), (_gap(decision, group, y == 0) + _gap(decision, group, y == 1)) / 2]
    )


def _shares_of_all(y: Array, decision: Array, group: Array) -> Array:
    admitted = abs(decision[group == 0].sum() - decision[group == 1].sum()) / len(y)
    return np.array([admitted, fairness_gaps(y, decision, group)[1]])


def _accuracies(y: Array, decision: Array, group: Array) -> Array:
    right = (decision == y).astype(float)
    return np.array([_gap(decision, group, y >= 0), _gap(right, group, y >= 0)])


def _gaps_swapped(y: Array, decision: Array, group: Array) -> Array:
    return fairness_gaps(y, decision, group)[::-1].copy()


FAIRNESS = Task(
    id="frontiers/fairness-gaps",
    title=Text(ko="두 가지 불공정", en="Two kinds of unfairness"),
    solution=fairness_gaps,
    draw=draw_decisions,
    draws=20,
    mistakes=(
        Mistake(
            _able_only,
            Text(
                ko="능력 있는 사람(y = 1)만 보았습니다. 균등 오즈는 y = 0인 사람끼리도 견줍니다. 둘 가운데 큰 것을 고르세요.",
                en="You look at the able (y = 1) alone; equalised odds compares those with y = 0 too: take the larger gap.",
            ),
        ),
        Mistake(
            _others_only,
            Text(
                ko="y = 0인 사람만 보았습니다. 균등 오즈는 y = 1인 사람끼리도 견줍니다. 둘 가운데 큰 것을 고르세요.",
                en="You look at those with y = 0 alone; equalised odds compares those with y = 1 too: take the larger gap.",
            ),
        ),
        Mistake(
            _mean_of_both,
            Text(
                ko="두 차이를 평균했습니다. 두 조건이 모두 성립해야 하므로 큰 쪽을 냅니다.",
                en="You average the two gaps. Both conditions must hold, so the larger gap counts.",
            ),
        ),
        Mistake(
            _shares_of_all,
            Text(
                ko="전체 인원으로 나누었습니다. 집단의 크기가 다르므로 집단마다 그 인원으로 나누어 비율을 구하세요.",
                en="You divide by the number of all people. Groups differ in size: take the rate within each group.",
            ),
        ),
        Mistake(
            _accuracies,
            Text(
                ko="둘째 값이 정확도의 차이입니다. 두 종류의 오류가 서로 상쇄될 수 있습니다. y = 0과 y = 1에서 따로 뽑힌 비율을 견주세요.",
                en="The second number compares accuracies, in which two kinds of error can cancel: compare rates for y = 0 and y = 1 apart.",
            ),
        ),
        Mistake(
            _gaps_swapped,
            Text(
                ko="두 값의 순서가 바뀌었습니다. 인구 통계적 동등성이 먼저입니다.",
                en="The two numbers are swapped: demographic parity comes first.",
            ),
        ),
    ),
)

# --- the quiz ---------------------------------------------------------------------------------------------

GAP = Question(
    Text(
        ko="분산까지 배우는 신경망이 데이터가 없는 구간에서 좁은 띠를 냈습니다. 왜 그렇습니까?",
        en="A network that learns its variance gives a narrow band where there are no data. Why?",
    ),
    (
        Option(
            Text(ko="그 구간의 잡음이 실제로 작기 때문입니다.", en="The noise there really is small"),
            Text(ko="거기서는 잰 것이 없으니 잡음이 큰지 작은지 알 수 없습니다.", en="Nothing was measured there, so nobody knows how large the noise is."),
        ),
        Option(
            Text(ko="손실에 그 구간에 대한 항이 없기 때문입니다.", en="No term of the loss speaks about that place"),
            Text(ko="가능도는 측정값이 있는 자리에서만 σ를 평가합니다. 나머지는 신경망이 매끄럽게 이어 그린 것입니다.", en="The likelihood judges σ at measurements alone; the rest is the network's smooth continuation."),
            right=True,
        ),
        Option(
            Text(ko="걸음 수가 모자랐기 때문입니다.", en="It was not trained for long enough"),
            Text(ko="더 오래 배워도 그 구간에는 그래디언트를 보낼 예제가 없습니다.", en="However long it trains, no example there sends a gradient."),
        ),
    ),
)  # fmt: skip

CALIBRATION = Question(
    Text(
        ko="한 모델의 90% 띠에 새 데이터의 90%가 들었습니다. 무엇을 말할 수 있습니까?",
        en="The 90% band of a model holds 90% of new data. What follows?",
    ),
    (
        Option(
            Text(ko="50% 띠에도 50%가 듭니다.", en="Its 50% band holds 50%"),
            Text(ko="오차의 분포가 가우스가 아니면 한 수준에서 맞아도 다른 수준에서 틀립니다.", en="If errors are not Gaussian, the band may be right at one level and wrong at another."),
        ),
        Option(
            Text(ko="띠가 어디서나 알맞은 폭입니다.", en="It has the right width everywhere"),
            Text(ko="한쪽에서 좁고 다른 쪽에서 넓어도 평균은 맞을 수 있습니다.", en="Too narrow here and too wide there can average out."),
        ),
        Option(
            Text(ko="전체로 보면 90%에서 보정되어 있습니다.", en="On the whole it is calibrated at 90%"),
            Text(ko="그 데이터에서 그렇다는 것이 전부입니다. 다른 수준도, 자리마다의 폭도, 다른 데이터도 따로 재어야 합니다.", en="That and no more, and over those data: other levels, single places and other data have to be checked apart."),
            right=True,
        ),
    ),
)  # fmt: skip

PARITY = Question(
    Text(
        ko="능력자의 비율이 두 집단에서 다르고, 결정이 능력과 관련이 있습니다. 균등 오즈가 정확히 성립하면 인구 통계적 동등성은 어떻습니까?",
        en="The share of able people differs between groups, and decisions depend on ability. If equalised odds hold exactly, what of demographic parity?",
    ),
    (
        Option(
            Text(ko="반드시 성립합니다.", en="It holds as well"),
            Text(ko="뽑히는 비율은 πt + (1 − π)f입니다. π가 다르고 t ≠ f이면 비율도 다릅니다.", en="The rate is πt + (1 − π)f: with different π and t ≠ f the rates differ."),
        ),
        Option(
            Text(ko="성립할 수 없습니다.", en="It cannot hold"),
            Text(ko="차이는 (π₀ − π₁)(t − f)이고 두 인수가 모두 0이 아닙니다.", en="The gap is (π₀ − π₁)(t − f), and neither factor is 0."),
            right=True,
        ),
        Option(
            Text(ko="벌점이 세면 성립합니다.", en="It holds if the penalty is strong enough"),
            Text(ko="세기의 문제가 아닙니다. 두 정의가 셈으로 부딪칩니다.", en="It is no matter of strength: the two definitions clash by arithmetic."),
        ),
    ),
)  # fmt: skip

CRITIC = Question(
    Text(
        ko="바서슈타인 GAN의 비평자가 거리를 −9로 어림했습니다. 가장 먼저 의심할 것은 무엇입니까?",
        en="The critic of a Wasserstein GAN estimates the distance at −9. What is to be suspected first?",
    ),
    (
        Option(
            Text(ko="비평자 손실의 부호가 뒤집혔습니다.", en="The sign of the critic's loss is reversed"),
            Text(ko="거리는 음수일 수 없습니다. 부호가 뒤집힌 비평자는 진짜에 낮은 점수를 주도록 배웁니다.", en="A distance cannot be negative: with the sign reversed the critic learns to mark real examples down."),
            right=True,
        ),
        Option(
            Text(ko="두 분포가 겹치지 않습니다.", en="The distributions do not overlap"),
            Text(ko="겹치지 않으면 거리는 큰 양수가 됩니다. 바로 그때 쓰려고 만든 거리입니다.", en="Then the distance is large and positive, which is what it is made for."),
        ),
        Option(
            Text(ko="생성자의 학습률이 큽니다.", en="The generator's learning rate is too large"),
            Text(ko="생성자가 어디에 있든 잘 배운 비평자의 추정값은 음수가 되지 않습니다.", en="Wherever the generator is, a well-trained critic's estimate is not negative."),
        ),
    ),
)  # fmt: skip

JUDGE = Question(
    Text(
        ko="후버 손실의 δ를 가중치와 함께 훈련 손실로 배우게 하면 어떻게 됩니까?",
        en="Learn Huber's δ together with the weights, on the training loss. What happens?",
    ),
    (
        Option(
            Text(ko="δ가 이상치에 알맞은 크기로 갑니다.", en="δ settles at a size that suits the outliers"),
            Text(ko="훈련 손실은 맞춤이 좋아지는 것과 자가 짧아지는 것을 구별하지 못합니다.", en="The training loss cannot tell a better fit from a shorter ruler."),
        ),
        Option(
            Text(ko="δ가 끝없이 커집니다.", en="δ grows without end"),
            Text(ko="δ에 대한 도함수는 max(0, |e| − δ)로 음수가 아닙니다. 내려가는 쪽은 작은 δ입니다.", en="The derivative by δ is max(0, |e| − δ), never negative: downhill is towards small δ."),
        ),
        Option(
            Text(ko="δ가 0으로 갑니다.", en="δ goes to 0"),
            Text(ko="δ가 작을수록 같은 오차의 손실이 작습니다. 바깥의 심판, 이를테면 검증 오차가 있어야 합니다.", en="A smaller δ makes the same errors cheaper: a judge outside is needed, such as a validation error."),
            right=True,
        ),
    ),
)  # fmt: skip

SEARCH = Question(
    Text(
        ko="손실 200개를 시험해서 검증 환자 30명에게서 점수가 가장 높은 것을 골랐습니다. 새 환자에게서 이 손실의 점수는 어떻겠습니까?",
        en="Of 200 losses a search has chosen the one with the highest score on 30 validation patients. What score is to be expected on new patients?",
    ),
    (
        Option(
            Text(ko="비슷합니다. 검증 환자도 배우는 데 쓰지 않았습니다.", en="About the same: the validation patients had no part in the fit"),
            Text(ko="가중치를 배우는 데는 쓰지 않았지만 손실을 고르는 데 썼습니다. 고른 점수는 잡음이 섞인 200개 가운데 가장 큰 것입니다.", en="Not in the fit, but in the choice: the score is the largest of 200 numbers that all have noise."),
        ),
        Option(
            Text(ko="더 낮습니다.", en="A lower one"),
            Text(ko="고를 때 운이 좋았던 손실이 뽑히고, 그 운은 새 환자에게 따라오지 않습니다. 보고할 점수는 다른 환자에게서 재야 합니다.", en="What is chosen was lucky as well, and luck does not come along: take the score to report from other patients."),
            right=True,
        ),
        Option(
            Text(ko="더 높습니다. 200개 가운데 가장 좋은 손실입니다.", en="A higher one: it is the best of 200 losses"),
            Text(ko="가장 좋은 손실이라고 알려진 것이 아니라 30명에게서 점수가 가장 높았을 뿐입니다.", en="It is not known to be the best loss; it had the highest score with those 30."),
        ),
    ),
)  # fmt: skip

WEIGHTS = Question(
    Text(
        ko="신경망이 두 과제를 불확실성 가중으로 배웁니다. 한 과제의 훈련 손실이 0으로 가고 있습니다. 그 과제의 가중치는 어떻게 됩니까?",
        en="A network learns two tasks by uncertainty weighting. The training loss of one of them goes to 0. What becomes of its weight?",
    ),
    (
        Option(
            Text(ko="0으로 갑니다. 다 배웠기 때문입니다.", en="It goes to 0, since the task is learned"),
            Text(ko="e^(−s)은 1/(2aℓ)이므로 ℓ이 작을수록 커집니다.", en="e^(−s) is 1/(2aℓ): the smaller ℓ, the larger it is."),
        ),
        Option(
            Text(ko="끝없이 커집니다.", en="It grows without end"),
            Text(ko="남는 것은 ½ log ℓ의 합이고 로그에는 바닥이 없습니다. 다 배운 과제를 외우기 시작하므로 남겨 둔 데이터로 멈춰야 합니다.", en="What is left is the sum of ½ log ℓ, and a logarithm has no floor. The learned task is memorised next: kept data must say when to stop."),
            right=True,
        ),
        Option(
            Text(ko="s/2 때문에 그대로 있습니다.", en="It stays, because of s/2"),
            Text(ko="s/2는 가중치가 0으로 가는 것을 막습니다. 커지는 것은 막지 못합니다.", en="s/2 keeps weights from going to 0, not from growing."),
        ),
    ),
)  # fmt: skip

SET = ExerciseSet(
    id="frontiers",
    title=Text(ko="손실의 미래", en="Where losses are going"),
    tasks=(UNCERTAINTIES, LOG_VARIANCES, FAIRNESS),
    questions=(GAP, CALIBRATION, WEIGHTS, PARITY, CRITIC, JUDGE, SEARCH),
)
