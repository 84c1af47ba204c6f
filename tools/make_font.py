"""Make the font of the pictures: a small subset of Noto Sans CJK KR under a name of its own.

Matplotlib's own fonts have no Hangul, and the usual Korean ones have no U+2212, so log axes break. Noto Sans CJK KR
has both but weighs 19 MB; the subset holds what pictures write. Run from the repository root, on a system with
Debian's fonts-noto-cjk (or with --source); the same source gives the same bytes:

    python -m tools.make_font
"""

from __future__ import annotations

import argparse
from pathlib import Path

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTCollection, TTFont  # type: ignore[import-untyped]

FAMILY = "Lossopt Sans KR"
SOURCE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
TARGET = Path("lossopt/plots/fonts/LossoptSansKR-Regular.otf")

# What figures write besides Hangul; whatever the source lacks is left to the fallback font.
RANGES = [
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x017F),  # Latin with accents: names of people
    (0x0370, 0x03FF),  # Greek
    (0x2010, 0x203B),  # dashes, quotation marks, ‖ … ′
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x20A9, 0x20A9),  # won sign
    (0x2100, 0x215F),  # letter-like symbols (ℝ, ℓ) and fractions
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematics, with the minus sign U+2212
    (0x2308, 0x230B),  # ceiling and floor
    (0x25A0, 0x25FF),  # geometric shapes
    (0x2605, 0x2606),  # stars
    (0x3000, 0x3003),  # Korean punctuation
    (0x3008, 0x3011),  # Korean brackets
    (0x3131, 0x3163),  # single Hangul letters
]


def ks_x_1001_syllables() -> list[int]:
    """Return the code points of the 2350 Hangul syllables of KS X 1001: all that modern Korean commonly uses."""
    # Python's EUC-KR spells any other syllable out in eight bytes; those of the standard have two.
    return [code for code in range(0xAC00, 0xD7A4) if len(chr(code).encode("euc_kr")) == 2]


def wanted() -> set[int]:
    """Return every code point that the subset asks for."""
    return {code for first, last in RANGES for code in range(first, last + 1)} | set(ks_x_1001_syllables())


def korean_face(source: Path) -> TTFont:
    """Return the Korean face of a Noto Sans CJK collection."""
    for face in TTCollection(source).fonts:
        if face["name"].getDebugName(1) == "Noto Sans CJK KR":
            return face
    raise ValueError(f"source must be a collection with the face Noto Sans CJK KR, but {source} has none.")


def cut(font: TTFont) -> None:
    """Keep the wanted glyphs and Latin kerning; drop what only other programs and other scripts need."""
    options = subset.Options()
    options.hinting = False  # pictures are drawn at twice the density, where hints change nothing
    options.layout_features = ["kern"]
    options.layout_scripts = ["latn", "grek"]
    options.drop_tables += ["BASE", "GDEF", "VORG", "vhea", "vmtx"]  # vertical writing
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.desubroutinize = False
    options.recalc_timestamp = False  # the same source must give the same bytes
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted())
    cutter.subset(font)


def rename(font: TTFont) -> None:
    """Give the subset a name of its own: under the OFL a changed font does not pass for the original."""
    postscript = TARGET.stem
    source_version = font["name"].getDebugName(5).split(";")[0]
    records = {
        0: font["name"].getDebugName(0),
        1: FAMILY,
        2: "Regular",
        3: f"{postscript};{source_version}",
        4: f"{FAMILY} Regular",
        5: f"{source_version}; subset",
        6: postscript,
        10: "A subset of Noto Sans CJK KR for the pictures of lossopt.",
        13: font["name"].getDebugName(13),
        14: font["name"].getDebugName(14),
    }
    font["name"].names = []
    for name_id, text in records.items():
        font["name"].setName(text, name_id, 3, 1, 0x409)
    outlines = font["CFF "].cff
    outlines.fontNames = [postscript]
    outlines.topDictIndex[0].FullName = f"{FAMILY} Regular"
    outlines.topDictIndex[0].FamilyName = FAMILY


def make(source: Path, target: Path) -> None:
    """Write the subset of `source` to `target`."""
    font = korean_face(source)
    cut(font)
    rename(font)
    font.recalcTimestamp = False
    target.parent.mkdir(parents=True, exist_ok=True)
    font.save(target)


def main() -> None:
    """Make the font and say what it holds."""
    parser = argparse.ArgumentParser(description="Make the font of the pictures.")
    parser.add_argument("--source", type=Path, default=SOURCE, help="a Noto Sans CJK collection (.ttc)")
    parser.add_argument("--target", type=Path, default=TARGET, help="where the subset goes (.otf)")
    arguments = parser.parse_args()
    if not arguments.source.is_file():
        raise SystemExit(f"No font at {arguments.source}: install fonts-noto-cjk or name a collection with --source.")
    make(arguments.source, arguments.target)
    size = arguments.target.stat().st_size / 1000
    print(f"{arguments.target}: {len(TTFont(arguments.target).getBestCmap())} characters, {size:.0f} kB")


if __name__ == "__main__":
    main()
