"""The built site in Chromium: no error, no sideways scrolling on a phone, search, animations, language."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import chain, pairwise
from pathlib import Path
from urllib.parse import quote

import pytest
from chromium import Chromium, find_chromium

from tools import site
from tools.site_serve import server
from tools.site_stage import edition_pages

PAGES = [
    f"{language}/{name.rsplit('.', 1)[0]}.html"
    for language in ("ko", "en")
    for name in edition_pages(site.ROOT / "book" / language)
]
PHONE, DESKTOP = 390, 1280


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium or Chrome on the PATH")
    made = Chromium(program, tmp_path_factory.mktemp("profile"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def address(built_site: Path) -> Iterator[str]:
    with server(built_site, 18300) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_cleanly(browser: Chromium, address: str, page: str, width: int) -> None:
    browser.open(f"{address}/{page}", width, dark=width == PHONE)
    browser.evaluate("document.querySelectorAll('details').forEach((fold) => (fold.open = true))")
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    assert browser.evaluate("document.body.scrollWidth") <= width
    assert browser.complaints() == []
    elsewhere = [url for url in browser.requests() if not url.startswith(address)]
    assert elsewhere == []


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("page", PAGES)
def test_of_twin_pictures_one_is_seen(browser: Chromium, address: str, page: str, dark: bool) -> None:
    browser.open(f"{address}/{page}", dark=dark)
    seen = "[...document.querySelectorAll('.picture')].map((box) => [...box.querySelectorAll('img')]"
    seen += ".filter((image) => getComputedStyle(image).display != 'none').map((image) => image.className))"
    wrong = "only-light" if dark else "only-dark"
    for classes in browser.evaluate(seen):
        assert len(classes) == 1 and wrong not in classes[0], classes


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("page", PAGES)
def test_pictures_keep_their_shape(browser: Chromium, address: str, page: str, width: int) -> None:
    browser.open(f"{address}/{page}", width)
    browser.evaluate("document.querySelectorAll('img').forEach((image) => (image.loading = 'eager'))")
    images = "[...document.querySelectorAll('.bd-article img')].filter((image) => image.clientWidth)"
    browser.wait_for(f"{images}.every((image) => image.complete)")
    stretched = f"{images}.map((i) => (i.clientWidth / i.clientHeight) / (i.naturalWidth / i.naturalHeight))"
    assert all(0.98 < ratio < 1.02 for ratio in browser.evaluate(stretched))


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_formulas_side_by_side_stand_in_the_order_they_are_read(browser: Chromium, address: str, width: int) -> None:
    browser.open(f"{address}/ko/optimizers/adaptive.html", width)
    middle = "(box) => [box.left, (box.top + box.bottom) / 2]"
    boxes = f"[...display.children].map((formula) => ({middle})(formula.getBoundingClientRect()))"
    displays = browser.evaluate(f"[...document.querySelectorAll('.side-by-side')].map((display) => {boxes})")
    below = []
    for (left, height), (next_left, next_height) in chain.from_iterable(pairwise(display) for display in displays):
        below.append(next_height > height + 20)
        assert below[-1] or (next_height == pytest.approx(height, abs=20) and next_left > left)
    assert len(below) > 3 and any(below) == (width == PHONE)


@pytest.mark.parametrize(("language", "query"), [("ko", "경사하강법"), ("en", "gradient")])
def test_search_finds_the_chapter(browser: Chromium, address: str, language: str, query: str) -> None:
    browser.open(f"{address}/{language}/search.html?q={quote(query)}")
    links = "[...document.querySelectorAll('#search-results li a')].map((link) => link.getAttribute('href'))"
    browser.wait_for(f"{links}.some((href) => href.includes('gradient-descent'))")
    assert browser.complaints() == []


def test_an_animation_can_be_stopped(browser: Chromium, address: str, built_site: Path) -> None:
    moving = [page for page in PAGES if 'class="picture moving"' in (built_site / page).read_text(encoding="utf-8")]
    if not moving:
        pytest.skip("no page has an animation")
    button, box = "document.querySelector('.moving > button')", "document.querySelector('.moving')"
    shown = f"[...{box}.querySelectorAll('img')].find((image) => getComputedStyle(image).display != 'none').className"
    for page in moving:
        browser.open(f"{address}/{page}")
        assert "animation" in browser.evaluate(shown)
        assert browser.evaluate(f"{button}.getAttribute('aria-pressed')") == "false"
        browser.evaluate(f"{button}.click()")
        assert "still" in browser.evaluate(shown)
        assert browser.evaluate(f"{button}.getAttribute('aria-pressed')") == "true"
        korean = any("가" <= letter <= "힣" for letter in browser.evaluate(f"{button}.textContent"))
        assert korean == page.startswith("ko/")
        browser.open(f"{address}/{page}", still=True)  # whoever asks for less motion gets the still first
        assert "still" in browser.evaluate(shown)


def test_a_stepper_goes_through_its_pictures(browser: Chromium, address: str, built_site: Path) -> None:
    stepping = [page for page in PAGES if 'class="picture stepper"' in (built_site / page).read_text(encoding="utf-8")]
    if not stepping:
        pytest.skip("no page has a stepper")
    box = "document.querySelector('.stepper')"
    images = f"[...{box}.querySelectorAll('img')]"
    seen = f"{images}.flatMap((image, place) => getComputedStyle(image).display == 'none' ? [] : [place])"
    for page in stepping:
        browser.open(f"{address}/{page}", PHONE, dark=True)
        stops = browser.evaluate(f"JSON.parse({box}.dataset.stops)")
        assert browser.evaluate(f"{images}.length") == 2 * len(stops)
        back, further, slider = (f"{box}.querySelector('{part}')" for part in ("button", "input + button", "input"))
        assert browser.evaluate(seen) == [len(stops)] and browser.evaluate(
            f"{back}.disabled"
        )  # the dark twin of the first
        browser.evaluate(f"{further}.click()")
        assert browser.evaluate(seen) == [len(stops) + 1] and not browser.evaluate(f"{back}.disabled")
        assert browser.evaluate(f"{box}.querySelector('output').textContent") == stops[1]
        browser.evaluate(f"{slider}.value = {len(stops) - 1}; {slider}.dispatchEvent(new Event('input'))")
        assert browser.evaluate(seen) == [2 * len(stops) - 1] and browser.evaluate(f"{further}.disabled")
        assert browser.evaluate(f"{slider}.getAttribute('aria-valuetext')") == stops[-1]
        korean = any("가" <= letter <= "힣" for letter in browser.evaluate(f"{further}.getAttribute('aria-label')"))
        assert korean == page.startswith("ko/")
        assert browser.evaluate("document.documentElement.scrollWidth") <= PHONE


def test_paper_is_light_and_still(browser: Chromium, address: str) -> None:
    browser.open(f"{address}/{PAGES[0]}", dark=True)
    theme = "document.documentElement.dataset.theme"
    assert browser.evaluate(theme) == "dark"
    browser.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert browser.evaluate(theme) == "light"
    browser.evaluate("dispatchEvent(new Event('afterprint'))")
    assert browser.evaluate(theme) == "dark"


@pytest.mark.parametrize("page", ["ko/optimization/gradient-descent.html", "en/exercises/momentum.html"])
def test_paper_shows_the_heading_and_the_text_alone(browser: Chromium, address: str, page: str) -> None:
    browser.open(f"{address}/{page}")
    shown = "[...document.querySelectorAll('%s')].filter((part) => part.checkVisibility()).length"
    heading, *around = ".bd-article h1", ".bd-sidebar-primary", ".prev-next-footer", ".copybtn", ".headerlink"
    assert browser.evaluate(shown % heading) == 1 and all(browser.evaluate(shown % part) for part in around)
    browser.send("Emulation.setEmulatedMedia", media="print", features=[])
    assert browser.evaluate(shown % heading) == 1 and not any(browser.evaluate(shown % part) for part in around)


def test_the_front_door_knows_the_readers_language(browser: Chromium, address: str) -> None:
    agent = browser.evaluate("navigator.userAgent")
    for languages, edition in (("ko-KR,en", "ko"), ("en-GB,ko", "en"), ("de", "en"), ("de,ko", "ko")):
        browser.send("Emulation.setUserAgentOverride", userAgent=agent, acceptLanguage=languages)
        browser.send("Page.navigate", url=f"{address}/index.html")
        browser.wait_for(f"location.pathname == '/{edition}/index.html'")


def test_the_language_switch_stays_on_the_page(browser: Chromium, address: str) -> None:
    page = PAGES[-1].removeprefix("en/")
    browser.open(f"{address}/ko/{page}", PHONE)
    browser.evaluate("document.querySelector('.language-switch a').click()")
    browser.wait_for(f"location.pathname == '/en/{page}'")


@pytest.mark.parametrize("verdict", ["true", "conditional", "false"])
def test_the_ledger_shows_the_verdict_that_is_chosen(browser: Chromium, address: str, verdict: str) -> None:
    browser.open(f"{address}/en/reference/claims.html", PHONE)
    seen = "[...document.querySelectorAll('.claim')].filter((claim) => claim.offsetParent).map((claim) => claim.classList[1])"
    everything = browser.evaluate(seen)
    browser.evaluate(f"document.getElementById('verdict-{verdict}').click()")
    chosen = browser.evaluate(seen)
    if f"claim-{verdict}" not in everything:
        assert chosen == everything  # what no claim has cannot be chosen
        return
    assert chosen == [name for name in everything if name == f"claim-{verdict}"]
    assert len(chosen) < len(everything)
    headings = "[...document.querySelectorAll('section section h2')].filter((heading) => heading.offsetParent).length"
    assert browser.evaluate(headings) > 0
