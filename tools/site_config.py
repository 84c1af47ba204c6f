"""One `_config.yml`, two editions: the settings of an edition are the file's own with that edition's laid over them."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from lossopt.language import LANGUAGES, Language
from tools.site_errors import SiteError

Settings = dict[str, Any]
# Written relative to the repository in `_config.yml`; Sphinx needs them in full.
_PATHS = ("html_static_path", "templates_path")
_PATH = "html_favicon"


def read_settings(root: Path) -> Settings:
    """Return `_config.yml` with both editions in it."""
    settings: Settings = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    missing = [language for language in LANGUAGES if language not in settings.get("editions", {})]
    if missing:
        raise SiteError(f"_config.yml needs `editions:` for {', '.join(LANGUAGES)}; missing: {', '.join(missing)}.")
    return settings


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> Settings:
    """Return `below` with `above` laid over it: mappings merge, everything else is replaced."""
    result = deepcopy(dict(below))
    for key, value in above.items():
        if isinstance(value, Mapping) and isinstance(result.get(key), Mapping):
            result[key] = merged(result[key], value)
        else:
            result[key] = deepcopy(value)
    return result


def edition_names(settings: Settings) -> dict[str, str]:
    """Return what each language calls itself, as the language switch shows it."""
    return {language: settings["editions"][language]["name"] for language in LANGUAGES}


def edition_settings(settings: Settings, language: Language, root: Path, extra: Settings) -> Settings:
    """Return one edition's settings for jupyter-book; `extra` is what the build adds to `sphinx.config`."""
    shared = {key: value for key, value in settings.items() if key != "editions"}
    own = {key: value for key, value in settings["editions"][language].items() if key != "name"}
    edition = merged(shared, own)
    edition["html"]["baseurl"] = f"{settings['html']['baseurl'].rstrip('/')}/{language}/"
    edition["repository"]["path_to_book"] = f"book/{language}"
    sphinx = edition["sphinx"]
    sphinx["local_extensions"] = {
        name: str(root / folder) for name, folder in sphinx.get("local_extensions", {}).items()
    }
    sphinx["config"]["language"] = language
    for key in _PATHS:
        sphinx["config"][key] = [str(root / folder) for folder in sphinx["config"].get(key, [])]
    if _PATH in sphinx["config"]:
        sphinx["config"][_PATH] = str(root / sphinx["config"][_PATH])
    for key, value in extra.items():
        have = sphinx["config"].get(key)
        sphinx["config"][key] = [*have, *value] if isinstance(have, list) else value
    return edition
