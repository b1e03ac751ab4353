"""The weights that the models share: multiples of 1/64 below 2, so that every float type holds them exactly."""
import numpy as np

PARTS = ["weight", "bias", "running_mean", "running_var"]
SAMPLES = 6
rng = np.random.default_rng(20)


def grid(low, high, *shape):
    return np.rint(rng.uniform(low, high, shape) * 64) / 64


def norm(name, *shape):
    """Statistics far from what any batch of these nets has."""
    return {
        f"{name}.weight": grid(0.5, 1.5, *shape), f"{name}.bias": grid(-0.5, 0.5, *shape),
        f"{name}.running_mean": grid(-0.75, 0.75, *shape), f"{name}.running_var": grid(0.5, 1.75, *shape)}


P = {
    "conv1.weight": grid(-0.5, 0.5, 4, 3, 3, 3), **norm("bn1", 4),
    "conv2.weight": grid(-0.5, 0.5, 4, 4, 3, 3), **norm("bn2", 4),
    "fc.weight": grid(-1, 1, 3, 4), "fc.bias": grid(-0.5, 0.5, 3),
    "unit.weight": grid(-1, 1, 1, 4), "unit.bias": grid(-0.5, 0.5, 1),
    "image.conv1d.weight": grid(-0.5, 0.5, 4, 2, 3), "image.conv3d.weight": grid(-0.5, 0.5, 4, 1, 2, 3, 3),
    "fc1.weight": grid(-0.5, 0.5, 4, 10), "fc1.bias": grid(-0.5, 0.5, 4), "fc2.weight": grid(-1, 1, 4, 4), "fc2.bias": grid(-0.5, 0.5, 4),
    **norm("image_bn", 3), **norm("logits_bn", 3), **norm("cell_bn", 4, 8, 8),
}
X = {
    "image": grid(-2, 2, SAMPLES, 3, 8, 8) + 0.25, "signal": grid(-2, 2, SAMPLES, 2, 16), "volume": grid(-2, 2, SAMPLES, 1, 4, 6, 6),
    "row": grid(-2, 2, SAMPLES, 10)}
