"""Reference values for DeLong, random effects and operating points: NumPy 1.24.2, SciPy 1.10.1, scikit-learn 1.2.1.

Run in this folder: python3 make_inference.py. Rewrites inference.json. Nothing here shares its algorithm with the code under test: DeLong is
the double loop over pairs, REML maximises the restricted likelihood itself, thresholds are looked for among all that roc_curve lists.
"""
import json

import numpy as np
from scipy import optimize, stats
from sklearn.metrics import roc_auc_score, roc_curve


def components(truth, scores):
    """DeLong's V10 of the positives and V01 of the negatives, pair by pair."""
    wins = np.array([[1.0 if p > n else 0.5 if p == n else 0.0 for n in scores[truth == 0]] for p in scores[truth == 1]])
    return wins.mean(axis=1), wins.mean(axis=0)


def variance(v10, v01):
    return v10.var(ddof=1) / len(v10) + v01.var(ddof=1) / len(v01)


def delong(name, truth, first, second, confidence):
    z = stats.norm.ppf((1 + confidence) / 2)
    (f10, f01), (s10, s01) = components(truth, first), components(truth, second)
    areas = [f10.mean(), s10.mean()]
    assert np.allclose(areas, [roc_auc_score(truth, first), roc_auc_score(truth, second)], atol=1e-14)
    wald = lambda value, v, least: [max(value - z * np.sqrt(v), least), min(value + z * np.sqrt(v), 1)]
    v = variance(s10 - f10, s01 - f01)
    difference = areas[1] - areas[0]
    return {
        "name": name, "confidence": confidence, "truth": truth.tolist(), "first": first.tolist(), "second": second.tolist(),
        "areas": areas, "limits": [wald(areas[0], variance(f10, f01), 0), wald(areas[1], variance(s10, s01), 0)],
        "difference": difference, "differenceLimits": wald(difference, v, -1),
        "p": 2 * stats.norm.sf(abs(difference) / np.sqrt(v)),
    }


def delong_cases(rng):
    cases = []
    for name, n, steps, confidence in (("continuous", 60, None, 0.95), ("ties", 80, 8, 0.95), ("many ties", 40, 3, 0.9), ("few", 9, None, 0.95), ("skewed", 200, 16, 0.99)):
        truth = (rng.random(n) < (0.1 if name == "skewed" else 0.4)).astype(int)
        truth[:4] = [0, 1, 0, 1]
        shared = rng.normal(0, 1, n)
        scores = [1 / (1 + np.exp(-(shared + rng.normal(0, 0.7, n) + gap * truth))) for gap in (0.6, 1.1)]
        if steps:
            scores = [np.floor(steps * s) / steps for s in scores]
        cases.append(delong(name, truth, *scores, confidence))
    return cases


def restricted(tau2, y, v):
    w = 1 / (v + tau2)
    mean = (w * y).sum() / w.sum()
    return -0.5 * (np.log(v + tau2).sum() + np.log(w.sum()) + (w * (y - mean) ** 2).sum())


def pool(y, v, confidence):
    """REML by a grid and a golden section; Hartung and Knapp with a factor of at least 1; t(k - 2) for a new domain."""
    grid = np.concatenate([[0], np.geomspace(1e-8, 100, 20001)])
    best = int(np.argmax([restricted(t, y, v) for t in grid]))
    tau2 = 0.0
    if best > 0:
        # The derivative's sign change is found to more digits than the flat top of the likelihood.
        def slope(t):
            w = 1 / (v + t)
            mean = (w * y).sum() / w.sum()
            return -0.5 * (w.sum() - (w**2).sum() / w.sum() - (w**2 * (y - mean) ** 2).sum())
        tau2 = optimize.brentq(slope, grid[best - 1], grid[best + 1], xtol=1e-16, rtol=1e-14) if slope(grid[best - 1]) > 0 > slope(grid[best + 1]) else 0.0
    w = 1 / (v + tau2)
    mean, k = (w * y).sum() / w.sum(), len(y)
    se = np.sqrt(max(1, (w * (y - mean) ** 2).sum() / (k - 1)) / w.sum())
    t = lambda df: float(optimize.brentq(lambda x: stats.t.cdf(x, df) - (1 + confidence) / 2, 0, 1e4, xtol=1e-14))
    return {
        "y": y.tolist(), "v": v.tolist(), "confidence": confidence, "tau2": float(tau2), "mean": float(mean), "standardError": float(se),
        "limits": [float(mean - t(k - 1) * se), float(mean + t(k - 1) * se)],
        "prediction": [float(mean - t(k - 2) * np.sqrt(tau2 + se**2)), float(mean + t(k - 2) * np.sqrt(tau2 + se**2))],
    }


