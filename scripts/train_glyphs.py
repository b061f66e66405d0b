"""Trains the models that read OCR-B glyphs and writes src/openhbm/content/glyphs/ocrb.npz.

    .venv/bin/python scripts/train_glyphs.py [--strips 5000] [--epochs 14]

Takes some minutes on one core, so its result is kept with the sources. It needs Debian's
``fonts-ocr-b``: upright faces with round and with square ends, drawn in many weights, slants and
sizes, blurred, lit unevenly, creased and compressed. The slanted face is left for the benchmark.
"""

from __future__ import annotations

import argparse
import io
import subprocess
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from tqdm import tqdm

from openhbm.core.documents.mrz.layouts import ALPHABET
from openhbm.core.documents.ocr.glyphs import CLASSES, NOTHING, GlyphModel, log_chances, seen
from openhbm.core.documents.ocr.grid import Grid, patches

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src/openhbm/content/glyphs/ocrb.npz"
FACES = [Path("/usr/share/fonts/opentype/ocr-b") / name for name in ("OCRB.otf", "OCRBS.otf")]
HIDDEN = {"ink": 224, "edges": 224}
CLASS_OF = {character: number for number, character in enumerate(ALPHABET)}
Floats = NDArray[np.float32]
Rng = np.random.Generator


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strips", type=int, default=5000)
    parser.add_argument("--epochs", type=int, default=14)
    given = parser.parse_args()
    if not FACES[0].exists():
        wanted = "source scripts/packages.sh; need_packages 'glyphs of OCR-B' fonts-ocr-b"
        subprocess.run(["bash", "-c", wanted], cwd=ROOT, check=True)
    rng = np.random.default_rng(9303)
    inputs, classes = samples(given.strips, rng)
    kept = {}
    for view, hidden in HIDDEN.items():
        model = trained(view, hidden, inputs, classes, given.epochs, rng)
        right = np.argmax(log_chances(model, inputs[-4000:].astype(np.float32)), 1)
        tqdm.write(f"{view}: {np.mean(right == classes[-4000:]):.4f} of the last 4000 right")
        for number, (weight, bias) in enumerate(zip(model.weights, model.biases, strict=True)):
            kept[f"{view}_weight_{number}"] = weight.astype(np.float16)
            kept[f"{view}_bias_{number}"] = bias.astype(np.float16)
    TARGET.parent.mkdir(exist_ok=True)
    np.savez_compressed(TARGET, **kept)
    tqdm.write(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size // 1024} KB")


def samples(strips: int, rng: Rng) -> tuple[NDArray[np.float16], NDArray[np.int64]]:
    """Patches and their classes: every glyph of each strip and as many places of none as ten."""
    inputs, classes = [], []
    for _ in tqdm(range(strips), desc="strips"):
        text = "".join(rng.choice(list(ALPHABET + "<<<"), 44))
        picture, grid = drawn_strip(text, rng)
        column, row, wanted = places_of(text, grid, rng)
        inputs.append(patches(picture, grid, column, row).astype(np.float16))
        classes.append(wanted)
    order = rng.permutation(sum(map(len, classes)))
    return np.concatenate(inputs)[order], np.concatenate(classes)[order]


def places_of(
    text: str, grid: Grid, rng: Rng
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Centres a little off the glyphs, and centres of nothing between and beyond them."""
    count = len(text)
    column = np.arange(count) + rng.normal(0, 0.07, count)
    row = rng.normal(0, 0.09 * grid.capital, count)
    beyond = rng.choice([-1, 1], 10) * rng.uniform(0.75, 3, 10) * grid.capital
    nothing_column = np.concatenate(
        [rng.integers(0, count, 5) + 0.5, rng.uniform(0, count, 10), [-1.2, -2, count, count + 1]]
    )
    nothing_row = np.concatenate([np.zeros(5), beyond, np.zeros(4)])
    wanted = np.concatenate([[CLASS_OF[c] for c in text], np.full(len(nothing_row), NOTHING)])
    return (
        np.concatenate([column, nothing_column]),
        np.concatenate([row, nothing_row]),
        wanted.astype(np.int64),
    )


def drawn_strip(text: str, rng: Rng) -> tuple[Floats, Grid]:
    """A damaged picture of one row, and the grid it was drawn in, measured a little wrongly."""
    large = 3  # drawn three times as large, so that weights differ by fractions of a pixel
    pitch = float(rng.uniform(11, 30))
    path = str(FACES[rng.integers(len(FACES))])
    font = ImageFont.truetype(path, round(pitch * large / 0.7229))
    width, height = round(pitch * (len(text) + 8)), round(pitch * 5)
    strip = Image.new("L", (width * large, height * large), 0)
    draw, middle = ImageDraw.Draw(strip), height * large / 2
    for place, character in enumerate(text):
        at = ((place + 4) * pitch * large, middle)
        draw.text(at, character, fill=255, font=font, anchor="mm")
    strip = _weighted(strip, large, pitch, rng)
    slant, turn = rng.uniform(-0.1, 0.26), rng.normal(0, 0.03)
    tall = rng.uniform(0.82, 1.15)
    # What stands at (x, y) of the strip comes from the drawing: slanted, turned a little, squeezed.
    shear = (large, large * slant, -large * slant * height / 2)
    squeeze = (large * turn, large / tall, large * (height / 2) * (1 - 1 / tall - turn))
    strip = strip.transform(
        (width, height), Image.Transform.AFFINE, (*shear, *squeeze), Image.Resampling.BILINEAR
    )
    ink = np.asarray(strip, np.float32) / 255
    picture = _damaged(ink, pitch, rng)
    capital = pitch * 1.06 * tall * rng.normal(1, 0.06)
    return picture, _grid(pitch, _row_line(width, height, turn, tall), capital)


def _row_line(width: int, height: int, turn: float, tall: float) -> tuple[float, float]:
    """Height of the row's middle at the left edge, and how it changes from pixel to pixel.

    The drawing's middle line y = h/2 solves h/2 = turn x + y/tall + (h/2)(1 - 1/tall - turn).
    """
    half = height / 2
    return half + turn * tall * half, -turn * tall


def _grid(pitch: float, line: tuple[float, float], capital: float) -> Grid:
    level, slope = line
    first = 4 * pitch
    homography = np.array(
        [[pitch, 0, first], [slope * pitch, 1.0, level + slope * first], [0, 0, 1.0]]
    )
    return Grid(homography, 1, (0, 43), pitch, capital)


def _weighted(strip: Image.Image, large: int, pitch: float, rng: Rng) -> Image.Image:
    """Thinner or thicker strokes, by up to a seventh of the pitch."""
    size = round(abs(rng.normal(0, 0.07)) * pitch * large / 2) * 2 + 1
    if size < 3:
        return strip
    thicker = rng.random() < 0.65
    size = size if thicker else min(size, round(0.07 * pitch * large / 2) * 2 + 1)
    if size < 3:
        return strip
    return strip.filter(ImageFilter.MaxFilter(size) if thicker else ImageFilter.MinFilter(size))


def _damaged(ink: Floats, pitch: float, rng: Rng) -> Floats:
    height, width = ink.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    wave = np.sin(2 * np.pi * (y + pitch * np.sin(x / width * 9)) / (pitch * rng.uniform(0.3, 2)))
    paper = rng.uniform(140, 250) + rng.uniform(0, 14) * wave
    picture = paper * (1 - ink) + rng.uniform(0, 80) * ink
    picture *= 1 + rng.uniform(-0.4, 0.4) * (x / width - 0.5)
    for _ in range(rng.integers(0, 3)):
        picture = _crossed(picture, x, y, pitch, rng)
    if rng.random() < 0.35:
        far = ((x - rng.uniform(0, width)) / (rng.uniform(2, 10) * pitch)) ** 2
        veil = rng.uniform(0.3, 0.88) * np.exp(-far)
        picture = picture * (1 - veil) + 255 * veil
    soft = Image.fromarray(picture.clip(0, 255).astype(np.uint8))
    soft = soft.filter(ImageFilter.GaussianBlur(abs(rng.normal(0, 0.05)) * pitch + 0.3))
    noisy = np.asarray(soft, np.float32) + rng.normal(0, rng.uniform(1, 13), ink.shape)
    with io.BytesIO() as kept:
        Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(
            kept, "JPEG", quality=int(rng.integers(35, 95))
        )
        return np.asarray(Image.open(kept), np.float32)


def _crossed(picture: Floats, x: Floats, y: Floats, pitch: float, rng: Rng) -> Floats:
    """A fold or a scratch across the row."""
    angle = rng.uniform(-1.5, 1.5)
    across = (x - rng.uniform(0, x.max())) * np.cos(angle) + (y - y.max() / 2) * np.sin(angle)
    line = rng.uniform(-60, 60) * np.exp(-((across / (rng.uniform(0.03, 0.12) * pitch)) ** 2))
    shade = rng.uniform(-25, 25) * (across > 0) * np.exp(-np.maximum(across, 0) / (4 * pitch))
    return np.asarray(picture + line + shade, np.float32)


def trained(
    view: str,
    hidden: int,
    inputs: NDArray[np.float16],
    classes: NDArray[np.int64],
    epochs: int,
    rng: Rng,
) -> GlyphModel:
    """One hidden layer by Adam with falling steps; a fifth of the inputs drop out each time."""
    count = seen(view, inputs[:1].astype(np.float32)).shape[1]
    shapes = ((count, hidden), (hidden,), (hidden, CLASSES), (CLASSES,))
    values = [rng.normal(0, (2 / shape[0]) ** 0.5, shape).astype(np.float32) for shape in shapes]
    values[1][:], values[3][:] = 0, 0
    means = [np.zeros_like(v) for v in values]
    squares = [np.zeros_like(v) for v in values]
    step, total = 0, epochs * (len(inputs) // 256)
    for _ in tqdm(range(epochs), desc=view):
        order = rng.permutation(len(inputs))
        for start in range(0, len(order) - 255, 256):
            batch = order[start : start + 256]
            slopes = _slopes(
                values, seen(view, inputs[batch].astype(np.float32)), classes[batch], rng
            )
            step += 1
            rate = 2e-3 * 0.5 * (1 + np.cos(np.pi * step / total))
            for value, slope, mean, square in zip(values, slopes, means, squares, strict=True):
                mean += 0.1 * (slope - mean)
                square += 0.001 * (slope * slope - square)
                fair = mean / (1 - 0.9**step), square / (1 - 0.999**step)
                value -= (rate * fair[0] / (np.sqrt(fair[1]) + 1e-8)).astype(np.float32)
    return GlyphModel(view, (values[0], values[2]), (values[1], values[3]))


def _slopes(
    values: list[Floats], inputs: Floats, classes: NDArray[np.int64], rng: Rng
) -> list[Floats]:
    """Slopes of the cross entropy, its targets a little smoothed."""
    inputs = inputs * (rng.random(inputs.shape) > 0.1)
    middle = np.maximum(inputs @ values[0] + values[1], 0)
    kept = (rng.random(middle.shape) > 0.2).astype(np.float32) / 0.8
    middle = middle * kept
    scores = middle @ values[2] + values[3]
    chances = np.exp(scores - scores.max(1, keepdims=True))
    chances /= chances.sum(1, keepdims=True)
    wanted = np.full(chances.shape, 0.02 / CLASSES, np.float32)
    wanted[np.arange(len(classes)), classes] += 0.98
    error = ((chances - wanted) / len(classes)).astype(np.float32)
    back = (error @ values[2].T) * (middle > 0) * kept
    return [inputs.T @ back, back.sum(0), middle.T @ error, error.sum(0)]


if __name__ == "__main__":
    main()
