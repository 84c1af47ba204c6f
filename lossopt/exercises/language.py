"""Exercises of the chapter on losses for language: perplexity, its unit, smoothed counts."""

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

# --- 2. perplexity per character --------------------------------------------------------------------------


def draw_units(rng: np.random.Generator) -> Arguments:
    """The perplexity of a model, and how many of its symbols and how many characters the text has."""
    symbols = int(rng.integers(20, 40))
    return float(rng.uniform(20.0, 80.0)), symbols, symbols * int(rng.integers(3, 6)) + 1


def per_character(perplexity: float, symbols: int, characters: int) -> float:
    """Return the perplexity per character of a model whose perplexity is per symbol."""
    return float(perplexity ** (symbols / characters))


def _character_divided(perplexity: float, symbols: int, characters: int) -> float:
    return float(perplexity * symbols / characters)


def _character_surprise(perplexity: float, symbols: int, characters: int) -> float:
    return float(np.log(perplexity) * symbols / characters)


def _character_upside_down(perplexity: float, symbols: int, characters: int) -> float:
    return float(perplexity ** (characters / symbols))


def _character_of_text(perplexity: float, symbols: int, characters: int) -> float:
    return float(perplexity ** (1 / characters))


def _character_unchanged(perplexity: float, symbols: int, characters: int) -> float:
    return perplexity


UNITS = Task(
    id="language/per-character",
    title=Text(ko="글자 하나의 퍼플렉시티", en="Perplexity per character"),
    solution=per_character,
    draw=draw_units,
    mistakes=(
        Mistake(
            _character_divided,
            Text(
                ko="퍼플렉시티를 나누었습니다. 나눌 수 있는 것은 놀라움입니다. 로그를 취해 글 전체의 놀라움을 구하고, 글자 수로 나눈 다음 지수를 취하세요.",
                en="You divide the perplexity. It is the surprise that can be divided: take the logarithm, find the surprise of the text, divide by the characters, and only then take the exponential.",
            ),
        ),
        Mistake(
            _character_surprise,
            Text(
                ko="글자 하나의 놀라움에서 멈추었습니다. 퍼플렉시티는 그 지수입니다.",
                en="You stop at the surprise per character; the perplexity is its exponential.",
            ),
        ),
        Mistake(
            _character_upside_down,
            Text(
                ko="기호 수와 글자 수의 자리가 바뀌었습니다. 글자가 기호보다 많으니 글자 하나는 덜 놀라워야 합니다.",
                en="Symbols and characters have changed places: there are more characters than symbols, so each must surprise less.",
            ),
        ),
        Mistake(
            _character_of_text,
            Text(
                ko="글에 기호가 하나뿐인 것처럼 계산했습니다. 글 전체의 놀라움은 기호 하나의 놀라움에 기호 수를 곱한 것입니다.",
                en="You reckon as if the text were one symbol: the surprise of the text is that of one symbol times the number of symbols.",
            ),
        ),
        Mistake(
            _character_unchanged,
            Text(
                ko="퍼플렉시티를 그대로 돌려주었습니다. 단위가 기호에서 글자로 바뀌면 값도 바뀝니다.",
                en="You return the perplexity as it came; with the unit, from symbol to character, the number changes.",
            ),
        ),
    ),
)

# --- 3. smoothed counts -----------------------------------------------------------------------------------


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

# --- quiz -------------------------------------------------------------------------------------------------

