"""The tiny residual CNN: six BatchNorms, three classes; trained on the source labs and exported three ways."""
import copy

import numpy as np
import onnx
import torch
from torch import nn

SIZE = 24
EPOCHS = 40


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.down = None if inputs == outputs else nn.Sequential(
            nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return torch.relu(y + (x if self.down is None else self.down(x)))


class Tiny(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, 1, 1, bias=False)
        self.bn = nn.BatchNorm2d(8)
        self.blocks = nn.Sequential(Block(8, 8, 1), Block(8, 16, 2))
        self.head = nn.Linear(16, 3)

    def forward(self, x):
        x = self.blocks(nn.functional.max_pool2d(torch.relu(self.bn(self.conv(x))), 2))
        return self.head(torch.flatten(nn.functional.adaptive_avg_pool2d(x, 1), 1))


def train(inputs, labels):
    """Batches mixed across labs; flips and quarter turns. Returns the model in evaluation mode."""
    torch.manual_seed(7)
    rng = np.random.default_rng(7)
    model = Tiny()
    optimizer = torch.optim.Adam(model.parameters(), 0.01, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, EPOCHS)
    for _ in range(EPOCHS):
        order = rng.permutation(len(inputs))
        for start in range(0, len(order) - 15, 16):
            batch = np.stack([
                np.rot90(inputs[i, :, :, ::rng.choice([-1, 1])], rng.integers(4), (1, 2)) for i in order[start:start + 16]])
            loss = nn.functional.cross_entropy(model(torch.from_numpy(batch)), torch.from_numpy(labels[order[start:start + 16]]))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        schedule.step()
    return model.eval()


def export(model, folder):
    """model.onnx and model.batch1.onnx keep their BatchNorm nodes; model.folded.onnx is the exporter's default."""
    common = {"input_names": ["image"], "output_names": ["logits"], "opset_version": 13}
    dynamic = {"dynamic_axes": {"image": {0: "batch"}, "logits": {0: "batch"}}}
    keep = {"training": torch.onnx.TrainingMode.PRESERVE, "do_constant_folding": False}
    sample = torch.zeros(1, 3, SIZE, SIZE)
    torch.onnx.export(copy.deepcopy(model), sample, folder / "model.onnx", **common, **keep, **dynamic)
    torch.onnx.export(copy.deepcopy(model), sample, folder / "model.batch1.onnx", **common, **keep)
    torch.onnx.export(copy.deepcopy(model), sample, folder / "model.folded.onnx", **common, **dynamic)

    for name, expected in [("model.onnx", 6), ("model.batch1.onnx", 6), ("model.folded.onnx", 0)]:
        graph = onnx.load(folder / name).graph
        initializers = {tensor.name for tensor in graph.initializer}
        norms = [node for node in graph.node if node.op_type == "BatchNormalization"]
        assert len(norms) == expected, (name, len(norms))
        assert all(value in initializers for node in norms for value in node.input[3:]), name
