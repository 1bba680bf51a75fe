"""A PDF page's picture, and the way between the page's points and the picture's pixels."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

MAX_PIXELS = 25_000_000
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PagePicture:
    """The picture of a page as it is shown; `scale` is its pixels in a point."""

    image: Image.Image
    scale: float
    origin: tuple[float, float]
    along_x: tuple[float, float]
    along_y: tuple[float, float]

    def pixels(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A box of the page (left, bottom, right, top, in points) in pixels: left, upper, right, lower."""
        corners = [
            (
                self.origin[0] + x * self.along_x[0] + y * self.along_y[0],
                self.origin[1] + x * self.along_x[1] + y * self.along_y[1],
            )
            for x, y in ((left, bottom), (right, top))
        ]
        (x0, y0), (x1, y1) = corners
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def shades(self, left: float, bottom: float, right: float, top: float) -> tuple[int, int] | None:
        """The darkest and the lightest pixel of a box of the page; None where it lies outside the picture."""
        across, upper, end, lower = self.pixels(left, bottom, right, top)
        box = (
            max(int(across), 0),
            max(int(upper), 0),
            min(int(end) + 1, self.image.width),
            min(int(lower) + 1, self.image.height),
        )
        if box[0] >= box[2] or box[1] >= box[3]:
            return None
        darkest, lightest = self.image.crop(box).getextrema()
        return int(darkest), int(lightest)  # type: ignore[arg-type]


def page_picture(page: pypdfium2.PdfPage, *, scale: float, grey: bool = True) -> PagePicture:
    """The picture of `page` at `scale` pixels a point, or fewer where it would be too large."""
    width, height = page.get_size()
    scale = min(scale, (MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=grey)
    try:
        image = bitmap.to_pil().convert("L" if grey else "RGB").copy()
    finally:
        bitmap.close()

    def pixel(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        # a hundredfold grid, since the answer is in whole pixels
        pdfium.FPDF_PageToDevice(
            page,
            0,
            0,
            image.width * 100,
            image.height * 100,
            0,
            x,
            y,
            ctypes.byref(across),
            ctypes.byref(down),
        )
        return across.value / 100, down.value / 100

    origin, right, up = pixel(0, 0), pixel(100, 0), pixel(0, 100)
    return PagePicture(
        image,
        scale,
        origin,
        ((right[0] - origin[0]) / 100, (right[1] - origin[1]) / 100),
        ((up[0] - origin[0]) / 100, (up[1] - origin[1]) / 100),
    )
