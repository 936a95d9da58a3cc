using DePin.Attestation;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Placing;
using DePin.Scheduler.Pricing;

namespace DePin.Scheduler.Tests.Placing;

internal sealed class PlacementTests
{
    private static readonly PriceList _price = new(Amount.Parse("0.01"), Amount.Parse("1"));
    private static readonly HashSet<Address> _nobody = [];

    [Test]
    public void A_job_goes_to_the_first_node_that_fits()
    {
        NodeOffer[] nodes = [Offer(1, Capacities.Of(cores: 1)), Offer(2, Capacities.Of(cores: 4)), Offer(3, Capacities.Of(cores: 8))];

        Assert.That(Placement.Find(Requirement.Of(Specs.Wanting(cores: 2)), _nobody, nodes)?.Node, Is.EqualTo(Node(2)));
    }

    [Test]
    public void A_job_that_fits_nowhere_has_a_reason_from_every_node()
    {
        NodeOffer[] nodes =
        [
            Offer(1, Capacities.Of(cores: 1)),
            Offer(2, Capacities.Of()) with { State = OfferState.Silent },
            Offer(3, Capacities.Of()) with { State = OfferState.Draining },
            Offer(4, null),
            Offer(5, Capacities.Of()) with { Leases = WireLimits.LeasesPerNode },
            Offer(6, Capacities.Of()) with { FreeMemoryBytes = 0 },
            Offer(7, Capacities.Of(diskGiB: 0)),
        ];
        Requirement job = Requirement.Of(Specs.Wanting(cores: 2));

        Assert.That(Placement.Find(job, _nobody, nodes), Is.Null);
        Assert.That(Placement.Explain(job, _nobody, nodes).Select(verdict => verdict.Reasons.Single().GetType().Name), Is.EqualTo(new[]
        {
            "TooSmall", "NotOpen", "NotOpen", "NotOpen", "TooManyLeases", "TooSmall", "TooSmall",
        }));
    }

    [Test]
    public void A_GPU_job_gets_free_GPUs_that_meet_every_minimum()
    {
        Capacity capacity = Capacities.Of(gpus: [Capacities.Gpu("GPU-a", vramGiB: 24), Capacities.Gpu("GPU-b"), Capacities.Gpu("GPU-c"),
            Capacities.Gpu("GPU-d", tflops: null)]);
        NodeOffer node = Offer(1, capacity) with { FreeGpus = [.. capacity.Gpus.Where(gpu => gpu.Uuid != "GPU-b")] };
        GpuRequirement wanted = new() { Vram = ByteSize.FromGibibytes(40), Fp16Tflops = 100, Model = ["h100", "a100"] };

        Assert.That(Placement.Find(Requirement.Of(Specs.Wanting(gpu: wanted)), _nobody, [node])?.Gpus, Is.EqualTo(new[] { "GPU-c" }));
        Assert.That(Placement.Find(Requirement.Of(Specs.Wanting(gpu: wanted with { Count = 2 })), _nobody, [node]), Is.Null);
    }

    [TestCase("resources.gpu", "connect a node with a GPU", 0)]
    [TestCase("resources.gpu.vram", "change resources.gpu.vram from 48GiB to 24GiB", 24)]
    public void A_missing_or_small_GPU_is_named_with_a_remedy(string constraint, string remedy, int vramGiB)
    {
        GpuCapacity[] gpus = vramGiB == 0 ? [] : [Capacities.Gpu("GPU-a", vramGiB: vramGiB)];
        Requirement job = Requirement.Of(Specs.Wanting(gpu: new GpuRequirement { Vram = ByteSize.FromGibibytes(48) }));
        Rejection reason = Fit.Failures(job, Offer(1, Capacities.Of(gpus: gpus))).Single();

        Assert.That((reason.Constraint, reason.Remedy), Is.EqualTo((constraint, remedy)));
    }

    [Test]
    public void A_price_below_list_makes_a_GPU_job_unplaceable_and_says_so()
    {
        JobSpec spec = Specs.Wanting(gpu: new GpuRequirement()) with { Price = new PriceLimit { MaxPerGpuHour = 0.99m } };
        NodeOffer node = Offer(1, Capacities.Of(gpus: [Capacities.Gpu("GPU-a")]));

        Assert.That(Fit.Failures(Requirement.Of(spec), node).Single().Remedy, Is.EqualTo("raise price.maxPerGpuHour from 0.99 to 1"));
        Assert.That(Fit.Now(Requirement.Of(spec with { Price = new PriceLimit { MaxPerGpuHour = 1m } }), node), Is.True);
    }

    [Test]
    public void A_job_for_the_outside_network_needs_a_node_that_offers_it()
    {
        JobSpec spec = Specs.Job(job => job with { Network = JobNetwork.Egress });

        Assert.That(Fit.Failures(Requirement.Of(spec), Offer(1, Capacities.Of())).Single(), Is.InstanceOf<Rejection.NoEgress>());
        Assert.That(Fit.Now(Requirement.Of(spec), Offer(1, Capacities.Of(egress: true))), Is.True);
    }

    [Test]
    public void A_job_goes_back_to_a_node_that_failed_it_only_when_no_other_could_take_it()
    {
        Requirement job = Requirement.Of(Specs.Wanting(cores: 2));
        NodeOffer failed = Offer(1, Capacities.Of());
        NodeOffer busy = Offer(2, Capacities.Of()) with { FreeCpuMillicores = 0 };
        NodeOffer small = Offer(3, Capacities.Of(cores: 1));
        HashSet<Address> avoid = [Node(1)];

        Assert.That(Placement.Find(job, avoid, [failed, busy]), Is.Null, "the busy node could take it later");
        Assert.That(Placement.Find(job, avoid, [failed, small])?.Node, Is.EqualTo(Node(1)));
        Assert.That(Placement.Find(job, avoid, [failed, busy with { FreeCpuMillicores = 4000 }])?.Node, Is.EqualTo(Node(2)));
        Assert.That(Placement.Explain(job, avoid, [failed, busy])[0].Reasons.Single(), Is.InstanceOf<Rejection.FailedThere>());
    }