PIECES = Question(
    Text(
        ko="한국어 메시지에서 단어로 자르면 왜 처음 보는 조각이 많습니까?",
        en="Why are so many pieces of a Korean message unknown when it is cut into words?",
    ),
    (
        Option(
            Text(
                ko="조사와 어미가 단어에 붙어 형태가 많아지기 때문입니다.",
                en="Particles and endings are attached to words",
            ),
            Text(
                ko="'회의를'과 '회의에서'는 서로 다른 단어입니다. 두 글자씩 자르면 '회의'를 함께 가집니다.",
                en="The same noun with two particles is two words; as pairs of characters they share the noun.",
            ),
            right=True,
        ),
        Option(
            Text(ko="한국어 메시지가 더 길기 때문입니다.", en="Korean messages are longer"),
            Text(
                ko="오히려 짧습니다. 길이가 아니라 한 단어의 형태가 여럿이라는 점이 문제입니다.",
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

TONE = Question(
    Text(
        ko="필터가 남겨 둔 메시지의 95%를 맞힙니다. 이 점수는 무엇을 약속합니까?",
        en="A filter judges 95% of the held-out messages rightly. What does this score promise?",
    ),
    (
        Option(
            Text(ko="필터가 스팸의 내용을 이해했다는 것", en="That the filter has understood what spam is about"),
            Text(
                ko="말투처럼 내용과 상관없는 것이 훈련 데이터와 남겨 둔 데이터를 똑같이 가를 수 있습니다.",
                en="Something else, such as the tone, may separate training and held-out messages alike.",
            ),
        ),
        Option(
            Text(ko="출처가 같은 메시지에서 비슷하게 맞힌다는 것", en="About the same for messages of the same origin"),
            Text(
                ko="남겨 둔 메시지에는 훈련 메시지와 같은 우연이 들어 있습니다. 출처가 다르면 약속은 없습니다.",
                en="Held-out messages share the accidents of the training messages. For another origin nothing is promised.",
            ),
            right=True,
        ),
        Option(
            Text(ko="실제로 쓸 때 95%를 맞힌다는 것", en="95% in use"),
            Text(
                ko="실제 메시지의 말투가 다르면 절반도 못 맞힐 수 있습니다. 이 장의 맨 앞에서 그런 일이 있었습니다.",
                en="If the tone of the messages in use is another, it may be less than one half, as at the beginning of the chapter.",
            ),
        ),
    ),
)

BAG = Question(
    Text(
        ko="good, bad, not만으로 된 평 네 가지(good, not good, bad, not bad)를 단어 주머니로 배웁니다. 가장 낮은 손실은 얼마입니까?",
        en="A bag of words learns the four reviews good, not good, bad, not bad. What is the lowest loss?",
    ),
    (
        Option(
            Text(ko="0", en="0"),
            Text(
                ko="0에 가까워지려면 not의 가중치가 음수이면서 양수여야 합니다.",
                en="To come near 0 the weight of not would have to be negative and positive at once.",
            ),
        ),
        Option(
            Text(ko="데이터가 많을수록 낮아집니다.", en="The more data, the lower"),
            Text(
                ko="데이터가 모자란 것이 아니라 모델이 나타낼 수 없습니다.",
                en="It is not the data that are short: the model cannot express it.",
            ),
        ),
        Option(
            Text(ko="log 2", en="log 2"),
            Text(
                ko="w = 0에서 모든 기울기가 0이고 손실은 볼록합니다. 아무 의견이 없는 것이 최선입니다.",
                en="At w = 0 every slope is 0, and the loss is convex: to have no opinion is the best.",
            ),
            right=True,
        ),
    ),
)

FOURS = Question(
    Text(
        ko="한 환자의 사진 여러 장이 훈련 데이터와 시험 데이터에 나뉘어 들어갔습니다. 무엇이 문제입니까?",
        en="Several pictures of one patient went partly into training and partly into the test. What is wrong?",
    ),
    (
        Option(
            Text(ko="시험 데이터가 너무 작아집니다.", en="The test set becomes too small"),
            Text(
                ko="크기는 그대로입니다. 시험이 묻는 것이 달라집니다.",
                en="Its size is the same. What changes is the question that the test asks.",
            ),
        ),
        Option(
            Text(
                ko="새 환자에 대해 알고 싶은데, 시험은 아는 환자에 대해 묻습니다.",
                en="We want to know about new patients, and the test asks about known ones",
            ),
            Text(
                ko="묶인 것이 나뉘면 점수가 너무 좋게도, 너무 나쁘게도 나올 수 있습니다. 환자를 통째로 남겨 두세요.",
                en="If what belongs together is divided, the score may come out too high, or too low. Hold out whole patients.",
            ),
            right=True,
        ),
        Option(
            Text(ko="손실이 줄지 않습니다.", en="The loss does not fall"),
            Text(
                ko="손실은 잘 줄어듭니다. 문제는 점수의 뜻입니다.",
                en="The loss falls nicely; it is the meaning of the score that suffers.",
            ),
        ),
    ),
)

CURRENCY = Question(
    Text(
        ko="같은 글에서 첫째 모델은 자모 퍼플렉시티가 6, 둘째 모델은 음절 퍼플렉시티가 12입니다. 음절 하나는 자모 두 개입니다. 어느 쪽이 글에 덜 놀랍니까?",
        en="On the same text the first model has perplexity 6 per letter, the second has 12 per syllable. A syllable has two letters. Which is less surprised by the text?",
    ),
    (
        Option(
            Text(ko="첫째. 6이 12보다 작습니다.", en="The first: 6 is less than 12"),
            Text(
                ko="기호의 수가 다릅니다. 음절 하나에 첫째는 2·log 6 = log 36을, 둘째는 log 12를 치릅니다.",
                en="The symbols differ. For one syllable the first pays 2·log 6 = log 36, the second log 12.",
            ),
        ),
        Option(
            Text(ko="둘째", en="The second"),
            Text(
                ko="음절 하나에 첫째는 log 36, 둘째는 log 12를 치르므로 둘째가 덜 놀랍니다.",
                en="For one syllable the first pays log 36 and the second log 12.",
            ),
            right=True,
        ),
        Option(
            Text(ko="둘이 같습니다.", en="Both are the same"),
            Text(
                ko="같으려면 둘째의 퍼플렉시티가 6의 제곱인 36이어야 합니다.",
                en="For that the second would need a perplexity of 36, the square of 6.",
            ),
        ),
    ),
)

SET = ExerciseSet(
    id="language",
    title=Text(ko="언어의 손실", en="Losses for language"),
    tasks=(PERPLEXITY, UNITS, SMOOTHED),
    questions=(PIECES, TONE, BAG, FOURS, CURRENCY),
)
