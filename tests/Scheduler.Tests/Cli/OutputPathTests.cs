using DePin.Scheduler.Cli.Outputs;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Tests.Cli;

internal sealed class OutputPathTests
{
    [TestCase("outputs/model.npz")]
    [TestCase("a")]
    [TestCase("outputs/..model/x...y")]
    [TestCase("ünï/日本")]
    [TestCase("with space/and\\backslash")]
    public void A_plain_path_stays_below_the_directory(string path)
    {
        using TempDirectory directory = new();

        Assert.That(OutputPath.Resolve(directory.Path, path), Is.EqualTo(directory.File(path)));
    }

    [TestCase("")]
    [TestCase(".")]
    [TestCase("..")]
    [TestCase("../x")]
    [TestCase("a/../../x")]
    [TestCase("a/..")]
    [TestCase("/etc/passwd")]
    [TestCase("//x")]
    [TestCase("a//b")]
    [TestCase("a/./b")]
    [TestCase("a/")]
    [TestCase("a\0b")]
    [TestCase("a\nb")]
    [TestCase("a\e[2Jb")]
    [TestCase(".depin-partial-00")]
    public void A_path_that_could_lead_elsewhere_is_refused(string path)
    {
        using TempDirectory directory = new();

        Assert.That(() => OutputPath.Resolve(directory.Path, path), Throws.TypeOf<UntrustedReplyException>());
    }

    [Test]
    public void A_name_longer_than_a_file_may_have_is_refused()
    {
        using TempDirectory directory = new();

        Assert.That(() => OutputPath.Resolve(directory.Path, new string('ü', 200)), Throws.TypeOf<UntrustedReplyException>());
        Assert.That(
            () => OutputPath.Resolve(directory.Path, string.Join('/', Enumerable.Repeat("abc", 300))),
            Throws.TypeOf<UntrustedReplyException>());
    }

    [Test]
    public void A_symbolic_link_on_the_way_is_not_followed()
    {
        using TempDirectory directory = new();
        using TempDirectory elsewhere = new();
        File.CreateSymbolicLink(directory.File("link"), elsewhere.Path);
        File.CreateSymbolicLink(directory.File("dangling"), elsewhere.File("nothing"));

        Assert.That(
            () => OutputPath.Resolve(directory.Path, "link/x"),
            Throws.TypeOf<UntrustedReplyException>().With.Message.Contains("symbolic link"));
        Assert.That(
            () => OutputPath.Resolve(directory.Path, "dangling"),
            Throws.TypeOf<UntrustedReplyException>().With.Message.Contains("symbolic link"));
    }
}
