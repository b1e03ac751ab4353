"""What the models compute, in PyTorch and float64: logits with the stored statistics, population statistics, logits with those."""
import numpy as np
import torch
import torch.nn.functional as F
from parameters import P, X

EPSILON = float(np.float32(1e-5))


def t(name):
    return torch.from_numpy(P[name])


class Norm:
    """BatchNorm that takes its own batch's moments where measuring, and keeps them in the order of execution."""

    def __init__(self, measuring):
        self.measuring, self.measured = measuring, []

    def __call__(self, x, layer, statistics=None, mean=None, variance=None, epsilon=EPSILON, weight=None, bias=None, spatial=True):
        axes = [0, *range(2, x.dim())] if spatial else [0]
        mean = t(f"{statistics or layer}.running_mean") if mean is None else mean
        variance = t(f"{statistics or layer}.running_var") if variance is None else variance
        if self.measuring:
            mean, variance = x.mean(axes), x.var(axes, unbiased=False)
            self.measured.append({
                "name": layer, "count": x.numel() // mean.numel(), "mean": mean.flatten().tolist(), "var": variance.flatten().tolist()})
        shape = [1, -1] + [1] * (x.dim() - 2) if spatial else [1, *x.shape[1:]]
        weight, bias = t(f"{layer}.weight") if weight is None else weight, t(f"{layer}.bias") if bias is None else bias
        return (x - mean.reshape(shape)) / torch.sqrt(variance.reshape(shape) + epsilon) * weight.reshape(shape) + bias.reshape(shape)


def conv(x, name):
    return F.conv2d(x, t(f"{name}.weight"), padding=1)


def head(x):
    return F.linear(x.flatten(2).mean(2), t("fc.weight"), t("fc.bias"))


def two_norms(x, norm, first={}, second={}, features=False):
    h = F.relu(norm(conv(x, "conv1"), "bn1", **first))
    h = F.relu(norm(conv(h, "conv2"), "bn2", **second))
    return h if features else head(h)


def large_epsilon(x, norm):
    return two_norms(x, norm, {"epsilon": float(np.float32(0.1))}, {"epsilon": float(np.float32(0.01))})


def shared_statistics(x, norm):
    return two_norms(x, norm, {}, {"statistics": "bn1"})


def mean_is_variance(x, norm):
    return two_norms(x, norm, {"mean": t("bn1.running_var")}, {"mean": t("bn2.running_var")})


def alike(x, norm):
    options = {"mean": torch.full((4,), 0.25).double(), "variance": torch.full((4,), 1.5).double()}
    return two_norms(x, norm, options, options)


def fresh(x, norm):
    """Scale and variance 1, bias and mean 0."""
    ones, zeros = torch.ones(4).double(), torch.zeros(4).double()
    options = {"mean": zeros, "variance": ones, "weight": ones, "bias": zeros}
    return two_norms(x, norm, options, options)


def untrained(x, norm):
    options = {"mean": torch.zeros(4).double(), "variance": torch.ones(4).double()}
    return two_norms(x, norm, options, options)


def dead(x, norm):
    live = torch.tensor([0.0, 1, 0, 1]).double()
    return two_norms(x, norm, {"weight": t("bn1.weight") * live}, {"weight": t("bn2.weight") * live})


def applied_twice(x, norm):
    h = F.relu(norm(conv(x, "conv1"), "bn1"))
    return head(F.relu(norm(conv(h, "conv2"), "bn1")))


def training(x, norm):
    """The batch's own statistics, whatever is asked for."""
    return one_norm(x, Norm(measuring=True)) if not norm.measuring else one_norm(x, norm)


def one_norm(x, norm, layer="bn1", **options):
    return head(F.relu(norm(conv(x, "conv1"), layer, **options)))


def on_input(x, norm):
    return one_norm(norm(x, "image_bn"), norm)


def on_logits(x, norm):
    return norm(one_norm(x, norm), "logits_bn")


def signal(x, norm):
    return head(F.relu(norm(F.conv1d(x, t("image.conv1d.weight"), padding=1), "bn1")))


def volume(x, norm):
    return head(F.relu(norm(F.conv3d(x, t("image.conv3d.weight")), "bn1")))


def rows(x, norm):
    h = F.relu(norm(F.linear(x, t("fc1.weight"), t("fc1.bias")), "bn1"))
    h = F.relu(norm(F.linear(h, t("fc2.weight"), t("fc2.bias")), "bn2"))
    return F.linear(h, t("fc.weight"), t("fc.bias"))


def loop(x, norm):
    """Two rounds of the same layer."""
    h = conv(x, "conv1")
    for _ in range(2):
        h = F.relu(norm(conv(h, "conv2"), "bn1"))
    return head(h)


REFERENCES = {
    "two-norms": ("image", two_norms), "large-epsilon": ("image", large_epsilon), "shared-statistics": ("image", shared_statistics),
    "applied-twice": ("image", applied_twice), "mean-is-variance": ("image", mean_is_variance), "alike": ("image", alike),
    "fresh": ("image", fresh), "untrained": ("image", untrained), "dead": ("image", dead), "training": ("image", training),
    "one-norm": ("image", one_norm),
    "cells": ("image", lambda x, norm: one_norm(x, norm, "cell_bn", spatial=False)),
    "on-input": ("image", on_input), "on-logits": ("image", on_logits), "signal": ("signal", signal), "volume": ("volume", volume),
    "rows": ("row", rows), "loop": ("image", loop)}


def compute(reference):
    """One entry of models.json's `references`."""
    source, forward = REFERENCES[reference]
    x = torch.from_numpy(X[source])
    stored, population = Norm(measuring=False), Norm(measuring=True)
    logits, adapted = forward(x, stored), forward(x, population)
    return {
        "input": source, "logits": logits.flatten().tolist(), "population": population.measured,
        "populationLogits": adapted.flatten().tolist()}
