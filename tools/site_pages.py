"""From an executed notebook to the notebook that Sphinx reads: pure functions, one per thing that a page shows.

- pictures become files beside the page, a light and a dark one, with alt text and size; an animation with stops becomes its frames
- a quiz's options and a check's verdict carry a class, so that a style sheet can colour them
- an exercise shows the learner's stub first and folds the solution
- a chapter opens with its question and its picture, whose code is folded
- an alternative text is shortened in the code, where it would stand a second time
"""

from __future__ import annotations

import ast
import base64
import hashlib
import io
import json
import re
import struct
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from html import escape

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from PIL import Image

from lossopt.language import Language, Text
from tools.assignments import learner_source, regions, solution_source
from tools.notebook_form import name_of, tags
from tools.site_errors import SiteError

SHOW_SOLUTION = Text(ko="풀이 보기", en="Show the solution")
HIDE_SOLUTION = Text(ko="풀이 접기", en="Hide the solution")
SHOW_ANSWER = Text(ko="모범 답안 보기", en="Show a model answer")
SHOW_OPENING = Text(ko="준비와 첫 그림의 코드 보기", en="Show the preparations and the code of this picture")
HIDE_OPENING = Text(ko="준비와 첫 그림의 코드 접기", en="Hide the preparations and the code of this picture")
PICTURES = "_pictures"
FACTS = "application/vnd.lossopt."  # what an output tells other programs beside what it shows


@dataclass
class Page:
    """A notebook ready for Sphinx, and the picture files that it shows by name."""

    nb: NotebookNode
    pictures: dict[str, bytes] = field(default_factory=dict)


def page(nb: NotebookNode, name: str, language: Language) -> Page:
    """Return the page of an executed notebook; `name` is its path inside the edition, as in `part/stem.ipynb`."""
    made = Page(deepcopy(nb))
    try:
        if name.startswith("exercises/"):
            made.nb.cells = exercise_cells(made.nb, language)
        else:
            made.nb.cells = with_folded_opening(made.nb.cells, language)
    except ValueError as error:  # markers that do not pair
        raise SiteError(f"{language}/{name}: {error}") from error
    to_root = "../" * name.count("/")
    for cell in made.nb.cells:
        if cell.cell_type == "markdown":
            cell.source = with_marked_options(cell.source)
        elif cell.cell_type == "code":
            cell.source = with_short_alt(cell.source)
            place = f'{language}/{name}, cell "{name_of(cell)}"'
            cell.outputs = [_shown(output, made.pictures, to_root, place) for output in cell.outputs]
    return made


def _shown(output: NotebookNode, pictures: dict[str, bytes], to_root: str, place: str) -> NotebookNode:
    data = output.get("data", {})
    for kind in [kind for kind in data if kind.startswith(FACTS)]:
        del data[kind]
    for kind in data:
        if kind.startswith("image/") and kind != "image/png":
            raise SiteError(f"{place}: an output holds {kind}, but the site shows pictures as image/png alone.")
    if "image/png" in data:
        return picture_output(output, pictures, to_root, place)
    if "text/markdown" in data:
        data["text/markdown"] = with_marked_verdict(with_marked_options(data["text/markdown"]))
    return output


# --- chapters ---------------------------------------------------------------------------------------------


def with_folded_opening(cells: list[NotebookNode], language: Language) -> list[NotebookNode]:
    """Return the cells of a chapter with the code of the first picture folded, and the setup, if it comes right before, with it.

    A reader is to meet the question and the picture, not two screens of code; whoever wants the code unfolds it.
    """
    names = [name_of(cell) for cell in cells]
    if "opening" not in names:
        return cells
    at = names.index("opening")
    opening = _folded(cells[at], language, "hide-input", SHOW_OPENING, HIDE_OPENING)
    if at and names[at - 1] == "setup" and not cells[at - 1].outputs:
        opening.source = f"{cells[at - 1].source}\n\n\n{opening.source}"
        return [*cells[: at - 1], opening, *cells[at + 1 :]]
    return [*cells[:at], opening, *cells[at + 1 :]]


