namespace DePin.Protocol.Tests.Jobs;

/// <summary>Job files that must be taken.</summary>
internal static class SpecSamples
{
    public const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    public const string Smallest = "version: depin/v1\nname: x\nimage: busybox\n";

    /// <summary>The example every document shows, but for the service block, which belongs to another kind.</summary>
    public const string Batch = $$"""
        version: depin/v1
        name: finetune-small
        kind: batch                 # batch | service
        image: registry.example/train@{{Digest}}
        command: [python, train.py]
        env: { EPOCHS: "3" }
        secrets: [HF_TOKEN]         # by name
        resources:
          cpu: 4
          memory: 16GiB
          disk: 50GiB
          shm: 8GiB
          gpu: { count: 1, vram: 24GiB, fp16Tflops: 100, memoryBandwidth: 800GB/s, model: [h100, a100] }
        network: none               # none | egress
        timeout: 6h
        retries: 2
        checkpoint: { path: /checkpoints, every: 10m, signal: SIGUSR1, grace: 60s }
        outputs: [/outputs]
        verification: { class: none }
        price: { maxPerGpuHour: "1.20" }
        """;

    public const string Service = """
        version: depin/v1
        name: answers
        kind: service
        image: registry.example/serve:2
        service: { port: 8000, health: /health, replicas: 1 }
        """;

    /// <summary>The same spec as <see cref="Batch"/>.</summary>
    public const string BatchAsJson = $$$"""
        {
          "version": "depin/v1", "name": "finetune-small", "kind": "batch",
          "image": "registry.example/train@{{{Digest}}}",
          "command": ["python", "train.py"], "env": { "EPOCHS": "3" }, "secrets": ["HF_TOKEN"],
          "resources": {
            "cpu": 4, "memory": "16GiB", "disk": "50GiB", "shm": "8GiB",
            "gpu": { "count": 1, "vram": "24GiB", "fp16Tflops": 100, "memoryBandwidth": "800GB/s", "model": ["h100", "a100"] }
          },
          "network": "none", "timeout": "6h", "retries": 2,
          "checkpoint": { "path": "/checkpoints", "every": "10m", "signal": "SIGUSR1", "grace": "60s" },
          "outputs": ["/outputs"], "verification": { "class": "none" }, "price": { "maxPerGpuHour": "1.20" }
        }
        """;
}
