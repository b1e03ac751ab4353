"""One small graph per operator variant, with inputs and the outputs that PyTorch or numpy gives in float64: operators.json.gz."""
import base64
import gzip
import json
import pathlib

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper

FOLDER = pathlib.Path(__file__).resolve().parent
CASES = []
rng = np.random.default_rng(11)


def normal(*shape):
    """Multiples of 1/64, so that the file packs well."""
    return np.rint(rng.normal(size=shape) * 64) / 64


def pack(array):
    array = np.asarray(array.numpy() if isinstance(array, torch.Tensor) else array)
    return {"shape": list(array.shape), "data": base64.b64encode(array.astype("<f8").tobytes()).decode()}


def case(name, operator, inputs, expected, opset=13, outputs=None, **attributes):
    """Arrays among inputs are fed if floating, stored if integer (or wrapped in Stored); a TensorProto is stored as it is."""
    several = isinstance(expected, (list, tuple)) and isinstance(expected[0], (np.ndarray, torch.Tensor))
    expected = expected if several else [expected]
    names, fed, initializers, declared = [], [], [], []
    for i, value in enumerate(inputs):
        names.append("" if value is None else f"in{i}")
        if isinstance(value, TensorProto):
            value.name = names[-1]
            initializers.append(value)
        elif isinstance(value, np.ndarray) and value.dtype.kind == "f":
            fed.append(pack(value))
            declared.append(helper.make_tensor_value_info(names[-1], TensorProto.DOUBLE, value.shape))
        elif value is not None:
            initializers.append(numpy_helper.from_array(value if isinstance(value, np.ndarray) else value.array, names[-1]))
    results = [f"out{i}" for i in range(outputs or len(expected))]
    node = helper.make_node(operator, names, results, name="node", **attributes)
    declared_outputs = [helper.make_empty_tensor_value_info(result) for result in results[:len(expected)]]
    graph = helper.make_graph([node], "case", declared, declared_outputs, initializers)
    proto = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=7, producer_name="operators.py")
    CASES.append({
        "name": name, "operator": operator, "model": base64.b64encode(proto.SerializeToString()).decode(),
        "inputs": fed, "outputs": [pack(array) for array in expected]})


class Stored:
    def __init__(self, array):
        self.array = np.asarray(array)


def t(array):
    return torch.from_numpy(np.ascontiguousarray(array))


def ints(*values):
    return np.array(values, np.int64)


def convolutions():
    x, w, b = normal(2, 4, 9), normal(6, 2, 3), normal(6)
    case("conv1d_groups_stride", "Conv", [x, w, b], F.conv1d(t(x), t(w), t(b), 2, 1, 1, 2), group=2, strides=[2], pads=[1, 1])
    x, w, b = normal(2, 3, 8, 7), normal(5, 3, 3, 2), normal(5)
    case("conv2d_plain_no_bias", "Conv", [x, w], F.conv2d(t(x), t(w)))
    padded = F.pad(t(x), [0, 2, 1, 1])
    case("conv2d_uneven_pads_dilation", "Conv", [x, w, b], F.conv2d(padded, t(w), t(b), (1, 2), 0, (2, 3)),
         strides=[1, 2], pads=[1, 0, 1, 2], dilations=[2, 3], kernel_shape=[3, 2])
    x, w = normal(1, 6, 5, 5), normal(6, 1, 3, 3)
    case("conv2d_depthwise", "Conv", [x, w], F.conv2d(t(x), t(w), None, 1, 1, 1, 6), group=6, pads=[1, 1, 1, 1])
    x, w = normal(1, 2, 7, 8), normal(3, 2, 4, 3)
    # Height 7, kernel 4, stride 2: four outputs need 3 cells of padding; width 8, kernel 3: one cell.
    case("conv2d_same_upper", "Conv", [x, w], F.conv2d(F.pad(t(x), [0, 1, 1, 2]), t(w), None, 2), auto_pad="SAME_UPPER", strides=[2, 2])
    case("conv2d_same_lower", "Conv", [x, w], F.conv2d(F.pad(t(x), [1, 0, 2, 1]), t(w), None, 2), auto_pad="SAME_LOWER", strides=[2, 2])
    case("conv2d_valid", "Conv", [x, w], F.conv2d(t(x), t(w)), auto_pad="VALID")
    x, w, b = normal(2, 2, 5, 4, 6), normal(3, 2, 2, 3, 3), normal(3)
    case("conv3d", "Conv", [x, w, b], F.conv3d(t(x), t(w), t(b), (1, 2, 1), (0, 1, 2), (1, 1, 2)),
         strides=[1, 2, 1], pads=[0, 1, 2, 0, 1, 2], dilations=[1, 1, 2])
    x, w = normal(1, 1, 40, 40), normal(1, 1, 3, 3)
    case("conv2d_large_plane", "Conv", [x, w], F.conv2d(t(x), t(w), None, 1, 1), pads=[1, 1, 1, 1])


