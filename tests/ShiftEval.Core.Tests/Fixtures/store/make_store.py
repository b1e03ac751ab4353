"""Writes statistics files as any program could: struct and json alone, keys as they come, no filling up of the header.

    python3 make_store.py
"""

import json
import struct


def write(path, metadata, tensors):
    header, data = {"__metadata__": metadata}, b""
    for name, values in tensors:
        raw = struct.pack(f"<{len(values)}d", *values)
        header[name] = {"dtype": "F64", "shape": [len(values)], "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


write("moments.safetensors", {"format": "shifteval.moments/1", "forward": "minibatch"}, [
    ("stem.mean", [1.5, -2.25]), ("stem.count", [8.0]), ("stem.m2", [4.0, 1e-300]),
    ("a.count", [2.0]), ("a.mean", [0.1]), ("a.m2", [0.2]),
])
write("values.safetensors", {"format": "shifteval.statistics/1"}, [("größe.mean", [0.1, 0.2, 0.3]), ("größe.var", [1 / 3, 0.0, 7e10])])
