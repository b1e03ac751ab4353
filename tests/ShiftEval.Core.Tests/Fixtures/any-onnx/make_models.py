"""One small model for every way an ONNX file can carry BatchNorm, and models.json, which says what each should give."""
import base64
import json
import pathlib

import numpy as np
import onnx
from carriers import ALIKE, CARRIERS
from onnx import TensorProto, helper
from oracle import REFERENCES, compute
from net import Net, function, refer, tensor
from parameters import P, PARTS, X

FOLDER = pathlib.Path(__file__).resolve().parent
BN1, BN2 = "/bn1/BatchNormalization", "/bn2/BatchNormalization"
# The installed checker knows no operator set behind 17, and rightly refuses what is broken on purpose. Conv takes bfloat16 from 22 on.
UNCHECKED = {"opset-21", "bfloat16", "external-data-missing", "external-data-escapes"}
ENTRIES = []


def write(name, net, about, layers=("bn1", "bn2"), reference="two-norms", refused=None, finding=None, untaken=0, kernel=None):
    """
    layers: names in file order, or their number where only calls or branches give them one; refused: a word of the reason;
    kernel: the operator that ONNX Runtime's processor lacks for these types or this operator set.
    """
    proto = net if isinstance(net, onnx.ModelProto) else net.model()
    (FOLDER / f"{name}.onnx").write_bytes(proto.SerializeToString(deterministic=True))
    if name not in UNCHECKED:
        onnx.checker.check_model(str(FOLDER / f"{name}.onnx"), full_check=True)
    entry = {
        "file": f"{name}.onnx", "opset": proto.opset_import[0].version, "about": about,
        "layers": layers if isinstance(layers, int) else len(layers)}
    if not isinstance(layers, int):
        entry["names"] = list(layers)
    if untaken:
        entry["layersInBranchesNeverTaken"] = untaken
    entry["recalibration"] = "refused" if refused or kernel else "works"
    for key, value in [("reason", refused or kernel), ("missingKernel", kernel), ("finding", finding), ("reference", reference)]:
        if value:
            entry[key] = value
    ENTRIES.append(entry)


def image(**options):
    net = Net(**options)
    net.input()
    return net


def trunk(net, x="x", parameters=lambda net, layer: None, **attributes):
    """Conv, BatchNorm and Relu, twice; parameters gives the value names of a layer."""
    h = net.relu(net.norm(net.conv(x, "conv1"), "bn1", parameters(net, "bn1"), **attributes))
    return net.relu(net.norm(net.conv(h, "conv2"), "bn2", parameters(net, "bn2"), **attributes))


def two_norms(parameters=lambda net, layer: None, **options):
    net = image(**options)
    net.head(trunk(net, parameters=parameters))
    return net


def one_norm(layer="bn1", parameters=None, opset=13, **attributes):
    net = image(opset=opset)
    net.head(net.relu(net.norm(net.conv("x", "conv1"), layer, parameters, **attributes)))
    return net


def carried():
    """The same two-layer net, its parameters carried in many ways."""
    for name, (carry, about, names) in CARRIERS.items():
        net = two_norms(lambda net, layer, carry=carry: [carry(net, layer, part) for part in PARTS])
        write(name, net, about, names, "alike" if name in ALIKE else "two-norms")
    write("initializers-raw", two_norms(), "parameters as initializers with raw data")
    write("initializers-typed", two_norms(typed=True), "parameters as initializers with float_data")
    write("initializers-as-inputs-ir3", two_norms(opset=8), "IR version 3: every initializer is listed as an input too")
    net = two_norms()
    net.list_initializers = True
    write("initializers-as-inputs-ir7", net, "IR version 7 with overridable initializers: listed as inputs too")
    net = two_norms(lambda net, layer: [CARRIERS["constants-tensor"][0](net, layer, part) for part in PARTS], named=False)
    write("constants-nameless-nodes", net, "parameters in Constant nodes, no node has a name: outputs lend theirs", ["v6", "v13"])
    parameters_as_inputs()
    external()
    shared()


def parameters_as_inputs():
    net = image()
    for layer in ["bn1", "bn2"]:
        for part in PARTS:
            net.input(f"{layer}.{part}", (4,))
    net.head(trunk(net, parameters=lambda net, layer: [f"{layer}.{part}" for part in PARTS]))
    write("parameters-as-inputs", net, "parameters are inputs given at run time", [BN1, BN2], reference=None, refused="input")


