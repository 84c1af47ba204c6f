"""Short texts in Korean and English, written for the course: messages, a small corpus, and an article with its summary.

Line by line both languages say the same, so that what differs between them is the language and not the story.
"""

from __future__ import annotations

from dataclasses import dataclass

from lossopt.language import LANGUAGES, Language


@dataclass(frozen=True)
class Messages:
    """Short messages and their labels: 1 for spam, 0 for all else."""

    texts: tuple[str, ...]
    labels: tuple[int, ...]


@dataclass(frozen=True)
class Article:
    """The sentences of a short article, and a summary that somebody wrote of it."""

    sentences: tuple[str, ...]
    summary: str


def messages(language: Language) -> Messages:
    """Return 40 short messages in `language`, 20 of them spam; any other language raises ValueError.

    >>> found = messages("en")
    >>> len(found.texts), sum(found.labels)
    (40, 20)
    """
    column = _column(language)
    both = [(pair[column], label) for label, pairs in ((1, _SPAM), (0, _HAM)) for pair in pairs]
    return Messages(tuple(text for text, _ in both), tuple(label for _, label in both))


def traps(language: Language) -> tuple[str, str]:
    """Return a polite message that is no spam, and spam in the tone of a friend; any other language raises ValueError.

    >>> traps("en")[0]
    'Please check the slides. See you now'
    """
    polite, friendly = (pair[_column(language)] for pair in _TRAPS)
    return polite, friendly


def corpus(language: Language) -> tuple[str, ...]:
    """Return 30 sentences of one small story in `language`; any other language raises ValueError.

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


def _column(language: str) -> int:
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(map(repr, LANGUAGES))}, got {language!r}.")
    return 0 if language == "ko" else 1


_SPAM = (
    ("무료 쿠폰이 도착했습니다. 지금 바로 받으세요", "Your free coupon has arrived. Claim it now"),
    ("축하합니다! 경품에 당첨되셨습니다", "Congratulations! You have won a prize"),
    ("오늘만 반값, 링크를 눌러 확인하세요", "Half price today only, click the link to see"),
    ("당첨금을 받으려면 계좌 번호를 보내세요", "Send your account number to claim your prize money"),
    ("무료 체험을 지금 신청하세요", "Sign up for your free trial now"),
    ("대출 한도가 늘었습니다. 지금 상담받으세요", "Your loan limit has gone up. Call us now"),
    ("링크를 누르면 선물을 드립니다", "Click the link and get a free gift"),
    ("이자 없는 대출, 오늘 마감됩니다", "Loan without interest, offer ends today"),
    ("고객님의 계좌가 정지되었습니다. 링크에서 확인하세요", "Your account has been locked. Click the link to confirm"),
    ("쿠폰을 받으신 분께 경품을 드립니다", "A free prize for everyone who claims the coupon"),
    ("하루 한 시간으로 큰돈을 버세요", "Earn big money in an hour a day"),
    ("당첨을 축하드립니다. 오늘까지 신청하세요", "Congratulations, you are a winner. Claim by today"),
    ("무료로 드리는 선물, 수량이 얼마 없습니다", "Free gift for you, only a few left"),
    ("최저 이자로 대출해 드립니다", "We offer you the lowest interest on a loan"),
    ("지금 가입하면 쿠폰 두 장을 드립니다", "Join now and get two coupons free"),
    ("비밀번호가 만료됩니다. 링크로 바꾸세요", "Your password expires. Change it at this link"),
    ("투자하면 두 배, 상담은 무료입니다", "Double your money, advice is free"),
    ("고객님만을 위한 특별 할인을 확인하세요", "See the special price offer just for you"),
    ("경품 추첨에 무료로 응모하세요", "Enter our prize draw for free"),
    ("마감이 임박했습니다. 지금 바로 신청하세요", "The offer ends soon. Sign up now"),
)  # fmt: skip

_HAM = (
    ("오늘 저녁에 뭐 먹을까?", "What shall we eat this evening?"),
    ("회의를 세 시로 옮겼어요", "I moved the meeting to three"),
    ("엄마, 집에 가는 길이에요", "Mum, I am on my way home"),
    ("어제 빌린 책을 내일 돌려줄게", "I will give you back the book tomorrow"),
    ("버스를 놓쳐서 조금 늦을 것 같아", "I missed the bus, so I will be a bit late"),
    ("회의에서 쓸 자료를 보냈습니다", "I have sent the slides for the meeting"),
    ("생일 축하해! 저녁에 보자", "Happy birthday! See you this evening"),
    ("내일 아침에 같이 뛸래?", "Shall we go for a run tomorrow morning?"),
    ("집에 우유가 없네, 사다 줄래?", "There is no milk at home, can you get some?"),
    ("숙제를 어디까지 해야 하는지 알아?", "Do you know how far the homework goes?"),
    ("회의가 일찍 끝나서 집에 왔어", "The meeting was over early, so I am home"),
    ("도서관에 책을 두고 온 것 같아", "I think I left my book in the library"),
    ("주말에 할머니 댁에 갈까?", "Shall we go to see grandma at the weekend?"),
    ("버스에서 네 동생을 봤어", "I saw your brother on the bus"),
    ("저녁은 집에서 먹을게요", "I will eat at home this evening"),
    ("내일 회의에 우산을 가져오세요, 비가 온대요", "Bring an umbrella to the meeting tomorrow, it will rain"),
    ("숙제를 도와줘서 고마워", "Thank you for your help with the homework"),
    ("책에서 재미있는 이야기를 읽었어", "I read a funny story in the book"),
    ("아침을 못 먹어서 배고파", "I had no breakfast and I am hungry"),
    ("도서관 앞에서 세 시에 만나자", "Let us meet in front of the library at three"),
)

_TRAPS = (
    ("자료를 확인하세요. 내일 뵙겠습니다", "Please check the slides. See you now"),
    ("공짜로 선물 줄게, 이거 눌러 봐", "I will get you a gift, have a look at this"),
)

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
