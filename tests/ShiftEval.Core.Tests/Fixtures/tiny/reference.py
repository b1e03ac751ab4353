"""Statistics and scores of the tiny model, by PyTorch in float64."""
import contextlib

import numpy as np
import torch
from torch import nn

from images import CLASSES, ROWS, SOURCES, TARGET

SPECS = [
    "ema", "domain", "precise", "test", *[f"from={lab}" for lab in SOURCES],
    "mix:0.5", "mix:0.5,rule=linear", "mix:N=16",
    "domain,method=minibatch,batch=16,order=file",
    "domain,method=minibatch,batch=16,estimator=mean-of-batches,order=file",
    "domain,method=frozen",
]


def norms(model):
    return {name: module for name, module in model.named_modules() if isinstance(module, nn.BatchNorm2d)}


@contextlib.contextmanager
def moments_of_inputs(model, seen):
    """Appends (elements per channel, mean, population variance) of each BatchNorm's input to seen[layer]."""
    def hook(layer):
        def measure(_, inputs):
            x = inputs[0].transpose(0, 1).flatten(1)
            seen.setdefault(layer, []).append((x.shape[1], x.mean(1).numpy(), x.var(1, unbiased=False).numpy()))
        return measure

    handles = [module.register_forward_pre_hook(hook(name)) for name, module in norms(model).items()]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def forward(model, inputs, training):
    """One pass; in training mode BatchNorm uses the batch's own statistics, and the stored ones are left alone."""
    for module in norms(model).values():
        module.train(training)
        module.momentum = 0.0
    with torch.no_grad():
        return model(torch.from_numpy(inputs).double())


def collect(model, batches, training):
    seen = {}
    with moments_of_inputs(model, seen):
        for batch in batches:
            forward(model, batch, training)
    return seen


def total(seen):
    """Element-weighted law of total variance."""
    statistics = {}
    for layer, parts in seen.items():
        count = np.array([part[0] for part in parts], float)[:, None]
        means, variances = np.stack([part[1] for part in parts]), np.stack([part[2] for part in parts])
        mean = (count * means).sum(0) / count.sum()
        statistics[layer] = (mean, (count * (variances + (means - mean) ** 2)).sum(0) / count.sum())
    return statistics


def mean_of_batches(seen):
    return {layer: (np.mean([part[1] for part in parts], 0), np.mean([part[2] * part[0] / (part[0] - 1) for part in parts], 0))
            for layer, parts in seen.items()}


def mix(source, target, weight, linear):
    mixed = {}
    for layer, (mean, variance) in source.items():
        other_mean, other_variance = target[layer]
        gap = 0 if linear else weight * (1 - weight) * (mean - other_mean) ** 2
        mixed[layer] = (weight * mean + (1 - weight) * other_mean, weight * variance + (1 - weight) * other_variance + gap)
    return mixed


class Reference:
    def __init__(self, model, rows, inputs):
        self.model = model.double().eval()
        self.rows, self.inputs = rows, inputs
        self.stored = {name: (bn.running_mean.numpy().copy(), bn.running_var.numpy().copy()) for name, bn in norms(self.model).items()}

    def select(self, labs, *splits):
        """The inputs of the first split that the labs have rows of, in file order."""
        for split in splits:
            chosen = [i for i, row in enumerate(self.rows) if row["lab"] in labs and row["split"] == split]
            if chosen:
                return self.inputs[chosen]
        raise ValueError((labs, splits))

    def install(self, statistics):
        for name, bn in norms(self.model).items():
            bn.running_mean.copy_(torch.from_numpy(statistics[name][0]))
            bn.running_var.copy_(torch.from_numpy(statistics[name][1]))

    def population(self, inputs):
        return total(collect(self.model, [inputs], training=True))

    def statistics(self, spec, lab):
        """The statistics that spec means when lab is scored."""
        self.install(self.stored)
        adapt = self.select([lab], "adapt", "train")
        batches = [adapt[i:i + 16] for i in range(0, len(adapt), 16)]
        if spec == "ema":
            return self.stored
        if spec == "domain":
            return self.population(adapt)
        if spec == "precise":
            return self.population(self.select(SOURCES, "train"))
        if spec == "test":
            return self.population(self.select([lab], "test"))
        if spec.startswith("from="):
            return self.population(self.select([spec[5:]], "adapt", "train"))
        if spec == "mix:0.5":
            return mix(self.stored, self.population(adapt), 0.5, linear=False)
        if spec == "mix:0.5,rule=linear":
            return mix(self.stored, self.population(adapt), 0.5, linear=True)
        if spec == "mix:N=16":
            return mix(self.stored, self.population(adapt), 16 / (16 + len(adapt)), linear=True)
        if spec == "domain,method=minibatch,batch=16,order=file":
            return total(collect(self.model, batches, training=True))
        if spec == "domain,method=minibatch,batch=16,estimator=mean-of-batches,order=file":
            return mean_of_batches(collect(self.model, batches, training=True))
        if spec == "domain,method=frozen":
            return total(collect(self.model, [adapt], training=False))
        raise ValueError(spec)

    def score(self, lab, logits):
        labels = np.array([CLASSES.index(row["label"]) for row in self.rows if row["lab"] == lab and row["split"] == "test"])
        hits = logits.argmax(1).numpy() == labels
        chosen = torch.softmax(logits, 1).numpy()[np.arange(len(labels)), labels]
        return {
            "samples": len(labels),
            "correct": int(hits.sum()),
            "accuracy": float(hits.mean()),
            "balancedAccuracy": float(np.mean([hits[labels == c].mean() for c in np.unique(labels)])),
            "nll": float(-np.log(np.maximum(chosen, 1e-15)).mean()),
            "firstLogits": logits[:3].tolist(),
            "meanLogits": logits.mean(0).tolist(),
        }

    def document(self):
        statistics, scores = {}, {}
        for spec in SPECS:
            scores[spec] = {}
            for lab in ROWS:
                chosen = self.statistics(spec, lab)
                self.install(chosen)
                scores[spec][lab] = self.score(lab, forward(self.model, self.select([lab], "test"), training=False))
                if lab == TARGET:
                    statistics[spec] = {k: {"mean": m.tolist(), "var": v.tolist()} for k, (m, v) in chosen.items()}

        self.install(self.stored)
        scores["batch:16,order=file"] = {}
        for lab in ROWS:
            test = self.select([lab], "test")
            logits = torch.cat([forward(self.model, test[i:i + 16], training=True) for i in range(0, len(test), 16)])
            scores["batch:16,order=file"][lab] = self.score(lab, logits)

        return {"target": TARGET, "sources": SOURCES, "classes": CLASSES, "statistics": statistics, "scores": scores}
