"""Trains every model of models/smears and writes it as ONNX. See README.md in this folder."""
import argparse
import dataclasses
import math
import pathlib

import torch
from torch.nn import functional as F

import export
from net import SmearNet, batch_norms
from smears import ROOT, SEEN, Smears


@dataclasses.dataclass(frozen=True)
class Recipe:
    """One training run; `files` maps the epoch after which the network is kept to the file it is kept in."""

    files: dict
    labs: tuple
    seed: int
    epochs: int = 30
    batch: int = 64
    rate: float = 0.05
    normalization_batch: int = None
    one_lab_batches: bool = False


def recipes():
    for lab in SEEN:
        for seed in range(3):
            yield Recipe({30: f"leave-out-{lab}/seed{seed}.onnx"}, tuple(x for x in SEEN if x != lab), seed)
    for seed in range(3):
        yield Recipe({30: f"all/seed{seed}.onnx"}, tuple(SEEN), seed)
    for size in (2, 32, 256):
        yield Recipe({60: f"nbs/nbs{size}.onnx"}, tuple(SEEN), 0, epochs=60, batch=256, rate=0.1, normalization_batch=size)
    yield Recipe({30: "one-lab-batches/seed0.onnx"}, tuple(SEEN), 0, one_lab_batches=True)
    yield Recipe({epoch: f"checkpoints/epoch{epoch:02d}.onnx" for epoch in (2, 4, 8, 12, 30)}, tuple(SEEN), 0, rate=0.1)


def batches(data, recipe, random):
    """One epoch of batches of equal size; a remainder is left out, another one each epoch."""
    if recipe.one_lab_batches:
        pools = [data.indices([lab], "train") for lab in recipe.labs]
    else:
        pools = [data.indices(recipe.labs, "train")]
    cut = []
    for pool in pools:
        shuffled = pool[torch.randperm(len(pool), generator=random)]
        cut += shuffled.split(recipe.batch)[: len(pool) // recipe.batch]
    return [cut[i] for i in torch.randperm(len(cut), generator=random)]


def augment(images, random):
    """Flips and quarter turns, an image each; nothing that touches colour, sharpness or noise: these are the shift."""
    choice = torch.randint(8, (len(images),), generator=random)
    out = torch.empty_like(images)
    for i in range(8):
        picked = choice == i
        turned = torch.rot90(images[picked], i % 4, (2, 3))
        out[picked] = turned.flip(3) if i >= 4 else turned
    return out


def train(data, recipe, keep):
    """Yields one line of log an epoch."""
    torch.manual_seed(recipe.seed)
    random = torch.Generator().manual_seed(recipe.seed)
    net = SmearNet()
    for norm in batch_norms(net):
        norm.size = recipe.normalization_batch
    steps = recipe.epochs * len(batches(data, recipe, torch.Generator()))
    warm = steps // 20
    optimizer = torch.optim.SGD(net.parameters(), recipe.rate, momentum=0.9, weight_decay=5e-4, nesterov=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: (step + 1) / warm if step < warm else 0.5 + 0.5 * math.cos(math.pi * (step - warm) / (steps - warm)))
    for epoch in range(1, recipe.epochs + 1):
        net.train()
        total = right = count = 0
        for chosen in batches(data, recipe, random):
            logits = net(augment(data.images[chosen], random))
            loss = F.cross_entropy(logits, data.labels[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(chosen)
            right += (logits.argmax(1) == data.labels[chosen]).sum().item()
            count += len(chosen)
        yield f"epoch {epoch:2d} loss {total / count:.4f} accuracy {right / count:.4f}"
        if epoch in recipe.files:
            keep(net, recipe.files[epoch])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=ROOT / "datasets" / "smears")
    parser.add_argument("--output", default=ROOT / "models" / "smears")
    parser.add_argument("--only", default="", help="train only the runs one of whose files begins like this")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.use_deterministic_algorithms(True)
    data = Smears(options.data)
    output = pathlib.Path(options.output)
    for recipe in recipes():
        if not any(file.startswith(options.only) for file in recipe.files.values()):
            continue
        print(recipe, flush=True)
        for line in train(data, recipe, lambda net, file: export.write(net, output / file)):
            print(line, flush=True)
    if "all/seed0".startswith(options.only):
        export.write_folded(output / "all/seed0.onnx", output / "all/seed0.folded.onnx")


if __name__ == "__main__":
    main()
