"""BatchNorm statistics of a set of images, in PyTorch: the reference that check.py holds the shipped models against."""
import copy

import torch

from net import batch_norms


def population(net, images):
    """Statistics of all images as one batch; population variance."""
    return minibatch(net, images, len(images))


def minibatch(net, images, batch, seed=0):
    """Wu and Johnson's PreciseBN: one pass in training mode, law of total variance over batches of equal size."""
    net = copy.deepcopy(net)
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(seed))
    sums = {norm: [0, 0, 0] for norm in batch_norms(net)}

    def record(norm, inputs):
        x = inputs[0].transpose(0, 1).flatten(1).double()
        mean = x.mean(1)
        entry = sums[norm]
        entry[0] += mean
        entry[1] += x.pow(2).mean(1) if batch < len(images) else x.var(1, unbiased=False) + mean ** 2
        entry[2] += 1

    hooks = [norm.register_forward_pre_hook(record) for norm in sums]
    net.train()
    with torch.no_grad():
        for chosen in order.split(batch):
            if len(chosen) == batch:
                net(images[chosen])
    for hook, norm in zip(hooks, sums):
        hook.remove()
        mean = sums[norm][0] / sums[norm][2]
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(sums[norm][1] / sums[norm][2] - mean ** 2)
    return net.eval()


def predict(net, images):
    with torch.no_grad():
        return torch.cat([net(part) for part in images.split(100)]).argmax(1)


def accuracy(net, data):
    images, labels = data
    return 100 * (predict(net, images) == labels).double().mean().item()


def balanced_accuracy(net, data):
    images, labels = data
    right = predict(net, images) == labels
    return 100 * torch.stack([right[labels == label].double().mean() for label in labels.unique()]).mean().item()
