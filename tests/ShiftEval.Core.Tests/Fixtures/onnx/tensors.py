"""Writes tensors.onnx, tensors.bin and tensors.json: one tensor per element type and storage, with its values as the onnx package reads them.

Run in this folder with the onnx package (made with 1.12.0) and NumPy.
"""
import json

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

VALUES = [0.0, -0.0, 1.0, -1.5, 0.1, 3.14159265358979, 65504.0, 6.1e-05, 5.960464477539063e-08, float("inf"), float("nan")]
INTS = [0, 1, -1, 7, 2**31 - 1, -(2**31)]
FLOATS = {
    "float32": TensorProto.FLOAT,
    "float16": TensorProto.FLOAT16,
    "bfloat16": TensorProto.BFLOAT16,
    "float64": TensorProto.DOUBLE,
}

tensors = []
for name, kind in FLOATS.items():
    typed = helper.make_tensor(name + ".typed", kind, [len(VALUES)], VALUES)
    tensors.append(typed)
    if kind == TensorProto.BFLOAT16:
        raw = TensorProto(name=name + ".raw", data_type=kind, dims=[len(VALUES)])
        raw.raw_data = np.array(typed.int32_data, dtype="<u2").tobytes()
    else:
        dtype = {TensorProto.FLOAT: "<f4", TensorProto.FLOAT16: "<f2", TensorProto.DOUBLE: "<f8"}[kind]
        raw = numpy_helper.from_array(np.array(VALUES, dtype=dtype), name + ".raw")
    tensors.append(raw)
for name, kind, dtype in [("int64", TensorProto.INT64, "<i8"), ("int32", TensorProto.INT32, "<i4")]:
    tensors.append(helper.make_tensor(name + ".typed", kind, [2, 3], INTS))
    tensors.append(numpy_helper.from_array(np.array(INTS, dtype=dtype).reshape(2, 3), name + ".raw"))
tensors.append(helper.make_tensor("scalar", TensorProto.FLOAT, [], [2.5]))
tensors.append(helper.make_tensor("none", TensorProto.FLOAT, [3, 0], []))

expected = {tensor.name: [repr(value) for value in numpy_helper.to_array(tensor).astype(np.float64 if "int" not in tensor.name else np.int64).ravel().tolist()]
            for tensor in tensors}

content = b""
for tensor in [t for t in tensors if t.name.endswith(".raw")]:
    external = TensorProto(name=tensor.name.replace(".raw", ".external"), data_type=tensor.data_type, dims=tensor.dims)
    external.data_location = TensorProto.EXTERNAL
    content += b"\xff" * (-len(content) % 64)
    for key, value in [("location", "tensors.bin"), ("offset", len(content)), ("length", len(tensor.raw_data))]:
        external.external_data.add(key=key, value=str(value))
    content += tensor.raw_data
    expected[external.name] = expected[tensor.name]
    tensors.append(external)

graph = helper.make_graph(
    [helper.make_node("Identity", ["x"], ["y"])], "tensors",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])], initializer=tensors)
onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)]), "tensors.onnx")
open("tensors.bin", "wb").write(content)
json.dump(expected, open("tensors.json", "w"), indent=1)
