"""Makes decoding.json: small images as files of many kinds, and what Pillow makes of each.

    python decoding.py        (needs numpy, Pillow, and jpegtran of libjpeg-turbo)

An entry has the file, the pixels of convert("RGB") and convert("L"), and, where the file has an
orientation, those of ImageOps.exif_transpose.
"""

import base64
import io
import json
import pathlib
import struct
import subprocess
import zlib

import numpy
import PIL
from PIL import Image, ImageOps, features

HEIGHT, WIDTH = 13, 19


def picture():
    """Smooth colours with a sharp edge, so that every coefficient of JPEG counts."""
    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH]
    red = 128 + 100 * numpy.sin(x / 3.0)
    green = 255 * y / (HEIGHT - 1)
    blue = numpy.where(x + y > 16, 230, 20)
    return numpy.stack([red, green, blue], axis=2).round().clip(0, 255).astype(numpy.uint8)


def encode(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(bits, colour_type, rows, *chunks):
    """A PNG file of given bytes, for kinds that Pillow does not write."""
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, bits, colour_type, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + b"".join(chunks)
        + chunk(b"IDAT", data)
        + chunk(b"IEND", b"")
    )


def packed(values, bits):
    """Rows of values of 1, 2 or 4 bits."""
    per_byte = 8 // bits
    padded = numpy.zeros((HEIGHT, -(-WIDTH // per_byte) * per_byte), dtype=numpy.uint8)
    padded[:, :WIDTH] = values
    rows = padded.reshape(HEIGHT, -1, per_byte)
    shifts = numpy.arange(per_byte - 1, -1, -1) * bits
    return (rows << shifts).sum(axis=2).astype(numpy.uint8)


def without_segment(jpeg, marker):
    place = 2
    while jpeg[place + 1] != marker:
        place += 2 + struct.unpack(">H", jpeg[place + 2 : place + 4])[0]
    return jpeg[:place] + jpeg[place + 2 + struct.unpack(">H", jpeg[place + 2 : place + 4])[0] :]


def with_adobe_transform(jpeg, transform):
    place = jpeg.index(b"Adobe") + 11
    return jpeg[:place] + bytes([transform]) + jpeg[place + 1 :]


def turned_by_jpegtran(jpeg):
    """Turned without decoding: what was halved in width is halved in height."""
    return subprocess.run(
        ["jpegtran", "-rotate", "90"], input=jpeg, stdout=subprocess.PIPE, check=True
    ).stdout


def with_size(jpeg, height, width):
    """The same blocks with another size in the frame's header, which cuts off rows and columns."""
    place = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:place] + struct.pack(">HH", height, width) + jpeg[place + 4 :]


def with_orientation(image, kind, orientation):
    exif = Image.Exif()
    exif[274] = orientation
    return encode(image, kind, exif=exif)


def files():
    rgb = picture()
    image = Image.fromarray(rgb)
    grey = image.convert("L")
    values = numpy.asarray(grey)
    random = numpy.random.default_rng(1)
    deep = random.integers(0, 65536, (HEIGHT, WIDTH, 4), dtype=numpy.uint16)
    alpha = random.integers(0, 256, (HEIGHT, WIDTH), dtype=numpy.uint8)
    yield "png-rgb", encode(image, "PNG")
    yield "png-grey", encode(grey, "PNG")
    yield "png-rgba", encode(Image.fromarray(numpy.dstack([rgb, alpha])), "PNG")
    yield "png-grey-alpha", encode(Image.fromarray(numpy.dstack([values, alpha]), "LA"), "PNG")
    yield "png-1-bit", encode(grey.convert("1"), "PNG")
    yield "png-2-bits", png(2, 0, packed(values >> 6, 2))
    yield "png-4-bits", png(4, 0, packed(values >> 4, 4))
    yield "png-palette", encode(image.quantize(200), "PNG")
    yield "png-palette-4-bits", encode(image.quantize(11), "PNG")
    yield "png-palette-transparent", encode(image.quantize(50), "PNG", transparency=3)
    yield "png-grey-16-bits", png(16, 0, deep[..., :1].astype(">u2").reshape(HEIGHT, -1).view("u1"))
    dark = (deep[..., :1] >> 7).astype(">u2").reshape(HEIGHT, -1).view("u1")
    yield "png-grey-16-bits-dark", png(16, 0, dark)
    yield "png-rgb-16-bits", png(16, 2, deep[..., :3].astype(">u2").reshape(HEIGHT, -1).view("u1"))
    yield "png-rgba-16-bits", png(16, 6, deep.astype(">u2").reshape(HEIGHT, -1).view("u1"))
    yield "png-grey-alpha-16-bits", png(
        16, 4, deep[..., :2].astype(">u2").reshape(HEIGHT, -1).view("u1")
    )
    yield "png-gamma", png(8, 2, rgb.reshape(HEIGHT, -1), chunk(b"gAMA", struct.pack(">I", 100000)))
    for orientation in (3, 6):
        yield f"png-orientation-{orientation}", with_orientation(image, "PNG", orientation)
    for subsampling in ("4:4:4", "4:2:2", "4:2:0"):
        yield f"jpeg-{subsampling}", encode(image, "JPEG", quality=90, subsampling=subsampling)
    yield "jpeg-4:2:0-rough", encode(image, "JPEG", quality=20, subsampling="4:2:0")
    tiles = Image.fromarray(numpy.tile(rgb, (2, 2, 1))[:16, :32])
    halved_in_height = turned_by_jpegtran(encode(tiles, "JPEG", subsampling="4:2:2"))
    yield "jpeg-4:4:0", halved_in_height
    yield "jpeg-4:4:0-odd", with_size(halved_in_height, 29, 11)
    yield "jpeg-progressive", encode(image, "JPEG", quality=90, progressive=True)
    yield "jpeg-grey", encode(grey, "JPEG", quality=90)
    yield "jpeg-rgb", encode(image, "JPEG", quality=90, keep_rgb=True)
    yield "jpeg-without-jfif", without_segment(encode(image, "JPEG", subsampling="4:4:4"), 0xE0)
    cmyk = encode(image.convert("CMYK"), "JPEG", quality=90)
    yield "jpeg-cmyk", cmyk
    yield "jpeg-ycck", with_adobe_transform(cmyk, 2)
    yield "jpeg-cmyk-without-adobe", without_segment(cmyk, 0xEE)
    for orientation in range(1, 9):
        yield f"jpeg-orientation-{orientation}", with_orientation(image, "JPEG", orientation)
    yield "bmp-rgb", encode(image, "BMP")
    yield "bmp-palette", encode(image.quantize(30), "BMP")
    yield "bmp-grey", encode(grey, "BMP")
    yield "gif", encode(image.quantize(100), "GIF")


def pixels(image):
    return {
        "height": image.height,
        "width": image.width,
        "RGB": base64.b64encode(image.convert("RGB").tobytes()).decode(),
        "L": base64.b64encode(image.convert("L").tobytes()).decode(),
    }


def entry(name, file):
    image = Image.open(io.BytesIO(file))
    result = {"name": name, "file": base64.b64encode(file).decode(), "as_is": pixels(image)}
    if "orientation" in name:
        result["upright"] = pixels(ImageOps.exif_transpose(Image.open(io.BytesIO(file))))
    return result


versions = {
    "Pillow": PIL.__version__,
    "libjpeg-turbo": features.version("libjpeg_turbo"),
    "numpy": numpy.__version__,
}
entries = ",\n".join(json.dumps(entry(name, file)) for name, file in files())
target = pathlib.Path(__file__).with_suffix(".json")
target.write_text('{"versions": %s, "images": [\n%s\n]}\n' % (json.dumps(versions), entries))
