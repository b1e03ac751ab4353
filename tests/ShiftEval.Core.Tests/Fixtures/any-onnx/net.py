"""Builds small ONNX graphs, and knows how the operators were written in each operator set."""
import numpy as np
from onnx import AttributeProto, TensorProto, helper, numpy_helper
from parameters import P, PARTS

IR_OF_OPSET = {6: 3, 7: 3, 8: 3, 9: 4, 12: 7, 13: 7, 14: 7, 15: 8, 17: 8, 21: 10, 22: 10}
NUMPY = {
    TensorProto.FLOAT: np.float32, TensorProto.DOUBLE: np.float64, TensorProto.FLOAT16: np.float16, TensorProto.INT64: np.int64,
    TensorProto.BOOL: np.bool_, TensorProto.UINT8: np.uint8, TensorProto.INT8: np.int8, TensorProto.INT32: np.int32}


def tensor(name, array, kind=TensorProto.FLOAT, typed=False):
    array = np.asarray(array)
    if kind == TensorProto.BFLOAT16:
        bits = (np.ascontiguousarray(array, np.float32).view(np.uint32) >> 16).astype("<u2")
        return TensorProto(name=name, data_type=kind, dims=array.shape, raw_data=bits.tobytes())
    array = array.astype(NUMPY[kind])
    return helper.make_tensor(name, kind, array.shape, array.flatten()) if typed else numpy_helper.from_array(array, name)


class Net:
    """A graph under construction; kind is the element type of images and weights, prefix keeps a subgraph's value names its own."""

    def __init__(self, opset=13, ir=None, kind=TensorProto.FLOAT, typed=False, named=True, prefix=""):
        self.opset, self.ir, self.kind = opset, ir or IR_OF_OPSET[opset], kind
        self.typed, self.named, self.prefix = typed, named, prefix
        self.nodes, self.initializers, self.inputs, self.outputs, self.functions = [], [], [], [], []
        self.list_initializers = self.ir < 4
        self.count = 0

    def input(self, name="x", shape=("N", 3, 8, 8), kind=None):
        self.inputs.append(helper.make_tensor_value_info(name, kind or self.kind, shape))
        return name

    def output(self, name, shape=("N", 3), kind=None):
        self.outputs.append(helper.make_tensor_value_info(name, kind or self.kind, shape))

    def store(self, name, array=None, kind=None):
        """An initializer; one of a name that is there already is not stored twice."""
        if all(one.name != name for one in self.initializers):
            self.initializers.append(tensor(name, P[name] if array is None else array, kind or self.kind, self.typed))
        return name

    def ints(self, name, *values):
        return self.store(name, np.array(values), TensorProto.INT64)

    def add(self, operator, inputs, output=None, name=None, **attributes):
        """One node; outputs may be one name or several, and the first is returned."""
        self.count += 1
        outputs = output if isinstance(output, list) else [output or f"{self.prefix}v{self.count}"]
        name = (name or f"/{operator}_{self.count}") if self.named else ""
        self.nodes.append(helper.make_node(operator, inputs, outputs, name=name, **attributes))
        return outputs[0]

    def constant(self, name, array, kind=None):
        return self.add("Constant", [], name, value=tensor("", array, kind or self.kind))

    def conv(self, x, name, kernel=(3, 3), pads=(1, 1, 1, 1), weight=None):
        return self.add("Conv", [x, self.store(weight or f"{name}.weight")], name=f"/{name}/Conv", kernel_shape=kernel, pads=pads)

    def norm(self, x, name, parameters=None, output=None, **attributes):
        """BatchNormalization of a layer; parameters are value names in the operator's order."""
        parameters = parameters or [self.store(f"{name}.{part}") for part in PARTS]
        if self.opset == 6:
            attributes = {"is_test": 1, **attributes}
        node = f"/{name}/BatchNormalization"
        again = sum(one.name.startswith(node) for one in self.nodes)
        return self.add("BatchNormalization", [x, *parameters], output, name=f"{node}_{again}" if again else node, **attributes)

    def relu(self, x):
        return self.add("Relu", [x])

    def gemm(self, x, name, output=None):
        attributes = {"broadcast": 1} if self.opset == 6 else {}
        inputs = [x, self.store(f"{name}.weight"), self.store(f"{name}.bias")]
        return self.add("Gemm", inputs, output, name=f"/{name}/Gemm", transB=1, **attributes)

    def pool(self, x):
        return self.add("Flatten", [self.add("GlobalAveragePool", [x])])

    def head(self, x, batch="N", declare=True):
        if declare:
            self.output("logits", (batch, 3))
        return self.gemm(self.pool(x), "fc", "logits")

    def graph(self, name="net"):
        listed = [helper.make_tensor_value_info(one.name, one.data_type, one.dims) for one in self.initializers] if self.list_initializers else []
        return helper.make_graph(self.nodes, name, self.inputs + listed, self.outputs, self.initializers)

    def model(self):
        imports = [helper.make_opsetid("", self.opset)] + ([helper.make_opsetid("layers", 1)] if self.functions else [])
        proto = helper.make_model(self.graph(), opset_imports=imports, ir_version=self.ir, producer_name="make_models.py")
        proto.functions.extend(self.functions)
        return proto


def function(name, inputs, output, body, attributes=()):
    """A model-local function of the domain `layers`; body is a Net of nodes only."""
    imports = [helper.make_opsetid("", body.opset), helper.make_opsetid("layers", 1)]
    return helper.make_function("layers", name, inputs, [output], body.nodes, imports, list(attributes))


def refer(node, attribute, kind=AttributeProto.FLOAT):
    """Lets a node of a function take an attribute of the call."""
    node.attribute.append(AttributeProto(name=attribute, ref_attr_name=attribute, type=kind))
