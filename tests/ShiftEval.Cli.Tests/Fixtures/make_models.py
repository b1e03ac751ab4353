"""Small models that a command has to refuse, or to be told more about: /usr/bin/python3 make_models.py (Debian 12: onnx 1.12)."""
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FOLDER = pathlib.Path(__file__).parent / "models"
CLASSES = 3


def value(name, *shape):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def head(channels):
    """Mean over the image, then one linear layer."""
    weight = np.linspace(-1, 1, channels * CLASSES, dtype=np.float32).reshape(channels, CLASSES)
    nodes = [
        helper.make_node("GlobalAveragePool", ["image"], ["pooled"]),
        helper.make_node("Flatten", ["pooled"], ["features"]),
        helper.make_node("MatMul", ["features", "weight"], ["scores"]),
    ]
    return nodes, [numpy_helper.from_array(weight, "weight")]


def save(name, nodes, inputs, outputs, initializers):
    graph = helper.make_graph(nodes, name, inputs, outputs, initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8, producer_name="make_models.py")
    onnx.checker.check_model(model)
    onnx.save(model, FOLDER / f"{name}.onnx")


def linear(name, channels, height, width):
    nodes, weights = head(channels)
    save(name, nodes, [value("image", "batch", channels, height, width)], [value("scores", "batch", CLASSES)], weights)


FOLDER.mkdir(exist_ok=True)
linear("two-channels", 2, 24, 24)
linear("fixed-size", 3, 32, 32)

nodes, weights = head(3)
nodes += [
    helper.make_node("Abs", ["scores"], ["positive"]),
    helper.make_node("Neg", ["positive"], ["negative"]),
    helper.make_node("Sub", ["negative", "one"], ["below"]),
    helper.make_node("Sqrt", ["below"], ["logits"]),
]
one = numpy_helper.from_array(np.ones(1, np.float32), "one")
save("nan-logits", nodes, [value("image", "batch", 3, 24, 24)], [value("logits", "batch", CLASSES)], [*weights, one])

relu = [helper.make_node("Relu", ["image"], ["map"])]
save("feature-map", relu, [value("image", "batch", 3, 24, 24)], [value("map", "batch", 3, 24, 24)], [])
# The graph states another shape than it gives: seen when the model runs.
save("misstated-output", relu, [value("image", "batch", 3, 24, 24)], [value("map", "batch", "classes")], [])

nodes, weights = head(3)
nodes[0].input[0] = "sum"
add = helper.make_node("Add", ["image", "mask"], ["sum"])
shape = ("batch", 3, 24, 24)
save("two-inputs", [add, *nodes], [value("image", *shape), value("mask", *shape)], [value("scores", "batch", CLASSES)], weights)
