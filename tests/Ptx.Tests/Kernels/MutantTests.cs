using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Kernels;

/// <summary>The interpreter is worth what it catches: each mistake here is planted in the PTX that ships, and must be seen.</summary>
internal sealed class MutantTests
{
    private const int Seed = 3;

    private static IEnumerable<TestCaseData> Mutants() =>
        new[] { CopyMutants.All, WarpgroupMutants.All, ProofMutants.All }
            .SelectMany(mutants => mutants)
            .Select(mutant => new TestCaseData(mutant).SetArgDisplayNames(mutant.Mistake));

    [TestCaseSource(nameof(Mutants))]
    public void It_is_caught_that(Mutant mutant)
    {
        string? fault = Fault(mutant);
        TestContext.Out.WriteLine(fault);
        Assert.That(fault, Is.Not.Null.And.Contains(mutant.Found), $"seed {Seed}");
    }

    private static string? Fault(Mutant mutant)
    {
        KernelCheck check = KernelCheck.All(mutant.Family).Single(check => check.Name == mutant.Check);
        try
        {
            return check.Fault(new Gpu(mutant.Family, Seed, mutant.Edit));
        }
        catch (PtxException exception)
        {
            return exception.Message;
        }
    }
}
