using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DePin.Attestation;
using DePin.Attestation.Keystores;
using DePin.Attestation.Messages;
using DePin.Benchmark.Gpus;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Transcripts;
using DePin.NodeAgent.Attesting;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Gpus.Worker;

namespace DePin.NodeAgent.Cli;

/// <summary><c>depin-node pog prove</c>: answers a challenge with this node's key, on a GPU or on the processor.</summary>
internal static class PogCommand
{
    private static readonly Option<string> _challenge = new("--challenge")
    {
        Description = "The challenge, with its secret: depin-scheduler pog challenge makes one for a self-test.",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<string> _out = new("--out")
    {
        Description = "Where the transcript is written.",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<string?> _gpu = new("--gpu")
    {
        Description = "The GPU that computes it, as depin-node gpus names it; without it one core of the processor does.",
        HelpName = "UUID",
    };

    public static Command Build(CliContext context)
    {
        Command prove = new(
            "prove", "Answer a challenge, on a GPU or on one core of the processor; the transcript says which. Signed with the node's key.")
        {
            _challenge,
            _out,
            _gpu,
            GpusCommand.AcceptSimulated,
            CommonOptions.Json,
        };
        prove.SetAction(async (result, token) =>
        {
            NodeOptions options = ConfigurationFile.Find(
                result.GetValue(CommonOptions.Config), context.Environment).Require(context.Environment);
            bool simulated = result.GetValue(GpusCommand.AcceptSimulated) || options.Gpus.AcceptSimulated;
            Request request = new(result.GetRequiredValue(_challenge), result.GetRequiredValue(_out), result.GetValue(_gpu))
            {
                Worker = new WorkerStart(context.Environment.GetValueOrDefault(WorkerStart.RootVariable), simulated),
                Json = result.GetValue(CommonOptions.Json),
            };
            return (int)await RunAsync(context, options.Key, request, token);
        });
        return new Command("pog", "Prove what this machine computes, to anybody.") { prove };
    }

    private static async Task<ExitCode> RunAsync(CliContext context, KeySource source, Request request, CancellationToken token)
    {
        try
        {
            if (!File.Exists(source.Path))
            {
                return await context.FailAsync(
                    ExitCode.KeyUnusable, $"there is no key at {source.Path} yet. Start the service once, or name its --config.");
            }

            SignedChallenge challenge = SignedChallenge.Parse(await ReadAsync(request.File, token));
            using PrivateKey key = NodeKey.Open(source);
            if (Refusal(challenge, key.Address, request.Gpu) is { } refusal)
            {
                return await context.FailAsync(ExitCode.NotWell, $"{request.File} cannot be answered: {HumanText.Words(refusal)}");
            }

            Rounds rounds = new(request.Json ? TextWriter.Null : context.Error);
            (PogAnswer? answer, GpuFinding? finding) = request.Gpu is { } gpu
                ? await PogAnswer.OfGpuAsync(request.Worker, gpu, challenge, rounds, context.Time, token)
                : (PogAnswer.OfProcessor(challenge, rounds, context.Time, token), null);
            if (answer is null)
            {
                return await context.FailAsync(
                    ExitCode.NotWell, $"{HumanText.Words(finding!.Message)} {HumanText.Words(finding.Remedy)}");
            }

            ProofTranscript transcript = answer.Sign(challenge, key);
            await WriteAsync(request.Out, transcript.ToJson(), token);
            await ShowAsync(context, request, transcript, answer.Seconds, token);
            return ExitCode.Ok;
        }
        catch (JsonException problem)
        {
            return await context.FailAsync(ExitCode.NotWell, $"{request.File} is not a challenge: {HumanText.Words(problem.Message)}");
        }
        catch (KeyFileException problem)
        {
            return await context.FailAsync(ExitCode.KeyUnusable, problem.Message);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return await context.FailAsync(ExitCode.Configuration, $"{problem.Message} Check the path and who may use it.");
        }
    }

    private static string? Refusal(SignedChallenge challenge, Address node, string? gpu) => challenge switch
    {
        { Message.Node: var other } when other != node => $"it is for node {other}, and this one is {node}. Ask for one of its own.",
        { Secret: null } => "its secret is not revealed. Only a self-test is answered by hand; an audit reaches the service.",
        { Message: VramChallenge, Start: null } => "its start is not revealed. Only a self-test is answered by hand.",
        _ when (gpu is null ? CpuProver.Refusal(challenge) : ProofLimits.Check(challenge.Message)?.Text) is { } refusal =>
            $"{refusal}. Ask for a smaller one.",
        _ => null,
    };

    private static async Task ShowAsync(
        CliContext context, Request request, ProofTranscript transcript, double seconds, CancellationToken token)
    {
        PogCommitment commitment = transcript.Commitment.Message;
        string device = commitment.Device.ToString().ToLowerInvariant();
        PogProofView view = new(request.Out, commitment.Challenge, commitment.Commit, device, request.Gpu, seconds);
        string on = commitment.Device switch
        {
            ProofDevice.Cpu => "on the processor",
            ProofDevice.Simulated => $"on {HumanText.Words(request.Gpu!)} of a simulated driver",
            _ => $"on {HumanText.Words(request.Gpu!)}",
        };
        string text = request.Json
            ? JsonSerializer.Serialize(view, CliJson.Default.PogProofView)
            : string.Create(CultureInfo.InvariantCulture, $"{request.Out}: commitment {view.Commit}, computed {on} in {seconds:0.00} s. ")
                + $"Verify it with: depin-scheduler pog verify {request.Out}";
        await context.Text.WriteLineAsync(text.AsMemory(), token);
    }

    /// <summary>One byte more than is allowed, at most: the reader then says that it is too long.</summary>
    private static async Task<byte[]> ReadAsync(string path, CancellationToken token)
    {
        await using FileStream file = File.OpenRead(path);
        byte[] buffer = new byte[SignedChallenge.MaxBytes + 1];
        int length = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, token);
        return buffer[..length];
    }

    /// <summary>Whole or not at all.</summary>
    private static async Task WriteAsync(string path, byte[] content, CancellationToken token)
    {
        string temporary = $"{path}.new";
        try
        {
            await File.WriteAllBytesAsync(temporary, content, token);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <param name="File">The challenge.</param>
    /// <param name="Gpu">Null for the processor.</param>
    private sealed record Request(string File, string Out, string? Gpu)
    {
        public required WorkerStart Worker { get; init; }

        public required bool Json { get; init; }
    }

    /// <summary>A line for each round, on the thread that computes or hears of it.</summary>
    private sealed class Rounds(TextWriter error) : IProgress<ProofProgress>
    {
        public void Report(ProofProgress value) => error.WriteLine($"round {value.Round} of {value.Rounds}");
    }
}
