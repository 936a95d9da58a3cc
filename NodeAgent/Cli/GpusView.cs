using DePin.Benchmark.Gpus;
using DePin.Benchmark.Gpus.Checks;
using DePin.NodeAgent.Owner;

namespace DePin.NodeAgent.Cli;

/// <summary>What <c>gpus --json</c> answers.</summary>
/// <param name="Checks">What came of trying them out, where that was asked for.</param>
/// <param name="Proofs">What the scheduler had them prove, by the running service's word; empty without one.</param>
internal sealed record GpusView(GpuInventory Inventory, IReadOnlyList<GpuCheck> Checks, IReadOnlyList<OwnerProof> Proofs);
