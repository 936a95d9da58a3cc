using System.CommandLine;
using System.Text.Json;
using DePin.Attestation;
using DePin.Attestation.Keystores;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Transcripts;
using DePin.NodeAgent.Attesting;
using DePin.NodeAgent.Configuration;

namespace DePin.NodeAgent.Cli;

/// <summary><c>depin-node pog prove</c>: answers a challenge with this node's key, on the processor.</summary>
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

    public static Command Build(CliContext context)
    {
        Command prove = new("prove", "Answer a challenge on one core of the processor; the transcript says so. Signed with the node's key.")
        {
            _challenge,
            _out,
            CommonOptions.Json,
        };
        prove.SetAction(async (result, token) =>
        {
            KeySource key = ConfigurationFile.Find(
                result.GetValue(CommonOptions.Config), context.Environment).Require(context.Environment).Key;
            (string challenge, string path) = (result.GetRequiredValue(_challenge), result.GetRequiredValue(_out));
            return (int)await RunAsync(context, key, challenge, path, result.GetValue(CommonOptions.Json), token);
        });
        return new Command("pog", "Prove what this machine computes, to anybody.") { prove };
    }

    private static async Task<ExitCode> RunAsync(
        CliContext context, KeySource source, string file, string path, bool json, CancellationToken token)
    {
        try
        {
            if (!File.Exists(source.Path))
            {
                return await context.FailAsync(
                    ExitCode.KeyUnusable, $"there is no key at {source.Path} yet. Start the service once, or name its --config.");
            }

            SignedChallenge challenge = SignedChallenge.Parse(await ReadAsync(file, token));
            using PrivateKey key = NodeKey.Open(source);
            if (Refusal(challenge, key.Address) is { } refusal)
            {
                return await context.FailAsync(ExitCode.NotWell, $"{file} cannot be answered: {HumanText.Words(refusal)}");
            }

            ProofTranscript transcript = CpuProver.Answer(challenge, key, new Rounds(json ? TextWriter.Null : context.Error), token);
            await WriteAsync(path, transcript.ToJson(), token);
            await ShowAsync(context, path, transcript, json, token);
            return ExitCode.Ok;
        }
        catch (JsonException problem)
        {
            return await context.FailAsync(ExitCode.NotWell, $"{file} is not a challenge: {HumanText.Words(problem.Message)}");
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

    private static string? Refusal(SignedChallenge challenge, Address node) => challenge switch
    {
        { Message.Node: var other } when other != node => $"it is for node {other}, and this one is {node}. Ask for one of its own.",
        { Secret: null } => "its secret is not revealed. Only a self-test is answered by hand; an audit reaches the service.",
        _ when CpuProver.Refusal(challenge) is { } refusal => $"{refusal}. Ask for a smaller one.",
        _ => null,
    };

    private static async Task ShowAsync(CliContext context, string path, ProofTranscript transcript, bool json, CancellationToken token)
    {
        PogProofView view = new(path, transcript.Commitment.Message.Challenge, transcript.Commitment.Message.Commit, "cpu");
        string text = json
            ? JsonSerializer.Serialize(view, CliJson.Default.PogProofView)
            : $"{path}: commitment {view.Commit}, computed on the processor. Verify it with: depin-scheduler pog verify {path}";
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

    /// <summary>A line for each round, on the caller's thread.</summary>
    private sealed class Rounds(TextWriter error) : IProgress<ProofProgress>
    {
        public void Report(ProofProgress value) => error.WriteLine($"round {value.Round} of {value.Rounds}");
    }
}
