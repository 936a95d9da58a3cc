using DePin.Simulation.Scheduling;
using SQLitePCL;

namespace DePin.Simulation;

/// <summary>What is done once for all worlds: before them and when all have run.</summary>
[SetUpFixture]
internal sealed class WorldsOnDisk
{
    // Of sqlite3.h, which the binding does not name.
    private const int MultiThread = 2;
    private const int MemoryStatus = 9;

    /// <summary>
    /// SQLite counts its memory under a lock of the whole process, which worlds on several threads would take turns at, and locks each
    /// connection, which here is only ever one thread's.
    /// </summary>
    [OneTimeSetUp]
    public void FreeOfLocks()
    {
        Batteries_V2.Init();
        Assert.That(raw.sqlite3_config(MultiThread), Is.EqualTo(raw.SQLITE_OK));
        Assert.That(raw.sqlite3_config(MemoryStatus, 0), Is.EqualTo(raw.SQLITE_OK));
    }

    [OneTimeTearDown]
    public void Remove()
    {
        if (Directory.Exists(Template.Root))
        {
            Directory.Delete(Template.Root, recursive: true);
        }
    }
}
