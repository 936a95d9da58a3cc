using System.Collections.Concurrent;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Journal;
using DePin.Protocol.Wire;
using static DePin.NodeAgent.Tests.Attempts.AttemptFixture;

namespace DePin.NodeAgent.Tests.Journal;

/// <summary>
/// The write-ahead log as a power cut or a bad disk may leave it: cut off, bits flipped, blocks missing. What is opened then is exactly
/// what was true after one of the commits, the last that is whole, or nothing is opened at all.
/// </summary>
public sealed class TornJournalTests
{
    private const int LogHeader = 32;
    private const int FrameHeader = 24;
    private const int Frame = FrameHeader + 4096;
    private const int Stride = 997;
    private const string NewJournal = "a new journal";

    private readonly TemporaryDirectory _directory = new();
    private readonly TestJournal _journal = new();
    private readonly List<(int LogLength, string Contents)> _commits = [];
    private readonly ConcurrentBag<string> _scratch = [];
    private byte[] _file = [];
    private byte[] _log = [];

    [SetUp]
    public void Fill()
    {
        using NodeJournal journal = _journal.Open();
        void Then(Action commit)
        {
            commit();
            _commits.Add(((int)new FileInfo(_journal.Path + "-wal").Length, TestJournal.Contents(journal)));
        }

        Then(() => journal.Trust(new KnownScheduler(TestJournal.Node, DePin.Attestation.Eip712Domain.DePin(1, TestJournal.Node))));
        for (int i = 1; i <= 3; i++)
        {
            Lease lease = Lease();
            Then(() => journal.Apply([new RunLease { Sequence = i, Lease = lease }], TimeSpan.FromSeconds(100)));
            Then(() => journal.Advance(lease.Attempt, new AttemptState.Preparing(Image), Step.JournalPreparing));
            Then(() => TestJournal.SealOne(journal));
            Then(() => journal.AckEvents(i));
        }

        // Read while it is open: to close it would move the log into the file.
        _file = File.ReadAllBytes(_journal.Path);
        using FileStream log = new(_journal.Path + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        _log = new byte[_commits[^1].LogLength];
        log.ReadExactly(_log);
    }

    [TearDown]
    public void Remove()
    {
        _journal.Dispose();
        _directory.Dispose();
    }

    [Test]
    public void Cut_off_at_any_byte_of_the_last_frame_and_of_every_frames_header_the_commits_before_it_are_there() =>
        AssertCut(Enumerable.Range(0, _log.Length + 1).Where(at => at > _log.Length - Frame || InHeader(at) || at % Stride == 0));

    [Test]
    [Explicit("every byte of a log of a quarter of a megabyte: minutes")]
    public void Cut_off_at_any_byte_at_all_the_commits_before_it_are_there() => AssertCut(Enumerable.Range(0, _log.Length + 1));

    [Test]
    public void A_flipped_bit_of_the_log_takes_its_frame_and_what_came_after_and_nothing_else() => AssertEach(
        Enumerable.Range(0, _log.Length).Where(at => InHeader(at) || at % Stride == 0),
        at => Opened(log => log[at] ^= (byte)(1 << (at % 8))) is var found && (found is null || found == AfterCut(at)));

    [Test]
    public void Any_of_the_last_blocks_may_be_missing([Values(512, 4096)] int block)
    {
        int first = (_log.Length - 1) / block * block - (7 * block);
        AssertEach(Enumerable.Range(0, 1 << 8), missing =>
        {
            string? found = Opened(log =>
            {
                for (int i = 0; i < 8; i++)
                {
                    int from = first + (i * block);
                    log.AsSpan(from, (missing >> i & 1) == 0 ? 0 : Math.Min(block, log.Length - from)).Clear();
                }
            });
            return found is null || found == NewJournal || _commits.Exists(commit => commit.Contents == found);
        });
    }

    private static bool InHeader(int at) => at < LogHeader || (at - LogHeader) % Frame < FrameHeader;

    /// <summary>After the last commit that ends before <paramref name="at"/>.</summary>
    private string AfterCut(int at) => _commits.FindLast(commit => commit.LogLength <= at).Contents ?? NewJournal;

    private void AssertCut(IEnumerable<int> places) => AssertEach(places, at => Opened(_ => { }, at) is var found && found == AfterCut(at));

    private void AssertEach(IEnumerable<int> places, Func<int, bool> holds)
    {
        ConcurrentBag<int> wrong = [];
        int looked = 0;
        Parallel.ForEach(places, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, at =>
        {
            Interlocked.Increment(ref looked);
            if (!holds(at))
            {
                wrong.Add(at);
            }
        });
        TestContext.Out.WriteLine($"{looked} journals of {_file.Length} and {_log.Length} bytes opened");
        Assert.That(wrong.Order().Take(10), Is.Empty, "opened as something that was never true, or less than was whole");
        Assert.That(looked, Is.GreaterThan(200));
    }

    /// <summary>What is opened of the log so hurt; null: it is refused.</summary>
    private string? Opened(Action<byte[]> hurt, int? length = null)
    {
        string place = _scratch.TryTake(out string? free)
            ? free : Directory.CreateDirectory(_directory[Guid.NewGuid().ToString("N")]).FullName;
        string path = Path.Combine(place, "journal.db");
        byte[] log = [.. _log.AsSpan(0, length ?? _log.Length)];
        hurt(log);
        File.WriteAllBytes(path, _file);
        File.WriteAllBytes(path + "-wal", log);
        try
        {
            using var journal = NodeJournal.Open(path, TestJournal.Node, Steps.Unwatched, TimeProvider.System, BootClock.KernelBoot);
            return journal.Facts.Scheduler is null && journal.Attempts.Count == 0 ? NewJournal : TestJournal.Contents(journal);
        }
        catch (JournalUnusableException)
        {
            return null;
        }
        finally
        {
            foreach (string file in Directory.GetFiles(place))
            {
                File.Delete(file);
            }

            _scratch.Add(place);
        }
    }
}
