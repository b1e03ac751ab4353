"""Reference values for the Metrics tests: scikit-learn 1.2.1, SciPy 1.10.1, NumPy 1.24.2.

Run in this folder: python3 make_metrics.py. Rewrites metrics.json.
"""
import json
import warnings

import numpy as np
from scipy import optimize, stats
from scipy.special import expit, softmax
from sklearn import metrics

warnings.simplefilter("ignore")


def student_quantile(q, df):
    """stats.t.ppf is right to 8 digits only (q = 0.9, df = 3), stats.t.cdf to 13."""
    guess = stats.t.ppf(q, df)
    return float(optimize.brentq(lambda x: stats.t.cdf(x, df) - q, 0.99 * guess, 1.01 * guess, xtol=1e-15, rtol=1e-15))


def wilson(p, n, q):
    centre = (p + q * q / (2 * n)) / (1 + q * q / n)
    half = q / (1 + q * q / n) * np.sqrt(p * (1 - p) / n + q * q / (4 * n * n))
    return [centre - half, centre + half]


def wilson_clustered(right, group, confidence):
    names = np.unique(group)
    n, g, p = len(right), len(names), right.mean()
    q = student_quantile((1 + confidence) / 2, g - 1)
    if p in (0, 1):
        return wilson(p, g, q)
    v = g / (g - 1) * sum((right[group == k].sum() - p * (group == k).sum()) ** 2 for k in names) / n**2
    return wilson(p, n / max(1, v / (p * (1 - p) / n)), q)


def newcombe(e, f, g, h, confidence):
    n, z = e + f + g + h, stats.norm.ppf((1 + confidence) / 2)
    p1, p2 = (e + f) / n, (e + g) / n
    (l1, u1), (l2, u2) = wilson(p1, n, z), wilson(p2, n, z)
    cross = e * h - f * g
    cross = cross - n / 2 if cross > n / 2 else min(cross, 0)
    product = (e + f) * (g + h) * (e + g) * (f + h)
    phi = cross / np.sqrt(product) if product else 0.0
    d = p1 - p2
    return [
        d - np.sqrt((p1 - l1) ** 2 - 2 * phi * (p1 - l1) * (u2 - p2) + (u2 - p2) ** 2),
        d + np.sqrt((p2 - l2) ** 2 - 2 * phi * (p2 - l2) * (u1 - p1) + (u1 - p1) ** 2),
    ]


def cell(rng, n, classes, groups, truth_of=None, strength=1.5):
    truth = rng.choice(truth_of if truth_of is not None else classes, n)
    group = np.sort(np.concatenate([np.arange(groups), rng.integers(0, groups, n - groups)]))
    logits = rng.normal(0, 1.5, (n, classes)) + rng.normal(0, 0.7, (groups, classes))[group]
    logits[np.arange(n), truth] += strength
    return truth, group, np.round(logits, 3).astype(np.float32)


def one_against_rest(score, truth, p, undefined):
    """Class 1 of two; of more, the mean over the classes present. None where scikit-learn refuses or warns."""
    classes = [1] if p.shape[1] == 2 else np.unique(truth)
    if any(undefined(truth == c) for c in classes):
        return None
    return float(np.mean([score(truth == c, p[:, c]) for c in classes]))


def auroc(truth, p):
    value = one_against_rest(metrics.roc_auc_score, truth, p, lambda of_class: of_class.all() or not of_class.any())
    if p.shape[1] > 2 and len(np.unique(truth)) == p.shape[1]:
        assert abs(value - metrics.roc_auc_score(truth, p, multi_class="ovr", average="macro")) < 1e-14
    return value


