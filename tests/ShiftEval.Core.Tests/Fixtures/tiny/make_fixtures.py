"""Makes every file of this folder that is not a script or README.md. Run with Debian's /usr/bin/python3 (torch 1.13)."""
import gzip
import json
import pathlib
import shutil

import numpy as np
import torch

import images
import model
import reference

FOLDER = pathlib.Path(__file__).resolve().parent


def main():
    torch.set_num_threads(2)
    torch.use_deterministic_algorithms(True)
    shutil.rmtree(FOLDER / "images", ignore_errors=True)
    rows = images.draw(FOLDER)

    config = json.loads((FOLDER / "preprocessor_config.json").read_text())
    data = images.pixels(FOLDER, rows, model.SIZE)
    inputs = images.preprocess(data, config["image_mean"], config["image_std"])
    with gzip.GzipFile(FOLDER / "pixels.bin.gz", "wb", 9, mtime=0) as file:
        file.write(data.tobytes())

    train = [i for i, row in enumerate(rows) if row["split"] == "train"]
    labels = np.array([images.CLASSES.index(rows[i]["label"]) for i in train])
    trained = model.train(inputs[train], labels)
    model.export(trained, FOLDER)

    document = reference.Reference(trained, rows, inputs).document()
    (FOLDER / "reference.json").write_text(json.dumps(document, indent=1) + "\n")
    for spec, labs in document["scores"].items():
        print(f"{spec:75}", *[f"{lab} {score['accuracy']:.3f}" for lab, score in labs.items()])


if __name__ == "__main__":
    main()
