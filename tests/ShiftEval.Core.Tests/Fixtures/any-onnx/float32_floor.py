"""How near a forward pass in float32 can come to the float64 population statistics of a deep model.

    SHIFTEVAL_REFERENCE=... python3 float32_floor.py

Runs shufflenet_v2_x0_5 (56 BatchNorms) in PyTorch on eight seeded images, each BatchNorm normalising with the moments of
its own input: once in float64 throughout, once in float32 with moments and normalisation still in float64, so that only
the rounding of convolutions and stored activations is left. Prints the largest of |dmean|/sqrt(var+eps) and
|dvar|/(var+eps). No estimator that runs the model in float32 can be asked for less.
"""
import os

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper

EPSILON = 1e-5
MODEL = "onnx-zoo/exported/shufflenet_v2_x0_5_opset13.onnx"


def slice_of(tensor, starts, ends, axes):
    window = [slice(None)] * tensor.dim()
    for start, end, axis in zip(starts.tolist(), ends.tolist(), axes.tolist()):
        window[axis] = slice(start, min(end, tensor.shape[axis]))
    return tensor[tuple(window)]


def normalise(x, scale, bias, epsilon, found):
    exact = x.double()
    mean, variance = exact.mean((0, 2, 3)), exact.var((0, 2, 3), unbiased=False)
    found.append((mean.numpy(), variance.numpy()))
    factor = scale.double() / torch.sqrt(variance + epsilon)
    column = lambda values: values.view(1, -1, 1, 1)
    return ((exact - column(mean)) * column(factor) + column(bias.double())).to(x.dtype)


OPERATORS = {
    "Conv": lambda a, x, w, b=None: F.conv2d(x, w, b, a["strides"], a["pads"][:2], groups=a["group"]),
    "Relu": lambda a, x: F.relu(x),
    "MaxPool": lambda a, x: F.max_pool2d(x, a["kernel_shape"], a["strides"], a["pads"][0]),
    "Concat": lambda a, *xs: torch.cat(xs, a["axis"]),
    "Reshape": lambda a, x, shape: x.reshape([x.shape[i] if d == 0 else d for i, d in enumerate(shape.tolist())]),
    "Transpose": lambda a, x: x.permute(*a["perm"]).contiguous(),
    "ReduceMean": lambda a, x: x.mean(tuple(a["axes"]), keepdim=bool(a.get("keepdims", 1))),
    "Gemm": lambda a, x, w, b: x @ w.T + b,
    "Constant": lambda a: torch.from_numpy(numpy_helper.to_array(a["value"]).copy()),
    "Shape": lambda a, x: torch.tensor(x.shape),
    "Gather": lambda a, x, index: x[index],
    "Unsqueeze": lambda a, x, axes: x.unsqueeze(axes.item()),
    "Identity": lambda a, x: x,
    "Cast": lambda a, x: x,
    "Add": lambda a, x, y: x + y,
    "Mul": lambda a, x, y: x * y,
    "Div": lambda a, x, y: x // y,
    "Slice": lambda a, x, starts, ends, axes, steps=None: slice_of(x, starts, ends, axes),
}


def statistics(graph, images, dtype):
    values = {i.name: torch.from_numpy(numpy_helper.to_array(i).copy()) for i in graph.initializer}
    values = {name: v.to(dtype) if v.is_floating_point() else v for name, v in values.items()}
    values[graph.input[0].name] = images.to(dtype)
    found = []
    for node in graph.node:
        attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        inputs = [values[name] for name in node.input if name]
        if node.op_type == "BatchNormalization":
            values[node.output[0]] = normalise(*inputs[:3], attributes["epsilon"], found)
        else:
            values[node.output[0]] = OPERATORS[node.op_type](attributes, *inputs)
    return found


def main():
    torch.set_num_threads(2)
    with open(os.path.join(os.environ["SHIFTEVAL_REFERENCE"], MODEL), "rb") as file:
        graph = onnx.load(file).graph
    for seed in range(3):
        images = torch.from_numpy(np.random.default_rng(seed).standard_normal((8, 3, 64, 64)))
        pairs = zip(statistics(graph, images.float(), torch.float32), statistics(graph, images.float(), torch.float64))
        worst = max(
            max((abs(m - m64) / np.sqrt(v64 + EPSILON)).max(), (abs(v - v64) / (v64 + EPSILON)).max())
            for (m, v), (m64, v64) in pairs)
        print(f"seed {seed}: {worst:.1e}")


if __name__ == "__main__":
    main()
