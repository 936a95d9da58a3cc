using System.Runtime.InteropServices;
using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Machine;

/// <summary>A GPU's memory: allocations with gaps between them, each checked on every access.</summary>
/// <param name="seed">Of what memory holds before anything is written.</param>
public sealed class Device(int seed)
{
    private const ulong First = 0x7f00_0000_0000;

    private readonly List<Allocation> _allocations = [];
    private readonly Random _random = new(seed);
    private ulong _next = First;

    public ulong Allocate(int bytes)
    {
        byte[] memory = new byte[bytes];
        _random.NextBytes(memory);
        Allocation allocation = new(_next, memory, new int[(bytes + 3) / 4]);
        _allocations.Add(allocation);
        _next += (((ulong)bytes + 0xffff) & ~0xfffful) + 0x10000;
        return allocation.Address;
    }

    public ulong Allocate<T>(ReadOnlySpan<T> content)
        where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(content);
        ulong address = Allocate(bytes.Length);
        bytes.CopyTo(Memory(address));
        return address;
    }

    /// <summary>All of an allocation, as the host copies it.</summary>
    public Span<byte> Memory(ulong address) => _allocations.Single(allocation => allocation.Address == address).Bytes;

    public T[] Read<T>(ulong address)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Memory(address)).ToArray();

    /// <summary>What one launch wrote any thread of the next may read.</summary>
    internal void BeginLaunch() => _allocations.ForEach(allocation => Array.Clear(allocation.Writers));

    /// <exception cref="PtxException">Out of bounds, misaligned, or written by another warp of this launch.</exception>
    internal Span<byte> Load(int warp, ulong address, int bytes)
    {
        (Allocation allocation, int at) = Find(address, bytes);
        for (int word = at / 4; word < (at + bytes + 3) / 4; word++)
        {
            if (allocation.Writers[word] is not 0 and int writer && writer != warp)
            {
                throw new PtxException($"warp {warp} reads what warp {writer} writes in the same launch, at 0x{address:x}");
            }
        }

        return allocation.Bytes.AsSpan(at, bytes);
    }

    /// <exception cref="PtxException">Out of bounds, misaligned, or written by another warp of this launch too.</exception>
    internal Span<byte> Store(int warp, ulong address, int bytes)
    {
        (Allocation allocation, int at) = Find(address, bytes);
        for (int word = at / 4; word < (at + bytes + 3) / 4; word++)
        {
            ref int writer = ref allocation.Writers[word];
            if (writer != 0 && writer != warp)
            {
                throw new PtxException($"warps {writer} and {warp} of one launch both write 0x{address:x}");
            }

            writer = warp;
        }

        return allocation.Bytes.AsSpan(at, bytes);
    }

    /// <summary>What an atomic operation changes: any warp may.</summary>
    internal Span<byte> Atomic(ulong address, int bytes)
    {
        (Allocation allocation, int at) = Find(address, bytes);
        return allocation.Bytes.AsSpan(at, bytes);
    }

    private (Allocation Allocation, int At) Find(ulong address, int bytes)
    {
        foreach (Allocation allocation in _allocations)
        {
            if (address >= allocation.Address && address + (ulong)bytes <= allocation.Address + (ulong)allocation.Bytes.Length)
            {
                return address % (ulong)Math.Min(bytes, 16) == 0
                    ? (allocation, (int)(address - allocation.Address))
                    : throw new PtxException($"misaligned access of {bytes} bytes at 0x{address:x}");
            }
        }

        throw new PtxException($"access of {bytes} bytes at 0x{address:x}, where nothing is allocated");
    }

    /// <param name="Writers">For each word of four bytes, which warp of this launch wrote it; 0 for none.</param>
    private sealed record Allocation(ulong Address, byte[] Bytes, int[] Writers);
}
