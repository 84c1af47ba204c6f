"""Short texts in Korean and English, written for the course: messages, reviews, a story, an article with its summary, numbers in words.

Line by line both languages say the same, so that what differs between them is the language and not the story.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lossopt.language import LANGUAGES, Language


@dataclass(frozen=True)
class Labelled:
    """Short texts with a label each, 1 or 0, and the group that each belongs to."""

    texts: tuple[str, ...]
    labels: tuple[int, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Article:
    """The sentences of a short article, and a summary that somebody wrote of it."""

    sentences: tuple[str, ...]
    summary: str


def messages(language: Language) -> Labelled:
    """Return 60 short messages in `language`, label 1 for spam; any other language raises ValueError.

    The group is the tone: "casual", "polite" or "formal" (해체, 해요체, 합쇼체), each with 10 spam messages and 10 others, so that the tone says
    nothing about the label.

    >>> found = messages("en")
    >>> len(found.texts), sum(found.labels), found.texts[0], found.groups[0]
    (60, 30, 'Free coupon for you, grab it quick', 'casual')
    """
    column = _column(language)
    rows = [
        (pair[column], label, tone)
        for label, tones in ((1, _SPAM), (0, _HAM))
        for tone, pairs in tones.items()
        for pair in pairs
    ]
    return _labelled(rows)


def reviews(language: Language) -> Labelled:
    """Return 128 one-line reviews in `language`, label 1 for a pleased customer; any other language raises ValueError.

    They come in fours: praise, the same praise denied, blame, the same blame denied. So every adjective, and every negation, stands in as many good
    reviews as in bad ones. The group is "plain", or how the Korean review denies: "short" (안 좋아요) or "long" (좋지 않아요).

    >>> found = reviews("en")
    >>> for text, label in zip(found.texts[:4], found.labels):
    ...     print(label, text)
    1 The food is good
    0 The food is not good
    0 The food is bad
    1 The food is not bad
    """
    column = _column(language)
    rows = [
        (text, label, "plain" if label == first else style)
        for style, fours in _REVIEWS.items()
        for four in fours
        for text, label, first in zip(four[column], (1, 0, 0, 1), (1, 1, 0, 0), strict=True)
    ]
    return _labelled(rows)


def corpus(language: Language) -> tuple[str, ...]:
    """Return 60 sentences of one small story in `language`; any other language raises ValueError.

    >>> corpus("en")[0]
    'In the morning my grandmother opens the window of the shop.'
    """
    return tuple(pair[_column(language)] for pair in _STORY)


def article(language: Language) -> Article:
    """Return a short article of six sentences in `language` with its summary; any other language raises ValueError.

    >>> len(article("ko").sentences)
    6
    """
    column = _column(language)
    return Article(tuple(pair[column] for pair in _ARTICLE), _SUMMARY[column])


def number(n: int, language: Language) -> tuple[str, ...]:
    """Return a whole number from 1 to 99,999 in words: Korean syllables, English words.

    Any other number or language raises ValueError.

    >>> " ".join(number(23004, "en"))
    'twenty three thousand and four'
    >>> "".join(number(23004, "ko"))
    '이만삼천사'
    """
    column = _column(language)
    if not (isinstance(n, int) and not isinstance(n, bool) and 1 <= n <= 99_999):
        raise ValueError(f"number: n must be a whole number from 1 to 99999, got {n!r}.")
    return tuple(_korean(n) if column == 0 else _english(n))


def _column(language: str) -> int:
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(map(repr, LANGUAGES))}, got {language!r}.")
    return 0 if language == "ko" else 1


def _labelled(rows: list[Any]) -> Labelled:
    texts, labels, groups = zip(*rows, strict=True)
    return Labelled(texts, labels, groups)


def _korean(n: int) -> list[str]:
    """Digit and place, from the left; a 1 before a place is not spoken."""
    words: list[str] = []
    for place, name in ((10_000, "만"), (1000, "천"), (100, "백"), (10, "십"), (1, "")):
        digit = n // place % 10
        if digit:
            words += ([] if digit == 1 and name else [_DIGITS[digit - 1]]) + ([name] if name else [])
    return words


def _english(n: int) -> list[str]:
    """Thousands, hundreds and the rest, with "and" before a rest below a hundred."""
    thousands, hundreds, rest = n // 1000, n // 100 % 10, n % 100
    words = [*_english(thousands), "thousand"] if thousands else []
    words += [_ONES[hundreds - 1], "hundred"] if hundreds else []
    words += ["and"] if words and rest else []
    if rest >= 20:
        words.append(_TENS[rest // 10 - 2])
        rest %= 10
    return [*words, _ONES[rest - 1]] if rest else words


_DIGITS = "일이삼사오육칠팔구"
_ONES = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen",
    "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

_SPAM = {
    "casual": (
        ("공짜 쿠폰 나왔어, 얼른 받아", "Free coupon for you, grab it quick"),
        ("너 경품 당첨됐대, 링크 눌러 봐", "Hey, you won a prize, just click the link"),
        ("반값 할인 오늘까지야, 놓치지 마", "Half price till tonight, don't miss it"),
        ("대출 필요하면 말해, 이자 없어", "Need a loan? No interest, just ask"),
        ("하루 한 시간이면 큰돈 벌 수 있어", "You can earn big money in an hour a day"),
        ("이 링크에서 선물 골라 봐", "Pick your free gift at this link"),
        ("무료 체험 같이 신청할래?", "Want to sign up for a free trial with me?"),
        ("투자하면 두 배로 돌려줄게", "Invest now and I'll double your money"),
        ("여기 가입하면 쿠폰 두 장 준대", "Join here, they give you two coupons"),
        ("네 계좌로 당첨금 보내 줄게, 번호 알려 줘", "I'll send the prize money, what's your account number?"),
    ),
    "polite": (
        ("무료 쿠폰이 도착했어요. 지금 받아 가세요", "Your free coupon is here. Please claim it now"),
        ("축하해요! 경품에 당첨됐어요", "Congratulations! You have won a prize"),
        ("오늘만 반값이에요. 링크를 눌러 보세요", "Half price today only. Click the link to see"),
        ("당첨금을 받으려면 계좌 번호를 보내 주세요", "Please send your account number to get your prize money"),
        ("대출 한도가 늘었어요. 상담받아 보세요", "Your loan limit has gone up. Talk to us today"),
        ("링크를 누르면 선물을 드려요", "Click the link and get a free gift"),
        ("무료 체험을 신청해 보세요", "Try it free, sign up today"),
        ("투자 상담은 무료예요. 두 배로 불려 드려요", "Advice is free. We double what you invest"),
        ("쿠폰은 오늘 마감돼요. 서두르세요", "The coupon ends today, so please hurry"),
        ("이자가 가장 낮은 대출을 찾아 드려요", "We find you the loan with the lowest interest"),
    ),
    "formal": (
        ("고객님께 무료 쿠폰을 드립니다", "We are pleased to offer you a free coupon"),
        ("경품 추첨에 당첨되셨습니다. 축하드립니다", "We are happy to inform you that you have won our prize draw"),
        ("특별 할인이 오늘 마감됩니다", "Our special price ends today"),
        ("계좌가 정지되었습니다. 링크에서 확인하십시오", "Your account has been locked. Kindly confirm it at the link"),
        ("최저 이자로 대출해 드립니다", "We offer loans at the lowest interest"),
        ("대출 상담을 무료로 해 드립니다", "We will gladly advise you on a loan for free"),
        ("당첨금을 보내 드릴 계좌를 알려 주십시오", "Please let us know the account for your prize money"),
        ("지금 가입하시면 선물을 드립니다", "Join us now and receive a gift"),
        ("투자하신 금액을 두 배로 돌려 드립니다", "We will return twice the money you invest"),
        ("무료 체험 신청을 받고 있습니다", "You are invited to sign up for a free trial"),
    ),
}

_HAM = {
    "casual": (
        ("오늘 저녁에 뭐 먹을까?", "What shall we eat tonight?"),
        ("버스 놓쳐서 조금 늦을 것 같아", "Missed the bus, I'll be a bit late"),
        ("어제 빌린 책 내일 돌려줄게", "I'll give you back the book tomorrow"),
        ("집에 우유 없어, 오는 길에 사 와", "No milk at home, get some on the way"),
        ("숙제 어디까지인지 알아?", "Hey, do you know what the homework is?"),
        ("회의 일찍 끝나서 집에 왔어", "The meeting was over early, so I'm home"),
        ("도서관 앞에서 세 시에 보자", "See you at three in front of the library"),
        ("버스에서 네 동생 봤어", "I saw your brother on the bus"),
        ("내일 비 온대, 우산 챙겨", "It'll rain tomorrow, take an umbrella"),
        ("생일 축하해, 저녁에 만나", "Happy birthday, see you tonight"),
    ),
    "polite": (
        ("회의를 세 시로 옮겼어요", "I have moved the meeting to three"),
        ("저녁은 집에서 먹을게요", "I will eat at home this evening"),
        ("책을 도서관에 두고 왔어요", "I left the book in the library"),
        ("버스가 늦어요. 십 분만 기다려 주세요", "The bus is late. Please wait ten minutes for me"),
        ("숙제를 도와줘서 고마워요", "Thank you for your help with the homework"),
        ("주말에 할머니 댁에 갈까요?", "Shall we go and see grandma at the weekend?"),
        ("내일 우산을 가져오세요. 비가 온대요", "Please bring an umbrella tomorrow. It will rain"),
        ("아침을 못 먹어서 배가 고파요", "I had no breakfast and I am hungry"),
        ("회의 자료를 보냈어요. 읽어 보세요", "I have sent the slides. Please have a look"),
        ("생일 축하해요! 내일 봐요", "Happy birthday! See you tomorrow"),
    ),
    "formal": (
        ("회의 자료를 보내 드립니다", "Please find the slides for the meeting"),
        ("내일 회의는 열 시에 시작합니다", "The meeting tomorrow will begin at ten"),
        ("빌려주신 책을 잘 읽었습니다. 감사합니다", "Thank you for lending me the book. I enjoyed it"),
        ("버스가 늦어 회의에 십 분 늦겠습니다", "The bus is late and I will miss ten minutes of the meeting"),
        ("도서관은 여섯 시에 문을 닫습니다", "The library closes at six"),
        ("숙제는 금요일까지 내 주십시오", "Please hand in the homework by Friday"),
        ("저녁 식사에 초대해 주셔서 감사합니다", "Thank you for inviting us to dinner"),
        ("내일 비가 오니 우산을 준비하십시오", "It will rain tomorrow, so kindly bring an umbrella"),
        ("할머니께서 댁에 잘 도착하셨습니다", "Your grandmother has arrived home safely"),
        ("회의 장소가 도서관으로 바뀌었습니다", "The place of the meeting has been changed to the library"),
    ),
}

_REVIEWS = {
    "short": (
        (("음식이 좋아요", "음식이 안 좋아요", "음식이 나빠요", "음식이 안 나빠요"),
         ("The food is good", "The food is not good", "The food is bad", "The food is not bad")),
        (("소리가 정말 좋아요", "소리가 별로 안 좋아요", "소리가 정말 나빠요", "소리가 별로 안 나빠요"),
         ("The sound is really good", "The sound is really not good", "The sound is really bad", "The sound is really not bad")),
        (("배송이 아주 빨라요", "배송이 안 빨라요", "배송이 아주 느려요", "배송이 안 느려요"),
         ("Delivery is very fast", "Delivery is not very fast", "Delivery is very slow", "Delivery is not very slow")),
        (("답장이 빨라요", "답장이 전혀 안 빨라요", "답장이 느려요", "답장이 전혀 안 느려요"),
         ("The answers are fast", "The answers are not fast at all", "The answers are slow", "The answers are not slow at all")),
        (("커피가 싸요", "커피가 안 싸요", "커피가 비싸요", "커피가 안 비싸요"),
         ("The coffee is cheap", "The coffee is not cheap", "The coffee is expensive", "The coffee is not expensive")),
        (("이 집은 정말 싸요", "이 집은 별로 안 싸요", "이 집은 정말 비싸요", "이 집은 별로 안 비싸요"),
         ("This place is really cheap", "This place is really not cheap", "This place is really expensive", "This place is really not expensive")),
        (("방이 깨끗해요", "방이 안 깨끗해요", "방이 더러워요", "방이 안 더러워요"),
         ("The room is clean", "The room is not clean", "The room is dirty", "The room is not dirty")),
        (("식탁이 아주 깨끗해요", "식탁이 전혀 안 깨끗해요", "식탁이 아주 더러워요", "식탁이 전혀 안 더러워요"),
         ("The table is very clean", "The table is not very clean", "The table is very dirty", "The table is not very dirty")),
        (("의자가 편해요", "의자가 안 편해요", "의자가 불편해요", "의자가 안 불편해요"),
         ("The chairs are comfortable", "The chairs are not comfortable", "The chairs are uncomfortable", "The chairs are not uncomfortable")),
        (("신발이 정말 편해요", "신발이 별로 안 편해요", "신발이 정말 불편해요", "신발이 별로 안 불편해요"),
         ("The shoes are really comfortable", "The shoes are really not comfortable", "The shoes are really uncomfortable", "The shoes are really not uncomfortable")),
        (("자리가 조용해요", "자리가 안 조용해요", "자리가 시끄러워요", "자리가 안 시끄러워요"),
         ("The seats are quiet", "The seats are not quiet", "The seats are noisy", "The seats are not noisy")),
        (("청소기가 아주 조용해요", "청소기가 전혀 안 조용해요", "청소기가 아주 시끄러워요", "청소기가 전혀 안 시끄러워요"),
         ("The vacuum cleaner is quiet", "The vacuum cleaner is not quiet at all", "The vacuum cleaner is noisy", "The vacuum cleaner is not noisy at all")),
        (("가방이 튼튼해요", "가방이 안 튼튼해요", "가방이 약해요", "가방이 안 약해요"),
         ("The bag is strong", "The bag is not strong", "The bag is weak", "The bag is not weak")),
        (("우산이 정말 튼튼해요", "우산이 별로 안 튼튼해요", "우산이 정말 약해요", "우산이 별로 안 약해요"),
         ("The umbrella is very strong", "The umbrella is not very strong", "The umbrella is very weak", "The umbrella is not very weak")),
        (("설명서가 쉬워요", "설명서가 안 쉬워요", "설명서가 어려워요", "설명서가 안 어려워요"),
         ("The manual is easy", "The manual is not easy", "The manual is difficult", "The manual is not difficult")),
        (("설치가 아주 쉬워요", "설치가 전혀 안 쉬워요", "설치가 아주 어려워요", "설치가 전혀 안 어려워요"),
         ("Setting it up is easy", "Setting it up is not easy at all", "Setting it up is difficult", "Setting it up is not difficult at all")),
    ),
    "long": (
        (("빵이 좋아요", "빵이 좋지 않아요", "빵이 나빠요", "빵이 나쁘지 않아요"),
         ("The bread is good", "The bread is not good", "The bread is bad", "The bread is not bad")),
        (("화면이 정말 좋아요", "화면이 별로 좋지 않아요", "화면이 정말 나빠요", "화면이 별로 나쁘지 않아요"),
         ("The screen is good", "The screen is not good at all", "The screen is bad", "The screen is not bad at all")),
        (("배달이 빨라요", "배달이 빠르지 않아요", "배달이 느려요", "배달이 느리지 않아요"),
         ("The service is fast", "The service is not fast", "The service is slow", "The service is not slow")),
        (("인터넷이 아주 빨라요", "인터넷이 전혀 빠르지 않아요", "인터넷이 아주 느려요", "인터넷이 전혀 느리지 않아요"),
         ("The internet is really fast", "The internet is really not fast", "The internet is really slow", "The internet is really not slow")),
        (("점심이 싸요", "점심이 싸지 않아요", "점심이 비싸요", "점심이 비싸지 않아요"),
         ("Lunch is cheap", "Lunch is not cheap", "Lunch is expensive", "Lunch is not expensive")),
        (("방값이 아주 싸요", "방값이 별로 싸지 않아요", "방값이 아주 비싸요", "방값이 별로 비싸지 않아요"),
         ("The rooms are very cheap", "The rooms are not very cheap", "The rooms are very expensive", "The rooms are not very expensive")),
        (("수건이 깨끗해요", "수건이 깨끗하지 않아요", "수건이 더러워요", "수건이 더럽지 않아요"),
         ("The towels are clean", "The towels are not clean", "The towels are dirty", "The towels are not dirty")),
        (("욕실이 정말 깨끗해요", "욕실이 전혀 깨끗하지 않아요", "욕실이 정말 더러워요", "욕실이 전혀 더럽지 않아요"),
         ("The bathroom is clean", "The bathroom is not clean at all", "The bathroom is dirty", "The bathroom is not dirty at all")),
        (("침대가 편해요", "침대가 편하지 않아요", "침대가 불편해요", "침대가 불편하지 않아요"),
         ("The bed is comfortable", "The bed is not comfortable", "The bed is uncomfortable", "The bed is not uncomfortable")),
        (("소파가 아주 편해요", "소파가 별로 편하지 않아요", "소파가 아주 불편해요", "소파가 별로 불편하지 않아요"),
         ("The sofa is very comfortable", "The sofa is not very comfortable", "The sofa is very uncomfortable", "The sofa is not very uncomfortable")),
        (("동네가 조용해요", "동네가 조용하지 않아요", "동네가 시끄러워요", "동네가 시끄럽지 않아요"),
         ("The street is quiet", "The street is not quiet", "The street is noisy", "The street is not noisy")),
        (("냉장고가 정말 조용해요", "냉장고가 전혀 조용하지 않아요", "냉장고가 정말 시끄러워요", "냉장고가 전혀 시끄럽지 않아요"),
         ("The fridge is really quiet", "The fridge is really not quiet", "The fridge is really noisy", "The fridge is really not noisy")),
        (("상자가 튼튼해요", "상자가 튼튼하지 않아요", "상자가 약해요", "상자가 약하지 않아요"),
         ("The box is strong", "The box is not strong", "The box is weak", "The box is not weak")),
        (("책상이 아주 튼튼해요", "책상이 별로 튼튼하지 않아요", "책상이 아주 약해요", "책상이 별로 약하지 않아요"),
         ("The desk is really strong", "The desk is really not strong", "The desk is really weak", "The desk is really not weak")),
        (("주문이 쉬워요", "주문이 쉽지 않아요", "주문이 어려워요", "주문이 어렵지 않아요"),
         ("Ordering is easy", "Ordering is not easy", "Ordering is difficult", "Ordering is not difficult")),
        (("요리법이 정말 쉬워요", "요리법이 전혀 쉽지 않아요", "요리법이 정말 어려워요", "요리법이 전혀 어렵지 않아요"),
         ("The recipe is very easy", "The recipe is not very easy", "The recipe is very difficult", "The recipe is not very difficult")),
    ),
}  # fmt: skip

_STORY = (
    ("아침이면 할머니는 가게의 창문을 엽니다.", "In the morning my grandmother opens the window of the shop."),
    ("가게에서는 갓 구운 빵 냄새가 납니다.", "The shop smells of fresh bread."),
    ("나는 할머니를 도와 빵을 굽습니다.", "I help my grandmother to bake the bread."),
    ("첫 손님은 언제나 이웃집 아저씨입니다.", "The first guest is always the man from next door."),
    ("아저씨는 빵 두 개와 우유를 삽니다.", "The man buys two rolls and some milk."),
    ("할머니는 아저씨에게 날씨를 묻습니다.", "My grandmother asks the man about the weather."),
    ("아저씨는 오늘 비가 온다고 말합니다.", "The man says that it will rain today."),
    ("비가 오면 손님이 적습니다.", "When it rains there are few guests."),
    ("그래서 나는 창문 옆에서 책을 읽습니다.", "So I read a book by the window."),
    ("책에는 바다로 간 소년의 이야기가 있습니다.", "In the book there is a story of a boy who went to the sea."),
    ("소년은 작은 배를 타고 바다로 갑니다.", "The boy goes to the sea in a small boat."),
    ("바다에서 소년은 하얀 새를 만납니다.", "At sea the boy meets a white bird."),
    ("새는 소년에게 길을 알려 줍니다.", "The bird shows the boy the way."),
    ("나는 책을 덮고 창문을 봅니다.", "I close the book and look at the window."),
    ("비가 그치고 하늘이 맑습니다.", "The rain has stopped and the sky is clear."),
    ("점심에는 아이들이 가게로 옵니다.", "At noon the children come to the shop."),
    ("아이들은 작은 빵을 하나씩 삽니다.", "The children buy a small roll each."),
    ("할머니는 아이들에게 우유를 줍니다.", "My grandmother gives the children some milk."),
    ("아이들은 할머니의 이야기를 좋아합니다.", "The children like the stories of my grandmother."),
    ("할머니는 바다에서 살던 이야기를 합니다.", "My grandmother tells them how she lived by the sea."),
    ("할머니의 집은 바다 옆에 있었습니다.", "The house of my grandmother was by the sea."),
    ("아침이면 하얀 새가 창문으로 왔습니다.", "In the morning a white bird came to the window."),
    ("할머니는 새에게 빵을 주었습니다.", "My grandmother gave the bird some bread."),
    ("아이들은 새의 이름을 묻습니다.", "The children ask for the name of the bird."),
    ("할머니는 웃으며 이름이 없다고 말합니다.", "My grandmother smiles and says that it has no name."),
    ("저녁이면 나는 가게의 창문을 닫습니다.", "In the evening I close the window of the shop."),
    ("할머니는 남은 빵을 이웃집에 줍니다.", "My grandmother gives the rest of the bread to the people next door."),
    ("집으로 가는 길에 하늘을 봅니다.", "On the way home I look at the sky."),
    ("하얀 새 한 마리가 바다로 갑니다.", "A white bird goes to the sea."),
    ("나는 내일도 빵을 굽습니다.", "Tomorrow I shall bake bread again."),
    ("이웃집 아저씨는 배를 한 척 가지고 있습니다.", "The man from next door has a boat."),
    ("아저씨의 배는 작고 하얗습니다.", "The boat of the man is small and white."),
    ("여름이면 아저씨는 아이들을 배에 태웁니다.", "In summer the man takes the children out in the boat."),
    ("나도 아저씨의 배를 타고 싶습니다.", "I want to go out in the boat of the man, too."),
    ("할머니는 날씨가 좋으면 가라고 말합니다.", "My grandmother says that I may go when the weather is fine."),
    ("오늘은 하늘이 맑고 바다가 조용합니다.", "Today the sky is clear and the sea is quiet."),
    ("나는 빵과 우유를 들고 집을 나섭니다.", "I leave the house with some bread and milk."),
    ("배에서 아저씨는 바다의 이야기를 합니다.", "In the boat the man tells stories of the sea."),
    ("하얀 새가 배를 따라옵니다.", "A white bird follows the boat."),
    ("나는 새에게 빵을 조금 줍니다.", "I give the bird a little bread."),
    ("새는 빵을 먹고 하늘로 날아갑니다.", "The bird eats the bread and flies into the sky."),
    ("아저씨는 저 새가 길을 안다고 말합니다.", "The man says that the bird knows the way."),
    ("책에서 읽은 소년의 이야기가 생각납니다.", "I think of the story of the boy in the book."),
    ("저녁이면 우리는 집으로 돌아옵니다.", "In the evening we go back home."),
    ("할머니는 가게 앞에서 우리를 기다립니다.", "My grandmother waits for us in front of the shop."),
    ("나는 할머니에게 바다의 이야기를 합니다.", "I tell my grandmother the story of the sea."),
    ("할머니는 웃으며 우유를 줍니다.", "My grandmother smiles and gives me some milk."),
    ("겨울에는 가게에 손님이 많습니다.", "In winter there are many guests in the shop."),
    ("눈이 오면 아이들은 창문 옆에 앉습니다.", "When it snows the children sit by the window."),
    ("할머니는 아이들에게 따뜻한 빵을 줍니다.", "My grandmother gives the children some warm bread."),
    ("아저씨는 우유와 빵 세 개를 삽니다.", "The man buys some milk and three rolls."),
    ("나는 아저씨에게 배가 어디에 있는지 묻습니다.", "I ask the man where the boat is."),
    ("아저씨는 배가 집 옆에 있다고 말합니다.", "The man says that the boat is by the house."),
    ("봄이 오면 우리는 다시 바다로 갑니다.", "When spring comes we shall go to the sea again."),
    ("나는 창문을 열고 바다 냄새를 맡습니다.", "I open the window and smell the sea."),
    ("하늘에는 하얀 새가 두 마리 있습니다.", "There are two white birds in the sky."),
    ("할머니는 새의 집이 바다 옆에 있다고 말합니다.", "My grandmother says that the birds live by the sea."),
    ("아이들은 새에게 이름을 지어 줍니다.", "The children give the birds a name."),
    ("나는 책에 새의 이름을 적습니다.", "I write the name of the birds in the book."),
    ("내일은 아저씨가 배를 고칩니다.", "Tomorrow the man will repair the boat."),
)

_ARTICLE = (
    ("강가의 오래된 다리는 사진을 찍는 사람에게 인기가 많습니다.", "The old bridge by the river is popular with people who take photographs."),
    ("시는 오래된 다리를 고치려고 봄부터 다리를 닫기로 했습니다.", "The city has decided to close the old bridge from spring to repair it."),
    ("어제는 날씨가 좋아 강가에 사람이 많았습니다.", "Yesterday the weather was fine and many people were at the river."),
    ("공사는 여섯 달이 걸리고, 그동안 버스는 새 다리로 다닙니다.", "The work will take six months, and meanwhile buses will use the new bridge."),
    ("가게 주인들은 손님이 줄까 봐 걱정합니다.", "The owners of shops fear that fewer guests will come."),
    ("시장은 커피를 마시며 기자들과 이야기했습니다.", "The mayor talked to reporters over coffee."),
)  # fmt: skip

_SUMMARY = (
    "시는 오래된 다리를 봄부터 여섯 달 동안 닫고 고칩니다. 버스는 새 다리로 다닙니다.",
    "The city will close the old bridge for six months from spring to repair it. Buses will use the new bridge.",
)