def transposed_convolutions():
    x, w, b = normal(2, 4, 5), normal(4, 3, 3), normal(6)
    case("conv_transpose_1d_groups", "ConvTranspose", [x, w, b], F.conv_transpose1d(t(x), t(w), t(b), 2, 1, 1, 2),
         group=2, strides=[2], pads=[1, 1], output_padding=[1])
    x, w = normal(2, 3, 4, 5), normal(3, 2, 3, 2)
    case("conv_transpose_2d_plain", "ConvTranspose", [x, w], F.conv_transpose2d(t(x), t(w)))
    case("conv_transpose_2d_dilation", "ConvTranspose", [x, w], F.conv_transpose2d(t(x), t(w), None, (2, 3), (1, 0), 0, 1, (1, 2)),
         strides=[2, 3], pads=[1, 0, 1, 0], dilations=[1, 2])
    x, w = normal(1, 2, 3, 3, 2), normal(2, 1, 2, 2, 2)
    case("conv_transpose_3d", "ConvTranspose", [x, w], F.conv_transpose3d(t(x), t(w), None, 2), strides=[2, 2, 2])


def pools():
    x = normal(2, 3, 7, 8)
    case("max_pool_pads_stride", "MaxPool", [x], F.max_pool2d(t(x), 3, 2, 1), kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    case("max_pool_all_negative", "MaxPool", [x - 9], F.max_pool2d(t(x - 9), 3, 2, 1), kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    case("max_pool_dilation", "MaxPool", [x], F.max_pool2d(t(x), 2, 1, 0, 3), kernel_shape=[2, 2], dilations=[3, 3])
    case("max_pool_ceil", "MaxPool", [x], F.max_pool2d(t(x), 3, 2, ceil_mode=True), kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1)
    case("max_pool_same", "MaxPool", [x], F.max_pool2d(F.pad(t(x), [0, 0, 0, 1], value=-np.inf), 2, 2),
         kernel_shape=[2, 2], strides=[2, 2], auto_pad="SAME_UPPER")
    case("average_pool_default", "AveragePool", [x], F.avg_pool2d(t(x), 3, 2, 1, count_include_pad=False),
         kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    case("average_pool_include_pad", "AveragePool", [x], F.avg_pool2d(t(x), 3, 2, 1, count_include_pad=True),
         kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1], count_include_pad=1)
    case("average_pool_ceil", "AveragePool", [x], F.avg_pool2d(t(x), 3, 2, 1, ceil_mode=True, count_include_pad=False),
         kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1], ceil_mode=1)
    case("average_pool_ceil_include_pad", "AveragePool", [x], F.avg_pool2d(t(x), 3, 2, 1, ceil_mode=True, count_include_pad=True),
         kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1], ceil_mode=1, count_include_pad=1)
    # One cell of input under a stride of 3: the last window would start behind the padding and is dropped.
    y = normal(1, 1, 4)
    case("average_pool_ceil_drops_window", "AveragePool", [y], F.avg_pool1d(t(y), 2, 3, 1, ceil_mode=True, count_include_pad=True),
         kernel_shape=[2], strides=[3], pads=[1, 1], ceil_mode=1, count_include_pad=1)
    y = normal(2, 2, 6)
    case("max_pool_1d", "MaxPool", [y], F.max_pool1d(t(y), 2, 2), kernel_shape=[2], strides=[2])
    z = normal(1, 2, 4, 5, 6)
    case("average_pool_3d", "AveragePool", [z], F.avg_pool3d(t(z), 2), kernel_shape=[2, 2, 2], strides=[2, 2, 2])
    case("global_average_pool", "GlobalAveragePool", [x], x.mean((2, 3), keepdims=True))
    case("global_average_pool_3d", "GlobalAveragePool", [z], z.mean((2, 3, 4), keepdims=True))
    case("global_max_pool", "GlobalMaxPool", [x], x.max((2, 3), keepdims=True))


