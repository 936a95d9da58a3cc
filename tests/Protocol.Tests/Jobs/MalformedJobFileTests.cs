using System.Text;
using DePin.Protocol.Jobs;

namespace DePin.Protocol.Tests.Jobs;

public sealed class MalformedJobFileTests
{
    private const int LeastCases = 120;

    [TestCaseSource(typeof(MalformedJobFile), nameof(MalformedJobFile.ReadAll))]
    public void A_malformed_file_gets_its_own_errors(MalformedJobFile file)
    {
        JobSpecResult result = JobSpecReader.Read(Encoding.UTF8.GetBytes(file.Text));
        string told = string.Join('\n', result.Errors);
        Assert.That(result.Errors, Has.Count.EqualTo(file.Errors.Count), told);
        Assert.Multiple(() =>
        {
            foreach ((SpecError error, ExpectedSpecError expected) in result.Errors.Zip(file.Errors))
            {
                Assert.That(error.Line, Is.EqualTo(expected.Line), told);
                Assert.That(error.Key, Is.EqualTo(expected.Key), told);
                Assert.That($"{error.Message}; {error.Remedy}", Does.Contain(expected.Fragment), told);
                Assert.That(error.Column, Is.GreaterThan(0), told);
                Assert.That(error.Remedy, Is.Not.Empty, told);
            }
        });
    }

    [Test]
    public void Every_malformed_file_has_a_title_of_its_own_and_expects_an_error()
    {
        List<MalformedJobFile> files = [.. MalformedJobFile.ReadAll()];
        Assert.That(files, Has.Count.GreaterThanOrEqualTo(LeastCases));
        Assert.That(files.Select(file => file.Title), Is.Unique);
        Assert.That(files.Where(file => file.Errors.Count == 0), Is.Empty);
    }
}
