namespace DePin.Attestation.Keystores;

/// <summary>What is wrong with a key file, and so what its owner can do.</summary>
public enum KeyFileProblem
{
    /// <summary>The password does not open it.</summary>
    WrongPassword,

    /// <summary>It is not what it says it is: broken JSON or hexadecimal, a key that is none, an address that is another key's.</summary>
    Corrupt,

    /// <summary>A version, cipher or key derivation that we do not have.</summary>
    Unsupported,

    /// <summary>Opening it would take more memory or time than we allow.</summary>
    TooCostly,

    /// <summary>Others may read it, and nothing but its mode protects it.</summary>
    TooOpen,

    /// <summary>There is a file already, and a key is never overwritten.</summary>
    Exists,
}