def external():
    def moved(name, location):
        proto, data = two_norms().model(), b""
        for one in proto.graph.initializer:
            raw, one.data_location = one.raw_data, TensorProto.EXTERNAL
            one.ClearField("raw_data")
            for key, value in [("location", location), ("offset", str(len(data))), ("length", str(len(raw)))]:
                one.external_data.add(key=key, value=value)
            data += raw
        return proto, data

    proto, data = moved("external-data", "external-data.bin")
    (FOLDER / "external-data.bin").write_bytes(data)
    write("external-data", proto, "all weights in a side file")
    proto, _ = moved("external-data-missing", "no-such-file.bin")
    write("external-data-missing", proto, "all weights in a side file that is not there", reference=None, refused="no-such-file.bin")
    proto, _ = moved("external-data-escapes", "../external-data-escapes.bin")
    write("external-data-escapes", proto, "the side file's path leaves the model's folder", reference=None, refused="../")


def shared():
    def bn1_statistics(net, layer):
        return [net.store(f"{layer if part in PARTS[:2] else 'bn1'}.{part}") for part in PARTS]

    write("statistics-shared-by-two", two_norms(bn1_statistics), "two layers use one mean tensor and one variance tensor",
          ["bn1", "bn1#2"], "shared-statistics")
    write("mean-is-variance", two_norms(
        lambda net, layer: [net.store(f"{layer}.weight"), net.store(f"{layer}.bias"), *[net.store(f"{layer}.running_var")] * 2]),
        "mean and variance of a layer are one tensor", ["bn1.running_var", "bn2.running_var"], "mean-is-variance")

    def merged(net, layer, copies):
        ones, zeros = net.store("bn1.weight", np.ones(4)), net.store("bn1.bias", np.zeros(4))
        names = [ones, zeros, zeros, ones]
        return [net.add("Identity", [name], f"{layer}.{part}") for name, part in zip(names, PARTS)] if copies and layer == "bn2" else names

    write("merged-initializers", two_norms(lambda net, layer: merged(net, layer, False)),
          "the exporter merged equal tensors: one of ones, one of zeros, for all parameters of both layers",
          ["bn1.bias", "bn1.bias#2"], "fresh", finding="untrained")
    write("merged-through-identity", two_norms(lambda net, layer: merged(net, layer, True)),
          "the exporter merged equal tensors and feeds the second layer through Identity nodes",
          ["bn1.bias", "bn1.bias#2"], "fresh", finding="untrained")
    net = image()
    h = net.relu(net.norm(net.conv("x", "conv1"), "bn1"))
    net.head(net.relu(net.norm(net.conv(h, "conv2"), "bn1")))
    write("layer-applied-twice", net, "one layer stands at two places: both nodes use the same four tensors", ["bn1", "bn1#2"], "applied-twice")


def branches():
    """If with BatchNorm of bn2 in its then branch; else passes the values on."""
    for name, inner, about in [
            ("if-constant-outer-parameters", False, "If with a constant condition; the branch takes its parameters from the outer scope"),
            ("if-constant-inner-parameters", True, "If with a constant condition; both branches hold a layer with their own initializers")]:
        net = image()
        net.head(if_norm(net, net.store("condition", True, TensorProto.BOOL), inner))
        write(name, net, about, 2, untaken=1 if inner else 0)
    net = image()
    mean = net.add("ReduceMean", ["x"], keepdims=0)
    net.head(if_norm(net, net.add("Greater", [mean, net.store("zero", 0)]), inner=False))
    write("if-on-data", net, "If on the mean of the images; one branch holds a layer", 2, refused="condition")


def if_norm(net, condition, inner):
    h = net.conv(net.relu(net.norm(net.conv("x", "conv1"), "bn1")), "conv2")
    then, other = Net(net.opset, prefix="then."), Net(net.opset, prefix="else.")
    parameters = None if inner else [net.store(f"bn2.{part}") for part in PARTS]
    then.norm(h, "bn2", parameters, "then_out")
    if inner:
        names = [other.store(f"other.{part}", P[f"bn1.{part}"]) for part in PARTS]
        other.norm(h, "other", names, "else_out")
    else:
        other.add("Identity", [h], "else_out")
    then.output("then_out", ("N", 4, 8, 8))
    other.output("else_out", ("N", 4, 8, 8))
    return net.relu(net.add("If", [condition], then_branch=then.graph("then"), else_branch=other.graph("else")))


