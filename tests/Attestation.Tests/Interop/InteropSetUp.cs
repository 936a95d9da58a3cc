namespace DePin.Attestation.Tests.Interop;

/// <summary>Ends what the tests of this namespace share.</summary>
[SetUpFixture]
public sealed class InteropSetUp
{
    [OneTimeTearDown]
    public async Task Stop() => await InteropProcess.StopAsync();
}
