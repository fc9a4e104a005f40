"""Makes tokens.json and tokenizer.json: what transformers' DistilBertTokenizer makes of texts.

    python tokens.py        (needs transformers and its tokenizers)

The vocabulary is made up: letters, digits, punctuation and some pieces.
"""

import json
import os
import pathlib
import tempfile

os.environ["HF_HUB_OFFLINE"] = "1"

import tokenizers
import transformers
from transformers import DistilBertTokenizer

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789äßσςωждяıمנ中文ाकñ一"
PIECES = (
    "the model learns from data that keeps arriv ##ing ##s ##ed train un ##train ##able ##ly new"
    " york ##er trans ##form token ##izer ##ization cafe naive resume strasse hello world ##ld ##llo"
    " ##a ##b 中国 ##国"
).split()
VOCABULARY = list(
    dict.fromkeys(
        ["[PAD]", "[unused0]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
        + list("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~–…«»¿„“”·、。")
        + list(LETTERS)
        + ["##" + letter for letter in LETTERS if letter not in "qxz9"]
        + PIECES
    )
)

TEXTS = [
    "",
    " ",
    "The model learns from data that keeps arriving.",
    "THE MODEL LEARNS FROM DATA",
    "untrainable, untrained; newyorker's tokenizer (2025)!",
    "tokenization\ttransforms\r\nnaively\n\n  hello   world ",
    "qqq aq axb quux",
    "a" * 100,
    "a" * 101,
    "ab " * 40,
    "hello[SEP]world [MASK] [mask] [UNK] [ CLS ] [CLS][CLS] [unused0] [SE",
    "Café naïve résumé NAÏVE",
    "Cafe\u0301 nai\u0308ve",
    "Straße STRASSE ẞ ß",
    "İstanbul ISTANBUL ı I",
    "ΟΔΟΣ ΣΣΣ σς Ωμέγα Σ",
    "Жизнь Дядя",
    "中文 hello中国world 国 文a",
    "\u3007 \U00020000a\U0002ceafb\uf900",
    "a\u00a0b\u2003c\u3000d\u2028e\u2029f\u202fg",
    "a\u200bb\u00adc\ufeffd\u200de",
    "a\u0000b\ufffdc\u0007d\u000be\u000cf\u0085g\u007fh",
    "\ue000private\U000f0000 \u0378unassigned",
    "«hello» „world“ ¿a? a–b…c a·b 文、文。",
    "price: $5 + 3% = 8^2 ~ `x` | <y> {z} @home #1 a_b c/d\\e",
    "नमस्ते काक",
    "مرحبا שלום",
    "😀 hello😀world 👩‍💻",
    "ﬁne Å Å ﷺ",
    "x\u0323\u0307y e\u0327\u0301",
    "\u0301\u0301",
    "hello\u00b4 \u02bcworld\u2019s",
]

LENGTHS = [12, 40, 2]


def build(folder):
    (folder / "vocab.txt").write_text("\n".join(VOCABULARY) + "\n", encoding="utf8")
    return DistilBertTokenizer.from_pretrained(str(folder))


def encode(tokenizer, text, length):
    tokens = tokenizer(text, padding="max_length", truncation=True, max_length=length)
    return {"length": length, "ids": tokens["input_ids"], "mask": tokens["attention_mask"]}


def cased(folder):
    """The same vocabulary with capital letters and accents left as they are."""
    target = folder / "cased"
    build(folder).save_pretrained(str(target))
    file = target / "tokenizer.json"
    description = json.loads(file.read_text())
    description["normalizer"].update(lowercase=False, strip_accents=False)
    description["truncation"] = description["padding"] = None
    file.write_text(json.dumps(description, ensure_ascii=False, indent=0) + "\n")
    return file


here = pathlib.Path(__file__).parent
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    tokenizer = build(folder)
    uncased = [
        {"text": text, "encodings": [encode(tokenizer, text, length) for length in LENGTHS]}
        for text in TEXTS
    ]
    file = cased(folder)
    (here / "tokenizer.json").write_text(file.read_text())
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_file=str(file), pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]"
    )
    with_capitals = [{"text": text, "encodings": [encode(tokenizer, text, 40)]} for text in TEXTS]

versions = {"transformers": transformers.__version__, "tokenizers": tokenizers.__version__}
lines = [f'"versions": {json.dumps(versions)}', f'"vocabulary": {json.dumps(VOCABULARY)}']
for group, cases in {"uncased": uncased, "cased": with_capitals}.items():
    lines.append(f'"{group}": [\n' + ",\n".join(json.dumps(case) for case in cases) + "\n]")
(here / "tokens.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
