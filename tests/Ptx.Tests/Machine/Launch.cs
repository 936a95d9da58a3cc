using System.Buffers.Binary;
using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Machine;

/// <summary>A kernel's launch, block after block. Everything a GPU leaves open is drawn from the seed.</summary>
/// <param name="Seed">Of the order of warps, of what memory and registers hold at first, and of when asynchronous copies land.</param>
public sealed record Launch(Entry Entry, uint Blocks, uint Threads, int DynamicShared, int Seed)
{
    public const int Lanes = 32;

    /// <param name="arguments">Each as its bits.</param>
    /// <returns>Instructions that were run, counted by warp.</returns>
    public long Run(Device device, params ulong[] arguments)
    {
        if (Threads > Entry.MaxThreads || Threads == 0)
        {
            throw new PtxException($"{Entry.Name} is launched with {Threads} threads a block and was compiled for {Entry.MaxThreads}");
        }

        byte[] parameters = Pack(arguments);
        device.BeginLaunch();
        long steps = 0;
        for (uint index = 0; index < Blocks; index++)
        {
            steps += new Block(this, device, parameters, index).Run();
        }

        return steps;
    }

    private byte[] Pack(ulong[] arguments)
    {
        if (arguments.Length != Entry.Parameters.Length)
        {
            throw new PtxException($"{Entry.Name} takes {Entry.Parameters.Length} parameters and was given {arguments.Length}");
        }

        byte[] bytes = new byte[Entry.Parameters.Sum(parameter => 2 * parameter.Size)];
        foreach ((EntryParameter parameter, ulong value) in Entry.Parameters.Zip(arguments))
        {
            if (parameter.Size == sizeof(ulong))
            {
                BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(parameter.Offset), value);
            }
            else
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(parameter.Offset), checked((uint)value));
            }
        }

        return bytes;
    }
}
