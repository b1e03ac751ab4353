"""Ways to carry one parameter: each makes the nodes and initializers that give it, and returns the value's name."""
import numpy as np
from onnx import TensorProto, helper
from net import tensor
from parameters import P, PARTS

STATISTICS = PARTS[2:]
NODES = ["/bn1/BatchNormalization", "/bn2/BatchNormalization"]
STORED = ["bn1", "bn2"]


def statistics_only(carry):
    """Scale and bias stay initializers."""
    return lambda net, layer, part: carry(net, f"{layer}.{part}") if part in STATISTICS else net.store(f"{layer}.{part}")


def every(carry):
    return lambda net, layer, part: carry(net, f"{layer}.{part}")


def constant_floats(net, name):
    return net.add("Constant", [], name, value_floats=P[name].tolist())


def identities(net, name):
    return net.add("Identity", [net.add("Identity", [net.store(name)], f"{name}.copy")], f"{name}.copy_of_copy")


def constant_of_shape(net, layer, part):
    """All channels alike: mean 0.25, variance 1.5."""
    name = f"{layer}.{part}"
    if part not in STATISTICS:
        return net.store(name)
    value = 0.25 if part == "running_mean" else 1.5
    return net.add("ConstantOfShape", [net.ints("channels", 4)], name, value=tensor("", np.array([value])))


def reshape(net, name):
    square = net.constant(f"{name}.square", P[name].reshape(2, 2))
    return net.add("Reshape", [square, net.ints("flat", -1)], name)


def squeeze(net, name):
    column = net.add("Unsqueeze", [net.store(f"{name}.stored", P[name]), net.ints("axes", 1)])
    return net.add("Squeeze", [column, net.ints("axes", 1)], name)


def cast(net, name):
    return net.add("Cast", [net.store(f"{name}.double", P[name], TensorProto.DOUBLE)], name, to=TensorProto.FLOAT)


def cast_short(net, name):
    return net.add("Cast", [net.store(f"{name}.short", P[name], TensorProto.BFLOAT16)], name, to=TensorProto.FLOAT)


def arithmetic(net, name):
    """(value - 1) / 2 · 2 + 1, exact on the grid."""
    half = net.store(f"{name}.half", (P[name] - 1) / 2)
    doubled = net.add("Mul", [half, net.constant(f"{name}.two", np.array([2.0]))])
    return net.add("Add", [doubled, net.constant(f"{name}.one", np.array(1.0))], name)


def concat(net, name):
    return net.add("Concat", [net.store(f"{name}.low", P[name][:2]), net.store(f"{name}.high", P[name][2:])], name, axis=0)


def table(net, layer, part):
    """Both layers' eight parameters in one table: Slice takes rows of bn1, Gather those of bn2."""
    rows = np.stack([P[f"{one}.{other}"] for one in STORED for other in PARTS])
    packed = net.store("table", rows)
    row = STORED.index(layer) * len(PARTS) + PARTS.index(part)
    if layer == "bn2":
        return net.add("Gather", [packed, net.store(f"row{row}", row, TensorProto.INT64)], f"{layer}.{part}", axis=0)
    sliced = net.add("Slice", [packed, net.ints(f"start{row}", row), net.ints(f"end{row}", row + 1), net.ints("rows", 0)])
    return net.add("Squeeze", [sliced, net.ints("rows", 0)], f"{layer}.{part}")


def square_root(net, layer, part):
    name = f"{layer}.{part}"
    return net.add("Sqrt", [net.store(f"{name}.squared", P[name] ** 2)], name) if part == "running_var" else net.store(name)


def expand(net, layer, part):
    """All channels alike, by Expand: mean 0.25, variance 1.5."""
    name = f"{layer}.{part}"
    if part not in STATISTICS:
        return net.store(name)
    value = net.store(f"{name}.scalar", np.array(0.25 if part == "running_mean" else 1.5))
    return net.add("Expand", [value, net.ints("channels", 4)], name)


def sparse(net, name):
    """Constant with sparse_value, all elements given."""
    values = tensor("", P[name])
    indices = helper.make_tensor("", TensorProto.INT64, [4], range(4))
    return net.add("Constant", [], name, sparse_value=helper.make_sparse_tensor(values, indices, [4]))


CARRIERS = {
    "constants-tensor": (every(lambda net, name: net.constant(name, P[name])), "parameters in Constant nodes with a tensor", NODES),
    "constants-value-floats": (every(constant_floats), "parameters in Constant nodes with value_floats", NODES),
    "constants-sparse": (every(sparse), "parameters in Constant nodes with sparse_value", NODES),
    "identity-chains": (every(identities), "parameters behind two Identity nodes", STORED),
    "constant-of-shape": (constant_of_shape, "mean and variance made by ConstantOfShape", NODES),
    "computed-reshape": (statistics_only(reshape), "mean and variance are Reshape of a Constant", NODES),
    "computed-squeeze": (statistics_only(squeeze), "mean and variance are Squeeze of Unsqueeze of an initializer", NODES),
    "computed-cast": (statistics_only(cast), "mean and variance are Cast from double", NODES),
    "computed-cast-bfloat16": (every(cast_short), "parameters are stored as bfloat16 and Cast to float", NODES),
    "computed-arithmetic": (statistics_only(arithmetic), "mean and variance are a Mul and an Add of constants", NODES),
    "computed-concat": (statistics_only(concat), "mean and variance are Concat of two halves", NODES),
    "computed-table": (table, "all parameters are Slice or Gather of one packed table", NODES),
    "computed-sqrt": (square_root, "the variance is Sqrt of an initializer", STORED),
    "computed-expand": (expand, "mean and variance are Expand of a scalar", NODES),
}
# Models whose channels all have one mean and one variance.
ALIKE = {"constant-of-shape", "computed-expand"}
