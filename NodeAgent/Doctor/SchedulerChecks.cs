using System.Globalization;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Scheduling;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Doctor;

/// <summary>The way to the scheduler: name, line, certificate, that it is the right one, and its clock. Pure.</summary>
internal static class SchedulerChecks
{
    /// <summary>A certificate that ends sooner should have been renewed.</summary>
    private static readonly TimeSpan _endsSoon = TimeSpan.FromDays(14);

    /// <summary>A clock that nobody sets is this far off after a few days.</summary>
    private static readonly TimeSpan _drifts = TimeSpan.FromSeconds(5);

    public static IEnumerable<CheckResult> Of(DoctorFacts facts) => facts.Options is null
        ? [CheckResult.Skip("scheduler", DoctorFacts.NoOptions)]
        : Dns(facts).Concat(Answer(facts));

    private static IEnumerable<CheckResult> Dns(DoctorFacts facts) => facts.Name switch
    {
        NameSight.NotAsked { Why: var why } => [CheckResult.Skip("dns", why)],
        NameSight.Resolves { Addresses: var addresses } =>
            [CheckResult.Ok("dns", $"{facts.Options!.Scheduler.Url.IdnHost} is {string.Join(", ", addresses)}.")],
        NameSight.Unknown { Message: var message } =>
        [
            CheckResult.Fail(
                "dns", $"The name {facts.Options!.Scheduler.Url.IdnHost} cannot be looked up: {message}.",
                "Check scheduler.url for a misspelling; if it is right, see to this machine's resolver: 'resolvectl status' or "
                + "/etc/resolv.conf."),
        ],
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static IEnumerable<CheckResult> Answer(DoctorFacts facts) => facts.Scheduler switch
    {
        SchedulerSight.NotAsked { Why: var why } => [CheckResult.Skip("scheduler", why)],
        SchedulerSight.Unreachable { Message: var message } =>
        [
            CheckResult.Fail(
                "scheduler", $"The scheduler cannot be reached: {message}.",
                $"Try 'curl -v {new Uri(facts.Options!.Scheduler.Url, Routes.Health)}'. Where that fails too, see to firewall, proxy and "
                + "line; this node connects out and needs no open port."),
        ],
        SchedulerSight.BadCertificate bad => [Certificate(bad, facts.Options!)],
        SchedulerSight.Refuses { Message: var message } =>
        [
            CheckResult.Fail(
                "scheduler", $"What answers at {facts.Options!.Scheduler.Url} does not let this node in: {message}.",
                "Check scheduler.url; if it is right, ask the scheduler's operator."),
        ],
        SchedulerSight.Answers answers => Answers(answers, facts),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static CheckResult Certificate(SchedulerSight.BadCertificate bad, NodeOptions options) => CheckResult.Fail(
        "certificate",
        $"The certificate of {options.Scheduler.Url.IdnHost} is not to be trusted: {bad.Message} (it is for {bad.Subject}, until "
        + $"{Day(bad.Ends)}).",
        bad switch
        {
            { Expired: true } => "If this machine's clock is right ('timedatectl'), tell the scheduler's operator to renew it.",
            { WrongName: true } =>
                "Write the name that the certificate is for into scheduler.url, or ask the operator for the right address.",
            _ => "Install the operator's authority: copy its .crt to /usr/local/share/ca-certificates/ and run 'update-ca-certificates'.",
        });

    private static IEnumerable<CheckResult> Answers(SchedulerSight.Answers answers, DoctorFacts facts)
    {
        SchedulerEndpoint pinned = facts.Options!.Scheduler;
        yield return CheckResult.Ok("scheduler", $"{pinned.Url} answers in {answers.RoundTrip.TotalMilliseconds:0} ms.");
        yield return Identity(answers, pinned);
        if (answers.CertificateEnds is { } ends)
        {
            TimeSpan left = ends - DateTimeOffset.FromUnixTimeMilliseconds(facts.Now);
            yield return left < _endsSoon
                ? CheckResult.Warn(
                    "certificate", $"The scheduler's certificate ends on {Day(ends)}; then this node can no longer work for it.",
                    "Tell its operator to renew it.")
                : CheckResult.Ok("certificate", $"It is trusted, and valid until {Day(ends)}.");
        }

        yield return Clock(answers);
    }

    private static CheckResult Identity(SchedulerSight.Answers answers, SchedulerEndpoint pinned)
    {
        (string Key, string? Wanted, string Found)[] pins =
        [
            ("address", pinned.Address?.ToString(), answers.Scheduler.ToString()),
            ("chainId", pinned.ChainId?.ToString(CultureInfo.InvariantCulture), answers.ChainId.ToString(CultureInfo.InvariantCulture)),
            ("verifyingContract", pinned.VerifyingContract?.ToString(), answers.Contract.ToString()),
        ];
        foreach ((string key, string? wanted, string found) in pins)
        {
            if (wanted is not null && wanted != found)
            {
                return CheckResult.Fail(
                    "scheduler-key", $"The scheduler's {key} is {found}, and the configuration allows only {wanted}.",
                    $"If its operator announced the change, write it into scheduler.{key}; otherwise do not work for it.");
            }
        }

        return pinned.Address is null
            ? CheckResult.Ok("scheduler-key", $"It signs as {answers.Scheduler}; 'scheduler.address' would allow no other.")
            : CheckResult.Ok("scheduler-key", $"It signs as {answers.Scheduler}, as the configuration demands.");
    }

    private static CheckResult Clock(SchedulerSight.Answers answers)
    {
        if (answers.Ahead is not { } ahead)
        {
            return CheckResult.Skip("clock", "the scheduler does not say its time");
        }

        TimeSpan off = ahead.Duration() - (answers.RoundTrip / 2);
        string by = $"{DurationText.Format(TimeSpan.FromSeconds(Math.Round(ahead.Duration().TotalSeconds)))} "
            + (ahead > TimeSpan.Zero ? "ahead of" : "behind");
        TimeSpan tolerance = new AgentRules().ClockTolerance;
        return off > tolerance ? CheckResult.Fail(
                "clock", $"This machine's clock is {by} the scheduler's: beyond {DurationText.Format(tolerance)} it takes no work.",
                SchedulerClock.Remedy)
            : off > _drifts ? CheckResult.Warn("clock", $"This machine's clock is {by} the scheduler's.", SchedulerClock.Remedy)
            : CheckResult.Ok("clock", "It agrees with the scheduler's.");
    }

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
