"""Exercises of the chapter on losses for language: perplexity, smoothed counts, the policy gradient with a baseline."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lossopt.exercises.core import Arguments, ExerciseSet, Mistake, Task
from lossopt.exercises.quiz import Option, Question
from lossopt.language import Text

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

# --- 1. perplexity ----------------------------------------------------------------------------------------


def draw_sentences(rng: np.random.Generator) -> Arguments:
    """Three sentences of different lengths, with the mean surprise of each in nats per symbol."""
    return rng.uniform(0.4, 2.5, size=3), rng.permutation([2, 5, 9])


def perplexity(surprise: Array, lengths: Indices) -> float:
    """Return the perplexity of all sentences together."""
    return float(np.exp(np.sum(surprise * lengths) / np.sum(lengths)))


def _perplexity_mean_of_sentences(surprise: Array, lengths: Indices) -> float:
    return float(np.mean(np.exp(surprise)))


def _perplexity_mean_of_means(surprise: Array, lengths: Indices) -> float:
    return float(np.exp(np.mean(surprise)))


def _perplexity_weighted_late(surprise: Array, lengths: Indices) -> float:
    return float(np.average(np.exp(surprise), weights=lengths))


def _perplexity_without_exp(surprise: Array, lengths: Indices) -> float:
    return float(np.log(perplexity(surprise, lengths)))


def _perplexity_sign(surprise: Array, lengths: Indices) -> float:
    return 1 / perplexity(surprise, lengths)


def _perplexity_of_sentence(surprise: Array, lengths: Indices) -> float:
    return float(np.exp(np.mean(surprise * lengths)))


def _perplexity_bits(surprise: Array, lengths: Indices) -> float:
    return float(2 ** np.log(perplexity(surprise, lengths)))


PERPLEXITY = Task(
    id="language/perplexity",
    title=Text(ko="글의 퍼플렉시티", en="The perplexity of a text"),
    solution=perplexity,
    draw=draw_sentences,
    mistakes=(
        Mistake(
            _perplexity_mean_of_sentences,
            Text(
                ko="문장마다 퍼플렉시티를 구해 평균했습니다. 모든 기호의 놀라움을 먼저 평균하고, 지수는 맨 끝에 한 번 취하세요.",
                en="You average the perplexities of the sentences: average the surprise of all symbols first, and take the exponential once, at the end.",
            ),
        ),
        Mistake(
            _perplexity_mean_of_means,
            Text(
                ko="문장마다 평균을 낸 다음 다시 평균해서, 짧은 문장의 기호가 더 무거워졌습니다. 문장의 길이를 가중치로 쓰세요.",
                en="A mean of the sentences' means gives more weight to the symbols of short sentences: weight each sentence by its length.",
            ),
        ),
        Mistake(
            _perplexity_without_exp,
            Text(
                ko="놀라움의 평균에서 멈추었습니다. 퍼플렉시티는 그 지수입니다.",
                en="You stop at the mean surprise; the perplexity is its exponential.",
            ),
        ),
        Mistake(
            _perplexity_sign,
            Text(
                ko="음의 부호가 빠져 확률의 기하 평균이 나왔습니다. 퍼플렉시티는 1보다 작을 수 없습니다.",
                en="Without the minus sign you return the geometric mean of the probabilities; a perplexity is never below 1.",
            ),
        ),
        Mistake(
            _perplexity_of_sentence,
            Text(
                ko="문장의 수로 나누었습니다. 퍼플렉시티는 기호 하나에 대한 값이므로 기호의 수로 나누세요.",
                en="You divide by the number of sentences: perplexity is per symbol, so divide by the number of symbols.",
            ),
        ),
        Mistake(
            _perplexity_weighted_late,
            Text(
                ko="가중 평균은 맞지만 지수를 먼저 취했습니다. 놀라움을 평균한 다음에 지수를 취하세요.",
                en="The weights are right, but the exponential comes too early: average the surprise first.",
            ),
        ),
        Mistake(
            _perplexity_bits,
            Text(
                ko="자연로그로 잰 놀라움에 2의 거듭제곱을 취했습니다. 로그와 지수의 밑이 같아야 하므로 `np.exp`를 쓰세요.",
                en="You raise 2 to a surprise measured in nats: the bases must go together, so use `np.exp`.",
            ),
        ),
    ),
)

# --- 2. smoothed counts -----------------------------------------------------------------------------------


def draw_counts(rng: np.random.Generator) -> Arguments:
    """Counts of pairs, among them a symbol that was never followed by anything, and an extra count other than 1."""
    symbols = int(rng.integers(3, 6))
    counts = rng.integers(0, 5, size=(symbols, symbols)).astype(np.float64)
    counts[0] += 1.0
    counts[1] = 0.0
    return counts, float(rng.uniform(0.1, 0.8))


def smoothed(counts: Array, alpha: float) -> Array:
    """Return the probability of every next symbol, a row for each symbol before."""
    return np.asarray((counts + alpha) / (counts.sum(axis=1, keepdims=True) + alpha * counts.shape[1]))


def _smoothed_not_below(counts: Array, alpha: float) -> Array:
    return np.asarray((counts + alpha) / np.maximum(counts.sum(axis=1, keepdims=True), 1.0))


def _smoothed_once_below(counts: Array, alpha: float) -> Array:
    return np.asarray((counts + alpha) / (counts.sum(axis=1, keepdims=True) + alpha))


def _smoothed_columns(counts: Array, alpha: float) -> Array:
    return smoothed(counts.T, alpha).T


def _smoothed_everything(counts: Array, alpha: float) -> Array:
    return np.asarray((counts + alpha) / (counts + alpha).sum())


def _smoothed_by_one(counts: Array, alpha: float) -> Array:
    return smoothed(counts, 1.0)


def _smoothed_zeros_only(counts: Array, alpha: float) -> Array:
    filled = np.where(counts == 0, alpha, counts)
    return np.asarray(filled / filled.sum(axis=1, keepdims=True))


SMOOTHED = Task(
    id="language/smoothed",
    title=Text(ko="더해 준 횟수", en="Smoothed counts"),
    solution=smoothed,
    draw=draw_counts,
    mistakes=(
        Mistake(
            _smoothed_not_below,
            Text(
                ko="α를 위에만 더해서 행의 합이 1을 넘습니다. 기호 V개에 α씩 더했으니 아래에도 αV를 더하세요.",
                en="You add α above the line only, so rows sum to more than 1: all V symbols got α, so add αV below.",
            ),
        ),
        Mistake(
            _smoothed_once_below,
            Text(
                ko="아래에 α를 한 번만 더했습니다. 기호가 V개이므로 αV입니다.",
                en="You add α below the line only once; there are V symbols, so it is αV.",
            ),
        ),
        Mistake(
            _smoothed_columns,
            Text(
                ko="열의 합이 1이 됩니다. 앞선 기호가 행이므로 `axis=1`을 따라 더하세요.",
                en="Your columns sum to 1. The symbol before is the row: sum along `axis=1`.",
            ),
        ),
        Mistake(
            _smoothed_everything,
            Text(
                ko="표 전체의 합으로 나누었습니다. 그것은 두 기호가 함께 올 확률입니다. 행마다 따로 나누세요.",
                en="You divide by the sum of the whole table, which gives the probability of the pair: divide every row by its own.",
            ),
        ),
        Mistake(
            _smoothed_by_one,
            Text(
                ko="1을 더했습니다. 더할 횟수는 인자 `alpha`로 건네받습니다.",
                en="You add 1; how much to add is handed over as `alpha`.",
            ),
        ),
        Mistake(
            _smoothed_zeros_only,
            Text(
                ko="0인 칸만 α로 바꾸었습니다. 모든 칸에 α를 더해야 합니다.",
                en="You put α only where the count is 0: add it to every count.",
            ),
        ),
    ),
)

# --- 3. the policy gradient -------------------------------------------------------------------------------


def draw_choices(rng: np.random.Generator) -> Arguments:
    """Logits, the sentences drawn with some drawn twice, and the score of each draw."""
    theta = rng.normal(size=4)
    chosen = rng.permutation([0, 1, 1, 2, 3, 3])
    return theta, chosen, rng.uniform(0.0, 1.0, size=6), float(rng.uniform(0.2, 0.6))


def policy_gradient(theta: Array, chosen: Indices, rewards: Array, baseline: float) -> Array:
    """Return the estimate of the gradient of the expected reward."""
    return np.asarray(np.mean((rewards - baseline)[:, np.newaxis] * _slopes(theta, chosen), axis=0))


def _softmax(theta: Array) -> Array:
    e = np.exp(theta - theta.max())
    return np.asarray(e / e.sum())


def _slopes(theta: Array, chosen: Indices) -> Array:
    """The gradient of log p of every draw, a row each."""
    return np.asarray(np.eye(len(theta))[chosen] - _softmax(theta))


def _policy_without_baseline(theta: Array, chosen: Indices, rewards: Array, baseline: float) -> Array:
    return policy_gradient(theta, chosen, rewards, 0.0)


def _policy_sign(theta: Array, chosen: Indices, rewards: Array, baseline: float) -> Array:
    return -policy_gradient(theta, chosen, rewards, baseline)


def _policy_sum(theta: Array, chosen: Indices, rewards: Array, baseline: float) -> Array:
    return policy_gradient(theta, chosen, rewards, baseline) * len(chosen)


def _policy_one_hot(theta: Array, chosen: Indices, rewards: Array, baseline: float) -> Array:
    return np.asarray(np.mean((rewards - baseline)[:, np.newaxis] * np.eye(len(theta))[chosen], axis=0))


def _policy_of_probability(theta: Array, chosen: Indices, rewards: Array, baseline: float) -> Array:
    p = _softmax(theta)[chosen][:, np.newaxis]
    return np.asarray(np.mean((rewards - baseline)[:, np.newaxis] * p * _slopes(theta, chosen), axis=0))


def _policy_apart(theta: Array, chosen: Indices, rewards: Array, baseline: float) -> Array:
    return np.asarray(np.mean(rewards - baseline) * np.mean(_slopes(theta, chosen), axis=0))


POLICY = Task(
    id="language/policy-gradient",
    title=Text(ko="기준값이 있는 정책 그래디언트", en="The policy gradient with a baseline"),
    solution=policy_gradient,
    draw=draw_choices,
    mistakes=(
        Mistake(
            _policy_without_baseline,
            Text(
                ko="기준값을 빼지 않았습니다. 점수 대신 점수 − 기준값을 곱하세요.",
                en="You leave out the baseline: multiply by the reward minus the baseline.",
            ),
        ),
        Mistake(
            _policy_sign,
            Text(
                ko="부호가 반대입니다. 점수는 키우려는 것이고, 여기서 물은 것은 손실이 아니라 점수의 그래디언트입니다.",
                en="The sign is wrong way round: asked for is the gradient of the reward, which should grow, not of a loss.",
            ),
        ),
        Mistake(
            _policy_sum,
            Text(
                ko="더하기만 했습니다. 기댓값을 추정하려면 뽑은 횟수로 나누세요.",
                en="You stop at the sum: to estimate an expectation, divide by the number of draws.",
            ),
        ),
        Mistake(
            _policy_one_hot,
            Text(
                ko="log p의 그래디언트에서 −p가 빠졌습니다. 한 문장의 확률이 오르면 다른 문장의 확률은 내려갑니다.",
                en="The −p is missing in the gradient of log p: where one sentence gains probability, the others lose some.",
            ),
        ),
        Mistake(
            _policy_of_probability,
            Text(
                ko="p를 한 번 더 곱했습니다. 자주 뽑힌 문장은 이미 표본에 자주 나오므로, log p의 그래디언트만 곱하면 됩니다.",
                en="You multiply by p once more; a probable sentence is already drawn often, so the gradient of log p is enough.",
            ),
        ),
        Mistake(
            _policy_apart,
            Text(
                ko="점수와 기울기를 따로 평균했습니다. 뽑을 때마다 둘을 곱한 다음 평균하세요.",
                en="You average rewards and slopes apart from each other: multiply them draw by draw, then average.",
            ),
        ),
    ),
)

# --- quiz -------------------------------------------------------------------------------------------------

PIECES = Question(
    Text(
        ko="한국어 메시지에서 낱말로 자르면 왜 처음 보는 조각이 많습니까?",
        en="Why are so many pieces of a Korean message unknown when it is cut into words?",
    ),
    (
        Option(
            Text(
                ko="조사와 어미가 낱말에 붙어 형태가 많아지기 때문입니다.",
                en="Particles and endings are attached to words",
            ),
            Text(
                ko="'회의를'과 '회의에서'는 서로 다른 낱말입니다. 두 글자씩 자르면 '회의'를 함께 가집니다.",
                en="The same noun with two particles is two words; as pairs of characters they share the noun.",
            ),
            right=True,
        ),
        Option(
            Text(ko="한국어 메시지가 더 길기 때문입니다.", en="Korean messages are longer"),
            Text(
                ko="오히려 짧습니다. 길이가 아니라 한 낱말의 형태가 여럿이라는 점이 문제입니다.",
                en="They are shorter. It is not the length but the many forms of one word.",
            ),
        ),
        Option(
            Text(ko="교차 엔트로피가 영어에 맞추어져 있기 때문입니다.", en="Cross-entropy is made for English"),
            Text(
                ko="손실은 언어를 모릅니다. 다른 것은 글을 자르는 방법입니다.",
                en="The loss knows no language; what differs is how the text is cut.",
            ),
        ),
    ),
)

CURRENCY = Question(
    Text(
        ko="같은 글에서 모델 A는 자모 퍼플렉시티가 6, 모델 B는 음절 퍼플렉시티가 12입니다. 음절 하나는 자모 두 개입니다. 어느 쪽이 글에 덜 놀랍니까?",
        en="On the same text model A has perplexity 6 per letter, model B has 12 per syllable. A syllable has two letters. Which is less surprised by the text?",
    ),
    (
        Option(
            Text(ko="A. 6이 12보다 작습니다.", en="A: 6 is less than 12"),
            Text(
                ko="기호의 수가 다릅니다. 음절 하나에 A는 2·log 6 = log 36을, B는 log 12를 치릅니다.",
                en="The symbols differ. For one syllable A pays 2·log 6 = log 36, B pays log 12.",
            ),
        ),
        Option(
            Text(ko="B", en="B"),
            Text(
                ko="음절 하나에 A는 log 36, B는 log 12를 치르므로 B가 덜 놀랍니다.",
                en="For one syllable A pays log 36 and B pays log 12.",
            ),
            right=True,
        ),
        Option(
            Text(ko="둘이 같습니다.", en="Both are the same"),
            Text(
                ko="같으려면 B의 퍼플렉시티가 6의 제곱인 36이어야 합니다.",
                en="For that B would need a perplexity of 36, the square of 6.",
            ),
        ),
    ),
)

FORCING = Question(
    Text(ko="교사 강요는 무엇입니까?", en="What is teacher forcing?"),
    (
        Option(
            Text(ko="정답과의 거리를 재는 손실 함수입니다.", en="A loss that measures the distance from the truth"),
            Text(
                ko="손실은 그대로이고, 무엇을 입력으로 읽으며 학습하는지를 말합니다.",
                en="The loss stays what it was; the name says what is read during training.",
            ),
        ),
        Option(
            Text(ko="쓸 때마다 사람이 답을 고쳐 주는 것입니다.", en="A person corrects the answers in use"),
            Text(
                ko="쓸 때는 정답이 없습니다. 바로 그 차이에서 노출 편향이 생깁니다.",
                en="In use there is no truth, and from this difference comes exposure bias.",
            ),
        ),
        Option(
            Text(
                ko="학습할 때 앞선 답 대신 앞선 정답을 넣어 주는 절차입니다.",
                en="A procedure: in training, the true previous answer goes in",
            ),
            Text(
                ko="손실은 늘 쓰던 교차 엔트로피입니다. 달라지는 것은 모델이 읽는 입력입니다.",
                en="The loss is the cross-entropy as always; what changes is the input that the model reads.",
            ),
            right=True,
        ),
    ),
)

BASELINE = Question(
    Text(
        ko="모든 점수에 100을 더하면 기준값이 없는 REINFORCE는 어떻게 됩니까?",
        en="Add 100 to all rewards. What happens to REINFORCE without a baseline?",
    ),
    (
        Option(
            Text(ko="그래디언트의 평균은 같고 분산이 커집니다.", en="The mean gradient stays, the variance grows"),
            Text(
                ko="상수에 log p의 그래디언트를 곱한 것은 평균이 0이지만, 뽑을 때마다 크게 흔들립니다. 기준값을 빼면 사라집니다.",
                en="A constant times the gradient of log p has mean 0 but shakes every draw; a baseline takes it away.",
            ),
            right=True,
        ),
        Option(
            Text(ko="아무것도 달라지지 않습니다.", en="Nothing changes"),
            Text(
                ko="평균은 그렇지만, 뽑은 문장은 무엇이든 크게 밀어 올리므로 분산이 커집니다.",
                en="So it is for the mean, but whatever is drawn is now pushed up hard, and the variance grows.",
            ),
        ),
        Option(
            Text(ko="다른 문장을 고르도록 배웁니다.", en="It learns to prefer another sentence"),
            Text(
                ko="기댓값의 최댓점은 그대로입니다. 커지는 것은 추정의 흔들림입니다.",
                en="The maximum of the expectation stays where it is; what grows is the noise of the estimate.",
            ),
        ),
    ),
)

SET = ExerciseSet(
    id="language",
    title=Text(ko="언어의 손실", en="Losses for language"),
    tasks=(PERPLEXITY, SMOOTHED, POLICY),
    questions=(PIECES, CURRENCY, FORCING, BASELINE),
)
