using System.Runtime.InteropServices;

namespace DePin.Ptx.Tests.Machine;

/// <summary>A warp's cp.async copies: they land when their group is waited for, and not a moment earlier.</summary>
public sealed class CopyGroups
{
    private readonly Queue<List<(ulong From, ulong To)>> _groups = [];
    private List<(ulong From, ulong To)> _open = [];

    public const int Bytes = 16;

    public void Begin(Warp warp, ulong from, ulong to)
    {
        warp.Block.Device.Load(warp.Id, from, Bytes);
        warp.Block.Shared.BeginCopy(warp, to, Bytes);
        _open.Add((from, to));
    }

    public void Commit()
    {
        _groups.Enqueue(_open);
        _open = [];
    }

    /// <summary>Lands all groups but the last so many.</summary>
    public void Wait(Warp warp, int but)
    {
        while (_groups.Count > but)
        {
            foreach ((ulong from, ulong to) in CollectionsMarshal.AsSpan(_groups.Dequeue()))
            {
                Span<byte> place = warp.Block.Shared.EndCopy(to, Bytes, warp.Index, warp.Clock[warp.Index]);
                warp.Block.Device.Load(warp.Id, from, Bytes).CopyTo(place);
            }
        }
    }
}
