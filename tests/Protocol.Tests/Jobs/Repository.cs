namespace DePin.Protocol.Tests.Jobs;

/// <summary>Finds committed files from where the tests run.</summary>
internal static class Repository
{
    public static string Path(string relative)
    {
        string? directory = TestContext.CurrentContext.TestDirectory;
        while (directory is not null && !File.Exists(System.IO.Path.Combine(directory, "DePin.sln")))
        {
            directory = System.IO.Path.GetDirectoryName(directory);
        }

        Assert.That(directory, Is.Not.Null, "the tests do not run inside the repository");
        return System.IO.Path.Combine(directory!, relative);
    }
}
