"""What PyTorch does on a GPU: the goals of `conv4j bench --check`, a line of JSON for each case and mode.

Modes: eager; compiled (torch.compile with CUDA graphs, mode "reduce-overhead"). bfloat16 cases run
channels last under autocast. float32 means float32: TF32 is off.

Usage: python3 torch_on_gpu.py [--seconds S] [--data FOLDER] [--device DEVICE] [CASE ...]
FOLDER holds MNIST's four IDX files; needs torch, torchvision and numpy.
"""

import argparse
import gzip
import json
import pathlib
import time

import numpy
import torch
import torchvision
from torch import nn

EAGER, COMPILED = "eager", "compiled"


def lecture():
    return nn.Sequential(
        nn.Conv2d(1, 10, 5), nn.MaxPool2d(2), nn.ReLU(),
        nn.Conv2d(10, 20, 5), nn.MaxPool2d(2), nn.ReLU(),
        nn.Flatten(), nn.Linear(320, 10),
    )


def small_resnet18(classes):
    network = torchvision.models.resnet18(num_classes=classes)
    network.conv1 = nn.Conv2d(3, 64, 3, padding=1, bias=False)
    network.maxpool = nn.Identity()
    return network


def synchronize(device):
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def rate(step, seconds, device):
    """How often a second, after as long a warm-up; compilation falls into the warm-up."""

    def repeat():
        start, count = time.perf_counter(), 0
        while count == 0 or time.perf_counter() - start < seconds:
            step()
            count += 1
        return count

    for _ in range(3):
        step()
    repeat()
    synchronize(device)
    start = time.perf_counter()
    count = repeat()
    synchronize(device)
    return count / (time.perf_counter() - start)


def compiled(function, mode):
    return torch.compile(function, mode="reduce-overhead") if mode == COMPILED else function


def autocast(device, wanted):
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=wanted)


def training_step(network, x, y, bf16, mode, device, rate=0.01, momentum=0.5):
    optimizer = torch.optim.SGD(network.parameters(), lr=rate, momentum=momentum)

    def forward_and_loss(x, y):
        with autocast(device, bf16):
            logits = network(x)
        return nn.functional.cross_entropy(logits.float(), y)

    forward_and_loss = compiled(forward_and_loss, mode)

    def step(x=x, y=y):
        optimizer.zero_grad(set_to_none=True)
        loss = forward_and_loss(x, y)
        loss.backward()
        optimizer.step()
        return loss

    return step


def training(network, shape, classes, bf16, mode, options):
    device = options.device
    network = network.to(device).train()
    x = torch.rand(shape, device=device)
    if bf16:
        network = network.to(memory_format=torch.channels_last)
        x = x.contiguous(memory_format=torch.channels_last)
    y = torch.arange(shape[0], device=device) % classes
    return rate(training_step(network, x, y, bf16, mode, device), options.seconds, device)


def inference(mode, options, batch=128):
    """Images a second, from pixels in host memory to probabilities in host memory."""
    device = options.device
    network = torchvision.models.resnet18(num_classes=1000).to(device).eval()
    network = network.to(memory_format=torch.channels_last)
    network = compiled(network, mode)
    pixels = torch.rand((batch, 3, 224, 224))
    if device.type == "cuda":
        pixels = pixels.pin_memory()

    def step():
        with torch.inference_mode(), autocast(device, True):
            x = pixels.to(device, non_blocking=True).contiguous(memory_format=torch.channels_last)
            return network(x).float().softmax(1).cpu()

    return batch * rate(step, options.seconds, device)


def idx(folder, name):
    path = folder / name
    data = gzip.open(f"{path}.gz").read() if not path.exists() else path.read_bytes()
    dimensions = data[3]
    shape = [int.from_bytes(data[4 + 4 * i: 8 + 4 * i], "big") for i in range(dimensions)]
    return numpy.frombuffer(data, numpy.uint8, offset=4 + 4 * dimensions).reshape(shape)


def mnist(options):
    def part(name):
        x = torch.tensor(idx(options.data, f"{name}-images-idx3-ubyte")).float().div(255)
        y = torch.tensor(idx(options.data, f"{name}-labels-idx1-ubyte")).long()
        x = ((x - 0.1307) / 0.3081).unsqueeze(1)
        return x.to(options.device), y.to(options.device)

    return part("train"), part("t10k")


def epoch(step, x, y, batch):
    order = torch.randperm(len(x), device=x.device)
    for at in range(0, len(x) - batch + 1, batch):
        chosen = order[at: at + batch]
        step(x[chosen], y[chosen])


def mnist_epochs(mode, options, epochs=10, batch=64):
    """Seconds of a training; the images are on the card, and compilation is not counted."""
    (x, y), _ = mnist(options)
    network = lecture().to(options.device)
    step = training_step(network, None, None, False, mode, options.device)
    for _ in range(5):
        step(x[:batch], y[:batch])
    synchronize(options.device)
    start = time.perf_counter()
    for _ in range(epochs):
        epoch(step, x, y, batch)
    synchronize(options.device)
    return time.perf_counter() - start


def mnist_goal(mode, options, batch=128, most=20):
    """Seconds of training until the test images are named with 99 %; testing is not counted."""
    (x, y), (test_x, test_y) = mnist(options)
    network = lecture().to(options.device)
    step = training_step(network, None, None, False, mode, options.device, 0.05, 0.9)
    start = {name: value.clone() for name, value in network.state_dict().items()}
    for _ in range(5):
        step(x[:batch], y[:batch])
    network.load_state_dict(start)
    spent = 0.0
    for _ in range(most):
        synchronize(options.device)
        before = time.perf_counter()
        epoch(step, x, y, batch)
        synchronize(options.device)
        spent += time.perf_counter() - before
        with torch.inference_mode():
            if (network(test_x).argmax(1) == test_y).float().mean().item() >= 0.99:
                return spent
    return float("nan")


CASES = {
    "lecture-training":
        lambda mode, o: training(lecture(), (64, 1, 28, 28), 10, False, mode, o),
    "resnet18-32-training":
        lambda mode, o: 512 * training(small_resnet18(10), (512, 3, 32, 32), 10, True, mode, o),
    "resnet18-224-inference": inference,
    "mnist-10-epochs": mnist_epochs,
    "mnist-99-percent": mnist_goal,
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cases", nargs="*")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path("mnist"))
    parser.add_argument("--device", type=torch.device, default=torch.device("cuda:0"))
    options = parser.parse_args()
    torch.manual_seed(1)
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = True
    for name in options.cases or CASES:
        for mode in (EAGER, COMPILED):
            value = CASES[name](mode, options)
            print(json.dumps({"case": name, "mode": mode, "value": round(value, 3)}), flush=True)


if __name__ == "__main__":
    main()
