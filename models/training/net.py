"""The small residual network of models/smears, and its BatchNorm with a normalization batch size of its own."""
import torch
from torch import nn
from torch.nn import functional as F


class GhostBatchNorm2d(nn.BatchNorm2d):
    """BatchNorm2d that in training normalises every `size` consecutive images alone, as `size` images a device would.

    The running statistics take the mean over these groups, of their means and of their n-1 variances. In inference
    mode, and with size = None, it is BatchNorm2d.
    """

    size = None

    def forward(self, x):
        if not self.training or self.size is None:
            return super().forward(x)
        images, channels, height, width = x.shape
        groups = images // self.size
        side_by_side = x.view(groups, self.size, channels, height, width).transpose(0, 1).reshape(self.size, groups * channels, height, width)
        mean = torch.zeros(groups * channels)
        var = torch.zeros(groups * channels)
        y = F.batch_norm(side_by_side, mean, var, self.weight.repeat(groups), self.bias.repeat(groups), True, 1.0, self.eps)
        with torch.no_grad():
            self.running_mean.lerp_(mean.view(groups, channels).mean(0), self.momentum)
            self.running_var.lerp_(var.view(groups, channels).mean(0), self.momentum)
            self.num_batches_tracked += 1
        return y.view(self.size, groups, channels, height, width).transpose(0, 1).reshape(x.shape)


def conv(inputs, outputs, stride=1, size=3):
    return nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = conv(inputs, outputs, stride)
        self.bn1 = GhostBatchNorm2d(outputs)
        self.conv2 = conv(outputs, outputs)
        self.bn2 = GhostBatchNorm2d(outputs)
        self.down = conv(inputs, outputs, stride, 1) if stride > 1 else None
        self.bn3 = GhostBatchNorm2d(outputs) if stride > 1 else None

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + (x if self.down is None else self.bn3(self.down(x))))


class SmearNet(nn.Module):
    """64x64 RGB to four logits; nine BatchNorms."""

    def __init__(self, width=16, classes=4):
        super().__init__()
        self.stem = conv(3, width, 2)
        self.bn = GhostBatchNorm2d(width)
        self.block1 = Block(width, width, 1)
        self.block2 = Block(width, 2 * width, 2)
        self.block3 = Block(2 * width, 4 * width, 2)
        self.head = nn.Linear(4 * width, classes)

    def forward(self, x):
        x = F.relu(self.bn(self.stem(x)))
        x = self.block3(self.block2(self.block1(x)))
        return self.head(x.mean((2, 3)))


def batch_norms(net):
    return [module for module in net.modules() if isinstance(module, GhostBatchNorm2d)]