def bins_of(confidence, bins=15):
    """Bin of each sample: floor(bins * (mass below + half the mass tied) / n)."""
    n = len(confidence)
    return np.array([bins * (2 * (confidence < x).sum() + (confidence == x).sum()) // (2 * n) for x in confidence])


def ece(truth, predicted, p):
    confidence = p[np.arange(len(truth)), predicted]
    bin_of = bins_of(confidence)
    right = truth == predicted
    return float(sum((bin_of == b).sum() / len(truth) * abs(right[bin_of == b].mean() - confidence[bin_of == b].mean()) for b in np.unique(bin_of)))


def reliability(truth, predicted, p):
    confidence = p[np.arange(len(truth)), predicted]
    bin_of = bins_of(confidence)
    return [[int((bin_of == b).sum()), float(confidence[bin_of == b].mean()), float((truth == predicted)[bin_of == b].mean())]
            for b in np.unique(bin_of)]


def defined(value):
    return None if np.isnan(value) else float(value)


def shares(truth, predicted, classes, group, confidence):
    """Per class [value, low, high] of sensitivity, specificity, PPV and NPV, clustered; None without trials."""
    def share(hits, trials):
        if not trials.any():
            return None
        if len(np.unique(group[trials])) < 2:
            return [float(hits[trials].mean()), None, None]
        return [float(hits[trials].mean()), *map(float, wilson_clustered(hits[trials].astype(float), group[trials], confidence))]
    return [
        [share(predicted == c, truth == c), share(predicted != c, truth != c), share(truth == c, predicted == c), share(truth != c, predicted != c)]
        for c in range(classes)
    ]


def case(name, truth, group, logits, confidence):
    return {
        **measured(name, truth, group, softmax(logits.astype(np.float64), axis=1), confidence),
        "logits": [float(repr(x)) for x in logits.ravel()],
    }


def coarse(rng, n, classes, groups, truth_of=None, steps=8):
    """Probabilities in whole steps, so that ties are ties in any arithmetic; the truth's is the larger, sometimes 0 or 1."""
    truth = rng.choice(truth_of if truth_of is not None else classes, n)
    group = np.sort(np.concatenate([np.arange(groups), rng.integers(0, groups, n - groups)]))
    odds = np.full((n, classes), 0.5) + 1.2 * np.eye(classes)[truth]
    p = np.array([rng.multinomial(steps, rng.dirichlet(row)) for row in odds]) / steps
    return truth, group, p


def coarse_case(name, truth, group, p, confidence):
    return {**measured(name, truth, group, p, confidence), "probabilities": p.ravel().tolist()}


def measured(name, truth, group, p, confidence):
    classes = p.shape[1]
    predicted = p.argmax(axis=1)
    present = np.unique(truth)
    right = (truth == predicted).astype(float)
    return {
        "name": name,
        "classes": classes,
        "confidence": confidence,
        "truth": truth.tolist(),
        "group": group.tolist(),
        "accuracy": metrics.accuracy_score(truth, predicted),
        "balancedAccuracy": metrics.balanced_accuracy_score(truth, predicted),
        "macroF1": metrics.f1_score(truth, predicted, labels=present, average="macro", zero_division=0),
        "nll": metrics.log_loss(truth, p, labels=np.arange(classes), eps=1e-15),
        "auroc": auroc(truth, p),
        "auprc": one_against_rest(metrics.average_precision_score, truth, p, lambda of_class: not of_class.any()),
        "brier": float(((p - np.eye(classes)[truth]) ** 2).sum(axis=1).mean()),
        "ece": ece(truth, predicted, p),
        "kappa": defined(metrics.cohen_kappa_score(truth, predicted)),
        "quadraticKappa": defined(metrics.cohen_kappa_score(truth, predicted, labels=np.arange(classes), weights="quadratic")),
        "reliability": reliability(truth, predicted, p),
        "shares": shares(truth, predicted, classes, group, confidence),
        "confusion": metrics.confusion_matrix(truth, predicted, labels=np.arange(classes)).tolist(),
        "wilson": [*stats.binomtest(int(right.sum()), len(right)).proportion_ci(confidence, method="wilson")],
        "wilsonClustered": wilson_clustered(right, group, confidence) if len(np.unique(group)) > 1 else None,
    }


def bca(values, names, statistic, confidence, resamples, seed):
    """SciPy's BCa over groups: the statistic sees group indices."""
    def of(index, axis=-1):
        return np.apply_along_axis(lambda chosen: statistic(values[chosen.astype(int)]), axis, index)
    result = stats.bootstrap((names,), of, confidence_level=confidence, n_resamples=resamples, method="BCa",
                             vectorized=True, random_state=seed, batch=500)
    return [float(result.confidence_interval.low), float(result.confidence_interval.high)]


def bca_case(replicates, jackknife, estimate):
    z0 = stats.norm.ppf(((replicates < estimate).mean() + (replicates <= estimate).mean()) / 2)
    gap = jackknife.mean() - jackknife
    a = (gap**3).sum() / (6 * (gap**2).sum() ** 1.5)
    z = stats.norm.ppf([0.05, 0.95])
    shares = stats.norm.cdf(z0 + (z0 + z) / (1 - a * (z0 + z)))
    return {
        "replicates": replicates.tolist(), "jackknife": jackknife.tolist(), "estimate": estimate, "confidence": 0.9,
        "limits": np.quantile(replicates, shares).tolist(),
    }


def main():
    rng = np.random.default_rng(20240501)
    cases = [
        case("five classes, clustered", *cell(rng, 150, 5, 24), 0.95),
        case("a class without truth", *cell(rng, 90, 6, 15, truth_of=[0, 1, 2, 5]), 0.9),
        case("binary", *cell(rng, 80, 2, 9, strength=0.8), 0.99),
        case("worse than chance", *cell(rng, 60, 4, 12, strength=-1.0), 0.95),
    ]
    rare = cell(rng, 70, 5, 14, strength=2.5)
    rare[2][:, 3] -= 50  # a class that occurs and is never predicted
    cases.append(case("a class never predicted", *rare, 0.95))

    ties = np.random.default_rng(20261125)
    cases += [
        coarse_case("ties", *coarse(ties, 200, 4, 30), 0.95),
        coarse_case("ties, classes without truth", *coarse(ties, 120, 6, 20, truth_of=[1, 2, 5]), 0.95),
        coarse_case("ties, two classes", *coarse(ties, 100, 2, 25), 0.95),
        coarse_case("two of three classes", *coarse(ties, 60, 3, 12, truth_of=[0, 2]), 0.9),
        coarse_case("probabilities 0 and 1", *coarse(ties, 90, 3, 15, steps=1), 0.95),
        coarse_case("one class only", *coarse(ties, 40, 3, 10, truth_of=[1]), 0.95),
        coarse_case("two classes, positive only", *coarse(ties, 40, 2, 10, truth_of=[1]), 0.95),
        coarse_case("two classes, negative only", *coarse(ties, 40, 2, 10, truth_of=[0]), 0.95),
        coarse_case("one class, always right", np.ones(12, int), np.arange(12) // 2, np.tile([0.25, 0.75], (12, 1)), 0.95),
        coarse_case("one sample", np.array([2]), np.array([0]), np.array([[0.25, 0.125, 0.625]]), 0.95),
    ]

    scores = np.round(rng.normal(0, 4, 12), 2).astype(np.float32)
    multi = np.round(rng.normal(0, 4, (4, 3)), 2).astype(np.float32)
    sigmoid = expit(multi.astype(np.float64))

    # nll as a ratio of group sums, the statistic that our bootstrap resamples.
    big = cell(rng, 240, 3, 40)
    p = softmax(big[2].astype(np.float64), axis=1)[np.arange(240), big[0]]
    sums = np.array([[-np.log(p[big[1] == g]).sum(), (big[1] == g).sum()] for g in range(40)])
    right = (big[2].argmax(axis=1) == big[0]).astype(float)
    hits = np.array([[right[big[1] == g].sum(), (big[1] == g).sum()] for g in range(40)])
    ratio = lambda rows: rows[:, 0].sum() / rows[:, 1].sum()

    replicates = rng.gamma(3, 1, 400)
    jackknife = rng.gamma(2, 0.1, 30)

    differences = np.array([2, -1, 3, 0, 1, 1, -2, 4, 2, 0, 1, 3])
    permutation = stats.permutation_test((differences,), np.sum, permutation_type="samples", n_resamples=np.inf)

    json.dump({
        "cases": cases,
        "logistic": {"scores": [float(repr(x)) for x in scores], "class1": expit(scores.astype(np.float64)).tolist()},
        "sigmoids": {
            "scores": [float(repr(x)) for x in multi.ravel()],
            "columns": 3,
            "probabilities": (sigmoid / sigmoid.sum(axis=1, keepdims=True)).ravel().tolist(),
        },
        "studentQuantiles": [[q, df, student_quantile(q, df)] for q in (0.9, 0.975, 0.9995) for df in (1, 2, 3, 7, 30, 500)],
        "bootstrap": {
            "classes": 3, "truth": big[0].tolist(), "group": big[1].tolist(), "logits": [float(repr(x)) for x in big[2].ravel()],
            "confidence": 0.95, "resamples": 20000,
            "nll": bca(sums, np.arange(40.0), ratio, 0.95, 20000, 7),
            "accuracy": bca(hits, np.arange(40.0), ratio, 0.95, 20000, 7),
        },
        "bca": bca_case(replicates, jackknife, float(np.quantile(replicates, 0.45))),
        "bcaTies": bca_case(np.round(replicates), jackknife, 3.0),
        "mcnemar": [[b, c, float(stats.binomtest(b, b + c).pvalue) if b + c else 1.0] for b, c in ((0, 0), (5, 0), (3, 3), (12, 4), (1, 19), (210, 260))],
        "newcombe": [
            {"table": list(table), "confidence": confidence, "limits": newcombe(*table, confidence)}
            for table in ((59, 6, 16, 80), (1, 1, 7, 12), (14, 5, 0, 22), (0, 9, 4, 0), (50, 0, 0, 0), (0, 0, 6, 0), (40, 0, 0, 3))
            for confidence in (0.95, 0.99)
        ],
        "signFlip": {"differences": differences.tolist(), "p": float(permutation.pvalue)},
    }, open("metrics.json", "w"), indent=None, separators=(",", ":"))


if __name__ == "__main__":
    main()
