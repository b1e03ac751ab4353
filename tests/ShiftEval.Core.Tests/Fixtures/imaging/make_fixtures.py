#!/usr/bin/env python3
"""Makes the image fixtures beside this file and what Pillow says about them. Made with Pillow 9.4.0 and NumPy 1.24.2.

  NAME.EXT + NAME.EXT.rgb   an image and Image.open(NAME.EXT).convert("RGB"); 16-bit gray: the high byte, see rgb_of
  resize.bin                sources and Image.resize of them, every filter
  preprocess.bin            sources, configurations and the float32 tensors of Hugging Face's image processors
All integers are little-endian int32. An image is width, height, then the pixels row by row.
"""
import io
import json
import math
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image, ImageCms, PngImagePlugin

HERE = pathlib.Path(__file__).parent
RNG = np.random.default_rng(20240517)


def synthetic(width, height, channels=3):
    """Gradients with noise and a hard edge: smooth areas, grain and ringing in one picture."""
    y, x = np.mgrid[0:height, 0:width]
    planes = []
    for c in range(channels):
        gradient = 255 * ((c + 1) * x / max(1, width - 1) / channels + (channels - c) * y / max(1, height - 1) / channels) / 2
        edge = 90.0 * (((x - width / 3) ** 2 + (y - height / 2) ** 2) < (min(width, height) / 4) ** 2)
        planes.append(gradient + edge + RNG.normal(0, 12, (height, width)))
    array = np.clip(np.stack(planes, -1), 0, 255).round().astype(np.uint8)
    return array if channels > 1 else array[..., 0]


def packed(image):
    array = np.asarray(image)
    return struct.pack("<ii", array.shape[1], array.shape[0]) + array.tobytes()


def rgb_of(path):
    """Pillow's RGB; 16-bit gray, where Pillow's releases differ, is the high byte in every channel."""
    image = Image.open(path)
    if image.mode.startswith("I"):
        high = (np.asarray(image).astype(np.uint32) >> 8).astype(np.uint8)
        return Image.fromarray(np.stack([high] * 3, -1))
    return image.convert("RGB")


def keep(name, data=None, image=None, **options):
    path = HERE / name
    if data is not None:
        path.write_bytes(data)
    else:
        image.save(path, **options)
    (HERE / (name + ".rgb")).write_bytes(packed(rgb_of(path)))


