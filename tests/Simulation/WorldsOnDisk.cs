using DePin.Simulation.Scheduling;

namespace DePin.Simulation;

/// <summary>Takes the worlds' disks away when all have run.</summary>
[SetUpFixture]
internal sealed class WorldsOnDisk
{
    [OneTimeTearDown]
    public void Remove()
    {
        if (Directory.Exists(Template.Root))
        {
            Directory.Delete(Template.Root, recursive: true);
        }
    }
}
