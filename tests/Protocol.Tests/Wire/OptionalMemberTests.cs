using System.Text.Json;
using DePin.Attestation.Messages;
using DePin.Protocol.Wire;

namespace DePin.Protocol.Tests.Wire;

/// <summary>
/// An absent member is left out when writing, so it must not be missed when reading: what one side writes, the other reads.
/// </summary>
internal sealed class OptionalMemberTests
{
    [Test]
    public void The_last_page_of_a_list_is_read()
    {
        Assert.That(
            JsonSerializer.Deserialize(JsonSerializer.Serialize(new JobList([]), WireJson.Default.JobList), WireJson.Default.JobList)!.Next,
            Is.Null);
        Assert.That(
            JsonSerializer.Deserialize(
                JsonSerializer.Serialize(new LedgerPage([], []), WireJson.Default.LedgerPage), WireJson.Default.LedgerPage)!.Next,
            Is.Null);
    }

    [Test]
    public void A_state_is_read_without_what_it_does_not_have()
    {
        JobState[] states =
        [
            new JobState.Queued("no node"),
            new JobState.Placed(default, 1, default, AttemptPhase.Running),
            new JobState.Placed(default, 1, default, AttemptPhase.Preparing, 5, 10),
            new JobState.Finished(Outcome.Cancelled, "cancelled before any lease"),
            new JobState.Finished(Outcome.JobFault, "exit code 3", 3, default(DePin.Attestation.Hash32)),
        ];
        foreach (JobState state in states)
        {
            string json = JsonSerializer.Serialize(state, WireJson.Default.JobState);

            Assert.That(JsonSerializer.Deserialize(json, WireJson.Default.JobState), Is.EqualTo(state), json);
        }
    }

    [Test]
    public void A_token_without_end_is_asked_for_and_read()
    {
        TokenRequest request = new("ci", [TokenScope.Submit]);
        TokenList list = new([new TokenView("t1", "ci", [TokenScope.Submit], 1)]);

        TokenRequest asked = JsonSerializer.Deserialize(
            JsonSerializer.Serialize(request, WireJson.Default.TokenRequest), WireJson.Default.TokenRequest)!;
        TokenList read = JsonSerializer.Deserialize(
            JsonSerializer.Serialize(list, WireJson.Default.TokenList), WireJson.Default.TokenList)!;

        Assert.That(asked.ExpiresInSeconds, Is.Null);
        Assert.That(read.Tokens[0].ExpiresAt, Is.Null);
    }
}
