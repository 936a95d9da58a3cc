using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Machine;

/// <summary>A bulk copy under way from global to shared memory; when it lands is anybody's guess.</summary>
/// <param name="Barrier">Address of the barrier that counts its bytes.</param>
public sealed record BulkCopy(Statement Statement, int Warp, uint To, ulong From, int Bytes, uint Barrier)
{
    public void Land(Block block)
    {
        try
        {
            Mbarrier barrier = block.Mbarriers.Find(Barrier);
            ReadOnlySpan<byte> from = block.Device.Load(Warp, From, Bytes);
            from.CopyTo(block.Shared.EndCopy(To, Bytes, SharedMemory.BulkWriter + barrier.Index, barrier.Completed));
            barrier.Receive(Bytes);
            block.Events++;
        }
        catch (PtxException exception)
        {
            throw new PtxException(Statement, exception.Message);
        }
    }
}