def loop():
    net, body = image(), Net(prefix="body.")
    h = net.conv("x", "conv1")
    parameters = [net.store(f"bn1.{part}") for part in PARTS]
    net.store("conv2.weight")
    body.input("round", (), TensorProto.INT64)
    body.input("going", (), TensorProto.BOOL)
    body.input("state", ("N", 4, 8, 8))
    inner = body.add("Conv", ["state", "conv2.weight"], kernel_shape=[3, 3], pads=[1, 1, 1, 1])
    body.add("Relu", [body.norm(inner, "bn1", parameters)], "next")
    body.add("Identity", ["going"], "still")
    body.output("still", (), TensorProto.BOOL)
    body.output("next", ("N", 4, 8, 8))
    rounds, always = net.store("rounds", 2, TensorProto.INT64), net.store("always", True, TensorProto.BOOL)
    net.head(net.add("Loop", [rounds, always, h], body=body.graph("body")))
    write("loop", net, "a layer in the body of a Loop of two rounds", 1, "loop", refused="Loop")


def functions():
    """bn2, or both layers, in model-local functions."""
    def norm_function(name="Norm", *outputs):
        body = Net(17)
        body.add("BatchNormalization", ["x", *PARTS], "y", name="norm")
        return function(name, ["x", *PARTS], "y", body)

    def stored(net, layer):
        return [net.store(f"{layer}.{part}") for part in PARTS]

    def net_of(first, second, *made):
        """first, second: from a Net, an input and a layer to a value."""
        net = image(opset=17)
        net.functions.extend(made)
        h = net.relu(first(net, net.conv("x", "conv1"), "bn1"))
        net.head(net.relu(second(net, net.conv(h, "conv2"), "bn2")))
        return net

    def plain(net, x, layer):
        return net.norm(x, layer)

    def call(operator, give, **attributes):
        return lambda net, x, layer: net.add(operator, [x, *give(net, layer)], name=f"/{layer}/{operator}", domain="layers", **attributes)

    write("function-called-once", net_of(plain, call("Norm", stored), norm_function()),
          "a model-local function with a layer, called once, parameters as inputs", 2)
    write("function-called-twice", net_of(call("Norm", stored), call("Norm", stored), norm_function()),
          "a model-local function with a layer, called twice, parameters as inputs", 2)
    body = Net(17)
    for part in PARTS:
        body.constant(part, P[f"bn1.{part}"])
    body.add("BatchNormalization", ["x", *PARTS], "y", name="norm")
    fixed = call("Fixed", lambda net, layer: [])
    write("function-constants-in-body", net_of(fixed, fixed, function("Fixed", ["x"], "y", body)),
          "a model-local function with a layer and its parameters as Constant nodes, called twice", 2, "applied-twice")
    outer = Net(17)
    outer.add("Norm", ["x", *PARTS], "inner", name="call", domain="layers")
    outer.add("Relu", ["inner"], "y")
    block = call("Block", stored)
    net = image(opset=17)
    net.functions.extend([norm_function(), function("Block", ["x", *PARTS], "y", outer)])
    net.head(block(net, net.conv(block(net, net.conv("x", "conv1"), "bn1"), "conv2"), "bn2"))
    write("function-nested", net, "a model-local function that calls another with the layer, called twice", 2)
    body = Net(17)
    body.add("BatchNormalization", ["x", *PARTS], "y", name="norm")
    refer(body.nodes[-1], "epsilon")
    referring = function("Norm", ["x", *PARTS], "y", body, ["epsilon"])
    write("function-attribute-reference", net_of(
        call("Norm", stored, epsilon=0.1), call("Norm", stored, epsilon=0.01), referring),
        "a model-local function whose layer takes epsilon from the call's attribute, called twice", 2, "large-epsilon")
    body = Net(17)
    for part in PARTS:
        body.add("Constant", [], part)
        body.nodes[-1].attribute.add(name="value", ref_attr_name=part, type=onnx.AttributeProto.TENSOR)
    body.add("BatchNormalization", ["x", *PARTS], "y", name="norm")

    def given(net, x, layer):
        return net.add("Given", [x], name=f"/{layer}/Given", domain="layers", **{part: tensor("", P[f"{layer}.{part}"]) for part in PARTS})

    write("function-parameters-as-attributes", net_of(given, given, function("Given", ["x"], "y", body, PARTS)),
          "a model-local function whose Constant nodes take their tensors from the call's attributes, called twice", 2)


