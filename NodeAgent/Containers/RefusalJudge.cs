using System.Text.Json.Nodes;

namespace DePin.NodeAgent.Containers;

/// <summary>
/// Whose doing a refusal is, by trial and not by its words: the control runs under the same contract, and the job's container is refused
/// again after it. Then it is the job's. Where the control fails too, or nothing can be tried, it is the machine's and costs nobody.
/// </summary>
internal sealed class RefusalJudge(ControlContainer control)
{
    /// <param name="refusal">Why it was refused.</param>
    /// <param name="contract">What it was refused under; null where that is not known.</param>
    /// <param name="again">Tries it once more; null when it went well, otherwise why it did not.</param>
    /// <param name="token">Gives up.</param>
    /// <returns>Null when it went well the second time.</returns>
    public async Task<(EngineRefusal Refusal, Blame Blame)?> JudgeAsync(
        EngineRefusal refusal, JsonNode? contract, Func<Task<EngineRefusal?>> again, CancellationToken token)
    {
        if (refusal.IsTooLittleMemory)
        {
            return (refusal, Blame.Job);
        }

        if (contract is null || refusal.IsOfHost || !await control.RunsAsync(contract, token))
        {
            return (refusal, Blame.Host);
        }

        return await again() is { } second ? (second, second.IsOfHost ? Blame.Host : Blame.Job) : null;
    }
}
