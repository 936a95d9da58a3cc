namespace DePin.Ptx.Tests.Text;

/// <summary>What an instruction does to the order of instructions.</summary>
public enum Flow
{
    Next,
    Branch,
    Return,

    /// <summary>Waits for every warp of the block.</summary>
    Barrier,

    /// <summary>Asked for something that is not there yet: let others run.</summary>
    Poll,
}