def operator_sets():
    for opset in [6, 7, 8, 9, 12, 14, 15, 17, 21]:
        kernel = "BatchNormalization" if opset == 6 else None
        write(f"opset-{opset}", two_norms(opset=opset), "is_test=1" if opset == 6 else "plain", kernel=kernel)
    write("spatial-0", one_norm("cell_bn", opset=7, spatial=0), "spatial=0: one mean and variance per channel and place",
          ["cell_bn"], "cells", refused="spatial")
    net = image(opset=9)
    outputs = ["y", "mean_out", "var_out", "saved_mean", "saved_var"]
    net.head(net.relu(net.norm(net.conv("x", "conv1"), "bn1", output=outputs)))
    write("training-five-outputs", net, "operator set 9 with all five outputs, which means training mode", ["bn1"], "training", refused="training")
    for name, exposed, about in [
            ("training-mode", False, "training_mode=1 as exported in training mode: the running outputs lead nowhere"),
            ("training-mode-exposed", True, "training_mode=1 with the running outputs as outputs of the graph")]:
        net = image(opset=15)
        h = net.norm(net.conv("x", "conv1"), "bn1", output=["y", "mean_out", "var_out"], training_mode=1, momentum=0.75)
        net.head(net.relu(h))
        if exposed:
            net.output("mean_out", (4,))
            net.output("var_out", (4,))
        write(name, net, about, ["bn1"], "training", refused="training")
    net = image()
    h = net.relu(net.norm(net.conv("x", "conv1"), "bn1"))
    ratio, training = net.store("ratio", 0.5), net.store("training", True, TensorProto.BOOL)
    net.head(net.add("Dropout", [h, ratio, training], seed=1))
    write("dropout-training", net, "Dropout in training mode: outputs are drawn anew each run", ["bn1"], None, refused="Dropout")
    net = image()
    h = net.relu(net.norm(net.conv("x", "conv1"), "bn1"))
    net.head(net.add("Dropout", [h, net.store("ratio", 0.5)]))
    write("dropout-inference", net, "Dropout in inference mode, left in by the exporter", ["bn1"], "one-norm")


def mlp(kind=TensorProto.FLOAT):
    net = Net(kind=kind)
    net.input(shape=("N", 10))
    h = net.relu(net.norm(net.gemm("x", "fc1"), "bn1"))
    net.output("logits")
    net.gemm(net.relu(net.norm(net.gemm(h, "fc2"), "bn2")), "fc", "logits")
    return net


def shapes():
    """Other ranks, places and batches."""
    net = Net()
    net.input(shape=("N", 2, 16))
    net.head(net.relu(net.norm(net.conv("x", "conv1", (3,), (1, 1), "image.conv1d.weight"), "bn1")))
    write("conv-1d", net, "input [N, 2, 16]", ["bn1"], "signal")
    net = Net()
    net.input(shape=("N", 1, 4, 6, 6))
    net.head(net.relu(net.norm(net.conv("x", "conv1", (2, 3, 3), (0,) * 6, "image.conv3d.weight"), "bn1")))
    write("conv-3d", net, "input [N, 1, 4, 6, 6]", ["bn1"], "volume")
    write("mlp", mlp(), "input [N, 10], BatchNorm on [N, C]", ["bn1", "bn2"], "rows")
    net = image()
    net.head(net.relu(net.norm(net.conv(net.norm("x", "image_bn"), "conv1"), "bn1")))
    write("norm-on-input", net, "BatchNorm on the graph's input", ["image_bn", "bn1"], "on-input")
    net = image()
    scores = net.gemm(net.pool(net.relu(net.norm(net.conv("x", "conv1"), "bn1"))), "fc")
    net.output("logits")
    net.norm(scores, "logits_bn", output="logits")
    write("norm-on-logits", net, "BatchNorm makes the logits", ["bn1", "logits_bn"], "on-logits")
    net = image()
    h = net.relu(net.norm(net.conv("x", "conv1"), "bn1", epsilon=0.1))
    net.head(net.relu(net.norm(net.conv(h, "conv2"), "bn2", epsilon=0.01)))
    write("epsilon-large", net, "epsilon 0.1 and 0.01", reference="large-epsilon")
    for batch in [1, 5]:
        net = Net()
        net.input(shape=(batch, 3, 8, 8))
        pooled = net.add("GlobalAveragePool", [trunk(net)])
        net.output("logits", (batch, 3))
        net.gemm(net.add("Reshape", [pooled, net.ints("shape", batch, 4)]), "fc", "logits")
        write(f"batch-{batch}", net, f"batch fixed at {batch}, and a Reshape constant says so too")
    net = Net()
    net.input(shape=("N", 8, 8, 3))
    net.head(trunk(net, net.add("Transpose", ["x"], perm=[0, 3, 1, 2])))
    write("nhwc-input", net, "input [N, 8, 8, 3], transposed inside")


