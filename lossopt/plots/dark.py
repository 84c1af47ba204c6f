"""The same picture for dark pages: a renderer that exchanges neutral colours while it draws.

No artist is touched, so whatever a chapter adjusted stays as it is, and ticks, halos and legends need no care of their own.
The package's inks and shades become their dark partners, other greys trade light for dark, and data colours stay: they
are chosen to stand out on either paper.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

from lossopt.plots import style

Bytes = tuple[int, int, int]


def _bytes(color: Any) -> Bytes:
    red, green, blue = (round(255 * float(c)) for c in to_rgb(color))
    return red, green, blue


@functools.cache
def _partners() -> dict[Bytes, Bytes]:
    """Return the dark partner of every ink and shade of the package."""
    steps = range(style.SHADES.N)
    shades = {_bytes(style.SHADES(i)): _bytes(style.DARK_SHADES(i)) for i in steps}
    inks = {_bytes(light): _bytes(dark) for light, dark in style.DARK_PARTNERS.items()}
    return shades | inks


@functools.cache
def _dark_bytes(color: Bytes) -> Bytes:
    partner = _partners().get(color)
    if partner is not None:
        return partner
    if max(color) - min(color) > 4:
        return color
    # A grey that is none of ours: between the same ends as the inks, black to nearly white and white to the paper.
    paper = _bytes(style.DARK_PARTNERS[style.PAPER])[0]
    grey = round(float(np.interp(color[1], [0, 255], [240, paper])))
    return grey, grey, grey


def to_dark(rgba: tuple[float, ...]) -> tuple[float, ...]:
    """Return the colour for dark pages; the opacity stays.

    >>> to_dark((1.0, 1.0, 1.0, 0.5)) == (18 / 255, 18 / 255, 18 / 255, 0.5)
    True
    """
    red, green, blue = _dark_bytes(_bytes(rgba[:3]))
    return (red / 255, green / 255, blue / 255, *rgba[3:])


def _all_to_dark(colors: Any) -> NDArray:
    colors = np.asarray(colors, dtype=float)
    if colors.size == 0:
        return colors
    rows = [to_dark(tuple(row)) for row in colors.reshape(-1, colors.shape[-1])]
    return np.array(rows).reshape(colors.shape)


def _dark_context(gc: Any) -> Any:
    dark: Any = GraphicsContextBase()
    dark.copy_properties(gc)
    dark._rgb = to_dark(gc.get_rgb())
    return dark


class DarkRenderer(RendererAgg):
    """Agg, with every colour passed through `to_dark` at the last moment, where each is seen exactly once."""

    def draw_path(self, gc: Any, path: Any, transform: Any, rgbFace: Any = None) -> None:
        """Draw a line or a filled shape."""
        face = None if rgbFace is None else to_dark(tuple(rgbFace))
        super().draw_path(_dark_context(gc), path, transform, face)  # type: ignore[no-untyped-call]

    def draw_text(self, gc: Any, *args: Any, **kwargs: Any) -> None:
        """Draw a text, with or without formulas in it."""
        super().draw_text(_dark_context(gc), *args, **kwargs)  # type: ignore[no-untyped-call]

    def _update_methods(self) -> None:
        # Agg binds its compiled methods on each instance, past any override: wrap them there.
        super()._update_methods()  # type: ignore[no-untyped-call]
        agg: Any = self
        markers, collection = agg.draw_markers, agg.draw_path_collection
        mesh, triangles = agg.draw_quad_mesh, agg.draw_gouraud_triangles

        def draw_markers(
            gc: Any, path: Any, path_transform: Any, places: Any, transform: Any, rgbFace: Any = None
        ) -> None:
            face = None if rgbFace is None else to_dark(tuple(rgbFace))
            markers(_dark_context(gc), path, path_transform, places, transform, face)

        def draw_path_collection(
            gc: Any, transform: Any, paths: Any, transforms: Any, offsets: Any, offset_transform: Any,
            faces: Any, edges: Any, *rest: Any, **named: Any,
        ) -> None:  # fmt: skip
            faces, edges = _all_to_dark(faces), _all_to_dark(edges)
            collection(gc, transform, paths, transforms, offsets, offset_transform, faces, edges, *rest, **named)

        def draw_quad_mesh(
            gc: Any, transform: Any, width: int, height: int, coordinates: Any, offsets: Any, offset_transform: Any,
            faces: Any, antialiased: bool, edges: Any,
        ) -> None:  # fmt: skip
            faces, edges = _all_to_dark(faces), _all_to_dark(edges)
            mesh(gc, transform, width, height, coordinates, offsets, offset_transform, faces, antialiased, edges)

        def draw_gouraud_triangles(gc: Any, points: Any, colors: Any, transform: Any) -> None:
            triangles(gc, points, _all_to_dark(colors), transform)

        agg.draw_markers, agg.draw_path_collection = draw_markers, draw_path_collection
        agg.draw_quad_mesh, agg.draw_gouraud_triangles = draw_quad_mesh, draw_gouraud_triangles
