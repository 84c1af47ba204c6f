"""Exercises of the chapter on losses for sequences: what a decoder reads, the loss of its words, the policy gradient with a baseline."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lossopt.exercises.core import Arguments, ExerciseSet, Mistake, Task
from lossopt.exercises.quiz import Option, Question
from lossopt.language import Text

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

# --- 1. what the decoder reads ----------------------------------------------------------------------------


def draw_targets(rng: np.random.Generator) -> Arguments:
    """Words from 1 to 8 of three sentences of different lengths, −1 behind each."""
    y = rng.integers(1, 9, size=(3, 5))
    y[0, 3:] = -1
    y[2, 4:] = -1
    return (y,)


def decoder_inputs(y: Indices) -> Indices:
    """Return the word before each word; 0 before the first, and 0 where there is none."""
    return np.column_stack([np.zeros(len(y), dtype=y.dtype), np.maximum(y[:, :-1], 0)])


def _inputs_unshifted(y: Indices) -> Indices:
    return np.maximum(y, 0)


def _inputs_forward(y: Indices) -> Indices:
    return np.column_stack([np.maximum(y[:, 1:], 0), np.zeros(len(y), dtype=y.dtype)])


def _inputs_rolled(y: Indices) -> Indices:
    return np.maximum(np.roll(y, 1, axis=1), 0)


def _inputs_padding_left(y: Indices) -> Indices:
    return np.column_stack([np.zeros(len(y), dtype=y.dtype), y[:, :-1]])


def _inputs_one_longer(y: Indices) -> Indices:
    return np.column_stack([np.zeros(len(y), dtype=y.dtype), np.maximum(y, 0)])


def _inputs_sentences(y: Indices) -> Indices:
    return np.maximum(np.vstack([np.zeros((1, y.shape[1]), dtype=y.dtype), y[:-1]]), 0)


INPUTS = Task(
    id="sequences/inputs",
    title=Text(ko="디코더가 읽는 것", en="What the decoder reads"),
    solution=decoder_inputs,
    draw=draw_targets,
    mistakes=(
        Mistake(
            _inputs_unshifted,
            Text(
                ko="밀지 않았습니다. 그러면 디코더가 맞혀야 할 바로 그 단어를 읽습니다. 한 칸씩 뒤로 미세요.",
                en="You do not shift: the decoder would read the very word that it has to guess. Move everything one place to the right.",
            ),
        ),
        Mistake(
            _inputs_forward,
            Text(
                ko="반대쪽으로 밀었습니다. 디코더가 다음 단어를 미리 읽게 됩니다.",
                en="You shift the wrong way: the decoder would read a word from the future.",
            ),
        ),
        Mistake(
            _inputs_rolled,
            Text(
                ko="마지막 단어가 맨 앞으로 돌아왔습니다. 첫 단어 앞에는 아무것도 없으니 0을 놓으세요.",
                en="The last word has come round to the front. Nothing stands before the first word: put 0 there.",
            ),
        ),
        Mistake(
            _inputs_padding_left,
            Text(
                ko="채운 자리의 −1이 남았습니다. 임베딩에 그런 번호는 없으니 0으로 바꾸세요.",
                en="The −1 of the padding is still there. No embedding has that number: make it 0.",
            ),
        ),
        Mistake(
            _inputs_one_longer,
            Text(
                ko="한 칸이 늘었습니다. 마지막 단어 뒤에 올 것은 없으니 마지막 열을 빼세요.",
                en="There is one place too many. Nothing comes behind the last word, so leave the last column out.",
            ),
        ),
        Mistake(
            _inputs_sentences,
            Text(
                ko="단어가 아니라 문장을 밀었습니다. 문장은 행이고 단어의 차례는 열입니다.",
                en="You shift the sentences instead of the words: sentences are rows, the order of the words is along the columns.",
            ),
        ),
    ),
)

# --- 2. the loss of the words -----------------------------------------------------------------------------


def draw_sentences(rng: np.random.Generator) -> Arguments:
    """Logits of four words for each place of three sentences, and the words that came, −1 behind each."""
    y = rng.integers(0, 4, size=(3, 5))
    y[0, 2:] = -1
    y[1, 4:] = -1
    return rng.normal(size=(3, 5, 4)), y


def word_loss(z: Array, y: Indices) -> float:
    """Return the mean surprise of the words that are there."""
    return float(_surprise(z, y)[y >= 0].mean())


def _surprise(z: Array, y: Indices) -> Array:
    """The surprise at every place, whatever stands there."""
    log_p = z - z.max(axis=-1, keepdims=True)
    log_p = log_p - np.log(np.exp(log_p).sum(axis=-1, keepdims=True))
    return np.asarray(-np.take_along_axis(log_p, np.maximum(y, 0)[..., np.newaxis], axis=-1)[..., 0])


def _loss_with_padding(z: Array, y: Indices) -> float:
    return float(_surprise(z, y).mean())


def _loss_over_places(z: Array, y: Indices) -> float:
    return float(np.where(y >= 0, _surprise(z, y), 0.0).mean())


def _loss_of_sentences(z: Array, y: Indices) -> float:
    known = y >= 0
    return float(np.mean(np.sum(_surprise(z, y) * known, axis=1) / known.sum(axis=1)))


def _loss_sum(z: Array, y: Indices) -> float:
    return float(_surprise(z, y)[y >= 0].sum())


def _loss_last_class(z: Array, y: Indices) -> float:
    log_p = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    return float(-np.take_along_axis(log_p, y[..., np.newaxis], axis=-1).mean())


def _loss_without_softmax(z: Array, y: Indices) -> float:
    picked = np.take_along_axis(z, np.maximum(y, 0)[..., np.newaxis], axis=-1)[..., 0]
    return float(-picked[y >= 0].mean())


def _loss_over_time(z: Array, y: Indices) -> float:
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    picked = np.take_along_axis(log_p, np.maximum(y, 0)[..., np.newaxis], axis=-1)[..., 0]
    return float(-picked[y >= 0].mean())


LOSS = Task(
    id="sequences/loss",
    title=Text(ko="단어의 손실", en="The loss of the words"),
    solution=word_loss,
    draw=draw_sentences,
    mistakes=(
        Mistake(
            _loss_with_padding,
            Text(
                ko="채운 자리의 −1을 0번 단어로 읽어 함께 평균했습니다. −1인 자리는 빼세요.",
                en="You read the −1 of the padding as word 0 and average it in: leave those places out.",
            ),
        ),
        Mistake(
            _loss_over_places,
            Text(
                ko="채운 자리를 0으로 만들고도 모든 자리의 수로 나누었습니다. 단어가 있는 자리의 수로 나누세요.",
                en="You make the padding 0 and still divide by all places: divide by the number of words that are there.",
            ),
        ),
        Mistake(
            _loss_of_sentences,
            Text(
                ko="문장마다 평균을 낸 다음 다시 평균해서, 짧은 문장의 단어가 더 무거워졌습니다. 단어를 모두 모아 한 번에 평균하세요.",
                en="A mean of the sentences' means gives more weight to the words of short sentences: average all words at once.",
            ),
        ),
        Mistake(
            _loss_sum,
            Text(
                ko="더하기만 했습니다. 단어의 수로 나누세요.",
                en="You stop at the sum: divide by the number of words.",
            ),
        ),
        Mistake(
            _loss_last_class,
            Text(
                ko="인덱스 −1은 NumPy에서 마지막을 뜻합니다. 채운 자리가 마지막 단어로 계산되었습니다.",
                en="To NumPy the index −1 means the last: the padding was taken for the last word.",
            ),
        ),
        Mistake(
            _loss_without_softmax,
            Text(
                ko="로짓을 로그 확률로 썼습니다. 먼저 소프트맥스로 확률을 만드세요.",
                en="You take the logits for log-probabilities: make probabilities of them first, by the softmax.",
            ),
        ),
        Mistake(
            _loss_over_time,
            Text(
                ko="소프트맥스를 단어가 아니라 시점에 대해 취했습니다. 마지막 축을 따라 더하세요.",
                en="Your softmax runs over the places instead of the words: sum along the last axis.",
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
    id="sequences/policy-gradient",
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

WHOLE = Question(
    Text(
        ko="통째로 맞힌 번역의 비율은 앞 단어를 귀띔받을 때와 혼자 할 때(매번 가장 그럴듯한 단어를 씀) 어떻게 다릅니까?",
        en="How does the share of translations right as a whole differ between told and alone (always writing the most probable word)?",
    ),
    (
        Option(
            Text(ko="혼자 할 때 더 낮습니다.", en="It is lower when alone"),
            Text(
                ko="단어 하나하나의 비율은 그렇습니다. 통째로 맞힌 번역에서는 앞 단어가 모두 옳으므로 읽은 것이 같습니다.",
                en="So it is for single words. In a translation without a mistake all words before are true, so both have read the same.",
            ),
        ),
        Option(
            Text(ko="똑같습니다.", en="Not at all"),
            Text(
                ko="처음 틀릴 때까지 두 방법이 읽는 것은 같습니다. 노출 편향은 그다음에 시작됩니다.",
                en="Up to the first mistake both read the same; exposure bias begins behind it.",
            ),
            right=True,
        ),
        Option(
            Text(ko="긴 문장에서만 다릅니다.", en="Only for long sentences"),
            Text(
                ko="길이와 상관없이 같습니다. 긴 문장에서는 처음 틀린 다음에 남는 단어가 많을 뿐입니다.",
                en="It is the same at any length; long sentences only have more words left behind the first mistake.",
            ),
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

LEARNED = Question(
    Text(
        ko="요약 모델을 ROUGE에 대해 강화 학습으로 학습했습니다. 손실이 학습된 것입니까?",
        en="A summariser is trained by reinforcement learning on ROUGE. Is this a learned loss?",
    ),
    (
        Option(
            Text(ko="예, 강화 학습이 손실을 배웁니다.", en="Yes, reinforcement learning learns the loss"),
            Text(
                ko="배우는 것은 모델입니다. 강화 학습은 기울기가 없는 점수의 기댓값을 올리는 방법입니다.",
                en="It is the model that learns. Reinforcement learning is a way to raise the expectation of a score without a slope.",
            ),
        ),
        Option(
            Text(ko="예, 사람의 요약에서 배웠기 때문입니다.", en="Yes, for it comes from people's summaries"),
            Text(
                ko="사람의 요약은 정답일 뿐입니다. 점수를 내는 식은 정해져 있습니다.",
                en="The summaries are the targets; the formula of the score is fixed.",
            ),
        ),
        Option(
            Text(ko="아니요, ROUGE는 정해진 식입니다.", en="No, ROUGE is a fixed formula"),
            Text(
                ko="보상에는 파라미터가 없고 배운 것도 없습니다. 사람의 평가를 흉내 내도록 학습한 보상이라면 이야기가 다릅니다.",
                en="The reward has no parameters and has learned nothing. A reward trained to imitate people's judgement would be another matter.",
            ),
            right=True,
        ),
    ),
)

SET = ExerciseSet(
    id="sequences",
    title=Text(ko="시퀀스 손실", en="Losses for sequences"),
    tasks=(INPUTS, LOSS, POLICY),
    questions=(FORCING, WHOLE, BASELINE, LEARNED),
)
