"""Writes rounding.csv: doubles with their float16 bits (NumPy) and bfloat16 bits (PyTorch), in hexadecimal.

PyTorch rounds to bfloat16 by way of float32, so every value here is a float32 already. Made with NumPy 1.24 and PyTorch 1.13.
"""
import numpy as np
import torch

random = np.random.default_rng(7)
patterns = random.integers(0, 2**32, 120, dtype=np.uint32)
ties = ((random.integers(0, 2**16, 40, dtype=np.uint32) << 16) | 0x8000).astype(np.uint32)
# float16 keeps 10 bits after the point: half a unit is bit 12 of a float32.
half_ties = (np.float32(1) + (2 * np.arange(20, dtype=np.float32) + 1) * np.float32(2.0**-11)).view(np.uint32)
edges = np.array([0, -0.0, 65504, 65519.996, 65520, -65520, 2.0**-24, 2.0**-25, 2.0**-25 * 1.0001, 2.0**-14, 3.4028235e38, 3.39e38,
                  1e-45, -1e-45, np.inf, -np.inf], dtype=np.float32).view(np.uint32)
values = np.concatenate([patterns, ties, half_ties, edges]).view(np.float32)
values = values[~np.isnan(values)]
with np.errstate(over="ignore"):
    half = values.astype(np.float64).astype(np.float16).view(np.uint16)
brain = torch.from_numpy(values).to(torch.bfloat16).view(torch.int16).numpy().view(np.uint16)
with open("rounding.csv", "w") as file:
    file.write("double,float16,bfloat16\n")
    for value, h, b in zip(values.astype(np.float64).view(np.uint64), half, brain):
        file.write(f"{value:016x},{h:04x},{b:04x}\n")
