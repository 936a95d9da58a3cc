using System.Runtime.InteropServices;

namespace DePin.Benchmark.Gpus.Native;

/// <summary>Calls of the CUDA driver: found by their C names, watched while they last, every status checked. For one thread.</summary>
// SAFETY: the functions called here take a number and the address of a local.
internal sealed unsafe class CudaCalls(DriverLibrary library, CallWatch watch)
{
    private string _function = "";

    /// <summary>An error was met that stays: this process can ask no GPU anything more.</summary>
    public bool IsSpoiled { get; private set; }

    public bool Has(string function) => library.Find(function) != 0;

    /// <param name="waits">It returns when the GPU has done its work, and so may take as long as that.</param>
    /// <returns>Where the function is; what it returns goes to <see cref="Check"/>.</returns>
    /// <exception cref="CudaException">This driver has none of that name.</exception>
    public nint Enter(string function, bool waits = false)
    {
        _function = function;
        nint address = library.Find(function);
        if (address == 0)
        {
            throw new CudaException(new CallFailure(function, 0, "this driver has no such function"));
        }

        watch.Begin(function, waits);
        return address;
    }

    /// <exception cref="CudaException">The status is an error.</exception>
    public void Check(int status, string? log = null)
    {
        watch.End();
        if (status != 0)
        {
            CudaException failed = new(new CallFailure(_function, status, Words(status)), log);
            IsSpoiled |= failed.IsSticky;
            throw failed;
        }
    }

    private string Words(int status)
    {
        nint address = library.Find("cuGetErrorName");
        nint name = 0;
        return address != 0 && ((delegate* unmanaged<int, nint*, int>)address)(status, &name) == 0 && name != 0
            ? Marshal.PtrToStringUTF8(name) ?? "?"
            : "?";
    }
}
