"""Marz over the articles that are told on standard input, and what it finds for each of some words.

Its half for the browser is not on npm, so its index is built and asked by its half for Python.
"""

import json
import sys
import time

import marz

told = json.load(sys.stdin)
begun = time.perf_counter()
builder = marz.IndexBuilder("zh", ref_field="id")
builder.field("title", 10.0)
builder.field("text")
builder.add_many({"id": id, "title": title, "text": "\n".join(body)} for id, title, body in told["articles"])
index = builder.build()
data = index.to_bytes()
seconds = time.perf_counter() - begun
with open(told["file"], "wb") as file:
    file.write(data)


def first(words):
    """Of several words each must be there, which its query language says with a sign before it."""
    parts = words.split(" ")
    found = index.search(" ".join("+" + part for part in parts) if len(parts) > 1 else words)
    return [hit.ref for hit in found[: told["first"]]]


json.dump({"seconds": seconds, "found": {words: first(words) for words in told["words"]}}, sys.stdout)