def _folded(cell: NotebookNode, language: Language, tag: str, show: Text, hide: Text) -> NotebookNode:
    cell.metadata["tags"] = sorted({*tags(cell), tag})
    cell.metadata["mystnb"] = {"code_prompt_show": show.in_(language), "code_prompt_hide": hide.in_(language)}
    return cell


# --- pictures ---------------------------------------------------------------------------------------------


def with_short_alt(source: str) -> str:
    """Return code with `alt="…"` in place of every alternative text: the page has it as that of the picture.

    >>> with_short_alt('plot(x, alt=("A bowl. "\\n    "And a ball."), ax=ax)')
    'plot(x, alt="…", ax=ax)'
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a magic command
        return source
    code = source.encode()  # the tree counts in bytes
    starts = [0]
    for line in code.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for text in sorted(_alternative_texts(tree), key=lambda node: (node.lineno, node.col_offset), reverse=True):
        before = code[: starts[text.lineno - 1] + text.col_offset]
        after = code[starts[(text.end_lineno or 0) - 1] + (text.end_col_offset or 0) :]
        while before.rstrip().endswith(b"(") and after.lstrip().startswith(b")"):  # around a text of several lines
            before, after = before.rstrip()[:-1], after.lstrip()[1:]
        code = before + '"…"'.encode() + after
    return code.decode()


def _alternative_texts(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield the strings that are given as `alt=`, or a variable `alt`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            values = [keyword.value for keyword in node.keywords if keyword.arg == "alt"]
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "alt":
            values = [node.value]
        else:
            continue
        yield from (value for value in values if isinstance(value, ast.Constant | ast.JoinedStr))


def picture_output(output: NotebookNode, pictures: dict[str, bytes], to_root: str, place: str) -> NotebookNode:
    """Return an output that shows the picture as `<img>`; its files are added to `pictures`."""
    about = output.get("metadata", {}).get("image/png", {})
    alt = str(about.get("alt") or "").strip()
    if not alt:
        raise SiteError(f'{place}: a picture has no alt text; set metadata["image/png"]["alt"] on its output.')
    light = base64.b64decode(output["data"]["image/png"])
    pixels = struct.unpack(">II", light[16:24])
    size = (int(about.get("width") or pixels[0]), int(about.get("height") or pixels[1]))
    moving = bool(about.get("animation"))
    stops = list(about.get("stops", ()))

    def image(content: bytes, *classes: str) -> str:
        name = f"{hashlib.sha256(content).hexdigest()[:16]}.png"
        pictures[name] = content
        shown = f' class="{" ".join(classes)}"' if classes else ""
        return (
            f'<img{shown} src="{to_root}{PICTURES}/{name}" alt="{escape(alt)}" '
            f'width="{size[0]}" height="{size[1]}" loading="lazy" decoding="async">'
        )

    def variants(content: bytes, *classes: str) -> Iterator[str]:
        if stops:
            frames = frames_of(content)
            if len(frames) != len(stops):
                raise SiteError(f"{place}: an animation has {len(frames)} frames but {len(stops)} stops.")
            for number, frame in enumerate(frames, 1):  # the last is seen where there is no JavaScript
                yield image(frame, *classes, *(["now"] if number == len(frames) else []))
        elif moving:
            yield image(content, "animation", *classes)
            yield image(still_of(content), "still", *classes)
        else:
            yield image(content, *classes)

    if about.get("dark"):
        images = [*variants(light, "only-light"), *variants(base64.b64decode(about["dark"]), "only-dark")]
    else:
        images = list(variants(light))
    opening = '<div class="picture moving">' if moving else '<div class="picture">'
    if stops:  # to be gone through by hand
        opening = f'<div class="picture stepper" data-stops="{escape(json.dumps(stops, ensure_ascii=False))}">'
    html = "\n".join([opening, *images, "</div>"])
    shown: NotebookNode = new_output("display_data", {"text/html": html, "text/plain": alt})  # type: ignore[no-untyped-call]
    return shown


def still_of(png: bytes) -> bytes:
    """Return an animated PNG's default image as a plain PNG (browsers do not agree on how to draw it)."""
    kept, at = [png[:8]], 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        if kind not in (b"acTL", b"fcTL", b"fdAT"):
            kept.append(png[at : at + 12 + length])
        at += 12 + length
    return b"".join(kept)