def batch_norms():
    for shape in [(5, 3), (2, 3, 6), (2, 3, 4, 5), (2, 3, 2, 3, 4)]:
        x, scale, bias, mean, variance = normal(*shape), normal(3), normal(3), normal(3), rng.uniform(0.1, 2, 3)
        y = F.batch_norm(t(x), t(mean), t(variance), t(scale), t(bias), eps=float(np.float32(1e-3)))
        case(f"batch_norm_rank_{len(shape)}", "BatchNormalization", [x, scale, bias, mean, variance], y, epsilon=1e-3)
    x = normal(4, 3, 5, 5)
    y = F.batch_norm(t(x), t(mean), t(variance), t(scale), t(bias), eps=float(np.float32(1e-5)))
    case("batch_norm_default_epsilon", "BatchNormalization", [x, scale, bias, mean, variance], y, opset=9)
    y = F.batch_norm(t(x), None, None, t(scale), t(bias), training=True, eps=float(np.float32(1e-5)))
    keep = float(np.float32(0.75))
    running = [keep * mean + (1 - keep) * x.mean((0, 2, 3)), keep * variance + (1 - keep) * x.var((0, 2, 3))]
    case("batch_norm_training", "BatchNormalization", [x, scale, bias, mean, variance], [y, *running], opset=15, training_mode=1, momentum=0.75)


def old_batch_norms():
    """The forms before operator set 14; momentum 0.75 is exact."""
    x, scale, bias, mean, variance = normal(4, 3, 5), normal(3), normal(3), normal(3), rng.uniform(0.1, 2, 3)
    epsilon = float(np.float32(1e-5))
    y = F.batch_norm(t(x), t(mean), t(variance), t(scale), t(bias), eps=epsilon)
    case("batch_norm_is_test", "BatchNormalization", [x, scale, bias, mean, variance], y, opset=6, is_test=1)
    own_mean, own_variance = x.mean((0, 2)), x.var((0, 2))
    trained = [
        F.batch_norm(t(x), None, None, t(scale), t(bias), training=True, eps=epsilon), 0.75 * mean + 0.25 * own_mean,
        0.75 * variance + 0.25 * own_variance, own_mean, own_variance]
    case("batch_norm_five_outputs", "BatchNormalization", [x, scale, bias, mean, variance], trained, opset=9, momentum=0.75)
    case("batch_norm_five_outputs_old", "BatchNormalization", [x, scale, bias, mean, variance], trained, opset=6, momentum=0.75)
    scale, bias, mean, variance = normal(3, 5), normal(3, 5), normal(3, 5), rng.uniform(0.1, 2, (3, 5))
    y = (x - mean) / np.sqrt(variance + epsilon) * scale + bias
    case("batch_norm_per_feature", "BatchNormalization", [x, scale, bias, mean, variance], y, opset=7, spatial=0)
    case("batch_norm_per_feature_old", "BatchNormalization", [x, scale, bias, mean, variance], y, opset=6, is_test=1, spatial=0)


def normalizations():
    x, scale, bias = normal(2, 5, 3, 4), normal(5), normal(5)
    y = F.instance_norm(t(x), None, None, t(scale), t(bias), eps=float(np.float32(1e-3)))
    case("instance_norm", "InstanceNormalization", [x, scale, bias], y, epsilon=1e-3)
    case("lrn", "LRN", [x], F.local_response_norm(t(x), 3, 0.25, 0.5, 2.0), size=3, alpha=0.25, beta=0.5, bias=2.0)
    squares = np.pad(x ** 2, [(0, 0), (1, 2), (0, 0), (0, 0)])
    around = sum(squares[:, i:i + 5] for i in range(4))
    case("lrn_even", "LRN", [x], x / (1 + float(np.float32(1e-4)) / 4 * around) ** 0.75, size=4)


