"""An encoder whose meaning is easy to follow: one dimension a theme, and themes are named by words."""

import numpy as np

THEMES = (
    ("침수", "잠", "물", "flood", "수위"),
    ("주차", "차량", "parking"),
    ("악취", "냄새", "odour"),
    ("어르신", "낙상", "fall", "old people"),
)


class ToyEncoder:
    model_id = "toy@1"
    dimension = len(THEMES)

    def __init__(self):
        self.encoded = []

    def encode_queries(self, texts):
        return self._rows(texts)

    def encode_documents(self, texts):
        self.encoded += texts
        return self._rows(texts)

    def encode_words(self, words):
        return self._rows(words)

    def _rows(self, texts):
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for at, text in enumerate(texts):
            rows[at] = [sum(text.lower().count(word) for word in theme) for theme in THEMES]
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
