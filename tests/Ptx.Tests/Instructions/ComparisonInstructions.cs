using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Instructions;

/// <summary>Comparisons of whole numbers.</summary>
internal static class ComparisonInstructions
{
    private static readonly (string Type, Func<ulong, ulong, int> Compare)[] _types =
    [
        ("u32", (a, b) => ((uint)a).CompareTo((uint)b)),
        ("s32", (a, b) => ((int)a).CompareTo((int)b)),
        ("u64", (a, b) => a.CompareTo(b)),
        ("s64", (a, b) => ((long)a).CompareTo((long)b)),
    ];

    public static IEnumerable<KeyValuePair<string, Func<Operands, Instruction>>> All =>
    [
        Lanes.Binary("setp.eq.b32", (a, b) => (uint)a == (uint)b ? 1ul : 0),
        Lanes.Binary("setp.ne.b32", (a, b) => (uint)a != (uint)b ? 1ul : 0),
        Lanes.Binary("setp.eq.b64", (a, b) => a == b ? 1ul : 0),
        Lanes.Binary("setp.ne.b64", (a, b) => a != b ? 1ul : 0),
        .. _types.SelectMany(type => Ordered(type.Type, type.Compare)),
    ];

    private static IEnumerable<KeyValuePair<string, Func<Operands, Instruction>>> Ordered(string type, Func<ulong, ulong, int> compare) =>
    [
        Lanes.Binary($"setp.lt.{type}", (a, b) => compare(a, b) < 0 ? 1ul : 0),
        Lanes.Binary($"setp.le.{type}", (a, b) => compare(a, b) <= 0 ? 1ul : 0),
        Lanes.Binary($"setp.gt.{type}", (a, b) => compare(a, b) > 0 ? 1ul : 0),
        Lanes.Binary($"setp.ge.{type}", (a, b) => compare(a, b) >= 0 ? 1ul : 0),
    ];
}