def functions():
    x = normal(3, 4, 5) * 3
    for name, expected in [
            ("Log", np.log(np.abs(x) + 1)), ("Acosh", np.arccosh(np.abs(x) + 1)), ("Reciprocal", 1 / (np.abs(x) + 1))]:
        case(name.lower(), name, [np.abs(x) + 1], expected)
    case("log_negative", "Log", [np.array([-1.0, 0.0])], [np.nan, -np.inf])
    case("atanh", "Atanh", [np.clip(x / 16, -0.9, 0.9)], np.arctanh(np.clip(x / 16, -0.9, 0.9)))
    # The operator's defaults are PyTorch's constants rounded to float.
    selu_alpha, selu_gamma = float(np.float32(1.6732632423543772)), float(np.float32(1.0507009873554805))
    for name, expected in [
            ("Abs", np.abs(x)), ("Neg", -x), ("Ceil", np.ceil(x)), ("Floor", np.floor(x)), ("Sinh", np.sinh(x)), ("Cosh", np.cosh(x)),
            ("Asinh", np.arcsinh(x)), ("Softplus", F.softplus(t(x), threshold=1e9)), ("Selu", np.where(x > 0, x, selu_alpha * np.expm1(x)) * selu_gamma)]:
        case(name.lower(), name, [x], expected)
    case("selu_attributes", "Selu", [x], np.where(x > 0, x, 0.5 * np.expm1(x)) * 2, alpha=0.5, gamma=2.0)
    case("softplus_far", "Softplus", [np.array([-800.0, 800.0])], [0, 800])
    case("sign", "Sign", [np.array([-0.5, 0.0, 3.0])], [-1, 0, 1])
    wide = np.array([-7, -6, -5.9, -2.5, -1e-3, 0, 1e-300, 0.5, 1, 3, 5, 6.5])
    case("erf", "Erf", [wide], torch.erf(t(wide)))
    case("elu", "Elu", [x], F.elu(t(x), 0.25), alpha=0.25)
    case("elu_default", "Elu", [x], F.elu(t(x)))
    slope = normal(4, 1)
    case("prelu", "PRelu", [x, slope], np.where(x < 0, slope * x, x))
    case("prelu_old_by_channel", "PRelu", [x, slope[:, 0].copy()], np.where(x < 0, slope * x, x), opset=6)
    case("prelu_old_one_slope", "PRelu", [x, np.array([0.25])], np.where(x < 0, 0.25 * x, x), opset=6)
    y, z = normal(4, 1), normal(3, 1, 5)
    for name, expected in [("Sum", x + y + z), ("Max", np.maximum(np.maximum(x, y), z)), ("Min", np.minimum(np.minimum(x, y), z)), ("Mean", (x + y + z) / 3)]:
        case(name.lower(), name, [x, y, z], expected)
        case(f"{name.lower()}_one", name, [x], x)
    case("add_old_axis", "Add", [x, y[:, 0].copy()], x + y, opset=6, broadcast=1, axis=1)
    case("add_old_axis_first", "Add", [x, normal(3) * 0 + 2.0], x + 2, opset=6, broadcast=1, axis=0)


def logic():
    x, y = np.rint(normal(3, 4) * 2), np.rint(normal(4) * 2)
    for name, operator, function in [
            ("greater", "Greater", np.greater), ("greater_or_equal", "GreaterOrEqual", np.greater_equal), ("less", "Less", np.less),
            ("less_or_equal", "LessOrEqual", np.less_equal), ("equal", "Equal", np.equal)]:
        case(name, operator, [x, y], function(x, y))
    p, q = Stored(np.array([[True, False]])), Stored(np.array([[True], [False]]))
    case("and", "And", [p, q], [[1, 0], [0, 0]])
    case("or", "Or", [p, q], [[1, 1], [1, 0]])
    case("not", "Not", [p], [[0, 1]])
    case("is_nan", "IsNaN", [np.array([0.0, np.nan, np.inf])], [0, 1, 0])
    case("where", "Where", [Stored(np.array([[True], [False], [True]])), x, y], np.where([[True], [False], [True]], x, y))