def frames_of(png: bytes) -> list[bytes]:
    """Return the frames of an animated PNG, each a PNG; its default image, which is no frame, is left out."""
    animation = Image.open(io.BytesIO(png))
    frames = []
    for number in range(1, getattr(animation, "n_frames", 1)):
        animation.seek(number)
        stream = io.BytesIO()
        # A frame has at most the palette of the whole.
        frame = animation.convert("RGB").convert("P", palette=Image.Palette.ADAPTIVE, dither=Image.Dither.NONE)
        frame.save(stream, "PNG", optimize=True)
        frames.append(stream.getvalue())
    return frames


# --- quizzes and verdicts ---------------------------------------------------------------------------------

MARKS = {"✓": "right", "✗": "wrong"}
_OPTION = re.compile(r"<details>(?P<summary>\s*<summary>(?:(?!</?details).)*?</summary>\s*)(?P<mark>\W*?[✓✗])", re.S)
_VERDICT = re.compile(r"\W*?(?P<mark>[✓✗])")


def with_marked_options(markdown: str) -> str:
    """Give every `<details>` whose content begins with ✓ or ✗ the class of an answer."""
    return _OPTION.sub(
        lambda found: f'<details class="option {MARKS[found["mark"][-1]]}">{found["summary"]}{found["mark"]}',
        markdown,
    )


def with_marked_verdict(markdown: str) -> str:
    """Wrap a check's verdict, which begins with ✓ or ✗, in a box of its class."""
    found = _VERDICT.match(markdown)
    if found is None:
        return markdown
    return f'<div class="verdict {MARKS[found["mark"]]}">\n\n{markdown.strip()}\n\n</div>\n'


# --- exercises --------------------------------------------------------------------------------------------


def exercise_cells(nb: NotebookNode, language: Language) -> list[NotebookNode]:
    """Return the cells of an exercise's page: stubs, folded solutions, no hidden test and no rubric."""
    cells: list[NotebookNode] = []
    for cell in map(deepcopy, nb.cells):
        grading = cell.metadata.get("nbgrader", {})
        if grading.get("solution") and cell.cell_type == "code":
            cells += [_stub(cell, language), _folded_code(cell, language)]
        elif grading.get("solution"):
            cells.append(_folded_answer(cell, language))
        else:
            cell.source = solution_source(cell.source)
            if grading.get("grade") and cell.cell_type == "code":
                cell.outputs = []  # the verdict is on the solution; a reader has not answered yet
            cells.append(cell)
    return cells


def _stub(cell: NotebookNode, language: Language) -> NotebookNode:
    stub: NotebookNode = new_code_cell(learner_source(cell.source, language))  # type: ignore[no-untyped-call]
    stub.id = f"{name_of(cell)}-stub"[:64]
    return stub


def _folded_code(cell: NotebookNode, language: Language) -> NotebookNode:
    cell.source = solution_source(cell.source)
    return _folded(cell, language, "hide-cell", SHOW_SOLUTION, HIDE_SOLUTION)


def _folded_answer(cell: NotebookNode, language: Language) -> NotebookNode:
    """Fold the model answer of a written question: the marked region, or the whole cell without markers."""
    parts = regions(cell.source)
    marked = any(part.kind == "SOLUTION" for part in parts)
    shown = []
    for part in parts:
        text = "\n".join(part.lines).strip("\n")
        if part.kind == "SOLUTION" or (not part.kind and not marked):
            if re.search(r"^#{1,6} ", text, re.M):
                raise ValueError(f'cell "{name_of(cell)}": a heading in a model answer would break its fold.')
            summary = SHOW_ANSWER.in_(language)
            text = f'<details class="answer">\n<summary>{summary}</summary>\n\n{text}\n\n</details>'
        if part.kind in ("", "SOLUTION") and text:
            shown.append(text)
    cell.source = "\n\n".join(shown)
    return cell
