"""Trains a network to read handwritten digits; writes the model and its measured accuracy to /outputs.

EPOCHS (20), SEED (1) and RATE (0.1) come from the environment. On SIGUSR1 a checkpoint is saved to /checkpoints at the end of
the running epoch; a run that is given one, in DEPIN_CHECKPOINT, goes on from it and ends with the same bytes as a run without
a break: with the model, its momentum and the random numbers' state there is nothing else that the rest depends on.
"""

import hashlib
import json
import os
import signal
import time

import numpy as np

import digits

OUTPUTS, CHECKPOINTS, STATE = "/outputs", "/checkpoints", "state.npz"
BATCH, MOMENTUM = 32, 0.9


def main():
    epochs, seed, rate = int(os.environ.get("EPOCHS", 20)), int(os.environ.get("SEED", 1)), float(os.environ.get("RATE", 0.1))
    asked = []
    signal.signal(signal.SIGUSR1, lambda *_: asked.append(True))
    pixels, truth = digits.load("train")
    test_pixels, test_truth = digits.load("test")
    say(f"{len(pixels)} digits to learn from, {len(test_pixels)} to be tested on, seed {seed}")

    rng = np.random.default_rng(seed)
    model = digits.create(rng)
    speed = {name: np.zeros_like(value) for name, value in model.items()}
    history = resume(model, speed, rng)
    started = time.monotonic()
    for epoch in range(len(history) + 1, epochs + 1):
        step = rate * (1 - (epoch - 1) / epochs)
        loss = np.mean([learn(model, speed, step, *batch) for batch in batches(pixels, truth, rng)])
        right = digits.accuracy(model, test_pixels, test_truth)
        history.append({"epoch": epoch, "loss": float(loss), "accuracy": round(right, 4)})
        say(f"epoch {epoch}/{epochs} loss {float(loss)!r} accuracy {right:.4f}")
        if asked:
            asked.clear()
            save_checkpoint(history, model, speed, rng)

    right = digits.accuracy(model, test_pixels, test_truth)
    say(f"trained for {time.monotonic() - started:.1f} s, accuracy {right:.4f} on digits never seen")
    np.savez(os.path.join(OUTPUTS, "model.npz"), **model)
    with open(os.path.join(OUTPUTS, "metrics.json"), "w") as file:
        json.dump({"seed": seed, "accuracy": round(right, 4), "history": history}, file, indent=2)
        file.write("\n")
    say(f"model and metrics are in {OUTPUTS}")


def batches(pixels, truth, rng):
    """Every digit nine times in random order; each batch is shifted by up to a pixel and gets a little noise."""
    for _ in range(9):
        order = rng.permutation(len(pixels))
        for at in range(0, len(order), BATCH):
            rows = order[at:at + BATCH]
            images = pixels[rows].reshape(-1, 8, 8)
            images = np.roll(images, rng.integers(-1, 2, 2), axis=(1, 2)).reshape(len(rows), 64)
            yield images + rng.normal(0, 0.05, images.shape).astype(np.float32), truth[rows]


def learn(model, speed, step, pixels, truth):
    """One step of gradient descent with momentum on the cross-entropy; returns the loss before it."""
    hidden, chance = digits.forward(model, pixels)
    rows = np.arange(len(truth))
    loss = -np.log(chance[rows, truth] + 1e-9).mean()
    error = chance
    error[rows, truth] -= 1
    error /= len(truth)
    back = (error @ model["w2"].T) * (hidden > 0)
    slopes = {"w1": pixels.T @ back, "b1": back.sum(axis=0), "w2": hidden.T @ error, "b2": error.sum(axis=0)}
    for name, slope in slopes.items():
        speed[name] = MOMENTUM * speed[name] - np.float32(step) * slope
        model[name] += speed[name]
    return loss


def save_checkpoint(history, model, speed, rng):
    """The state, then the manifest that says it is whole: until then what lies there is still the checkpoint before."""
    arrays = {f"{kind}.{name}": value for kind, group in (("model", model), ("speed", speed)) for name, value in group.items()}
    state = os.path.join(CHECKPOINTS, STATE)
    with open(state + ".part", "wb") as file:
        np.savez(file, history=json.dumps(history), rng=json.dumps(rng.bit_generator.state), **arrays)
    with open(state + ".part", "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    os.replace(state + ".part", state)
    manifest = os.path.join(CHECKPOINTS, "SHA256SUMS")
    with open(manifest + ".part", "w") as file:
        file.write(f"{digest}  {STATE}\n")
    os.replace(manifest + ".part", manifest)
    say(f"checkpoint of epoch {len(history)} saved")


def resume(model, speed, rng):
    """Loads the checkpoint that this run was given, if there is one, and returns the history up to it."""
    given = os.environ.get("DEPIN_CHECKPOINT")
    if given is None:
        return []
    with np.load(os.path.join(given, STATE)) as state:
        for name in model:
            model[name], speed[name] = state[f"model.{name}"], state[f"speed.{name}"]
        rng.bit_generator.state = json.loads(str(state["rng"]))
        history = json.loads(str(state["history"]))
    say(f"goes on after epoch {len(history)}")
    return history


def say(line):
    print(line, flush=True)


if __name__ == "__main__":
    main()