def element_types():
    for name, kind, opset, kernel in [
            ("float16", TensorProto.FLOAT16, 13, None), ("bfloat16", TensorProto.BFLOAT16, 22, "Conv"),
            ("double", TensorProto.DOUBLE, 13, "Conv")]:
        write(name, two_norms(kind=kind, opset=opset), f"all tensors {name}", kernel=kernel)
    write("double-mlp", mlp(TensorProto.DOUBLE), "input [N, 10], all tensors double", reference="rows")

    def of(kinds):
        return lambda net, layer: [net.store(f"{layer}.{part}", kind=kind) for part, kind in zip(PARTS, kinds)]

    half, single, double = TensorProto.FLOAT16, TensorProto.FLOAT, TensorProto.DOUBLE
    write("mixed-float16-opset-14", two_norms(of([half, half, single, single]), kind=half, opset=14),
          "float16 with mean and variance float")
    write("mixed-float16-opset-15", two_norms(of([single] * 4), kind=half, opset=15), "float16 with all BatchNorm parameters float")
    write("mixed-double-opset-15", two_norms(of([single, single, double, double]), opset=15), "float with mean and variance double",
          kernel="BatchNormalization")


def ends():
    """Several inputs or outputs, and what stands behind the logits."""
    for name, operator in [("output-softmax", "Softmax"), ("output-log-softmax", "LogSoftmax")]:
        net = image()
        scores = net.head(trunk(net), declare=False)
        net.add(operator, [scores], "scores", axis=1)
        net.output("scores")
        write(name, net, f"the output is the {operator} of the logits", reference=None)
    net = image()
    net.add("Sigmoid", [net.gemm(net.pool(trunk(net)), "unit")], "probability")
    net.output("probability", ("N", 1))
    write("output-sigmoid", net, "one Sigmoid unit [N, 1]", reference=None)
    net = image()
    h = trunk(net)
    net.head(h)
    net.add("Identity", [h], "features")
    net.output("features", ("N", 4, 8, 8))
    write("two-outputs", net, "logits, and the features before them")
    net = Net()
    net.input("unused")
    net.input()
    net.head(trunk(net))
    write("two-inputs-one-unused", net, "the first of two image inputs leads nowhere")
    net = Net()
    net.input("aside")
    net.input()
    net.add("GlobalMaxPool", ["aside"], "brightest")
    net.output("brightest", ("N", 3, 1, 1))
    net.head(trunk(net))
    write("two-inputs-two-outputs", net, "the first of two image inputs makes the first output, without a layer; the second makes the logits")


def folded():
    net = image()
    fold(net, "bn1", "x", "conv1")
    net.head(net.relu(fold(net, "bn2", net.relu("h1"), "conv2")))
    write("folded", net, "no BatchNorm: both layers are folded into Conv", [], None, refused="no BatchNormalization")
    net = image()
    fold(net, "bn1", "x", "conv1")
    net.head(net.relu(net.norm(net.conv(net.relu("h1"), "conv2"), "bn2")))
    write("half-folded", net, "the first layer is folded into Conv, the second is not", ["bn2"], reference=None, finding="folded")


def fold(net, layer, x, conv):
    """Conv with the BatchNorm behind it folded in; its output is h1 or h2."""
    factor = P[f"{layer}.weight"] / np.sqrt(P[f"{layer}.running_var"] + np.float32(1e-5))
    weight = net.store(f"{conv}.folded.weight", P[f"{conv}.weight"] * factor[:, None, None, None])
    bias = net.store(f"{conv}.folded.bias", P[f"{layer}.bias"] - P[f"{layer}.running_mean"] * factor)
    return net.add("Conv", [x, weight, bias], f"h{layer[-1]}", kernel_shape=[3, 3], pads=[1, 1, 1, 1])


