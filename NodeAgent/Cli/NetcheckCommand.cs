using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Doctor;

namespace DePin.NodeAgent.Cli;

/// <summary><c>depin-node netcheck</c>: the way to the scheduler, step by step, with times; exit code 1 when it fails.</summary>
internal static class NetcheckCommand
{
    private const int Tries = 5;

    private static readonly TimeSpan _connectWithin = TimeSpan.FromSeconds(5);

    public static Command Build(CliContext context)
    {
        Command command = new("netcheck", "Try the way to the scheduler: name, line, certificate, answers, clock. Signs nothing.")
        {
            CommonOptions.Json,
        };
        command.SetAction(async (result, token) =>
        {
            NodeOptions options = ConfigurationFile.Find(
                result.GetValue(CommonOptions.Config), context.Environment).Require(context.Environment);
            NetcheckView view = await TakeAsync(context, options, token);
            string text = result.GetValue(CommonOptions.Json)
                ? JsonSerializer.Serialize(view, CliJson.Default.NetcheckView)
                : string.Join(Environment.NewLine, Lines(view));
            await context.Text.WriteLineAsync(text.AsMemory(), token);
            return (int)(view.Problem is null ? ExitCode.Ok : ExitCode.NotWell);
        });
        return command;
    }

    private static async Task<NetcheckView> TakeAsync(CliContext context, NodeOptions options, CancellationToken token)
    {
        Uri url = options.Scheduler.Url;
        IPAddress[] addresses;
        try
        {
            addresses = await Dns.GetHostAddressesAsync(url.IdnHost, token);
        }
        catch (SocketException problem)
        {
            return new NetcheckView(url, [], null, null, null, null, $"the name {url.IdnHost} cannot be looked up: {problem.Message}");
        }

        List<NetcheckAddress> tried = [];
        foreach (IPAddress address in addresses)
        {
            tried.Add(await ConnectAsync(context, address, url.Port, token));
        }

        List<SchedulerSight> sights = [];
        for (int count = 0; count < Tries; count++)
        {
            sights.Add(await new SchedulerProbe(context.Time).AskAsync(options.Scheduler, options.Beneficiary, token));
        }

        SchedulerSight.Answers[] answers = [.. sights.OfType<SchedulerSight.Answers>().OrderBy(answer => answer.RoundTrip)];
        return answers.Length == 0
            ? new NetcheckView(url, tried, null, null, null, null, Problem(sights[^1]))
            : new NetcheckView(
                url, tried, answers[answers.Length / 2].RoundTrip.TotalMilliseconds, answers[^1].RoundTrip.TotalMilliseconds,
                answers[0].Ahead?.TotalMilliseconds, answers[0].CertificateEnds,
                answers.Length < Tries ? $"{Tries - answers.Length} of {Tries} questions got no answer: {Problem(sights)}" : null);
    }

    private static async Task<NetcheckAddress> ConnectAsync(CliContext context, IPAddress address, int port, CancellationToken token)
    {
        using CancellationTokenSource limit = new(_connectWithin, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, token);
        using Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        long began = context.Time.GetTimestamp();
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), either.Token);
            return new NetcheckAddress(address.ToString(), context.Time.GetElapsedTime(began).TotalMilliseconds, null);
        }
        catch (SocketException problem)
        {
            return new NetcheckAddress(address.ToString(), null, problem.Message);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return new NetcheckAddress(address.ToString(), null, $"no connection within {_connectWithin.TotalSeconds:0} s");
        }
    }

    private static string Problem(IReadOnlyList<SchedulerSight> sights) =>
        Problem(sights.First(sight => sight is not SchedulerSight.Answers));

    private static string Problem(SchedulerSight sight) => sight switch
    {
        SchedulerSight.Unreachable { Message: var message } => message,
        SchedulerSight.BadCertificate { Message: var message } => $"its certificate is not to be trusted: {message}",
        SchedulerSight.Refuses { Message: var message } => message,
        _ => "it was not asked",
    };

    private static IEnumerable<string> Lines(NetcheckView view)
    {
        yield return $"scheduler    {view.Scheduler}";
        foreach (NetcheckAddress address in view.Addresses)
        {
            yield return $"connects     {address.Address}: {(address.ConnectMs is { } ms ? Ms(ms) : address.Problem)}";
        }

        if (view.MedianMs is { } median && view.WorstMs is { } worst)
        {
            yield return $"answers      in {Ms(median)} (median of {Tries}), {Ms(worst)} at worst";
        }

        if (view.ClockAheadMs is { } ahead)
        {
            yield return $"clock        {Ms(Math.Abs(ahead))} {(ahead < 0 ? "behind" : "ahead of")} the scheduler's";
        }

        if (view.CertificateEnds is { } ends)
        {
            yield return $"certificate  until {ends.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
        }

        yield return view.Problem is { } problem
            ? $"! {HumanText.Words(problem)}{Environment.NewLine}  'depin-node doctor' names the fix."
            : "All of it works.";
    }

    private static string Ms(double milliseconds) => HumanText.Duration(milliseconds / 1000);
}