def quantization():
    x = normal(2, 3, 4) * 3
    def levels(dtype, *values):
        return Stored(np.array(values, dtype).reshape(() if len(values) == 1 else -1))
    steps = np.rint(x * 8)
    case("quantize", "QuantizeLinear", [x, np.array(0.125), levels(np.uint8, 20)], np.clip(steps + 20, 0, 255))
    case("quantize_signed", "QuantizeLinear", [x * 32, np.array(0.125), levels(np.int8, -3)], np.clip(np.rint(x * 256) - 3, -128, 127))
    case("quantize_no_zero_point", "QuantizeLinear", [x, np.array(0.125)], np.clip(steps, 0, 255))
    case("quantize_half_to_even", "QuantizeLinear", [np.array([0.5, 1.5, 2.5]), np.array(1.0)], [0, 2, 2])
    scales, zeros = np.array([0.125, 0.25, 0.5]), np.array([1, 2, 3])
    case("quantize_per_channel", "QuantizeLinear", [x, scales, levels(np.uint8, *zeros)],
         np.clip(np.rint(x / scales[:, None]) + zeros[:, None], 0, 255))
    q = rng.integers(0, 255, (2, 3, 4))
    case("dequantize", "DequantizeLinear", [Stored(q.astype(np.uint8)), np.array(0.125), levels(np.uint8, 20)], (q - 20) * 0.125)
    case("dequantize_per_channel", "DequantizeLinear", [Stored(q.astype(np.uint8)), scales, levels(np.uint8, *zeros)],
         (q - zeros[:, None]) * scales[:, None])
    case("dequantize_per_first_axis", "DequantizeLinear", [Stored(q.astype(np.uint8)), scales[:2].copy()], q * scales[:2, None, None], axis=0)
    image, weight, bias = rng.integers(0, 255, (1, 2, 5, 5)), rng.integers(-128, 127, (3, 2, 3, 3)), rng.integers(-500, 500, 3)
    y = F.conv2d(t((image - 120) * 0.125), t(weight * scales[:, None, None, None]), t(bias * scales * 0.125)).numpy()
    case("quantized_conv", "QLinearConv", [
        Stored(image.astype(np.uint8)), np.array(0.125), levels(np.uint8, 120), Stored(weight.astype(np.int8)), scales,
        levels(np.int8, 0, 0, 0), np.array(8.0), levels(np.int8, 5), Stored(bias.astype(np.int32))], np.clip(np.rint(y / 8) + 5, -128, 127))


def generators():
    case("range", "Range", [ints(7), ints(-2), ints(-3)], [7, 4, 1])
    case("range_floats", "Range", [np.array(0.5), np.array(2.0), np.array(0.5)], [0.5, 1, 1.5])
    case("range_empty", "Range", [ints(2), ints(2), ints(1)], np.zeros(0))
    case("eye_like", "EyeLike", [normal(3, 4)], np.eye(3, 4))
    case("eye_like_below", "EyeLike", [normal(3, 4)], np.eye(3, 4, -1), k=-1)
    case("eye_like_above", "EyeLike", [normal(3, 3)], np.eye(3, 3, 2), k=2)
    sparse = np.array([[0.0, 2.0, 0.0], [1.0, 0.0, -1.0]])
    case("non_zero", "NonZero", [sparse], np.stack(np.nonzero(sparse)))
    hot = [[[0.5, 0.25, 0.25], [0.25, 0.25, 0.5]], [[0.25, 0.25, 0.25], [0.25, 0.5, 0.25]]]
    indices = Stored(np.array([[0, -1], [9, 1]]))
    case("one_hot", "OneHot", [indices, ints(3), np.array([0.25, 0.5])], hot)
    case("one_hot_first_axis", "OneHot", [indices, ints(3), np.array([0.25, 0.5])], np.moveaxis(np.array(hot), -1, 0), axis=0)
    x = normal(2, 1, 3)
    case("tile", "Tile", [x, ints(2, 3, 1)], np.tile(x, (2, 3, 1)))
    case("tile_last", "Tile", [x, ints(1, 1, 2)], np.tile(x, 2))
    case("expand", "Expand", [x, ints(2, 4, 3)], np.broadcast_to(x, (2, 4, 3)))
    case("expand_more_axes", "Expand", [x, ints(5, 1, 1, 1)], np.broadcast_to(x, (5, 2, 1, 3)))


def more_reductions():
    x = normal(2, 3, 4, 5)
    for name, function in [("ReduceSum", np.sum), ("ReduceMax", np.max), ("ReduceMin", np.min)]:
        label = name.lower()
        case(label, name, [x], function(x, (1, 3), keepdims=True), opset=12, axes=[1, -1])
        case(f"{label}_all", name, [x], function(x), opset=12, keepdims=0)
    case("reducesum_input_axes", "ReduceSum", [x, ints(0, 2)], x.sum((0, 2)), keepdims=0)
    case("reducemax_input_axes", "ReduceMax", [x, ints(0)], x.max(0, keepdims=True), opset=18)


