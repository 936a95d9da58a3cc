using System.Globalization;
using System.Net.Http.Headers;
using DePin.Attestation.Envelopes;
using DePin.Attestation.Messages;
using DePin.Protocol.Wire;
using Microsoft.AspNetCore.Http;

namespace DePin.Scheduler.Tests.Cli;

/// <summary>A fake that serves the outputs of <see cref="Sample"/> as they are signed; a test then changes what it wants wrong.</summary>
internal static class ServedOutputs
{
    public static string JobPath { get; } = $"/v1/jobs/{Sample.Job}";

    public static string ListPath { get; } = $"{JobPath}/artifacts";

    public static string ModelPath { get; } = $"{ListPath}/outputs/model.npz";

    public static async Task<FakeScheduler> StartAsync(CancellationToken token, JobState? state = null)
    {
        FakeScheduler fake = await FakeScheduler.StartAsync(token);
        fake.OnGet(JobPath, Sample.View(state ?? Sample.Succeeded, Sample.Attempt(1, 3, Outcome.Succeeded)), WireJson.Default.JobView);
        fake.OnGet(ListPath, new ArtifactList(Sample.Outputs), WireJson.Default.ArtifactList);
        fake.OnGet<IReadOnlyList<AttestationEnvelope>>(
            $"{JobPath}/attestations",
            [Sample.Envelope],
            WireJson.Default.IReadOnlyListAttestationEnvelope);
        fake.On("GET", ModelPath, context => SendAsync(context, Sample.Model, null));
        fake.On("GET", $"{ListPath}/outputs/metrics.json", context => SendAsync(context, Sample.Metrics, null));
        return fake;
    }

    /// <summary>Honours a range, and breaks the connection after some bytes when told to.</summary>
    public static async Task SendAsync(HttpContext context, byte[] content, int? cutAfter)
    {
        int from = 0;
        if (context.Request.Headers.Range.Count > 0)
        {
            from = (int)RangeHeaderValue.Parse(context.Request.Headers.Range.ToString()).Ranges.Single().From!.Value;
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = string.Create(
                CultureInfo.InvariantCulture,
                $"bytes {from}-{content.Length - 1}/{content.Length}");
        }

        context.Response.ContentLength = content.Length - from;
        await context.Response.Body.WriteAsync(
            content.AsMemory(from, Math.Min(cutAfter ?? int.MaxValue, content.Length - from)),
            context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        if (cutAfter is not null)
        {
            context.Abort();
        }
    }
}
