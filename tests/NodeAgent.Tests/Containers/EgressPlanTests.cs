using DePin.NodeAgent.Containers.Egress;

namespace DePin.NodeAgent.Tests.Containers;

public sealed class EgressPlanTests
{
    private static readonly string[] Docker =
    [
        "-P INPUT ACCEPT", "-P FORWARD DROP", "-P OUTPUT ACCEPT", "-N DOCKER", "-N DOCKER-USER", "-A FORWARD -j DOCKER-USER",
        "-A DOCKER-USER -j RETURN",
    ];

    private static string[] Installed =>
    [
        .. Docker, "-N DEPIN-EGRESS", "-N DEPIN-INPUT", .. EgressPolicy.Chains.Values.SelectMany(rules => rules), .. EgressPolicy.Jumps,
    ];

    [Test]
    public void Untouched_table_gets_whole_chains_first_and_the_jumps_in_front()
    {
        Assert.That(EgressPlan.Install(Docker).ToString(), Is.EqualTo(
            """
            iptables-restore --noflush <<END
            *filter
            :DEPIN-EGRESS - [0:0]
            :DEPIN-INPUT - [0:0]
            -A DEPIN-EGRESS -d 0.0.0.0/8 -j REJECT --reject-with icmp-admin-prohibited
            -A DEPIN-EGRESS -d 10.0.0.0/8 -j REJECT --reject-with icmp-admin-prohibited
            -A DEPIN-EGRESS -d 100.64.0.0/10 -j REJECT --reject-with icmp-admin-prohibited
            -A DEPIN-EGRESS -d 127.0.0.0/8 -j REJECT --reject-with icmp-admin-prohibited
            -A DEPIN-EGRESS -d 169.254.0.0/16 -j REJECT --reject-with icmp-admin-prohibited
            -A DEPIN-EGRESS -d 172.16.0.0/12 -j REJECT --reject-with icmp-admin-prohibited
            -A DEPIN-EGRESS -d 192.0.0.0/24 -j REJECT --reject-with icmp-admin-prohibited
            -A DEPIN-EGRESS -d 192.168.0.0/16 -j REJECT --reject-with icmp-admin-prohibited
            -A DEPIN-EGRESS -d 198.18.0.0/15 -j REJECT --reject-with icmp-admin-prohibited
            -A DEPIN-EGRESS -d 224.0.0.0/4 -j REJECT --reject-with icmp-admin-prohibited
            -A DEPIN-EGRESS -d 240.0.0.0/4 -j REJECT --reject-with icmp-admin-prohibited
            -A DEPIN-INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
            -A DEPIN-INPUT -j REJECT --reject-with icmp-admin-prohibited
            COMMIT
            END
            iptables -I DOCKER-USER -i dpn+ -j DEPIN-EGRESS
            iptables -I INPUT -i dpn+ -j DEPIN-INPUT
            """));
    }

    [Test]
    public void Table_that_is_right_needs_nothing()
    {
        Assert.That(EgressPlan.Install(Installed).ToString(), Is.EqualTo("nothing to do"));
    }

    [Test]
    public void Flushed_jump_is_put_back_alone()
    {
        string[] flushed = [.. Installed.Where(line => line != EgressPolicy.Jumps[0])];

        Assert.That(EgressPlan.Install(flushed).ToString(), Is.EqualTo("iptables -I DOCKER-USER -i dpn+ -j DEPIN-EGRESS"));
    }

    [TestCase("-A DEPIN-EGRESS -d 10.0.0.0/8 -j REJECT --reject-with icmp-admin-prohibited", null, Description = "a rule less")]
    [TestCase(null, "-A DEPIN-EGRESS -j ACCEPT", Description = "a rule more")]
    public void Chain_that_was_tampered_with_is_written_anew(string? removed, string? added)
    {
        string[] table = [.. Installed.Where(line => line != removed), .. added is null ? Array.Empty<string>() : [added]];

        Assert.That(EgressPlan.Install(table).Steps.Single(), Is.TypeOf<EgressStep.Restore>());
    }

    [Test]
    public void Removal_takes_the_jumps_before_the_chains()
    {
        Assert.That(EgressPlan.Remove(Installed).ToString(), Is.EqualTo(
            """
            iptables -D DOCKER-USER -i dpn+ -j DEPIN-EGRESS
            iptables -D INPUT -i dpn+ -j DEPIN-INPUT
            iptables -F DEPIN-EGRESS
            iptables -X DEPIN-EGRESS
            iptables -F DEPIN-INPUT
            iptables -X DEPIN-INPUT
            """));
        Assert.That(EgressPlan.Remove(Docker).Steps, Is.Empty);
    }

    [Test, CancelAfter(30_000)]
    public async Task Machine_without_iptables_says_so(CancellationToken token)
    {
        using EgressFirewall firewall = new(new Iptables(["/no/such/program"], TimeProvider.System));

        EgressReadiness readiness = await firewall.ProbeAsync(token);

        Assert.That(readiness, Is.TypeOf<EgressReadiness.Impossible>());
        Assert.That(((EgressReadiness.Impossible)readiness).Fact, Does.Contain("/no/such/program"));
        Assert.That(await firewall.EnsureAsync(token), Is.EqualTo(readiness));
    }
}
