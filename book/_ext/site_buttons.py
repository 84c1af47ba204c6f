"""The buttons above a page: open its notebook in Colab, download it, print the page.

A chapter offers the committed notebook. An exercise offers the learner's version, which is not in the repository's
main branch: Colab opens it from the branch that the site is published from.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.locale import _

NOTEBOOKS = "notebooks"  # where the site serves them; see tools/site_stage.py


def colab_address(app: Sphinx, pagename: str) -> str | None:
    """Return where Colab opens the page's notebook, or None where it cannot."""
    options = app.config.html_theme_options
    repository = options["repository_url"].rstrip("/").removeprefix("https://github.com/")
    if pagename.startswith("exercises/"):
        branch, folder = app.config.learner_branch, f"{app.config.language}/{NOTEBOOKS}"
    else:
        branch, folder = options["repository_branch"], options["path_to_docs"].strip("/")
    if not branch:
        return None
    return f"https://colab.research.google.com/github/{repository}/blob/{branch}/{folder}/{pagename}.ipynb"


def add_buttons(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if doctree is None:
        return
    buttons = context["header_buttons"]
    if str(app.env.doc2path(pagename)).endswith(".ipynb"):
        colab = colab_address(app, pagename)
        if colab:
            buttons.append(_button("link", "rocket", _("Open in Colab"), "launch-colab", url=colab))
        file = context["pathto"](f"{NOTEBOOKS}/{pagename}.ipynb", 1)
        buttons.append(_button("link", "download", _("Download this notebook"), "download-notebook", url=file))
    buttons.append(_button("javascript", "print", _("Print this page"), "print-page", javascript="window.print()"))


def _button(kind: str, icon: str, tooltip: str, label: str, **target: str) -> dict[str, str]:
    return {"type": kind, "icon": f"fas fa-{icon}", "tooltip": tooltip, "label": label, **target}


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_config_value("learner_branch", "", "html")
    # After the theme has made its list of buttons (priority 500) and before the page is written.
    app.connect("html-page-context", add_buttons, priority=501)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
