"""Writes NAME.onnx and NAME.unfolded.onnx: small nets with the patterns of known ones, BatchNorm folded in by the exporter, and as they were.

Run in this folder with PyTorch (made with 1.13.0). Every net takes x [N, 3, 16, 16]; weights and statistics are random.
"""
import torch
from torch import nn


class Residual(nn.Module):
    """conv-BN-ReLU-conv-BN added to a shortcut of conv-BN, then ReLU: resnet."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(norm_conv(3, 4, 3), nn.ReLU(), norm_conv(4, 6, 3))
        self.shortcut = norm_conv(3, 6, 1)
        self.head = nn.Linear(6, 5)

    def forward(self, x):
        x = torch.relu(self.body(x) + self.shortcut(x))
        return self.head(torch.flatten(nn.functional.adaptive_avg_pool2d(x, 1), 1))


class InvertedResidual(nn.Module):
    """Expansion, depthwise and linear projection, ReLU6: mobilenet_v2."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(norm_conv(3, 4, 3), nn.ReLU6())
        self.block = nn.Sequential(norm_conv(4, 8, 1), nn.ReLU6(), norm_conv(8, 8, 3, groups=8), nn.ReLU6(), norm_conv(8, 4, 1))
        self.last = nn.Sequential(norm_conv(4, 8, 1), nn.ReLU6())
        self.head = nn.Linear(8, 5)

    def forward(self, x):
        x = self.stem(x)
        return self.head(self.last(x + self.block(x)).mean([2, 3]))


class SqueezeExcite(nn.Module):
    """SiLU, and a gate from pooled values whose two convolutions have a bias and no BatchNorm: efficientnet."""

    def __init__(self, gate=nn.Sigmoid, activation=nn.SiLU):
        super().__init__()
        self.expand = nn.Sequential(norm_conv(3, 8, 1), activation(), norm_conv(8, 8, 3, groups=8), activation())
        self.squeeze = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(8, 2, 1), nn.SiLU(), nn.Conv2d(2, 8, 1), gate())
        self.project = norm_conv(8, 4, 1)
        self.last = nn.Sequential(norm_conv(4, 8, 1), activation())
        self.head = nn.Linear(8, 5)

    def forward(self, x):
        x = self.expand(x)
        x = self.last(self.project(x * self.squeeze(x)))
        return self.head(torch.flatten(nn.functional.adaptive_avg_pool2d(x, 1), 1))


class Dense(nn.Module):
    """BN-ReLU-conv blocks whose inputs are concatenated; only the BatchNorms right behind a convolution fold: densenet."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(norm_conv(3, 4, 3), nn.ReLU())
        self.layer = nn.Sequential(norm(4), nn.ReLU(), norm_conv(4, 6, 1), nn.ReLU(), nn.Conv2d(6, 2, 3, padding=1, bias=False))
        self.transition = nn.Sequential(norm(6), nn.ReLU(), nn.Conv2d(6, 4, 1, bias=False), nn.AvgPool2d(2))
        self.last = nn.Sequential(norm(4), nn.ReLU())
        self.head = nn.Linear(4, 5)

    def forward(self, x):
        x = self.stem(x)
        x = self.last(self.transition(torch.cat([x, self.layer(x)], 1)))
        return self.head(torch.flatten(nn.functional.adaptive_avg_pool2d(x, 1), 1))


class Segmentation(nn.Module):
    """An attention map from a convolution with a bias, upsampling, and scores per pixel behind a Sigmoid."""

    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(norm_conv(3, 6, 3, stride=2), nn.LeakyReLU(0.1), norm_conv(6, 6, 3), nn.Mish())
        self.attention = nn.Conv2d(6, 1, 1)
        self.up = nn.Sequential(nn.Upsample(scale_factor=2), norm_conv(6, 4, 3), nn.Hardswish())
        self.head = nn.Conv2d(4, 2, 1)

    def forward(self, x):
        x = self.down(x)
        return torch.sigmoid(self.head(self.up(x * torch.sigmoid(self.attention(x)))))


def norm(channels):
    module = nn.BatchNorm2d(channels)
    nn.init.uniform_(module.weight, 0.5, 1.5)
    nn.init.normal_(module.bias)
    nn.init.normal_(module.running_mean)
    nn.init.uniform_(module.running_var, 0.5, 2)
    return module


def norm_conv(inputs, outputs, size, stride=1, groups=1):
    return nn.Sequential(nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=False), norm(outputs))


def export(net, path, **options):
    axes = {"x": {0: "N"}, "y": {0: "N"}}
    torch.onnx.export(net, torch.zeros(1, 3, 16, 16), path, input_names=["x"], output_names=["y"], dynamic_axes=axes, opset_version=13, **options)


if __name__ == "__main__":
    torch.manual_seed(0)
    nets = {
        "residual": Residual(),
        "inverted-residual": InvertedResidual(),
        "squeeze-excite": SqueezeExcite(),
        "squeeze-excite-hard": SqueezeExcite(nn.Hardsigmoid, nn.Hardswish),
        "dense": Dense(),
        "segmentation": Segmentation(),
    }
    for name, net in nets.items():
        export(net.eval(), f"{name}.onnx")
        export(net.eval(), f"{name}.unfolded.onnx", training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False)
