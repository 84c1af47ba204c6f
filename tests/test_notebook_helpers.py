"""setup and say: what a notebook's first cell and its sentences rest on."""

import json
import subprocess
import sys
import warnings

import pytest

import lossopt as lo
from lossopt.language import get_language


def test_a_sentence_is_markdown_and_plain_text_alike():
    sentence = lo.say(f"손실은 **{0.125:.3f}**입니다.")
    assert sentence._repr_markdown_() == repr(sentence) == str(sentence) == "손실은 **0.125**입니다."


def test_a_cell_shows_it_in_both_forms():
    from IPython.core.formatters import DisplayFormatter

    data, metadata = DisplayFormatter().format(lo.say("It fell to **0.12**."))
    assert data == {"text/markdown": "It fell to **0.12**.", "text/plain": "It fell to **0.12**."}
    assert metadata == {}


@pytest.mark.parametrize("bad", ["", "  \n", None, 3.0, ["a sentence"], b"bytes"], ids=repr)
def test_no_sentence(bad):
    with pytest.raises(ValueError) as caught:
        lo.say(bad)
    assert str(caught.value) == f"say expects a sentence, got {bad!r}."


@pytest.mark.parametrize("language", ["ko", "en"])
def test_setup_sets_the_language_and_says_nothing(language, capfd):
    assert lo.setup(language) is None
    assert get_language() == language
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("bad", ["fr", "", None, 1], ids=repr)
def test_setup_with_another_language(bad):
    lo.setup("ko")
    with pytest.raises(ValueError, match="language must be one of 'ko', 'en', got"):
        lo.setup(bad)
    assert get_language() == "ko"


def test_after_setup_labels_speak_the_language():
    path = lo.descent.descend(lo.landscapes.quadratic, [1.0, 1.0], lo.descent.methods.gd(0.1), steps=3)
    lo.setup("ko")
    assert "3걸음" in repr(path)
    lo.setup("en")
    assert "took all 3 steps" in repr(path)


def test_after_setup_a_figure_can_write_hangul():
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    lo.setup("ko")
    figure = Figure()
    FigureCanvasAgg(figure)
    figure.subplots().set_title("경사 하강법 −1 ‖∇f‖ η")
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of every missing glyph
        figure.canvas.draw()


def test_setup_is_quiet_and_repeatable_in_a_fresh_interpreter():
    code = "import lossopt as lo, json; lo.setup('ko'); lo.setup('en'); lo.setup('ko'); print(json.dumps(lo.say('됨').markdown))"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == "됨"
