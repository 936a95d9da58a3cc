"""The data and the network that training and inference share.

The data are the 1797 handwritten digits of 8x8 pixels that come with scikit-learn (UCI "Optical Recognition of
Handwritten Digits"), as Debian packages them. The network has one hidden layer.
"""

import gzip

import numpy as np

DATA = "/usr/share/digits/digits.csv.gz"
PARTS = {"train": slice(0, 1297), "test": slice(1297, 1547), "held-out": slice(1547, None)}


def load(part):
    """Pixels in 0..1, one row a digit, and the digit each row shows. Parts never overlap."""
    with gzip.open(DATA, "rt") as file:
        table = np.loadtxt(file, delimiter=",", dtype=np.float32)
    order = np.random.default_rng(1797).permutation(len(table))
    rows = table[order][PARTS[part]]
    return rows[:, :-1] / 16, rows[:, -1].astype(np.int64)


def create(rng, hidden=128):
    """Fresh weights, scaled so that each layer keeps the variance of what it is given."""
    def layer(inputs, outputs):
        return rng.normal(0, np.sqrt(2 / inputs), (inputs, outputs)).astype(np.float32)

    zeros = lambda size: np.zeros(size, np.float32)
    return {"w1": layer(64, hidden), "b1": zeros(hidden), "w2": layer(hidden, 10), "b2": zeros(10)}


def forward(model, pixels):
    """The hidden activations, and for each row the probability of each digit."""
    hidden = np.maximum(pixels @ model["w1"] + model["b1"], 0)
    scores = hidden @ model["w2"] + model["b2"]
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return hidden, scores / scores.sum(axis=1, keepdims=True)


def accuracy(model, pixels, digits):
    return float((forward(model, pixels)[1].argmax(axis=1) == digits).mean())
