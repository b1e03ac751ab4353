"""Asks onnx.checker about files: one line of JSON for each path given, with its complaint or null, with and without shape inference.

Files are read and never written: check_model of a path with full_check=True would write the inferred shapes back into the file, so shapes
are inferred in memory. Exit code 3 where Python has no onnx module.
"""
import json
import sys

try:
    import onnx
    import onnx.checker
    import onnx.shape_inference
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)


def infer(path):
    onnx.shape_inference.infer_shapes(onnx.load(path, load_external_data=False), check_type=True, strict_mode=True)


def complaint(check, path):
    try:
        check(path)
    except Exception as error:  # The checker throws what it likes.
        return str(error).strip().split("\n")[0] or type(error).__name__
    return None


for path in sys.argv[1:]:
    plain = complaint(onnx.checker.check_model, path)
    print(json.dumps({"path": path, "plain": plain, "full": plain or complaint(infer, path)}))
