using System.Security.Cryptography;
using System.Text.Json;

namespace DePin.Attestation.Keystores;

/// <summary>Opens a version 3 keystore: every field is checked and every cost bounded before anything is computed.</summary>
internal static class KeystoreReader
{
    public const string Cipher = "aes-128-ctr";
    public const string ScryptKdf = "scrypt";

    private const string Pbkdf2Kdf = "pbkdf2";
    private const string Pbkdf2Hash = "hmac-sha256";

    /// <summary>Most iterations of pbkdf2 that are computed: ten times what wallets write, some seconds.</summary>
    private const int MaxIterations = 10_000_000;
    private const int MaxSaltSize = 256;

    public static PrivateKey Read(ReadOnlySpan<byte> json, ReadOnlySpan<char> password)
    {
        KeystoreDocument document = Parse(json);
        KeystoreCrypto crypto = document.Crypto!;
        byte[] counter = Hex("iv", crypto.CipherParameters.Iv, Aes128Ctr.BlockSize);
        byte[] text = Hex("ciphertext", crypto.CipherText, PrivateKey.Size);
        byte[] mac = Hex("mac", crypto.Mac, Hash32.Size);
        try
        {
            using DerivedKey derived = Derive(crypto, password);
            if (!CryptographicOperations.FixedTimeEquals(derived.Mac(text).ToArray(), mac))
            {
                throw Refused(KeyFileProblem.WrongPassword, "the password does not open this keystore");
            }

            Aes128Ctr.Transform(derived.CipherKey, counter, text);
            return KeyOf(text, document.Address);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private static KeystoreDocument Parse(ReadOnlySpan<byte> json)
    {
        KeystoreDocument document;
        try
        {
            document = JsonSerializer.Deserialize(json, KeystoreJson.Default.KeystoreDocument) ?? throw new JsonException("it is null");
        }
        catch (JsonException refusal)
        {
            // "JSON deserialization for type '…' was missing required properties including: 'crypto'."
            int type = refusal.Message.IndexOf("was missing required", StringComparison.Ordinal);
            string why = type < 0 ? refusal.Message : $"it {refusal.Message[type..]}";
            throw new KeyFileException(
                KeyFileProblem.Corrupt, $"not a keystore: {why.TrimEnd('.')}; take the file from a backup", refusal);
        }

        return document switch
        {
            { Version: not 3 } => throw Unsupported("version", $"{document.Version}", "3"),
            { Crypto: null } => throw Refused(KeyFileProblem.Corrupt, "not a keystore: it has no 'crypto'"),
            { Crypto.Cipher: not Cipher } => throw Unsupported("cipher", document.Crypto.Cipher, Cipher),
            _ => document,
        };
    }

    private static DerivedKey Derive(KeystoreCrypto crypto, ReadOnlySpan<char> password)
    {
        KeystoreKdfParameters parameters = crypto.KdfParameters;
        if (parameters.KeyLength != DerivedKey.Size)
        {
            throw Refused(KeyFileProblem.Unsupported, $"dklen is {parameters.KeyLength}, only {DerivedKey.Size} is supported");
        }

        byte[] salt = Hex("salt", parameters.Salt, Math.Clamp(parameters.Salt.Length / 2, 1, MaxSaltSize));
        return crypto.Kdf switch
        {
            ScryptKdf => Scrypt(password, salt, parameters),
            Pbkdf2Kdf => Pbkdf2(password, salt, parameters),
            _ => throw Unsupported("kdf", crypto.Kdf, $"{ScryptKdf} or {Pbkdf2Kdf}"),
        };
    }

    private static DerivedKey Scrypt(ReadOnlySpan<char> password, byte[] salt, KeystoreKdfParameters parameters)
    {
        if (parameters is not { N: { } n, R: { } r, P: { } p })
        {
            throw Refused(KeyFileProblem.Corrupt, "scrypt needs n, r and p");
        }

        ScryptCost cost = new(n, r, p);
        return cost.Refusal() is { } refusal ? throw Refused(refusal.Problem, refusal.Text) : DerivedKey.Scrypt(password, salt, cost);
    }

    private static DerivedKey Pbkdf2(ReadOnlySpan<char> password, byte[] salt, KeystoreKdfParameters parameters) => parameters switch
    {
        { Prf: not Pbkdf2Hash } => throw Unsupported("prf", parameters.Prf ?? "", Pbkdf2Hash),
        { C: null or < 1 } => throw Refused(KeyFileProblem.Corrupt, "pbkdf2 needs c of at least 1"),
        { C: > MaxIterations } => throw Refused(KeyFileProblem.TooCostly, $"pbkdf2 with c={parameters.C} is more than {MaxIterations}"),
        _ => DerivedKey.Pbkdf2(password, salt, parameters.C.Value),
    };

    private static PrivateKey KeyOf(ReadOnlySpan<byte> bytes, string? address)
    {
        PrivateKey key;
        try
        {
            key = PrivateKey.FromBytes(bytes);
        }
        catch (ArgumentException refusal)
        {
            throw new KeyFileException(
                KeyFileProblem.Corrupt, "the keystore holds bytes that are not a private key; take it from a backup", refusal);
        }

        string found = key.Address.ToString();
        bool prefixed = address?.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ?? true;
        string named = prefixed ? address ?? found : "0x" + address;
        if (string.Equals(named, found, StringComparison.OrdinalIgnoreCase))
        {
            return key;
        }

        key.Dispose();
        throw Refused(KeyFileProblem.Corrupt, $"the keystore says it is of {HexText.Quote(named)} and holds the key of {found}");
    }

    private static byte[] Hex(string member, string text, int size)
    {
        byte[] bytes = new byte[size];
        return HexText.TryParse("0x" + text, bytes)
            ? bytes
            : throw Refused(KeyFileProblem.Corrupt, $"{member}: expected {2 * size} hexadecimal digits, found {text.Length} characters");
    }

    private static KeyFileException Unsupported(string member, string found, string supported) =>
        Refused(KeyFileProblem.Unsupported, $"{member} {HexText.Quote(found)}, only {supported} is supported");

    private static KeyFileException Refused(KeyFileProblem problem, string message) => new(problem, message);
}