    [Test]
    public void Why_counts_the_nodes_that_fail_each_constraint_and_names_the_cheapest_remedy()
    {
        NodeOffer[] nodes = [Offer(1, Capacities.Of(cores: 2)), Offer(2, Capacities.Of(cores: 6)),
            Offer(3, Capacities.Of(cores: 16)) with { State = OfferState.Silent }];
        WhyView why = Why.Explain(default, Placement.Explain(Requirement.Of(Specs.Wanting(cores: 8)), _nobody, nodes));

        Assert.That(why.Nodes, Is.EqualTo(3));
        Assert.That(why.Constraints, Is.EqualTo(new[]
        {
            new WhyConstraint("resources.cpu", 2, "lower resources.cpu from 8 to 6"),
            new WhyConstraint("node", 1, "wait until a silent node reports again"),
        }));
        Assert.That(why.Summary, Does.Contain("none of 3 known nodes").And.Contain("wait until a silent node reports again"));
    }

    [TestCase(OfferState.Silent)]
    [TestCase(OfferState.Draining)]
    public void A_node_that_is_away_is_no_way_out_when_it_is_too_small_anyway(OfferState state)
    {
        NodeOffer node = Offer(1, Capacities.Of(cores: 2)) with { State = state, FreeCpuMillicores = 0 };

        WhyView why = Why.Explain(default, Placement.Explain(Requirement.Of(Specs.Wanting(cores: 8)), _nobody, [node]));
        WhyView small = Why.Explain(default, Placement.Explain(Requirement.Of(Specs.Wanting(cores: 1)), _nobody, [node]));

        Assert.That(why.Summary, Does.Contain("lower resources.cpu from 8 to 2"));
        Assert.That(small.Constraints.Single().Constraint, Is.EqualTo("node"), "what runs there now says nothing of when it is back");
    }

    [TestCase(OfferState.Draining, "depin-scheduler node drain --off")]
    [TestCase(OfferState.NotAccepting, "its owner drains it, or it is short of disk, or its clock is wrong; `depin-node status`")]
    public void Why_names_who_can_let_a_node_work_again(OfferState state, string remedy)
    {
        NodeOffer node = Offer(1, Capacities.Of()) with { State = state };

        WhyView why = Why.Explain(default, Placement.Explain(Requirement.Of(Specs.Wanting()), _nobody, [node]));

        Assert.That(why.Constraints.Single().Remedy, Does.Contain(remedy));
        Assert.That(why.Summary, Does.EndWith(why.Constraints.Single().Remedy));
    }

    [Test]
    public void The_choice_agrees_with_the_reasons_for_random_nodes_and_jobs()
    {
        const int seed = 20261122;
        TestContext.Out.WriteLine($"seed {seed}");
        Random random = new(seed);
        int placed = 0;
        for (int round = 0; round < 2000; round++)
        {
            NodeOffer[] nodes = [.. Enumerable.Range(1, random.Next(1, 6)).Select(number => Random(random, number))];
            GpuRequirement? gpu = random.Next(2) == 0 ? null
                : new GpuRequirement { Count = random.Next(1, 3), Vram = ByteSize.FromGibibytes(random.Next(1, 90)) };
            Requirement job = Requirement.Of(Specs.Wanting(random.Next(1, 6), random.Next(1, 10), random.Next(1, 120), gpu));
            Address? expected = Placement.Explain(job, _nobody, nodes).FirstOrDefault(verdict => verdict.Reasons.Count == 0)?.Node;
            PlacementChoice? choice = Placement.Find(job, _nobody, nodes);

            Assert.That(choice?.Node, Is.EqualTo(expected), $"round {round}");
            Assert.That(choice?.Gpus.Count ?? 0, Is.EqualTo(choice is null ? 0 : gpu?.Count ?? 0), $"round {round}");
            placed += choice is null ? 0 : 1;
        }

        Assert.That(placed, Is.InRange(200, 1800), "the generator must give jobs of both kinds");
    }

    private static NodeOffer Random(Random random, int number)
    {
        GpuCapacity[] gpus = [.. Enumerable.Range(0, random.Next(3)).Select(gpu =>
            Capacities.Gpu($"GPU-{number}-{gpu}", vramGiB: random.Next(8, 80)))];
        NodeOffer offer = Offer(number, Capacities.Of(random.Next(1, 8), random.Next(1, 16), random.Next(1, 200), gpus: gpus));
        return offer with
        {
            State = random.Next(5) == 0 ? OfferState.Silent : OfferState.Open,
            FreeCpuMillicores = random.Next(0, (int)offer.FreeCpuMillicores + 1),
            FreeGpus = [.. gpus.Where(_ => random.Next(3) > 0)],
        };
    }

    private static NodeOffer Offer(int number, Capacity? capacity) => new()
    {
        Node = Node(number),
        State = capacity is null ? OfferState.Unstated : OfferState.Open,
        Capacity = capacity,
        FreeCpuMillicores = capacity?.CpuMillicores ?? 0,
        FreeMemoryBytes = capacity?.MemoryBytes ?? 0,
        FreeDiskBytes = capacity?.DiskBytes ?? 0,
        FreeGpus = capacity?.Gpus ?? [],
        Leases = 0,
        Price = _price,
    };

    private static Address Node(int number) => Address.Parse($"0x{number:x40}");
}
