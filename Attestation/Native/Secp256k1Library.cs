using System.Reflection;
using System.Runtime.InteropServices;

namespace DePin.Attestation.Native;

/// <summary>Finds libsecp256k1 under the name that this distribution gives it.</summary>
internal static class Secp256k1Library
{
    /// <summary>
    /// Debian 13 has .so.2, Debian 12 and Ubuntu 24.04 .so.1, Debian 11 and Ubuntu 22.04 .so.0: one ABI for what we call.
    /// </summary>
    internal static readonly string[] Names = ["libsecp256k1.so.2", "libsecp256k1.so.1", "libsecp256k1.so.0"];

    /// <summary>
    /// Makes <see cref="Secp256k1Native"/> use what <see cref="Load"/> finds. Once per process: the runtime refuses a second resolver.
    /// </summary>
    public static void Register() => NativeLibrary.SetDllImportResolver(typeof(Secp256k1Library).Assembly, Resolve);

    /// <exception cref="DllNotFoundException">
    /// None of <paramref name="names"/> can be loaded; the message names the packages that carry it.
    /// </exception>
    public static nint Load(IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out nint library))
            {
                return library;
            }
        }

        throw new DllNotFoundException(
            $"libsecp256k1 is not installed (tried {string.Join(", ", names)}). Install the Debian package that carries it: "
            + "libsecp256k1-2 (Debian 13), libsecp256k1-1 (Debian 12, Ubuntu 24.04) or libsecp256k1-0 (Debian 11, Ubuntu 22.04).");
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == Secp256k1Native.Library ? Load(Names) : 0;
}