def sparse_constants():
    values = numpy_helper.from_array(np.array([1.5, -2.0]))
    for name, indices in [("flat", np.array([1, 5])), ("coordinates", np.array([[0, 1], [1, 2]]))]:
        tensor = helper.make_sparse_tensor(values, numpy_helper.from_array(indices), [2, 3])
        case(f"constant_sparse_{name}", "Constant", [], [[0, 1.5, 0], [0, 0, -2]], sparse_value=tensor)


def elementwise():
    x = normal(3, 4, 5) * 3
    for name, operator, expected, attributes in [
            ("relu", "Relu", F.relu(t(x)), {}),
            ("sigmoid", "Sigmoid", torch.sigmoid(t(x)), {}),
            ("tanh", "Tanh", torch.tanh(t(x)), {}),
            ("exp", "Exp", np.exp(x), {}),
            ("identity", "Identity", x, {}),
            ("leaky_relu", "LeakyRelu", F.leaky_relu(t(x), 0.25), {"alpha": 0.25}),
            ("leaky_relu_default", "LeakyRelu", F.leaky_relu(t(x), float(np.float32(0.01))), {}),
            ("hard_sigmoid", "HardSigmoid", np.clip(0.25 * x + 0.375, 0, 1), {"alpha": 0.25, "beta": 0.375}),
            ("hard_sigmoid_default", "HardSigmoid", np.clip(float(np.float32(0.2)) * x + 0.5, 0, 1), {})]:
        case(name, operator, [x], expected, **attributes)
    case("hard_swish", "HardSwish", [x], F.hardswish(t(x)), opset=14)
    case("sqrt", "Sqrt", [np.abs(x)], np.sqrt(np.abs(x)))
    case("clip_attributes", "Clip", [x], np.clip(x, -0.5, 2), opset=6, min=-0.5, max=2.0)
    case("clip_inputs", "Clip", [x, Stored(np.float64(-0.5)), Stored(np.float64(2))], np.clip(x, -0.5, 2))
    case("clip_low_only", "Clip", [x, Stored(np.float64(-0.5))], np.maximum(x, -0.5))
    case("clip_high_only", "Clip", [x, None, Stored(np.float64(2))], np.minimum(x, 2))
    y, row, column = normal(3, 4, 5), normal(5), normal(3, 1, 1)
    for name, operator, function in [("add", "Add", np.add), ("sub", "Sub", np.subtract), ("mul", "Mul", np.multiply), ("div", "Div", np.divide)]:
        case(name, operator, [x, y], function(x, y))
        case(f"{name}_broadcast_row", operator, [x, row], function(x, row))
        case(f"{name}_broadcast_both_ways", operator, [column, row], function(column, row))
    case("pow_scalar", "Pow", [np.abs(x), Stored(np.float64(1.5))], np.abs(x) ** 1.5)
    case("div_integers_truncates", "Div", [ints(7, -7, 8), ints(2, 2, -3)], [3, -3, -2])
    case("cast_to_integer", "Cast", [x], np.trunc(x), to=TensorProto.INT64)
    case("cast_to_double", "Cast", [ints(3, -4)], [3, -4], to=TensorProto.DOUBLE)
    case("cast_to_bool", "Cast", [np.array([0.0, 0.5, -2.0])], [0, 1, 1], to=TensorProto.BOOL)


def matrices():
    a, b, c = normal(3, 4), normal(4, 5), normal(5)
    case("gemm_plain", "Gemm", [a, b], a @ b)
    case("gemm_bias", "Gemm", [a, b, c], a @ b + c)
    case("gemm_all", "Gemm", [a.T.copy(), b.T.copy(), normal(3, 1) * 0 + 2.0], 0.5 * (a @ b) + 0.25 * 2, transA=1, transB=1, alpha=0.5, beta=0.25)
    case("matmul_2d", "MatMul", [a, b], a @ b)
    left, right = normal(2, 1, 3, 4), normal(5, 4, 2)
    case("matmul_batched", "MatMul", [left, right], left @ right)
    case("matmul_vector_left", "MatMul", [normal(4) * 0 + a[0], right], a[0] @ right)
    case("matmul_vector_right", "MatMul", [left, a[1].copy()], left @ a[1])
    case("matmul_vectors", "MatMul", [a[0].copy(), a[1].copy()], a[0] @ a[1])


