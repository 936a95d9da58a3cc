"""Reads digits that training never saw with the model it saved; writes a prediction for each to /outputs."""

import csv
import os

import numpy as np

import digits

MODEL, PREDICTIONS = "/inputs/model.npz", "/outputs/predictions.csv"


def main():
    with np.load(MODEL) as file:
        model = {name: file[name] for name in file.files}
    print(f"model with {sum(weights.size for weights in model.values())} weights from {MODEL}", flush=True)

    pixels, truth = digits.load("held-out")
    chance = digits.forward(model, pixels)[1]
    guesses = chance.argmax(axis=1)
    with open(PREDICTIONS, "w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["row", "digit", "prediction", "confidence"])
        rows.writerows([row, truth[row], guesses[row], f"{chance[row, guesses[row]]:.4f}"] for row in range(len(truth)))

    right = int((guesses == truth).sum())
    print(f"accuracy {right / len(truth):.4f}: {right} of {len(truth)} digits read right; predictions are in {PREDICTIONS}", flush=True)


if __name__ == "__main__":
    main()
