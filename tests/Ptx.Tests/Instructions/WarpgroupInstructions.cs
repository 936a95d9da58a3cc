using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Instructions;

/// <summary>Hopper's asynchronous tensor cores, 64 x 256 at a time. Each warp does its own sixteen rows.</summary>
internal static class WarpgroupInstructions
{
    public static IEnumerable<KeyValuePair<string, Func<Operands, Instruction>>> All =>
    [
        new("wgmma.fence.sync.aligned", operands => operands.Make((warp, _) => warp.Tensor.Fence(), collective: true)),
        new("wgmma.commit_group.sync.aligned", operands => operands.Make((warp, _) => warp.Tensor.Commit(), collective: true)),
        new("wgmma.wait_group.sync.aligned", Wait),
        new("wgmma.mma_async.sync.aligned.m64n256k32.s32.s8.s8", operands => Multiply(operands, TensorElement.S8, [])),
        new("wgmma.mma_async.sync.aligned.m64n256k32.f32.e4m3.e4m3", operands => Multiply(operands, TensorElement.E4M3, [1, 1])),
        new("wgmma.mma_async.sync.aligned.m64n256k16.f32.f16.f16", operands => Multiply(operands, TensorElement.F16, [1, 1, 0, 0])),
        new("wgmma.mma_async.sync.aligned.m64n256k16.f32.bf16.bf16", operands => Multiply(operands, TensorElement.BF16, [1, 1, 0, 0])),
    ];

    private static Instruction Wait(Operands operands)
    {
        int but = (int)operands.Literal(0);
        return operands.Make((warp, _) => warp.Tensor.Wait(but), collective: true);
    }

    /// <param name="tail">Signs of A and B, and which of them is not along k: only this is modelled.</param>
    private static Instruction Multiply(Operands operands, TensorElement element, ulong[] tail)
    {
        int[] sums = operands.Owned(0);
        (int a, int b, int add) = (operands.Value(1), operands.Value(2), operands.Value(3));
        bool known = sums.Length == 128 && operands.Count == 4 + tail.Length
            && tail.Index().All(item => operands.Literal(4 + item.Index) == item.Item);
        operands.Require(known, "not 128 sums, or other signs or orders than are modelled");
        return operands.Make(
            (warp, _) => warp.Tensor.Begin(
                new Machine.TensorWork(element, sums, warp.Registers[a], warp.Registers[b], (warp.Registers[add] & 1) != 0)),
            collective: true);
    }
}