def quantised():
    net = image()
    h = net.relu(net.norm(conv_between_pairs(net), "bn1"))
    net.head(h)
    write("quantised-pairs", net, "QuantizeLinear and DequantizeLinear around Conv, a layer behind it", ["bn1"], None, finding="quantised")
    net = image()
    scale, zero = net.store("scale", 1 / 32), net.store("zero", 128, TensorProto.UINT8)
    weight = net.store("weight", np.rint(P["conv1.weight"] * 64), TensorProto.INT8)
    weight_scale, weight_zero = net.store("weight_scale", 1 / 64), net.store("weight_zero", 0, TensorProto.INT8)
    packed = net.add("QuantizeLinear", ["x", scale, zero])
    y = net.add("QLinearConv", [packed, scale, zero, weight, weight_scale, weight_zero, scale, zero], kernel_shape=[3, 3], pads=[1, 1, 1, 1])
    net.head(net.relu(net.norm(net.add("DequantizeLinear", [y, scale, zero]), "bn1")))
    write("quantised-conv", net, "QLinearConv, a layer behind it", ["bn1"], None, finding="quantised")


def conv_between_pairs(net):
    scale, zero = net.store("scale", 1 / 32), net.store("zero", 128, TensorProto.UINT8)
    weight_scale, weight_zero = net.store("weight_scale", np.full(4, 1 / 64)), net.store("weight_zero", np.zeros(4), TensorProto.INT8)
    weight = net.store("weight", np.rint(P["conv1.weight"] * 64), TensorProto.INT8)
    x = net.add("DequantizeLinear", [net.add("QuantizeLinear", ["x", scale, zero]), scale, zero])
    w = net.add("DequantizeLinear", [weight, weight_scale, weight_zero], axis=0)
    y = net.add("Conv", [x, w], kernel_shape=[3, 3], pads=[1, 1, 1, 1])
    return net.add("DequantizeLinear", [net.add("QuantizeLinear", [y, scale, zero]), scale, zero])


def sick():
    """Statistics that no training gives; recalibration replaces them."""
    for name, value, finding in [
            ("variance-negative", -0.01, "negative"), ("variance-zero", 0, "zero"), ("variance-denormal", 1e-40, "denormal"),
            ("variance-huge", 1e30, "huge"), ("variance-nan", np.nan, "NaN")]:
        def poisoned(net, layer, value=value):
            variance = P[f"{layer}.running_var"].copy()
            variance[2] = value if layer == "bn1" else variance[2]
            return [net.store(f"{layer}.{part}", variance if part == PARTS[3] else None) for part in PARTS]

        write(name, two_norms(poisoned), f"bn1's variance at channel 2 is {value:g}", reference=None, finding=finding)

    def untrained(net, layer):
        return [net.store(f"{layer}.{part}", {PARTS[2]: np.zeros(4), PARTS[3]: np.ones(4)}.get(part)) for part in PARTS]

    write("statistics-untrained", two_norms(untrained), "means 0 and variances 1, as a layer begins", reference="untrained", finding="untrained")

    def dead(net, layer):
        return [net.store(f"{layer}.{part}", P[f"{layer}.weight"] * [0, 1, 0, 1] if part == PARTS[0] else None) for part in PARTS]

    write("channels-dead", two_norms(dead), "scale 0 at channels 0 and 2", reference="dead", finding="dead")


def pack(array):
    return base64.b64encode(np.ascontiguousarray(array, "<f4").tobytes()).decode()


def main():
    assert X["image"].mean() > 0, "if-on-data takes its branch by this"
    for make in [carried, branches, loop, functions, operator_sets, shapes, element_types, ends, folded, quantised, sick]:
        make()
    expected = {"inputs": {name: {"shape": x.shape, "data": pack(x)} for name, x in X.items()}}
    expected["references"] = {name: compute(name) for name in REFERENCES}
    unknown = {entry["reference"] for entry in ENTRIES if "reference" in entry} - set(REFERENCES)
    assert not unknown, unknown
    blocks = [f'"{key}": {{\n' + ",\n".join(f'"{name}": {json.dumps(one)}' for name, one in value.items()) + "\n}" for key, value in expected.items()]
    models = '"models": [\n' + ",\n".join(json.dumps(entry) for entry in sorted(ENTRIES, key=lambda entry: entry["file"])) + "\n]"
    (FOLDER / "models.json").write_text("{\n" + ",\n".join([models, *blocks]) + "\n}\n")
    print(len(ENTRIES), "models")


if __name__ == "__main__":
    main()