def icc_profile():
    """A matrix profile whose red and green primaries are swapped: colour management would be plain to see."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack(">I", data[128:132])[0]
    offsets = {bytes(data[132 + 12 * i:136 + 12 * i]): 132 + 12 * i for i in range(count)}
    red, green = offsets[b"rXYZ"], offsets[b"gXYZ"]
    data[red + 4:red + 12], data[green + 4:green + 12] = data[green + 4:green + 12], data[red + 4:red + 12]
    data[24:36] = struct.pack(">6H", 2024, 1, 1, 0, 0, 0)  # the creation date, so that the file is the same every time
    return bytes(data)


# ---- containers that Pillow cannot write ----

def png(width, height, bit_depth, colour, rows, extra=b""):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    raw = b"".join(b"\0" + row for row in rows)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bit_depth, colour, 0, 0, 0)) + extra
            + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b""))


def interlaced_png(array):
    """Adam7, RGB 8 bit."""
    height, width = array.shape[:2]
    raw = b""
    for x0, y0, dx, dy in [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]:
        part = array[y0::dy, x0::dx]
        if part.size:
            raw += b"".join(b"\0" + row.tobytes() for row in part)

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 1))
            + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b""))


def tiff(width, height, bits, photometric, segments, order="<", tile=None, planar=1, compression=1, extras=(), colormap=None,
         orientation=None, rows_per_strip=None, subsampling=None):
    """A one-page TIFF of given strips or tiles (already encoded)."""
    entries = {256: (3, [width]), 257: (3, [height]), 258: (3, list(bits)), 259: (3, [compression]), 262: (3, [photometric]),
               277: (3, [len(bits)]), 284: (3, [planar])}
    if extras:
        entries[338] = (3, list(extras))
    if colormap is not None:
        entries[320] = (3, list(colormap))
    if subsampling:
        entries[530] = (3, list(subsampling))
    if orientation:
        entries[274] = (3, [orientation])
    place = 324 if tile else 273
    if tile:
        entries[322], entries[323] = (3, [tile[0]]), (3, [tile[1]])
    else:
        entries[278] = (3, [rows_per_strip or height])
    entries[place], entries[325 if tile else 279] = (4, [0] * len(segments)), (4, [len(s) for s in segments])
    body_start = 8 + 2 + 12 * len(entries) + 4
    sizes = {t: len(v) * (2 if k == 3 else 4) for t, (k, v) in entries.items()}
    cursor, at = body_start, {}
    for tag in sorted(entries):
        if sizes[tag] > 4:
            at[tag] = cursor
            cursor += sizes[tag]
    offsets = []
    for segment in segments:
        cursor += cursor & 1
        offsets.append(cursor)
        cursor += len(segment)
    entries[place] = (4, offsets)
    out = bytearray(cursor)
    out[0:8] = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    out[8:10] = struct.pack(order + "H", len(entries))
    for i, tag in enumerate(sorted(entries)):
        kind, values = entries[tag]
        blob = struct.pack(order + ("H" if kind == 3 else "I") * len(values), *values)
        out[10 + 12 * i:18 + 12 * i] = struct.pack(order + "HHI", tag, kind, len(values))
        if len(blob) <= 4:
            out[18 + 12 * i:18 + 12 * i + len(blob)] = blob
        else:
            out[18 + 12 * i:22 + 12 * i] = struct.pack(order + "I", at[tag])
            out[at[tag]:at[tag] + len(blob)] = blob
    for offset, segment in zip(offsets, segments):
        out[offset:offset + len(segment)] = segment
    return bytes(out)


def packed_bits(array, bits):
    """Rows of values below 2**bits, packed big end first."""
    rows = []
    for row in array:
        text = "".join(format(int(v), f"0{bits}b") for v in row)
        text += "0" * (-len(text) % 8)
        rows.append(bytes(int(text[i:i + 8], 2) for i in range(0, len(text), 8)))
    return rows


def tiles_of(array, tw, th):
    height, width = array.shape[:2]
    pad = [(0, -height % th), (0, -width % tw)] + [(0, 0)] * (array.ndim - 2)
    whole = np.pad(array, pad)
    return [np.ascontiguousarray(whole[y:y + th, x:x + tw]) for y in range(0, height, th) for x in range(0, width, tw)]


def make_images():
    rgb = Image.fromarray(synthetic(37, 29))
    wide = Image.fromarray(synthetic(64, 48))
    gray = Image.fromarray(synthetic(23, 17, 1))
    rgba_array = np.dstack([synthetic(31, 26), RNG.integers(0, 256, (26, 31), dtype=np.uint8)])
    rgba_array[:10, :10, 3] = 0
    rgba_array[12:20, :, 3] = 255
    rgba = Image.fromarray(rgba_array, "RGBA")
    cmyk = Image.fromarray(synthetic(40, 33, 4), "CMYK")
    gray16 = RNG.integers(0, 65536, (19, 27), dtype=np.uint16)
    palette = rgb.quantize(57)

    keep("rgb-420.jpg", image=wide, quality=85, subsampling=2)
    keep("rgb-422.jpg", image=rgb, quality=85, subsampling=1)
    keep("rgb-444.jpg", image=rgb, quality=92, subsampling=0)
    keep("gray.jpg", image=gray, quality=80)
    keep("progressive.jpg", image=wide, quality=75, progressive=True)
    keep("cmyk.jpg", image=cmyk, quality=90)
    keep("icc.jpg", image=rgb, quality=90, icc_profile=icc_profile())
    exif = Image.Exif()
    exif[0x0112] = 6
    keep("orientation.jpg", image=wide, quality=85, exif=exif)

    keep("rgb.png", image=rgb)
    keep("rgba.png", image=rgba)
    keep("palette.png", image=palette)
    keep("palette-trns.png", image=palette, transparency=bytes(RNG.integers(0, 256, 40, dtype=np.uint8)))
    keep("palette-4bit.png", image=rgb.quantize(13), bits=4)
    keep("rgb-trns.png", image=rgb, transparency=rgb.getpixel((3, 3)))
    keep("gray.png", image=gray)
    keep("gray-trns.png", image=gray, transparency=gray.getpixel((3, 3)))
    keep("gray-alpha.png", image=rgba.convert("LA"))
    keep("bilevel.png", image=gray.convert("1"))
    keep("gray-2bit.png", png(23, 17, 2, 0, packed_bits(np.asarray(gray) >> 6, 2)))
    keep("gray-4bit.png", png(23, 17, 4, 0, packed_bits(np.asarray(gray) >> 4, 4)))
    keep("gray-16bit.png", image=Image.fromarray(gray16.astype(np.int32), "I"))
    wide16 = RNG.integers(0, 65536, (19, 27, 4), dtype=np.uint16).astype(">u2")
    keep("rgb-16bit.png", png(27, 19, 16, 2, [row[:, :3].tobytes() for row in wide16]))
    keep("rgba-16bit.png", png(27, 19, 16, 6, [row.tobytes() for row in wide16]))
    keep("gray-alpha-16bit.png", png(27, 19, 16, 4, [row[:, :2].tobytes() for row in wide16]))
    keep("interlaced.png", interlaced_png(np.asarray(rgb)))
    keep("icc.png", image=rgb, icc_profile=icc_profile())
    gamma = PngImagePlugin.PngInfo()
    gamma.add(b"gAMA", struct.pack(">I", 100000))
    gamma.add(b"cHRM", struct.pack(">8I", 31270, 32900, 30000, 60000, 64000, 33000, 15000, 6000))
    keep("gamma.png", image=rgb, pnginfo=gamma)
    gamma = PngImagePlugin.PngInfo()
    gamma.add(b"gAMA", struct.pack(">I", 100000))
    keep("gamma-gray-16bit.png", image=Image.fromarray(gray16.astype(np.int32), "I"), pnginfo=gamma)
    keep("gamma-gray.png", image=gray, pnginfo=gamma)

    keep("rgb.bmp", image=rgb)
    keep("palette.bmp", image=palette)
    keep("gray.bmp", image=gray)
    keep("bilevel.bmp", image=gray.convert("1"))
    keep("rgba.bmp", image=rgba)

    keep("lossy.webp", image=rgb, quality=80)
    keep("lossless.webp", image=rgb, lossless=True)
    keep("alpha-lossy.webp", image=rgba, quality=80)
    keep("alpha-lossless.webp", image=rgba, lossless=True, exact=True)

    keep("rgb-raw.tiff", image=rgb)
    keep("rgb-lzw.tiff", image=rgb, compression="tiff_lzw")
    keep("rgb-lzw-predictor.tiff", image=rgb, compression="tiff_lzw", tiffinfo={317: 2})
    keep("rgb-deflate.tiff", image=rgb, compression="tiff_adobe_deflate")
    keep("rgb-packbits.tiff", image=rgb, compression="packbits")
    keep("rgb-jpeg.tiff", image=wide, compression="jpeg", quality=85, strip_size=2048)
    keep("ycbcr-jpeg.tiff", image=wide.convert("YCbCr"), compression="jpeg", quality=85, strip_size=2048)
    stream = io.BytesIO()
    wide.save(stream, format="JPEG", quality=85, subsampling=2)
    keep("ycbcr-420-jpeg.tiff", tiff(64, 48, [8] * 3, 6, [stream.getvalue()], compression=7, subsampling=(2, 2)))
    parts = []
    for part in tiles_of(np.asarray(wide), 32, 32):
        stream = io.BytesIO()
        Image.fromarray(part).save(stream, format="JPEG", quality=85, subsampling=2)
        parts.append(stream.getvalue())
    keep("ycbcr-420-jpeg-tiled.tiff", tiff(64, 48, [8] * 3, 6, parts, tile=(32, 32), compression=7, subsampling=(2, 2)))
    keep("rgba.tiff", image=rgba)
    keep("gray.tiff", image=gray)
    keep("gray-lzw.tiff", image=gray, compression="tiff_lzw")
    keep("gray-alpha.tiff", image=rgba.convert("LA"))
    keep("bilevel-g4.tiff", image=gray.convert("1"), compression="group4")
    keep("bilevel-raw.tiff", image=gray.convert("1"))
    keep("palette.tiff", image=palette)
    keep("cmyk.tiff", image=cmyk)
    keep("cmyk-lzw.tiff", image=cmyk, compression="tiff_lzw")
    keep("gray-16bit.tiff", image=Image.fromarray(gray16, "I;16"))
    keep("gray-16bit-lzw.tiff", image=Image.fromarray(gray16, "I;16"), compression="tiff_lzw")

    array = np.asarray(rgb)
    keep("tiled.tiff", tiff(37, 29, [8] * 3, 2, [t.tobytes() for t in tiles_of(array, 16, 16)], tile=(16, 16)))
    keep("tiled-deflate.tiff", tiff(37, 29, [8] * 3, 2, [zlib.compress(t.tobytes()) for t in tiles_of(array, 32, 16)], tile=(32, 16),
                                    compression=8))
    keep("tiled-gray-16bit.tiff", tiff(27, 19, [16], 1, [zlib.compress(t.astype("<u2").tobytes()) for t in tiles_of(gray16, 16, 16)],
                                       tile=(16, 16), compression=8))
    keep("planar.tiff", tiff(37, 29, [8] * 3, 2, [zlib.compress(array[y:y + 10, :, c].tobytes()) for c in range(3) for y in (0, 10, 20)],
                             planar=2, compression=8, rows_per_strip=10))
    keep("bigendian-16bit-rgb.tiff", tiff(27, 19, [16] * 3, 2, [b"".join(row[:, :3].tobytes() for row in wide16)], order=">"))
    keep("bigendian-gray-16bit.tiff", tiff(27, 19, [16], 1, [gray16.astype(">u2").tobytes()], order=">"))
    premultiplied = rgba_array.copy()
    premultiplied[..., :3] = (rgba_array[..., :3].astype(int) * rgba_array[..., 3:] + 127) // 255
    keep("associated-alpha.tiff", tiff(31, 26, [8] * 4, 2, [premultiplied.tobytes()], extras=[1]))
    keep("white-is-zero.tiff", tiff(23, 17, [8], 0, [np.asarray(gray).tobytes()]))
    keep("white-is-zero-bilevel.tiff", tiff(23, 17, [1], 0, [b"".join(packed_bits(np.asarray(gray) >> 7, 1))]))
    keep("gray-4bit.tiff", tiff(23, 17, [4], 1, [b"".join(packed_bits(np.asarray(gray) >> 4, 4))]))
    keep("gray-2bit.tiff", tiff(23, 17, [2], 1, [b"".join(packed_bits(np.asarray(gray) >> 6, 2))]))
    colours = RNG.integers(0, 65536, 48)
    keep("palette-4bit.tiff", tiff(23, 17, [4], 3, [b"".join(packed_bits(np.asarray(gray) >> 4, 4))], colormap=colours))
    for orientation in range(2, 9):
        small = np.asarray(rgb)[:7, :11]
        keep(f"orientation-{orientation}.tiff", tiff(11, 7, [8] * 3, 2, [small.tobytes()], orientation=orientation))
    first, second = io.BytesIO(), wide
    rgb.save(first, format="TIFF", save_all=True, append_images=[second], compression="tiff_lzw")
    keep("two-pages.tiff", first.getvalue())


def make_resizes():
    jobs = [((61, 47), [(30, 20), (97, 80), (61, 20), (30, 47), (13, 80), (1, 1), (61, 47), (7, 5), (62, 46)]),
            ((1, 1), [(5, 4)]), ((3, 1), [(8, 9)]), ((1, 40), [(3, 17)]), ((200, 3), [(9, 11)]), ((2, 150), [(7, 11)])]
    with open(HERE / "resize.bin", "wb") as out:
        out.write(struct.pack("<i", len(jobs)))
        for (width, height), sizes in jobs:
            source = Image.fromarray(synthetic(width, height) if width * height > 200
                                     else RNG.integers(0, 256, (height, width, 3), dtype=np.uint8))
            out.write(packed(source) + struct.pack("<i", 6 * len(sizes)))
            for size in sizes:
                for code in range(6):
                    out.write(struct.pack("<i", code) + packed(source.resize(size, code)))


# ---- Hugging Face's image processors in NumPy (transformers.image_transforms: resize, center_crop, rescale, normalize) ----

def shortest_edge_size(width, height, size, longest):
    short, long = (width, height) if width <= height else (height, width)
    new_short, new_long = size, int(size * long / short)
    if longest is not None and new_long > longest:
        new_short, new_long = int(longest * new_short / new_long), longest
    return (new_short, new_long) if width <= height else (new_long, new_short)


def center_crop(array, crop_height, crop_width):
    height, width = array.shape[:2]
    top, left = (height - crop_height) // 2, (width - crop_width) // 2
    if top >= 0 and left >= 0:
        return array[top:top + crop_height, left:left + crop_width]
    new_height, new_width = max(crop_height, height), max(crop_width, width)
    padded = np.zeros((new_height, new_width) + array.shape[2:], array.dtype)
    top_pad, left_pad = math.ceil((new_height - height) / 2), math.ceil((new_width - width) / 2)
    padded[top_pad:top_pad + height, left_pad:left_pad + width] = array
    top, left = top + top_pad, left + left_pad
    return padded[max(0, top):min(new_height, top + crop_height), max(0, left):min(new_width, left + crop_width)]


def hugging_face(image, config, channels):
    image = image.convert("L" if channels == 1 else "RGB")
    if config["do_resize"]:
        size = config["size"]
        if "shortest_edge" in size:
            target = shortest_edge_size(*image.size, size["shortest_edge"], size.get("longest_edge"))
        else:
            target = (size["width"], size["height"])
        image = image.resize(target, config["resample"])
    array = np.asarray(image).reshape(image.size[1], image.size[0], channels)
    if config.get("do_center_crop"):
        array = center_crop(array, config["crop_size"]["height"], config["crop_size"]["width"])
    if config["do_rescale"]:
        array = (array.astype(np.float64) * config["rescale_factor"]).astype(np.float32)
    array = array.astype(np.float32)
    if config["do_normalize"]:
        array = (array - np.array(config["image_mean"], np.float32)) / np.array(config["image_std"], np.float32)
    return array[..., ::-1] if config.get("do_flip_channel_order") else array


def make_preprocessing():
    imagenet = {"do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True,
                "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}
    plain = {"do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": False}
    big, tall = Image.fromarray(synthetic(53, 41)), Image.fromarray(synthetic(19, 45))
    cases = [
        (big, {"do_resize": True, "size": {"height": 20, "width": 24}, "resample": 2, **imagenet}, 3),
        (big, {"do_resize": True, "size": {"shortest_edge": 21}, "resample": 3, "do_center_crop": True,
               "crop_size": {"height": 18, "width": 17}, **imagenet}, 3),
        (tall, {"do_resize": True, "size": {"shortest_edge": 16}, "resample": 2, "do_center_crop": True,
                "crop_size": {"height": 21, "width": 21}, **imagenet}, 3),
        (tall, {"do_resize": True, "size": {"shortest_edge": 16}, "resample": 3, **imagenet}, 3),
        (big, {"do_resize": True, "size": {"shortest_edge": 30, "longest_edge": 35}, "resample": 1, **plain}, 3),
        (tall, {"do_resize": False, "do_center_crop": True, "crop_size": {"height": 16, "width": 30}, **plain}, 3),
        (big, {"do_resize": True, "size": {"height": 13, "width": 60}, "resample": 0, "do_flip_channel_order": True, **plain}, 3),
        (tall, {"do_resize": False, "do_rescale": False, "do_normalize": False}, 3),
        (tall, {"do_resize": False, "do_rescale": False, "do_normalize": True, "image_mean": [123.675, 116.28, 103.53],
                "image_std": [58.395, 57.12, 57.375]}, 3),
        (big, {"do_resize": True, "size": {"height": 15, "width": 15}, "resample": 5, "do_rescale": True, "rescale_factor": 1 / 127.5,
               "do_normalize": True, "image_mean": [1.0], "image_std": [1.0]}, 1),
    ]
    with open(HERE / "preprocess.bin", "wb") as out:
        out.write(struct.pack("<i", len(cases)))
        for image, config, channels in cases:
            text = json.dumps(config).encode()
            tensor = np.ascontiguousarray(hugging_face(image, config, channels), "<f4")
            out.write(packed(image) + struct.pack("<i", len(text)) + text)
            out.write(struct.pack("<iii", *tensor.shape) + tensor.tobytes())


if __name__ == "__main__":
    make_images()
    make_resizes()
    make_preprocessing()
