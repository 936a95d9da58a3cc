using DePin.Attestation.Keystores;

namespace DePin.Attestation.Tests.Keystores;

/// <summary>Key files on a real disk: modes, what is left behind, what is never overwritten.</summary>
[TestFixture]
public sealed class KeyFileTests : IDisposable
{
    private static readonly ScryptCost Cheap = new(16, 1, 1);

    private readonly string _directory = Directory.CreateTempSubdirectory("depin-key-").FullName;

    private string File => Path.Combine(_directory, "key.json");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void Keystore_file_is_for_its_owner_alone_and_reads_back()
    {
        using PrivateKey key = PrivateKey.Create();
        Keystore.Write(File, key, "password", Cheap);

        Assert.That(System.IO.File.GetUnixFileMode(File), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(Directory.GetFileSystemEntries(_directory), Is.EqualTo(new[] { File }), "no temporary file is left");
        using PrivateKey read = Keystore.Read(File, "password");
        Assert.That(read.HeldBytes, Is.EqualTo(key.HeldBytes));
    }

    [Test]
    public void Errors_name_the_file()
    {
        using PrivateKey key = PrivateKey.Create();
        Keystore.Write(File, key, "password", Cheap);
        KeyFileException refusal = Assert.Throws<KeyFileException>(() => Keystore.Read(File, "wrong").Dispose());
        Assert.That(refusal.Problem, Is.EqualTo(KeyFileProblem.WrongPassword));
        Assert.That(refusal.Message, Is.EqualTo($"{File}: the password does not open this keystore"));
    }

    [Test]
    public void Existing_file_is_never_overwritten()
    {
        System.IO.File.WriteAllText(File, "precious");
        using PrivateKey key = PrivateKey.Create();
        KeyFileException refusal = Assert.Throws<KeyFileException>(() => Keystore.Write(File, key, "password", Cheap));
        Assert.That(refusal.Problem, Is.EqualTo(KeyFileProblem.Exists));
        Assert.That(System.IO.File.ReadAllText(File), Is.EqualTo("precious"));
        Assert.That(Directory.GetFileSystemEntries(_directory), Has.Length.EqualTo(1), "no temporary file is left");
    }

    [Test]
    public void Of_many_that_write_at_once_exactly_one_wins_and_its_key_is_in_the_file()
    {
        PrivateKey[] keys = [.. Enumerable.Range(0, 8).Select(_ => PrivateKey.Create())];
        Address[] winners = [.. keys.AsParallel().WithDegreeOfParallelism(8).Where(Wins).Select(key => key.Address)];

        using PrivateKey read = RawKeyFile.Read(File);
        Assert.That(winners, Is.EqualTo(new[] { read.Address }));
        Array.ForEach(keys, key => key.Dispose());
    }

    [Test]
    public void Missing_directory_and_missing_file_are_errors_of_input_and_output()
    {
        using PrivateKey key = PrivateKey.Create();
        string nowhere = Path.Combine(_directory, "none", "key.json");
        Assert.That(() => Keystore.Write(nowhere, key, "password", Cheap), Throws.InstanceOf<IOException>());
        Assert.That(() => Keystore.Read(nowhere, "password"), Throws.InstanceOf<IOException>());
        Assert.That(() => RawKeyFile.Read(nowhere), Throws.InstanceOf<IOException>());
    }

    [Test]
    public void Endless_file_is_refused_after_its_limit()
    {
        Assert.That(
            () => Keystore.Read("/dev/zero", "password"),
            Throws.TypeOf<KeyFileException>().With.Message.Contains("at most 16384 bytes"));
    }

    [Test]
    public void Raw_file_is_for_its_owner_alone_and_reads_back()
    {
        using PrivateKey key = Sample.NodeKey();
        RawKeyFile.Write(File, key);
        Assert.That(System.IO.File.GetUnixFileMode(File), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(System.IO.File.ReadAllText(File), Is.EqualTo(Sample.NodeKeyText + "\n"));
        using PrivateKey read = RawKeyFile.Read(File);
        Assert.That(read.Address, Is.EqualTo(Sample.Node));
    }

    [TestCase(UnixFileMode.GroupRead)]
    [TestCase(UnixFileMode.OtherRead)]
    [TestCase(UnixFileMode.OtherWrite)]
    public void Raw_file_that_others_may_use_is_refused(UnixFileMode more)
    {
        using PrivateKey key = Sample.NodeKey();
        RawKeyFile.Write(File, key);
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite | more);
        KeyFileException refusal = Assert.Throws<KeyFileException>(() => RawKeyFile.Read(File).Dispose());
        Assert.That(refusal.Problem, Is.EqualTo(KeyFileProblem.TooOpen));
        Assert.That(refusal.Message, Does.Contain("chmod 600"));
    }

    [TestCase("")]
    [TestCase("\n")]
    [TestCase("59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d\n")]
    [TestCase("0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b7869\n")]
    [TestCase("0x0000000000000000000000000000000000000000000000000000000000000000\n")]
    [TestCase("0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d 0x\n")]
    [TestCase("-----BEGIN EC PRIVATE KEY-----")]
    public void Raw_file_without_a_key_is_refused_and_not_quoted(string content)
    {
        System.IO.File.WriteAllText(File, content);
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead);
        KeyFileException refusal = Assert.Throws<KeyFileException>(() => RawKeyFile.Read(File).Dispose());
        Assert.That(refusal.Problem, Is.EqualTo(KeyFileProblem.Corrupt));
        Assert.That(refusal.ToString(), Does.Not.Contain("59c6995e"));
    }

    private bool Wins(PrivateKey key)
    {
        try
        {
            RawKeyFile.Write(File, key);
            return true;
        }
        catch (KeyFileException refusal) when (refusal.Problem == KeyFileProblem.Exists)
        {
            return false;
        }
    }
}
