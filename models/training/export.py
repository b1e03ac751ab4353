"""Networks to ONNX and back."""
import copy
import json

import onnx
import torch
from onnx import numpy_helper

from net import SmearNet
from smears import CLASSES, ROOT

OPSET = 17


def write(net, path, mode=torch.onnx.TrainingMode.PRESERVE):
    """Inference mode, any batch size. PRESERVE keeps the BatchNormalization nodes, which EVAL folds into the convolutions."""
    path.parent.mkdir(parents=True, exist_ok=True)
    net = copy.deepcopy(net).eval()
    torch.onnx.export(
        net, torch.zeros(2, 3, 64, 64), str(path), opset_version=OPSET, training=mode, do_constant_folding=False,
        input_names=["pixel_values"], output_names=["logits"],
        dynamic_axes={"pixel_values": {0: "batch"}, "logits": {0: "batch"}})
    annotate(path)


def annotate(path):
    """Tells in the file what its outputs mean and how its input is made, so that it can be moved about alone."""
    model = onnx.load(path)
    preprocess = json.loads((ROOT / "models" / "smears" / "preprocessor_config.json").read_text())
    onnx.helper.set_model_props(
        model, {"id2label": json.dumps(dict(enumerate(CLASSES))), "shifteval.preprocess": json.dumps(preprocess)})
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)


def write_folded(path, folded):
    """The same network with every BatchNorm folded into its convolution, as most exports for production have it."""
    write(read(path), folded, torch.onnx.TrainingMode.EVAL)


def read(path):
    """The network of a file that `write` made; initializers carry PyTorch's names."""
    net = SmearNet()
    state = {tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in onnx.load(path).graph.initializer}

    # The two biases that a block adds up get the same gradients, stay equal, and the exporter stores them once.
    for block in ("block2", "block3"):
        state.setdefault(f"{block}.bn3.bias", state[f"{block}.bn2.bias"])
    missing, unexpected = net.load_state_dict(state, strict=False)
    if unexpected or any(not name.endswith("num_batches_tracked") for name in missing):
        raise ValueError(f"{path}: missing {missing}, unexpected {unexpected}")
    return net.eval()
