using System.Text.Json;
using DePin.Attestation;
using DePin.NodeAgent.Containers.Engine;
using DePin.NodeAgent.Containers.Engine.Json;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Containers.Images;

/// <summary>Makes images present.</summary>
internal sealed class ImagePuller(ImagesClient images, RegistryGuard registries, TimeProvider time)
{
    /// <summary>
    /// A pull that says nothing for so long has lost its registry. Extraction of a large layer is silent for a minute on a slow
    /// disk.
    /// </summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(5);

    public async Task<ImageFacts?> FindAsync(EngineImage image, CancellationToken token) =>
        await images.FindAsync(image.ToString(), token) is { } info ? Facts(info) : null;

    public async Task<PullOutcome> PullAsync(EngineImage image, IProgress<PullProgress>? progress, CancellationToken token)
    {
        if (image.Digest is { } pinned && await FindAsync(image, token) is { } present)
        {
            return new PullOutcome.Pulled(pinned, present, AlreadyPresent: true);
        }

        if (await registries.WhyNotAsync(image.Registry, token) is { } why)
        {
            return new PullOutcome.Forbidden(why);
        }

        using CancellationTokenSource silence = new(Silence, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, token);
        PullTally tally = new();
        try
        {
            using EngineReply reply = await images.PullAsync(image, both.Token);
            string? error = reply.Succeeded
                ? await ReadAsync(reply, tally, progress, () => silence.CancelAfter(Silence), both.Token)
                : await reply.ReadMessageAsync();
            return error is null ? await ResultAsync(image, tally, token) : PullErrors.Classify(error);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return new PullOutcome.Unreachable($"The engine told of no progress for {Silence.TotalMinutes:0} minutes.");
        }
    }

    private static async Task<string?> ReadAsync(
        EngineReply reply, PullTally tally, IProgress<PullProgress>? progress, Action alive, CancellationToken token)
    {
        using StreamReader lines = new(await reply.ReadStreamAsync());
        string? error = null;
        while (await lines.ReadLineAsync(token) is { } text)
        {
            alive();
            if (text.Length == 0)
            {
                continue;
            }

            PullLine line = Parse(reply, text);
            error = line.Error ?? error;
            tally.Add(line);
            progress?.Report(tally.Progress);
        }

        return error;
    }

    private static PullLine Parse(EngineReply reply, string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, EngineJson.Default.PullLine)
                ?? throw reply.Breach("null where a line of a pull was promised");
        }
        catch (JsonException error)
        {
            throw reply.Breach($"a line of a pull is not JSON: {error.Message}");
        }
    }

    private async Task<PullOutcome> ResultAsync(EngineImage image, PullTally tally, CancellationToken token)
    {
        if (await FindAsync(image, token) is not { } facts)
        {
            return new PullOutcome.Failed("The engine pulled the image and does not have it: was it removed at the same time?");
        }

        Hash32? digest = image.Digest
            ?? (ContentHash.TryParse(tally.Digest, null, out ContentHash told) ? told.Value : default(Hash32?))
            ?? (facts.ManifestDigests.TryGetValue(image.Repository, out Hash32 known) ? known : default(Hash32?));
        return digest is { } value
            ? new PullOutcome.Pulled(value, facts, AlreadyPresent: false)
            : new PullOutcome.Failed("The engine did not say which manifest it pulled.");
    }

    private static ImageFacts Facts(ImageInfo info)
    {
        Dictionary<string, Hash32> digests = new(StringComparer.Ordinal);
        foreach (string text in info.RepoDigests ?? [])
        {
            if (ImageReference.TryParse(text, out ImageReference? reference) && reference.Digest is { } digest)
            {
                digests[reference.Name] = digest.Value;
            }
        }

        ImageConfig? config = info.Config;
        return new ImageFacts(
            info.Id, digests, info.Size, config?.User ?? "",
            [.. (config?.Volumes ?? []).Keys.Select(ContainerVolume.Clean).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            config?.Entrypoint is { Length: > 0 } || config?.Cmd is { Length: > 0 })
        {
            WorkingDirectory = config?.WorkingDir ?? "",
            Command = [.. config?.Entrypoint ?? [], .. config?.Cmd ?? []],
        };
    }
}