def bcg():
    """Log risk ratios of tuberculosis, vaccinated against not: Colditz et al. (1994), as in metafor's dat.bcg."""
    table = np.array([
        [4, 119, 11, 128], [6, 300, 29, 274], [3, 228, 11, 209], [62, 13536, 248, 12619], [33, 5036, 47, 5761], [180, 1361, 372, 1079],
        [8, 2537, 10, 619], [505, 87886, 499, 87892], [29, 7470, 45, 7232], [17, 1699, 65, 1600], [186, 50448, 141, 27197],
        [5, 2493, 3, 2338], [27, 16886, 29, 17825]], float)
    a, b, c, d = table.T
    return np.log(a / (a + b) / (c / (c + d))), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)


def random_effects(rng):
    published = pool(*bcg(), 0.95)
    assert abs(published["tau2"] - 0.3132) < 5e-5 and abs(published["mean"] + 0.7145) < 5e-5, published
    cases = [published]
    for k, spread in ((3, 0.5), (4, 0.0), (6, 1.0), (12, 0.2), (5, 0.05)):
        v = rng.uniform(0.02, 0.4, k)
        cases.append(pool(rng.normal(1.5, np.sqrt(v + spread**2)), v, 0.9 if k == 6 else 0.95))
    return cases


def shares(p, low, high, n_effective):
    """Logit and variance of a share whose effective number of samples is known."""
    if 0 < p < 1:
        return [float(np.log(p / (1 - p))), float(1 / (n_effective * p * (1 - p)))]
    x = p * n_effective
    return [float(np.log((x + 0.5) / (n_effective - x + 0.5))), float(1 / (x + 0.5) + 1 / (n_effective - x + 0.5))]


def wilson_effects():
    rows = []
    for p, n, groups in ((0.9, 100, None), (0.97, 33.7, 12), (0.4, 250.5, 40), (1.0, 20, 20), (0.0, 15, 15), (1.0, 50, None), (0.5, 12, 5)):
        q = stats.norm.ppf(0.975) if groups is None else float(optimize.brentq(lambda x: stats.t.cdf(x, groups - 1) - 0.975, 0, 100, xtol=1e-15))
        # Limits as the roots of (p - L)^2 = q^2/n * L(1 - L).
        low, high = np.sort(np.roots([1 + q * q / n, -(2 * p + q * q / n), p * p]).real)
        rows.append({"value": p, "low": 0.0 if p == 0 else float(low), "high": 1.0 if p == 1 else float(high),
                     "interval": "wilson" if groups is None else "wilson-clustered", "groups": groups or n, "effect": shares(p, low, high, n)})
    return rows


def operating_points(rng):
    cases = []
    for n, steps in ((50, None), (60, 10), (40, 4), (12, 2)):
        truth = (rng.random(n) < 0.4).astype(int)
        truth[:2] = [0, 1]
        scores = 1 / (1 + np.exp(-(rng.normal(0, 1, n) + 1.2 * truth)))
        if steps:
            scores = np.round(steps * scores) / steps
        # Every score is a threshold; the first that roc_curve lists lies above all of them.
        false, true, thresholds = roc_curve(truth, scores, drop_intermediate=False)
        for metric, level in [(m, l) for m in ("sensitivity", "specificity") for l in (0.3, 0.5, 0.75, 0.9, 0.95, 1.0)]:
            if metric == "sensitivity":
                threshold = max(t for t, share in zip(thresholds[1:], true[1:]) if share >= level)
            else:
                holding = [t for t, share in zip(thresholds[1:], false[1:]) if 1 - share >= level - 1e-15]
                threshold = min(holding) if holding else None
            cut = np.inf if threshold is None else threshold
            cases.append({
                "point": f"{metric}={level}", "truth": truth.tolist(), "scores": scores.tolist(), "threshold": threshold,
                "sensitivity": float((scores[truth == 1] >= cut).mean()), "specificity": float((scores[truth == 0] < cut).mean()),
            })
    return cases


def main():
    rng = np.random.default_rng(20261125)
    json.dump({
        "delong": delong_cases(rng),
        "randomEffects": random_effects(rng),
        "wilsonEffects": wilson_effects(),
        "operatingPoints": operating_points(rng),
    }, open("inference.json", "w"), separators=(",", ":"))


if __name__ == "__main__":
    main()