def reductions():
    x = normal(2, 3, 4, 5)
    case("softmax_last", "Softmax", [x], torch.softmax(t(x), -1))
    case("softmax_middle", "Softmax", [x * 400], torch.softmax(t(x * 400), 1), axis=1)
    case("softmax_old_flattens", "Softmax", [x], torch.softmax(t(x).flatten(2), 2).reshape(x.shape), opset=11, axis=2)
    case("log_softmax", "LogSoftmax", [x], torch.log_softmax(t(x), 1), axis=1)
    case("log_softmax_old", "LogSoftmax", [x[0, 0]], torch.log_softmax(t(x[0, 0]), 1), opset=9)
    case("reduce_mean_axes", "ReduceMean", [x], x.mean((1, 3), keepdims=True), axes=[1, -1])
    case("reduce_mean_drop", "ReduceMean", [x], x.mean((2, 0)), axes=[2, 0], keepdims=0)
    case("reduce_mean_all", "ReduceMean", [x], x.mean(keepdims=True))
    case("reduce_mean_input_axes", "ReduceMean", [x, ints(2, 3)], x.mean((2, 3)), opset=18, keepdims=0)
    case("reduce_mean_noop", "ReduceMean", [x], x, opset=18, noop_with_empty_axes=1)


def shapes():
    x = normal(2, 3, 4)
    case("shape", "Shape", [x], [2, 3, 4])
    case("shape_part", "Shape", [x], [3], opset=15, start=-2, end=2)
    case("reshape_infer", "Reshape", [x, ints(0, -1)], x.reshape(2, 12))
    case("reshape_plain", "Reshape", [x, ints(4, 6)], x.reshape(4, 6))
    case("flatten", "Flatten", [x], x.reshape(2, 12))
    case("flatten_axis_0", "Flatten", [x], x.reshape(1, 24), axis=0)
    case("flatten_negative", "Flatten", [x], x.reshape(6, 4), axis=-1)
    y = normal(1, 3, 1, 2, 1)
    case("squeeze_all", "Squeeze", [y], y.squeeze())
    case("squeeze_input", "Squeeze", [y, ints(0, -1)], y.squeeze((0, 4)))
    case("squeeze_attribute", "Squeeze", [y], y.squeeze(2), opset=11, axes=[2])
    case("unsqueeze_input", "Unsqueeze", [x, ints(0, -1)], x[None, ..., None])
    case("unsqueeze_attribute", "Unsqueeze", [x], x[:, None], opset=11, axes=[1])
    case("constant_tensor", "Constant", [], x, value=numpy_helper.from_array(x))
    case("constant_float", "Constant", [], np.float64(0.5), value_float=0.5)
    case("constant_floats", "Constant", [], [0.5, -1.5], value_floats=[0.5, -1.5])
    case("constant_int", "Constant", [], np.float64(-3), value_int=-3)
    case("constant_ints", "Constant", [], [4, 5], value_ints=[4, 5])
    case("constant_of_shape", "ConstantOfShape", [ints(2, 3)], np.full((2, 3), 1.5), value=numpy_helper.from_array(np.array([1.5])))
    case("constant_of_shape_default", "ConstantOfShape", [ints(3)], np.zeros(3))
    case("dropout", "Dropout", [x], x, opset=12, ratio=0.5)
    case("dropout_mask", "Dropout", [x], [x, np.ones_like(x)], ratio=None)


