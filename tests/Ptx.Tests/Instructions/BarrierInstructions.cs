using DePin.Ptx.Tests.Machine;
using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Instructions;

/// <summary>Barriers in shared memory, and fences.</summary>
internal static class BarrierInstructions
{
    /// <summary>One try in so many fails for no reason, as the instruction's definition allows.</summary>
    private const int SpuriousFailure = 4;

    public static IEnumerable<KeyValuePair<string, Func<Operands, Instruction>>> All =>
    [
        new("mbarrier.init.shared::cta.b64", Initialise),
        new("mbarrier.arrive.shared::cta.b64", operands => Arrive(operands, expects: false)),
        new("mbarrier.arrive.expect_tx.shared::cta.b64", operands => Arrive(operands, expects: true)),
        new("mbarrier.try_wait.parity.shared::cta.b64", TryWait),
        new("fence.proxy.async.shared::cta", operands => operands.Make((warp, _) => warp.Fence())),
        new("fence.mbarrier_init.release.cluster", operands => operands.Make((warp, _) => warp.Fence())),
    ];

    private static Instruction Initialise(Operands operands)
    {
        (int at, _) = operands.Address(0);
        int count = operands.Value(1);
        return operands.Make((warp, lanes) => Lanes.Each(lanes, lane =>
            warp.Block.Mbarriers.Initialise(warp.Registers[at + lane], (int)warp.Registers[count + lane], warp)));
    }

    private static Instruction Arrive(Operands operands, bool expects)
    {
        operands.Require(operands.Text(0) == "_", "the state of an arrival is not used");
        (int at, _) = operands.Address(1);
        int? bytes = expects ? operands.Value(2) : null;
        return operands.Make((warp, lanes) => Lanes.Each(lanes, lane =>
        {
            Mbarrier barrier = warp.Block.Mbarriers.Find(warp.Registers[at + lane], warp);
            barrier.Arrive(warp, bytes is { } place ? (uint)warp.Registers[place + lane] : 0);
            warp.Block.Events++;
        }));
    }

    private static Instruction TryWait(Operands operands)
    {
        int result = operands.Result(0);
        (int at, _) = operands.Address(1);
        int parity = operands.Value(2);
        return operands.Make(
            (warp, lanes) => Lanes.Each(lanes, lane =>
            {
                Mbarrier barrier = warp.Block.Mbarriers.Find(warp.Registers[at + lane], warp);
                bool ended = barrier.HasEnded((uint)warp.Registers[parity + lane]);
                warp.Registers[result + lane] = 0;
                if (!ended)
                {
                    warp.StalledAt = warp.Block.Events;
                }
                else if (warp.Block.Random.Next(SpuriousFailure) != 0)
                {
                    warp.Registers[result + lane] = 1;
                    warp.Seen[barrier.Index] = barrier.Completed;
                    Warp.Join(warp.Clock, barrier.Published);
                }
            }),
            Flow.Poll);
    }
}
