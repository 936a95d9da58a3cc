using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Instructions;

/// <summary>Asynchronous copies from global to shared memory: by warp, in groups, and in bulk, counted by a barrier.</summary>
internal static class CopyInstructions
{
    public static IEnumerable<KeyValuePair<string, Func<Operands, Instruction>>> All =>
    [
        new("cp.async.cg.shared.global", Copy),
        new("cp.async.commit_group", operands => operands.Make((warp, _) => warp.Copies.Commit(), collective: true)),
        new("cp.async.wait_group", Wait),
        new("cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes", Bulk),
    ];

    private static Instruction Copy(Operands operands)
    {
        ((int to, ulong toOffset), (int from, ulong fromOffset)) = (operands.Address(0), operands.Address(1));
        operands.Require(operands.Literal(2) == Machine.CopyGroups.Bytes, "not 16 bytes");
        return operands.Make(
            (warp, lanes) => Lanes.Each(lanes, lane =>
                warp.Copies.Begin(warp, warp.Registers[from + lane] + fromOffset, warp.Registers[to + lane] + toOffset)),
            collective: true);
    }

    private static Instruction Wait(Operands operands)
    {
        int but = (int)operands.Literal(0);
        return operands.Make((warp, _) => warp.Copies.Wait(warp, but), collective: true);
    }

    private static Instruction Bulk(Operands operands)
    {
        (int to, _) = operands.Address(0);
        (int from, _) = operands.Address(1);
        int size = operands.Value(2);
        (int barrier, _) = operands.Address(3);
        return operands.Make((warp, lanes) => Lanes.Each(lanes, lane =>
        {
            (uint place, uint counter, int bytes) =
                ((uint)warp.Registers[to + lane], (uint)warp.Registers[barrier + lane], (int)warp.Registers[size + lane]);
            if (bytes <= 0 || bytes % 16 != 0)
            {
                throw new PtxException($"a bulk copy of {bytes} bytes");
            }

            Machine.Mbarrier counted = warp.Block.Mbarriers.Find(counter, warp);
            if (!warp.Block.HasFenced(counted.Initialiser, counted.InitialisedAt))
            {
                throw new PtxException("the barrier was initialised with no fence after it, and copies may not see it");
            }

            warp.Block.Device.Load(warp.Id, warp.Registers[from + lane], bytes);
            warp.Block.Shared.BeginCopy(warp, place, bytes);
            warp.Block.Begin(operands.BulkCopy(warp, place, warp.Registers[from + lane], bytes, counter));
        }));
    }
}
