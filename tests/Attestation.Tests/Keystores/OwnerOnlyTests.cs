using DePin.Attestation.Keystores;

namespace DePin.Attestation.Tests.Keystores;

/// <summary>What others may not read.</summary>
internal sealed class OwnerOnlyTests : IDisposable
{
    private const UnixFileMode OpenFile = OwnerOnly.FileMode | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode OpenDirectory = OwnerOnly.DirectoryMode | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly string _directory = Directory.CreateTempSubdirectory("owner").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void Our_files_and_a_directory_of_our_own_are_closed_and_said()
    {
        string file = Make("state.db");
        string below = Directory.CreateDirectory(Path.Combine(_directory, "logs")).FullName;
        File.SetUnixFileMode(below, OpenDirectory);
        File.SetUnixFileMode(_directory, OpenDirectory);

        IReadOnlyList<string> said = OwnerOnly.Tighten(_directory, name => name is "state.db" or "logs");

        Assert.That(said, Has.Count.EqualTo(3)
            .And.Some.EqualTo($"{file} had mode 644, so that others could use it; it is 600 from now on."));
        Assert.That(new[] { file, below, _directory }.Select(File.GetUnixFileMode),
            Is.EqualTo(new[] { OwnerOnly.FileMode, OwnerOnly.DirectoryMode, OwnerOnly.DirectoryMode }));
        Assert.That(OwnerOnly.Tighten(_directory, _ => true), Is.Empty, "said once");
    }

    [Test]
    public void A_directory_that_holds_other_things_keeps_its_mode_and_they_theirs()
    {
        string ours = Make("state.db");
        string other = Make("of-somebody-else");
        File.SetUnixFileMode(_directory, OpenDirectory);

        IReadOnlyList<string> said = OwnerOnly.Tighten(_directory, name => name == "state.db");

        Assert.That(said, Has.Count.EqualTo(1));
        Assert.That(new[] { ours, other, _directory }.Select(File.GetUnixFileMode),
            Is.EqualTo(new[] { OwnerOnly.FileMode, OpenFile, OpenDirectory }));
    }

    [Test]
    public void A_link_is_not_followed()
    {
        string target = Path.Combine(Directory.CreateDirectory(Path.Combine(_directory, "logs")).FullName, "target");
        File.WriteAllText(target, "");
        File.SetUnixFileMode(target, OpenFile);
        File.CreateSymbolicLink(Path.Combine(_directory, "state.db"), target);

        OwnerOnly.Tighten(_directory, name => name == "state.db");

        Assert.That(File.GetUnixFileMode(target), Is.EqualTo(OpenFile));
    }

    [Test]
    public void A_file_that_is_ensured_is_private_from_its_first_moment_and_kept_when_it_is_there()
    {
        string file = Path.Combine(_directory, "new.db");
        OwnerOnly.EnsureFile(file);
        Assert.That(File.GetUnixFileMode(file), Is.EqualTo(OwnerOnly.FileMode));
        File.WriteAllText(file, "content");
        OwnerOnly.EnsureFile(file);
        Assert.That(File.ReadAllText(file), Is.EqualTo("content"));
    }

    [TestCase("secret", "secret")]
    [TestCase("secret\n", "secret")]
    [TestCase("secret\r\nmore\n", "secret")]
    [TestCase(" s e\n", " s e")]
    [TestCase("", "")]
    public void A_password_is_the_first_line(string content, string password)
    {
        string file = Make("password", content);
        File.SetUnixFileMode(file, OwnerOnly.FileMode);
        Assert.That(PasswordFile.Read(file), Is.EqualTo(password));
    }

    [TestCase(UnixFileMode.GroupRead, "640")]
    [TestCase(UnixFileMode.OtherRead, "604")]
    [TestCase(UnixFileMode.OtherWrite, "602")]
    public void A_password_that_others_may_read_is_refused(UnixFileMode more, string octal)
    {
        string file = Make("password", "secret");
        File.SetUnixFileMode(file, OwnerOnly.FileMode | more);

        KeyFileException refusal = Assert.Throws<KeyFileException>(() => PasswordFile.Read(file));

        Assert.That(refusal.Problem, Is.EqualTo(KeyFileProblem.TooOpen));
        Assert.That(refusal.Message,
            Is.EqualTo($"{file}: mode {octal} lets others use the password: chmod 600 it, and replace the password if they did"));
        Assert.That(PasswordFile.ReadGiven(file), Is.EqualTo("secret"));
    }

    private string Make(string name, string content = "")
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, content);
        File.SetUnixFileMode(path, OpenFile);
        return path;
    }
}
