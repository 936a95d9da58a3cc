using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DePin.Protocol.Wire;
using Microsoft.AspNetCore.Hosting;

namespace DePin.Scheduler.Tests.Cli;

/// <summary>https: the certificate is checked, against the authority given.</summary>
internal sealed class CertificateTests
{
    [TestCase("127.0.0.1", true, true)]
    [TestCase("127.0.0.1", false, false)]
    [TestCase("127.0.0.2", true, false)]
    [CancelAfter(30_000)]
    public async Task Only_a_certificate_of_the_given_authority_and_of_that_name_is_accepted(
        string name, bool giveAuthority, bool accepted, CancellationToken token)
    {
        using X509Certificate2 authority = Authority();
        using X509Certificate2 certificate = Issue(authority, IPAddress.Parse(name));
        await using FakeScheduler fake = await FakeScheduler.StartAsync(listen => listen.UseHttps(certificate), token);
        fake.OnGet("/v1/nodes", new NodeList([]), WireJson.Default.NodeList);
        using TempDirectory files = new();
        string pem = files.Write("ca.pem", authority.ExportCertificatePem());

        CliRun run = await CliRun.AgainstAsync(fake, token, ["node", "list", .. giveAuthority ? new[] { "--ca", pem } : []]);

        Assert.That(run.Code, Is.EqualTo(accepted ? ExitCode.Ok : ExitCode.NoAccess), run.Error);
        Assert.That(run.Error, accepted ? Is.Empty : Does.Contain("certificate").And.Contain("--ca FILE"));
        Assert.That(fake.Requests, accepted ? Has.Count.EqualTo(1) : Is.Empty);
    }

    [TestCase("not a certificate")]
    [TestCase("")]
    [CancelAfter(30_000)]
    public async Task A_file_without_a_certificate_is_refused(string content, CancellationToken token)
    {
        using TempDirectory files = new();

        CliRun run = await CliRun.AloneAsync(
            token,
            "node",
            "list",
            "--scheduler",
            "https://127.0.0.1:1",
            "--ca",
            files.Write("ca.pem", content));

        Assert.That(run.Code, Is.EqualTo(ExitCode.Usage), run.Error);
        Assert.That(run.Error, Does.Contain("ca.pem"));
    }

    private static X509Certificate2 Authority()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        (DateTimeOffset from, DateTimeOffset to) = Validity();
        return request.CreateSelfSigned(from, to);
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, IPAddress name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=scheduler", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(name);
        request.CertificateExtensions.Add(names.Build());
        // Within the authority's, though the clock has gone on by a second.
        using X509Certificate2 bare = request.Create(authority, authority.NotBefore, authority.NotAfter, [1, 2, 3]);
        using X509Certificate2 withKey = bare.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    private static (DateTimeOffset From, DateTimeOffset To) Validity()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return (now.AddHours(-1), now.AddHours(1));
    }
}
