using System.Collections.Frozen;

namespace DePin.NodeAgent.Gpus;

/// <summary>
/// The driver's errors that say whose doing a job's end was; a number that is not here decides nothing. An error that NVIDIA lays to
/// program or driver alike is the program's, since it comes with the program to every machine; docs/faults.md shows this table.
/// Source: https://docs.nvidia.com/deploy/xid-errors/analyzing-xid-catalog.html
/// </summary>
public static class XidTable
{
    public static IReadOnlyList<XidMeaning> Known { get; } =
    [
        new(13, XidKind.Program, Ends: false, "exception in the program's kernel"),
        new(31, XidKind.Program, Ends: false, "the program's kernel used memory that it does not have"),
        new(32, XidKind.Unclear, Ends: false, "corrupted stream of commands"),
        new(38, XidKind.Device, Ends: false, "driver firmware error"),
        new(43, XidKind.Program, Ends: false, "the program's work was stopped after its own fault"),
        new(45, XidKind.Unclear, Ends: false, "the program's work was cleared after an earlier error or a kill"),
        new(48, XidKind.Memory, Ends: true, "uncorrectable memory error (ECC, double bit)"),
        new(61, XidKind.Device, Ends: false, "micro-controller breakpoint"),
        new(62, XidKind.Device, Ends: false, "micro-controller halt"),
        new(63, XidKind.Memory, Ends: false, "memory taken out of use (page retired or row remapped)"),
        new(64, XidKind.Memory, Ends: false, "memory could not be taken out of use"),
        new(69, XidKind.Program, Ends: false, "the program sent a command that the engine does not know"),
        new(74, XidKind.Device, Ends: false, "NVLink error"),
        new(79, XidKind.Lost, Ends: true, "the GPU has fallen off the bus"),
        new(92, XidKind.Unclear, Ends: false, "many correctable memory errors"),
        new(94, XidKind.Memory, Ends: false, "uncorrectable memory error, contained to one program"),
        new(95, XidKind.Memory, Ends: true, "uncorrectable memory error, not contained"),
        new(109, XidKind.Unclear, Ends: false, "the GPU could not be taken from a program in time"),
        new(119, XidKind.Device, Ends: false, "the GPU's system processor did not answer"),
        new(120, XidKind.Device, Ends: false, "error in the GPU's system processor"),
        new(140, XidKind.Memory, Ends: true, "unrecovered memory error (ECC)"),
    ];

    private static readonly FrozenDictionary<int, XidMeaning> _byNumber = Known.ToFrozenDictionary(meaning => meaning.Number);

    public static XidMeaning Of(int number) =>
        _byNumber.GetValueOrDefault(number) ?? new XidMeaning(number, XidKind.Unclear, Ends: false, "an error that decides nothing");
}
