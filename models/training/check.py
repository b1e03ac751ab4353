"""Scores the shipped models in PyTorch, with no code of ShiftEval: what the demo and the scenarios should find.

Prints accuracy and balanced accuracy in percent on the test images. ema: the file's statistics; domain: those of the
lab's own adapt (else train) images; precise: those of the training images; all as one batch unless a batch is named.
"""
import argparse
import pathlib
import statistics

import torch

import export
import recalibrate
from smears import NEW, ROOT, SEEN, Smears

CALIBRATION_BATCHES = (2, 10, 100, 1000)


class Check:
    def __init__(self, data, models):
        self.data = Smears(data)
        self.models = pathlib.Path(models)
        self.tests = {lab: self.data.of([lab], "test") for lab in SEEN + NEW}

    def net(self, name):
        return export.read(self.models / f"{name}.onnx")

    def adapt(self, lab):
        return self.data.of([lab], "adapt" if lab in NEW else "train")[0]

    def train(self, labs):
        return self.data.of(labs, "train")[0]

    def accuracy(self, net, labs):
        return statistics.fmean(recalibrate.accuracy(net, self.tests[lab]) for lab in labs)

    def colour(self):
        """What the class could be told by without looking at shapes: mean and spread of the three channels, linearly."""
        def features(images):
            return torch.cat([images.mean((2, 3)), images.std((2, 3)), torch.ones(len(images), 1)], 1)

        images, labels = self.data.of(SEEN, "train")
        weights = torch.linalg.lstsq(features(images), torch.eye(4)[labels]).solution
        tests, truth = self.data.of(SEEN, "test")
        right = ((features(tests) @ weights).argmax(1) == truth).double().mean()
        print(f"## Accuracy of a linear classifier on mean and spread of colour, seen labs: {100 * right:.1f} (chance: 25)")

    def labs(self, names):
        print("\n## Statistics of the file and of the lab's own images: accuracy / balanced accuracy")
        print(f"{'model':24s}{'lab':8s}{'ema':>15s}{'domain':>15s}{'precise':>15s}")
        for name in names:
            net = self.net(name)
            left_out = name.split("/")[0].removeprefix("leave-out-")
            precise = recalibrate.population(net, self.train([lab for lab in SEEN if lab != left_out]))
            for lab in SEEN + NEW:
                domain = recalibrate.population(net, self.adapt(lab))
                cells = [f"{recalibrate.accuracy(n, self.tests[lab]):.1f} / {recalibrate.balanced_accuracy(n, self.tests[lab]):.1f}"
                         for n in (net, domain, precise)]
                print(f"{name:24s}{lab:8s}" + "".join(f"{cell:>15s}" for cell in cells))

    def batch_sizes(self):
        print("\n## Error over calibration batch, seen labs (mean of 5 orders), precise statistics of up to 1200 training images")
        print(f"{'model':24s}{'ema':>8s}" + "".join(f"{'B=' + str(b):>8s}" for b in CALIBRATION_BATCHES) + f"{'B=N':>8s}")
        for name in ("nbs/nbs2", "nbs/nbs32", "nbs/nbs256", "all/seed0", "all/seed1", "all/seed2"):
            net = self.net(name)
            images = self.train(SEEN)
            errors = [100 - self.accuracy(net, SEEN)]
            for batch in CALIBRATION_BATCHES:
                errors.append(100 - statistics.fmean(
                    self.accuracy(recalibrate.minibatch(net, images, batch, seed), SEEN) for seed in range(5)))
            errors.append(100 - self.accuracy(recalibrate.population(net, images), SEEN))
            print(f"{name:24s}" + "".join(f"{error:8.1f}" for error in errors))

    def checkpoints(self):
        print("\n## Error over epochs, seen labs: the file's moving averages against precise statistics")
        for path in sorted((self.models / "checkpoints").glob("*.onnx")):
            net = export.read(path)
            precise = recalibrate.population(net, self.train(SEEN))
            print(f"{path.stem:24s} ema {100 - self.accuracy(net, SEEN):5.1f}  precise {100 - self.accuracy(precise, SEEN):5.1f}")

    def wrong_lab(self):
        print("\n## Accuracy of all/seed0..2 (mean) with statistics of another lab; rows: statistics from, columns: tested on")
        nets = [self.net(f"all/seed{seed}") for seed in range(3)]
        print(f"{'':8s}" + "".join(f"{lab:>8s}" for lab in SEEN + NEW))
        for source in [None] + SEEN + NEW:
            turned = nets if source is None else [recalibrate.population(net, self.adapt(source)) for net in nets]
            cells = [statistics.fmean(self.accuracy(net, [lab]) for net in turned) for lab in SEEN + NEW]
            print(f"{source or 'ema':8s}" + "".join(f"{cell:8.1f}" for cell in cells))

    def mixed_batches(self):
        print("\n## Accuracy on the seen labs with shared and with per-lab statistics")
        for name in ("all/seed0", "one-lab-batches/seed0"):
            net = self.net(name)
            shared = recalibrate.population(net, self.train(SEEN))
            own = statistics.fmean(self.accuracy(recalibrate.population(net, self.adapt(lab)), [lab]) for lab in SEEN)
            print(f"{name:24s} ema {self.accuracy(net, SEEN):5.1f}  shared {self.accuracy(shared, SEEN):5.1f}  per lab {own:5.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=ROOT / "datasets" / "smears")
    parser.add_argument("--models", default=ROOT / "models" / "smears")
    options = parser.parse_args()
    torch.set_num_threads(1)
    check = Check(options.data, options.models)
    check.colour()
    check.labs([f"all/seed{seed}" for seed in range(3)] + [f"leave-out-{lab}/seed{seed}" for lab in SEEN for seed in range(3)])
    check.checkpoints()
    check.wrong_lab()
    check.mixed_batches()
    check.batch_sizes()


if __name__ == "__main__":
    main()
