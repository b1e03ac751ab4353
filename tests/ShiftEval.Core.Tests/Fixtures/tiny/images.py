"""Draws the tiny images: three shapes, as four labs would have taken them."""
import csv
import pathlib

import numpy as np
from PIL import Image

SIZE = 32
CLASSES = ["bar", "cross", "disc"]
SOURCES = ["aster", "birch", "cedar"]
TARGET = "dune"

# Images per lab and split. Only aster has both train and adapt rows, so that "adapt, else train" is a choice there.
ROWS = {
    "aster": {"train": 36, "adapt": 12, "test": 21},
    "birch": {"train": 45, "test": 21},
    "cedar": {"train": 45, "test": 21},
    "dune": {"adapt": 36, "test": 42},
}

# A lab's camera: stored = gain * scene + offset, per channel; then noise. dune's is far from the others'.
CAMERA = {
    "aster": ([0.95, 0.90, 1.00], [0.00, 0.02, 0.00], 0.012),
    "birch": ([0.85, 0.95, 0.90], [0.08, 0.00, 0.05], 0.012),
    "cedar": ([1.00, 0.85, 0.85], [0.00, 0.08, 0.02], 0.015),
    "dune": ([0.50, 0.45, 0.48], [0.40, 0.10, 0.06], 0.008),
}

# Shares of CLASSES; dune sees somewhat more discs.
SHARES = {"aster": [1, 1, 1], "birch": [1, 1, 1], "cedar": [1, 1, 1], "dune": [0.9, 0.9, 1.2]}


def shape(name, rng):
    """Coverage in 0..1 of one shape at a random place, size and angle."""
    y, x = np.mgrid[0:SIZE, 0:SIZE] + 0.5
    x = x - SIZE / 2 - rng.uniform(-4, 4)
    y = y - SIZE / 2 - rng.uniform(-4, 4)
    angle = rng.uniform(0, np.pi)
    u = np.cos(angle) * x + np.sin(angle) * y
    v = np.cos(angle) * y - np.sin(angle) * x
    length, width = rng.uniform(6, 11), rng.uniform(2.0, 3.4)
    if name == "disc":
        distance = np.hypot(u, v * rng.uniform(1.0, 1.6)) - rng.uniform(5.0, 8.5)
    else:
        distance = np.maximum(np.abs(u) - length, np.abs(v) - width)
        if name == "cross":
            arm = rng.uniform(0.55, 1.0) * length
            distance = np.minimum(distance, np.maximum(np.abs(v) - arm, np.abs(u) - width))
    return np.clip(0.5 - distance, 0, 1)[..., None]


def photograph(name, lab, rng):
    """One image as bytes; posterised to steps of 8, so that the files stay small."""
    ground = np.array([0.80, 0.70, 0.82]) + rng.uniform(-0.06, 0.06, 3)
    stain = np.array([0.45, 0.25, 0.50]) + rng.uniform(-0.08, 0.08, 3)
    slope = rng.uniform(-0.05, 0.05) * np.linspace(-1, 1, SIZE)[:, None, None]
    cover = shape(name, rng)
    gain, offset, noise = CAMERA[lab]
    image = (ground * (1 - cover) + stain * cover + slope) * gain + offset + rng.normal(0, noise, (SIZE, SIZE, 3))
    step = 8
    return (np.clip(np.rint(image * 255 / step) * step, 0, 255)).astype(np.uint8)


def draw(folder):
    """Writes images/ and manifest.csv; returns the rows."""
    rows = []
    for lab_index, (lab, splits) in enumerate(ROWS.items()):
        rng = np.random.default_rng([20210, lab_index])
        shares = np.array(SHARES[lab]) / np.sum(SHARES[lab])
        (folder / "images" / lab).mkdir(parents=True, exist_ok=True)
        number = slide = 0
        for split, count in splits.items():
            left = count
            while left > 0:
                on_slide = min(left, int(rng.integers(2, 4)))
                if left - on_slide == 1:
                    on_slide = left if left <= 3 else 2
                slide += 1
                for _ in range(on_slide):
                    number += 1
                    label = CLASSES[rng.choice(3, p=shares)]
                    path = f"images/{lab}/{number:03d}.png"
                    Image.fromarray(photograph(label, lab, rng)).save(folder / path, optimize=True)
                    rows.append({"path": path, "label": label, "lab": lab, "slide": f"{lab}-{slide:02d}", "split": split})
                left -= on_slide
    with open(folder / "manifest.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return rows


def read(folder):
    with open(pathlib.Path(folder) / "manifest.csv", newline="") as file:
        return list(csv.DictReader(file))


def pixels(folder, rows, size):
    """[N, size, size, 3] bytes, resized by PIL's bilinear filter."""
    images = [Image.open(pathlib.Path(folder) / row["path"]).convert("RGB") for row in rows]
    return np.stack([np.asarray(image.resize((size, size), Image.BILINEAR)) for image in images])


def preprocess(data, mean, std):
    """[N, 3, H, W] float32: rescaled and normalised in float64, then rounded once."""
    return ((data / 255.0 - np.array(mean)) / np.array(std)).transpose(0, 3, 1, 2).astype(np.float32)
