"""Makes the fixtures beside it: a manifest with the header of Camelyon17 in WILDS (invented rows), and hashes by hashlib.

python3 make_fixtures.py
"""

import hashlib
import json
import pathlib

HERE = pathlib.Path(__file__).parent


def camelyon():
    rows = [",patient,node,x_coord,y_coord,tumor,slide,center,split"]
    number = 0
    for center, patient, slide, split in [(0, "004", 0, 0), (1, "020", 10, 0), (2, "042", 20, 1), (2, "051", 28, 1)]:
        for i in range(5):
            rows.append(f"{number},{patient},{i % 2 + 3},{3328 + 32 * i},{21792 + 7 * number},{i % 2},{slide},{center},{split}")
            number += 1
    (HERE / "camelyon17.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def sha(text):
    return hashlib.sha256(text.encode("utf-8"))


def half(seed, domain, group):
    first = int.from_bytes(sha(f"shifteval.split/1\n{seed}\n{domain}\n{group}").digest()[:8], "big")
    return "adapt" if first < 2**63 else "test"


def hashes():
    ids = [f"lab{d}/image {i}é.png" for d in "ABC" for i in range(8)]
    files = {name: sha(f"content of {name}").hexdigest() for name in ids}
    by_ordinal = sorted(ids)  # code points and UTF-16 units order these ids alike
    document = {
        "halves": [
            {"seed": seed, "domain": domain, "group": group, "half": half(seed, domain, group)}
            for seed in (0, 1, -7, 2**40)
            for domain in ("labA", "labß")
            for group in ("", "1", "2", "patient 03", "Ä/x.png")
        ],
        "orders": [
            {"seed": seed, "ids": ids, "shuffled": sorted(ids, key=lambda name: sha(f"{seed}\n{name}").digest())}
            for seed in (0, 1, -7)
        ],
        "files": files,
        "dataSha256": sha("".join(f"{name}\t{files[name]}\n" for name in by_ordinal)).hexdigest(),
        "sampleIdsSha256": sha("".join(f"{name}\n" for name in by_ordinal)).hexdigest(),
    }
    (HERE / "hashes.json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


camelyon()
hashes()
