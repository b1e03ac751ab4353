"""Reads datasets/smears as models/smears/preprocessor_config.json says: no resizing needed, the images are 64x64."""
import csv
import json
import pathlib

import numpy as np
import torch
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLASSES = ["bilobed", "kidney", "lobed", "round"]
SEEN = ["arden", "birk", "corvo"]
NEW = ["delmar", "elgin", "fenn"]


class Smears:
    """All images in memory as one tensor, and the manifest's columns beside it."""

    def __init__(self, folder=ROOT / "datasets" / "smears"):
        config = json.loads((ROOT / "models" / "smears" / "preprocessor_config.json").read_text())
        with open(pathlib.Path(folder) / "manifest.csv", newline="") as file:
            self.rows = list(csv.DictReader(file))
        pixels = np.stack([np.asarray(Image.open(pathlib.Path(folder) / row["path"]).convert("RGB")) for row in self.rows])
        values = (pixels * config["rescale_factor"] - np.array(config["image_mean"])) / np.array(config["image_std"])
        self.images = torch.from_numpy(values.astype(np.float32)).permute(0, 3, 1, 2).contiguous()
        self.labels = torch.tensor([CLASSES.index(row["label"]) for row in self.rows])

    def indices(self, labs, split):
        return torch.tensor([i for i, row in enumerate(self.rows) if row["lab"] in labs and row["split"] == split])

    def of(self, labs, split):
        chosen = self.indices(labs, split)
        return self.images[chosen], self.labels[chosen]
