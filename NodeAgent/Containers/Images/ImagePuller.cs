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

    /// <summary>How engines answer a call that they do not have: Docker's words and Podman's.</summary>
    private static readonly string[] _noSuchCall = ["page not found", "not found"];

    public async Task<ImageFacts?> FindAsync(EngineImage image, CancellationToken token) =>
        await images.FindAsync(image.ToString(), token) is { } info ? Facts(info) : null;

    public async Task<PullOutcome> PullAsync(EngineImage image, IProgress<PullProgress>? progress, CancellationToken token)
    {
        if (await PresentAsync(image, token) is { } present)
        {
            return present;
        }

        if (await registries.WhyNotAsync(image.Registry, token) is { } why)
        {
            return new PullOutcome.Forbidden(why);
        }

        using CancellationTokenSource silence = new(Silence, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, token);
        try
        {
            return await AskAsync(image, progress, silence, both.Token);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return new PullOutcome.Unreachable($"The engine told of no progress for {Silence.TotalMinutes:0} minutes.");
        }
    }

    private async Task<PullOutcome.Pulled?> PresentAsync(EngineImage image, CancellationToken token) =>
        image.Digest is { } pinned && await FindAsync(image, token) is { } present
            ? new PullOutcome.Pulled(pinned, present, AlreadyPresent: true)
            : null;

    /// <summary>
    /// A tag is resolved first and its image pulled by digest: a pull by tag would move the owner's own tags, and leave names behind of
    /// which nobody can say whose they are.
    /// </summary>
    private async Task<PullOutcome> AskAsync(
        EngineImage image, IProgress<PullProgress>? progress, CancellationTokenSource silence, CancellationToken token)
    {
        if (image.Digest is null)
        {
            (Hash32? digest, PullOutcome? refusal) = await ResolveAsync(image, token);
            image = digest is { } pinned ? image.At(pinned) : image;
            if ((refusal ?? await PresentAsync(image, token)) is { } outcome)
            {
                return outcome;
            }
        }

        silence.CancelAfter(Silence);
        progress?.Report(new PullProgress(0, 0, 0, 0) { Image = image.Digest is null ? null : image });
        PullTally tally = new();
        using EngineReply reply = await images.PullAsync(image, token);
        string? error = reply.Succeeded
            ? await ReadAsync(reply, tally, progress, () => silence.CancelAfter(Silence), token)
            : await reply.ReadMessageAsync();
        return error is null ? await ResultAsync(image, tally, token) : PullErrors.Classify(error);
    }

    /// <summary>Neither: the engine resolves no tags.</summary>
    private async Task<(Hash32? Digest, PullOutcome? Refusal)> ResolveAsync(EngineImage image, CancellationToken token)
    {
        using EngineReply reply = await images.ResolveAsync(image, token);
        if (!reply.Succeeded)
        {
            string message = await reply.ReadMessageAsync();
            return _noSuchCall.Contains(message, StringComparer.OrdinalIgnoreCase) ? default : (null, PullErrors.Classify(message));
        }

        DistributionInfo info = await reply.ReadJsonAsync(EngineJson.Default.DistributionInfo);
        return ContentHash.TryParse(info.Descriptor?.Digest, null, out ContentHash digest)
            ? (digest.Value, null)
            : throw reply.Breach($"'{info.Descriptor?.Digest}' where a manifest's digest was promised");
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