def moves():
    x = normal(4, 5, 6)
    case("transpose", "Transpose", [x], x.transpose(2, 0, 1), perm=[2, 0, 1])
    case("transpose_default", "Transpose", [x], x.T)
    case("slice_attributes", "Slice", [x], x[1:3, :, 2:], opset=9, starts=[1, 2], ends=[3, 2**63 - 1], axes=[0, 2])
    case("slice_inputs", "Slice", [x, ints(0, -4), ints(-1, 100), ints(0, 2), ints(2, 3)], x[0:-1:2, :, -4::3])
    case("slice_no_axes", "Slice", [x, ints(1, 2), ints(4, 3)], x[1:4, 2:3])
    case("slice_backwards", "Slice", [x, ints(-1), ints(-2**63), ints(1), ints(-2)], x[:, ::-2])
    case("slice_empty", "Slice", [x, ints(3), ints(1), ints(0)], x[3:1])
    case("split_even", "Split", [x], np.split(x, 2, 0))
    case("split_attribute", "Split", [x], np.split(x, [1, 3], 2), opset=11, axis=2, split=[1, 2, 3])
    case("split_input", "Split", [x, ints(2, 3)], np.split(x, [2], 1), axis=1)
    case("split_uneven", "Split", [x], np.split(x, [2, 4], 1), opset=18, axis=1, num_outputs=3)
    case("concat", "Concat", [x, x[:, :2] + 1, x[:, 3:]], np.concatenate([x, x[:, :2] + 1, x[:, 3:]], 1), axis=1)
    case("concat_last", "Concat", [x, x[..., :1].copy()], np.concatenate([x, x[..., :1]], -1), axis=-1)
    case("gather", "Gather", [x, ints(3, 0, -1)], np.take(x, [3, 0, -1], 1), axis=1)
    case("gather_matrix", "Gather", [x, np.array([[0, 1], [2, 3]])], x[[[0, 1], [2, 3]]])
    case("gather_scalar", "Gather", [x, np.array(2)], x[..., 2], axis=-1)
    case("pad_input", "Pad", [x, ints(1, 0, 2, 0, 3, 0), Stored(np.float64(1.25))], np.pad(x, [(1, 0), (0, 3), (2, 0)], constant_values=1.25))
    case("pad_attribute", "Pad", [x], np.pad(x, [(0, 1), (0, 0), (1, 0)], constant_values=-2), opset=2, pads=[0, 0, 1, 1, 0, 0], value=-2.0)
    case("pad_zero", "Pad", [x, ints(1, 1, 1, 1, 1, 1)], np.pad(x, 1))
    case("pad_crop", "Pad", [x, ints(-1, 0, 0, 2, 0, -3)], np.pad(x[1:, :, :-3], [(0, 2), (0, 0), (0, 0)]))
    case("pad_axes", "Pad", [x, ints(1, 2), None, ints(-1)], np.pad(x, [(0, 0), (0, 0), (1, 2)]), opset=18)


def tensors():
    """Every way to write numbers into a TensorProto; all values are exact in each type."""
    for name, kind, values in [
            ("float", TensorProto.FLOAT, [0.5, -2.0, 3.25]), ("double", TensorProto.DOUBLE, [0.1, -2.0, 1e300]),
            ("float16", TensorProto.FLOAT16, [0.5, -2.0, 6.103515625e-05]), ("int64", TensorProto.INT64, [2**40, -7, 0]),
            ("int32", TensorProto.INT32, [70000, -7, 0]), ("int16", TensorProto.INT16, [300, -7, 0]), ("int8", TensorProto.INT8, [100, -7, 0]),
            ("uint8", TensorProto.UINT8, [200, 7, 0]), ("uint16", TensorProto.UINT16, [40000, 7, 0]),
            ("uint32", TensorProto.UINT32, [2**32 - 1, 7, 0]), ("uint64", TensorProto.UINT64, [2**40, 7, 0]), ("bool", TensorProto.BOOL, [1, 0, 1])]:
        typed = helper.make_tensor("", kind, [3], values)
        raw = numpy_helper.from_array(np.array(values, helper.mapping.TENSOR_TYPE_TO_NP_TYPE[kind]))
        assert not typed.raw_data and raw.raw_data
        case(f"tensor_{name}_typed", "Identity", [typed], np.array(values, float))
        case(f"tensor_{name}_raw", "Identity", [raw], np.array(values, float))
    bits = (np.array([0.5, -2.0, 3.25], np.float32).view(np.uint32) >> 16).astype(np.uint16)
    case("tensor_bfloat16_raw", "Identity", [TensorProto(data_type=TensorProto.BFLOAT16, dims=[3], raw_data=bits.tobytes())], [0.5, -2.0, 3.25])
    case("tensor_bfloat16_typed", "Identity", [TensorProto(data_type=TensorProto.BFLOAT16, dims=[3], int32_data=bits.tolist())], [0.5, -2.0, 3.25])
    case("tensor_empty", "Identity", [numpy_helper.from_array(np.zeros((0, 2), np.float32))], np.zeros((0, 2)))


def main():
    for make in [
            convolutions, pools, batch_norms, elementwise, matrices, reductions, shapes, moves, tensors,
            transposed_convolutions, old_batch_norms, normalizations, functions, logic, quantization, generators, more_reductions,
            sparse_constants]:
        make()
    lines = ",\n".join(json.dumps(entry) for entry in CASES)
    with gzip.GzipFile(FOLDER / "operators.json.gz", "wb", 9, mtime=0) as file:
        file.write(f"[\n{lines}\n]\n".encode())
    print(len(CASES), "cases")


if __name__ == "__main__":
    torch.set_num_threads(2)
    main()
