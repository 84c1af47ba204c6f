"""The built site, page by page: nothing broken, nothing loaded from elsewhere, nothing left raw, both editions alike."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from html_pages import REMOTE_IN_CSS, REMOTE_IN_JS, Page, broken_links, loaded_from_elsewhere, read_page
from korean_search import query_terms

from tools import site
from tools.site_config import read_settings
from tools.site_stage import edition_pages

LANGUAGES = ("ko", "en")
SETTINGS = read_settings(site.ROOT)
ADDRESS = SETTINGS["html"]["baseurl"].rstrip("/")
RAW = {
    "a display formula": r"\$\$|\\\[|\\\(",
    "an inline formula": r"(?<![\w$])\$[^\s$][^$]{0,80}\$",
    "a MyST role": r"\{(?:ref|eq|doc|numref|cite|math|term|glue)[}:]",
    "Markdown emphasis": r"\*\*|~~|(?<!\w)`[^`]+`",
    "a Markdown link": r"\]\([^)]*\)",
    "a marker": r"(?:BEGIN|END) (?:SOLUTION|HIDDEN TESTS|MARK SCHEME)",
}


def pages_of(built: Path, language: str) -> dict[str, Page]:
    """The pages of an edition by name, the search page among them."""
    return {
        path.relative_to(built / language).as_posix(): read_page(path) for path in (built / language).rglob("*.html")
    }


def every_page(built: Path) -> dict[str, Page]:
    return {path.relative_to(built).as_posix(): read_page(path) for path in built.rglob("*.html")}


def test_both_editions_have_every_page(built_site: Path) -> None:
    expected = {name.rsplit(".", 1)[0] + ".html" for name in edition_pages(site.ROOT / "book" / "en")}
    for language in LANGUAGES:
        assert set(pages_of(built_site, language)) == expected | {"search.html"}


def test_every_link_and_anchor_leads_somewhere(built_site: Path) -> None:
    base = urlsplit(ADDRESS).path
    broken = {name: broken_links(page, built_site, base) for name, page in every_page(built_site).items()}
    assert {name: links for name, links in broken.items() if links} == {}


def test_style_sheets_find_their_files(built_site: Path) -> None:
    for style in built_site.rglob("*.css"):
        for address in re.findall(r"url\(\s*['\"]?([^'\")]+)", style.read_text(encoding="utf-8")):
            if not address.startswith(("data:", "#")):
                assert (style.parent / urlsplit(address).path).is_file(), f"{style}: {address}"


def test_nothing_is_loaded_from_another_host(built_site: Path) -> None:
    for name, page in every_page(built_site).items():
        assert loaded_from_elsewhere(page) == [], name
        for script in re.findall(r"<script[^>]*>(.*?)</script>", page.source, re.S):
            assert not REMOTE_IN_JS.search(script), name
    for style in built_site.rglob("*.css"):
        assert not REMOTE_IN_CSS.search(style.read_text(encoding="utf-8")), style
    for script in built_site.rglob("*.js"):
        assert not REMOTE_IN_JS.search(script.read_text(encoding="utf-8")), script


def test_the_search_for_other_hosts_would_find_them(tmp_path: Path) -> None:
    for bad in (
        '<script src="https://cdn.example.org/x.js"></script>',
        '<link rel="preconnect" href="//fonts.example.org">',
        '<img src="http://example.org/x.png">',
        '<p style="background: url(https://example.org/x.png)">x</p>',
        "<style>@import 'https://example.org/x.css';</style>",
    ):
        path = tmp_path / f"{abs(hash(bad))}.html"
        path.write_text(bad)
        assert loaded_from_elsewhere(Page(path)), bad
    assert REMOTE_IN_JS.search('import("https://example.org/x.js")')
    assert REMOTE_IN_JS.search('script.src = "https://example.org/x.js"')


def test_no_markup_is_left_raw(built_site: Path) -> None:
    for name, page in every_page(built_site).items():
        for text in page.prose:
            for what, pattern in RAW.items():
                assert not re.search(pattern, text), f"{name} shows {what}: {text!r}"


def test_tags_are_closed_where_they_should_be(built_site: Path) -> None:
    misplaced = {name: page.misplaced for name, page in every_page(built_site).items() if page.misplaced}
    assert misplaced == {}


def test_a_broken_fold_would_be_seen(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<details><summary>x</summary><section><p>y</details></section>")
    assert Page(path).misplaced


def test_every_fold_has_one_summary_at_its_start(built_site: Path) -> None:
    for name, page in every_page(built_site).items():
        for (tag, _), (following, _) in zip(page.elements, [*page.elements[1:], ("", {})], strict=True):
            assert tag != "details" or following == "summary", name


def test_pages_say_their_language_title_and_subject(built_site: Path) -> None:
    for language in LANGUAGES:
        titles = set()
        for name, page in pages_of(built_site, language).items():
            assert page.all("html")[0].get("lang") == language, name
            title = re.search(r"<title>(.*?)</title>", page.source, re.S)
            assert title and title[1].strip(), name
            titles.add(title[1])
            if name != "search.html":
                description = [meta["content"] for meta in page.all("meta") if meta.get("name") == "description"]
                assert len(description) == 1 and 20 <= len(description[0]) <= 160, name
        assert len(titles) == len(pages_of(built_site, language))


def test_every_page_links_to_itself_in_the_other_language(built_site: Path) -> None:
    for language in LANGUAGES:
        for name, page in pages_of(built_site, language).items():
            found = {link["hreflang"]: link["href"] for link in page.all("link") if "hreflang" in link}
            expected = {other: f"{ADDRESS}/{other}/{name}" for other in LANGUAGES}
            if name == "index.html":
                expected["x-default"] = f"{ADDRESS}/"
            assert found == expected, name
            other = "en" if language == "ko" else "ko"
            switch = [link["href"] for link in page.all("a") if link.get("hreflang") == other]
            targets = {(page.path.parent / href).resolve() for href in switch}
            assert targets == {(built_site / other / name).resolve()}, name


def test_every_picture_has_alt_text_and_a_size(built_site: Path) -> None:
    for name, page in every_page(built_site).items():
        for image in page.all("img"):
            assert image.get("alt", "").strip(), f"{name}: {image}"
            assert image.get("width") and image.get("height"), f"{name}: {image}"


def test_the_korean_edition_speaks_korean(built_site: Path) -> None:
    """Every label and tooltip of the theme: whatever is read aloud or shown on hovering."""
    for name, page in pages_of(built_site, "ko").items():
        for tag, attributes in page.elements:
            for key in ("title", "aria-label", "placeholder", "data-bs-title"):
                text = attributes.get(key, "")
                assert not re.search("[A-Za-z]{3}", text) or re.search("[가-힣]", text), (
                    f"{name}: <{tag} {key}={text!r}>"
                )
    messages = (built_site / "ko" / "_static" / "copybutton.js").read_text(encoding="utf-8")
    assert "'ko': {" in messages


def test_korean_words_are_in_the_index(built_site: Path) -> None:
    index = (built_site / "ko" / "searchindex.js").read_text(encoding="utf-8")
    content = json.loads(index.removeprefix("Search.setIndex(").removesuffix(")"))
    terms = {**content["terms"], **content["titleterms"]}
    for word in ("경사하강법", "학습률", "손실"):
        assert all(term in terms for term in query_terms(word)), word
    assert "function splitQuery" in (built_site / "ko" / "_static" / "language_data.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_exercises_offer_no_solution_to_download(built_site: Path, language: str) -> None:
    edition = built_site / language
    assert not (edition / "_sources").exists()
    for name in edition_pages(site.ROOT / "book" / language):
        if name.endswith(".ipynb"):
            offered = (edition / "notebooks" / name).read_text(encoding="utf-8")
            page = read_page(edition / Path(name).with_suffix(".html"))
            assert any(link["href"].endswith(f"notebooks/{name}") for link in page.all("a")), name
            if name.startswith("exercises/"):
                assert not re.search(RAW["a marker"], offered) and "NotImplementedError" in offered, name
                assert '<details class="admonition hide' in page.source, name
            else:
                committed = (site.ROOT / "book" / language / name).read_text(encoding="utf-8")
                assert offered == committed, name


def test_formulas_are_typeset(built_site: Path) -> None:
    chapters = [page for page in every_page(built_site).values() if 'class="katex' in page.source]
    assert chapters, "no page has a formula"
    for page in chapters:
        assert any("katex.min.css" in link.get("href", "") for link in page.all("link")), page.path
        assert "katex-error" not in page.source, page.path


def test_the_front_door_leads_to_both_editions(built_site: Path) -> None:
    door = read_page(built_site / "index.html")
    assert {"ko/index.html", "en/index.html"} <= {link["href"] for link in door.all("a")}
    assert "navigator.languages" in door.source and (built_site / ".nojekyll").exists()
